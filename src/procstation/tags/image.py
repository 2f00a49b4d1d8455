"""A memory image ready to be written."""

from dataclasses import dataclass

from procstation.errors import InputRefused
from procstation.language import tr
from procstation.tags.content import Model
from procstation.tags.epc_bank import EpcBank


@dataclass(frozen=True, slots=True)
class TagImage:
    """What shall stand from byte 0 of the user memory; the rest of the memory is to be 00.

    Attributes:
        data: Bytes of whole blocks; of whole words on a UHF tag, and none when all is in the UII.
        dsfid: The DSFID that announces the model.
        lockable: Blocks that hold nothing but elements meant to be locked.
        warnings: What the model could not keep, one sentence each.
        epc: The EPC bank of a UHF tag; None for other tags.
    """

    model: Model
    data: bytes
    dsfid: int
    lockable: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    epc: EpcBank | None = None


def require_fit(needed: int, size: int | None) -> None:
    """Refuse data that is larger than the tag.

    Args:
        needed: Bytes the data take.
        size: Bytes of user memory; None when any size will do.

    Raises:
        InputRefused: With both numbers.
    """
    if size is not None and needed > size:
        raise InputRefused(
            tr("The data need {needed} bytes, the tag has {size}.", needed=needed, size=size),
            tr("Leave elements out, or use a larger tag."),
        )


def to_whole_blocks(data: bytes, block_size: int) -> bytes:
    """Fill the last block with 00."""
    return data + bytes(-len(data) % block_size)
