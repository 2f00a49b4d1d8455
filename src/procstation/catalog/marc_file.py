"""A file of MARC records: what kind it is, and its records one by one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from procstation.catalog.file_beginning import Beginning, look_at, open_file
from procstation.catalog.marc_read import Decoded, Unreadable, decode
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.marc_split import MAX_RECORD, Piece, split
from procstation.catalog.marcxml_read import decode_xml
from procstation.catalog.marcxml_split import Fragment, split_xml
from procstation.catalog.source import Refused

FIELD_END = b"\x1e"


@dataclass(frozen=True, slots=True)
class Found:
    """A record that could be read."""

    number: int
    offset: int
    record: MarcRecord
    notes: tuple[str, ...] = ()


def is_marc(beginning: Beginning) -> bool:
    """Whether a directory ends somewhere in what could be the first record of a binary file."""
    if FIELD_END in beginning.data:
        return True
    with open_file(beginning.path) as file:
        return FIELD_END in file.read(MAX_RECORD)


def records_in(path: Path, wanted: frozenset[str] | None = None) -> Iterator[Found | Refused]:
    """Yield all that a file holds, in its order, with bounded memory.

    Args:
        wanted: The tags to take; None for all.

    Raises:
        InputRefused: The file cannot be opened, or the XML cannot be read safely.
    """
    is_xml = look_at(path).is_xml
    with open_file(path) as file:
        if is_xml:
            for fragment in split_xml(file):
                yield read_piece(fragment, decode_xml, wanted)
        else:
            for piece in split(file):
                yield read_piece(piece, decode, wanted)


PieceT = TypeVar("PieceT", Piece, Fragment)


def read_piece(
    piece: PieceT,
    how: Callable[[PieceT, frozenset[str] | None], Decoded],
    wanted: frozenset[str] | None,
) -> Found | Refused:
    """Read one record.

    Args:
        how: What reads such a piece.
        wanted: As in `records_in`.
    """
    try:
        decoded = how(piece, wanted)
    except Unreadable as error:
        return Refused(piece.number, piece.offset, str(error))
    return Found(piece.number, piece.offset, decoded.record, decoded.notes)
