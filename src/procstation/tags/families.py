"""Tag families by UID: what they are and, when a tag does not tell, how large.

Prefixes and bits after the makers' data sheets. Sizes are of the user memory; they are used only
when the tag has no system information, and reading corrects them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TagFamily:
    """One sort of ISO 15693 tag.

    Attributes:
        block_size: Bytes; None when members differ.
        block_count: Blocks of user memory; None when members differ.
        system_information: Whether the tag has that command, an AFI and a DSFID.
    """

    name: str
    block_size: int | None = None
    block_count: int | None = None
    system_information: bool = True


UNKNOWN = TagFamily("unknown ISO 15693 tag")

_FAMILIES: tuple[tuple[int, int, TagFamily], ...] = (
    (0xFFFFFF78, 0xE0040120, TagFamily("NXP ICODE 3")),
    (0xFFFFFF18, 0xE0040100, TagFamily("NXP ICODE SLI", 4, 28)),
    (0xFFFFFF18, 0xE0040110, TagFamily("NXP ICODE SLIX", 4, 28)),
    (0xFFFFFF18, 0xE0040108, TagFamily("NXP ICODE SLIX2", 4, 80)),
    (0xFFFFFF18, 0xE0040118, TagFamily("NXP ICODE DNA or NTAG 5", 4)),
    (0xFFFFFF10, 0xE0040200, TagFamily("NXP ICODE SLI-S", 4, 40)),
    (0xFFFFFF10, 0xE0040210, TagFamily("NXP ICODE SLIX-S", 4, 40)),
    (0xFFFFFF10, 0xE0040300, TagFamily("NXP ICODE SLI-L", 4, 8)),
    (0xFFFFFF10, 0xE0040310, TagFamily("NXP ICODE SLIX-L", 4, 8)),
    (0xFFFFFF00, 0xE0020500, TagFamily("ST LRI64")),
    (0xFFFFFF00, 0xE0020800, TagFamily("ST LRI2K", 4, 64)),
    (0xFFFFFF00, 0xE0020A00, TagFamily("ST LRIS2K", 4, 64)),
    (0xFFFFFF00, 0xE0024400, TagFamily("ST LRIS64K", 4)),
    (0xFFFFFF00, 0xE0022300, TagFamily("ST ST25TV", 4)),
    (0xFFFFF000, 0xE0070000, TagFamily("TI Tag-it HF-I Plus inlay", 4, 64)),
    (0xFFFFF000, 0xE0071000, TagFamily("TI Tag-it HF-I Plus chip", 4, 64)),
    (0xFFFFFE00, 0xE0078000, TagFamily("TI Tag-it HF-I Plus", 4, 64)),
    (0xFFFFFE00, 0xE007C000, TagFamily("TI Tag-it HF-I Standard", 4, 8, system_information=False)),
    (0xFFFFFE00, 0xE007C400, TagFamily("TI Tag-it HF-I Pro", 4, 8, system_information=False)),
    (0xFFFF0000, 0xE0050000, TagFamily("Infineon my-d")),
    (0xFFFF0000, 0xE0080000, TagFamily("Fujitsu MB89R118", 8, 256)),
    (0xFFFF0000, 0xE0160000, TagFamily("EM Microelectronic")),
)
"""Mask and value of the first four bytes of the UID; the first row that matches counts."""


def family_of(uid: bytes) -> TagFamily:
    """Return the family of a UID (8 bytes, most significant first), or `UNKNOWN`."""
    head = int.from_bytes(uid[:4], "big")
    return next((family for mask, value, family in _FAMILIES if head & mask == value), UNKNOWN)
