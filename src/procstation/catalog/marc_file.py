"""A file of MARC records: what kind it is, and its records one by one."""

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from procstation.catalog.marc_read import Decoded, Unreadable, decode
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.marc_split import MAX_RECORD, Piece, split
from procstation.catalog.marcxml_read import decode_xml
from procstation.catalog.marcxml_split import Fragment, split_xml
from procstation.catalog.source import Refused
from procstation.errors import InputRefused

FIELD_END = b"\x1e"

_BEGINNING = 4096
_AS_MARC = "Export the records as MARC 21 (.mrc) or MARCXML, then load that file."
_FOREIGN = (
    (b"PK\x03\x04", "a ZIP archive or a spreadsheet", "Unpack it, or export the records as MARC."),
    (b"\x1f\x8b", "compressed with gzip", "Unpack it with gunzip, then load what comes out."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it, then load what comes out."),
    (b"Rar!", "a RAR archive", "Unpack it, then load what comes out."),
    (b"%PDF", "a PDF document", _AS_MARC),
    (b"\xd0\xcf\x11\xe0", "an old or password-protected Office document", _AS_MARC),
    (b"SQLite format 3", "an SQLite database", _AS_MARC),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A record that could be read."""

    number: int
    offset: int
    record: MarcRecord
    notes: tuple[str, ...] = ()


def check_marc(path: Path) -> None:
    """Look at the beginning of a file before any work is done.

    Raises:
        InputRefused: It is missing, empty, or evidently no MARC, with what it is.
    """
    with _opened(path) as file:
        _is_xml(path, file)


def records_in(path: Path, wanted: frozenset[str] | None = None) -> Iterator[Found | Refused]:
    """Yield all that a file holds, in its order, with bounded memory.

    Args:
        wanted: The tags to take; None for all.

    Raises:
        InputRefused: As `check_marc`, or the XML cannot be read safely.
    """
    with _opened(path) as file:
        if _is_xml(path, file):
            for fragment in split_xml(file):
                yield _read(fragment, decode_xml, wanted)
        else:
            for piece in split(file):
                yield _read(piece, decode, wanted)


PieceT = TypeVar("PieceT", Piece, Fragment)


def _read(
    piece: PieceT,
    how: Callable[[PieceT, frozenset[str] | None], Decoded],
    wanted: frozenset[str] | None,
) -> Found | Refused:
    try:
        decoded = how(piece, wanted)
    except Unreadable as error:
        return Refused(piece.number, piece.offset, str(error))
    return Found(piece.number, piece.offset, decoded.record, decoded.notes)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise InputRefused(f"There is no file {path}.", "Check the name.") from error
    except IsADirectoryError as error:
        raise InputRefused(f"{path} is a folder.", "Name the files in it.") from error
    except OSError as error:
        raise InputRefused(
            f"{path} cannot be read: {error.strerror}.", "Check its permissions."
        ) from error


def _is_xml(path: Path, file: BinaryIO) -> bool:
    """Tell the two kinds apart by the beginning of the file, and leave the file there."""
    beginning = file.read(_BEGINNING)
    file.seek(0)
    if not beginning:
        raise InputRefused(f"{path} is empty (0 bytes).", "Export it again.")
    for magic, what, do_next in _FOREIGN:
        if beginning.startswith(magic):
            raise InputRefused(f"{path} is {what}.", do_next)
    text = beginning.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n\t \0\x1a")
    if beginning.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        raise InputRefused(f"{path} is in UTF-16.", "Export it again as UTF-8.")
    if text[:200].lower().startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        raise InputRefused(
            f"{path} is a web page, most likely an error message of the download.",
            "Open it in a browser to see what went wrong, then download again.",
        )
    if text.startswith(b"<"):
        return True
    if text.startswith((b"{", b"[")):
        raise InputRefused(f"{path} is JSON, which is not read.", _AS_MARC)
    if FIELD_END not in beginning and not _holds_field_end(file):
        shown = text[:24].decode("ascii", "backslashreplace")
        raise InputRefused(f"{path} is no MARC: it begins with {shown!r}.", _AS_MARC)
    return False


def _holds_field_end(file: BinaryIO) -> bool:
    """Whether a directory ends somewhere in what could be one record."""
    found = FIELD_END in file.read(MAX_RECORD)
    file.seek(0)
    return found
