"""Looking at how a file begins, before any work is done on it."""

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from procstation.errors import InputRefused
from procstation.language import mark, tr, tr_marked

LOOKED_AT = 1 << 16
"""Bytes of a file by which its format is told."""

_BLANKS = b"\r\n\t \0\x1a"
_AS_MARC = mark("Export the records as MARC 21 (.mrc), MARCXML, CSV or XLSX, then load that file.")
_FOREIGN = (
    (b"PK\x03\x04", mark("a ZIP archive"), mark("Unpack it, then load what comes out.")),
    (
        b"\x1f\x8b",
        mark("compressed with gzip"),
        mark("Unpack it with gunzip, then load what comes out."),
    ),
    (b"7z\xbc\xaf", mark("a 7-Zip archive"), mark("Unpack it, then load what comes out.")),
    (b"Rar!", mark("a RAR archive"), mark("Unpack it, then load what comes out.")),
    (b"%PDF", mark("a PDF document"), _AS_MARC),
    (
        b"\xd0\xcf\x11\xe0",
        mark("an old or password-protected Office document"),
        mark("Open it, then save it without a password as XLSX or CSV."),
    ),
    (b"SQLite format 3", mark("an SQLite database"), _AS_MARC),
)
_WEB_PAGE = (b"<!doctype html", b"<html", b"<head", b"<body")


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a file begins.

    Attributes:
        data: Its first LOOKED_AT bytes, or all when it is shorter; never empty.
    """

    path: Path
    data: bytes

    @property
    def is_utf16(self) -> bool:
        return self.data.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE))

    @property
    def is_xml(self) -> bool:
        return self.text.startswith((b"<", b"\xff\xfe<\0", b"\xfe\xff\0<"))

    @property
    def is_office(self) -> bool:
        """Whether it is a ZIP archive as the office programs write, most likely a workbook."""
        names = (b"[Content_Types].xml", b"_rels/.rels", b"docProps/", b"xl/")
        return self.data.startswith(b"PK\x03\x04") and any(name in self.data for name in names)

    @property
    def is_json(self) -> bool:
        return self.text.startswith((b"{", b"["))

    @property
    def text(self) -> bytes:
        """Its bytes without the byte order mark and blanks in front."""
        return self.data.removeprefix(codecs.BOM_UTF8).lstrip(_BLANKS)


def open_file(path: Path) -> BinaryIO:
    """Open a file for reading.

    Raises:
        InputRefused: It is missing, a folder, or may not be read.
    """
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise InputRefused(
            tr("There is no file {path}.", path=path), tr("Check the name.")
        ) from error
    except IsADirectoryError as error:
        raise InputRefused(
            tr("{path} is a folder.", path=path), tr("Name the files in it.")
        ) from error
    except OSError as error:
        raise InputRefused(
            tr("{path} cannot be read: {strerror}.", path=path, strerror=error.strerror),
            tr("Check its permissions."),
        ) from error


def read_whole(path: Path, most: int) -> bytes:
    """Read a file that is held in memory as a whole.

    Args:
        most: Bytes it may have.

    Raises:
        InputRefused: As `open_file`, or it is longer.
    """
    with open_file(path) as file:
        return whole(file, str(path), most)


def whole(file: BinaryIO, name: str, most: int) -> bytes:
    """Read the rest of a file or a pipe, as `read_whole`."""
    try:
        data = file.read(most + 1)
    except OSError as error:
        raise InputRefused(
            tr("{name} cannot be read: {strerror}.", name=name, strerror=error.strerror or error),
            tr("Check the disk it is on."),
        ) from error
    if len(data) > most:
        raise InputRefused(
            tr("{name} is longer than {most} MB.", name=name, most=most >> 20),
            tr("Check the name; if it is right, divide it."),
        )
    return data


def look_at(path: Path) -> Beginning:
    """Read the beginning of a file.

    Raises:
        InputRefused: As `open_file`, or it is empty.
    """
    with open_file(path) as file:
        data = file.read(LOOKED_AT)
    if not data:
        raise InputRefused(tr("{path} is empty (0 bytes).", path=path), tr("Export it again."))
    return Beginning(path, data)


def refuse_foreign(beginning: Beginning) -> None:
    """Refuse what is surely no file of records.

    Raises:
        InputRefused: With what it is.
    """
    path = beginning.path
    for magic, what, do_next in _FOREIGN:
        if beginning.data.startswith(magic):
            raise InputRefused(
                tr("{path} is {what}.", path=path, what=tr_marked(what)), tr_marked(do_next)
            )
    if beginning.is_utf16 and beginning.is_xml:
        raise InputRefused(
            tr("{path} is XML in UTF-16.", path=path), tr("Export it again as UTF-8.")
        )
    if beginning.text[:200].lower().startswith(_WEB_PAGE):
        raise InputRefused(
            tr("{path} is a web page, most likely an error message of the download.", path=path),
            tr("Open it in a browser to see what went wrong, then download again."),
        )


def refuse_unknown(beginning: Beginning) -> InputRefused:
    """The refusal of a file that is none of the formats we read."""
    if beginning.is_utf16:
        return InputRefused(
            tr("{path} is in UTF-16.", path=beginning.path), tr("Export it again as UTF-8.")
        )
    shown = beginning.text[:24].decode("ascii", "backslashreplace")
    return InputRefused(
        tr(
            "{path} is no file of records: it begins with {shown!r}.",
            path=beginning.path,
            shown=shown,
        ),
        tr_marked(_AS_MARC),
    )
