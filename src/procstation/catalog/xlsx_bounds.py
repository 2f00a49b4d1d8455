"""What a workbook may hold, looked at before it is read.

A workbook is an archive of XML: a few bytes of it can become gigabytes of tables. Every part is
unpacked once, piece by piece and kept nowhere, to see that what reads it will find no more in it
than there can be in a workbook.
"""

import zipfile
from pathlib import Path
from typing import IO
from xml.parsers import expat

from procstation.errors import InputRefused
from procstation.language import tr

MAX_PARTS = 10_000
"""Files in the archive."""
MAX_PART = 1 << 30
"""Bytes of a sheet, unpacked: a million rows of twenty cells."""
MAX_WHOLE_PART = 128 << 20
"""Bytes of another part, such as the texts that cells share."""
MAX_PACKED = 1000
"""How much smaller a large part may be packed than unpacked; real sheets come to a fiftieth."""
MAX_DEPTH = 64
"""Elements within each other; real sheets have eight."""
MAX_ROW = 16 << 20
"""Bytes of a row, and of whatever else stands between two rows of a sheet."""
MAX_ELEMENTS = 200_000
"""Elements of a row, or of a part that is held as a tree; a row has 16,384 cells at most."""
MAX_TEXTS = 4 << 20
"""Elements of the texts that cells share, which are let go one by one."""

_PIECE = 1 << 18
_READ_ONE_BY_ONE = {("worksheet", "row"): 3, ("sst", "si"): 2}
"""Elements that the reader lets go when it has read them, by the root of the part; how deep they
are, themselves included."""


def check_workbook(path: Path) -> None:
    """Refuse what is no workbook a spreadsheet program would write.

    Raises:
        InputRefused: It would fill the memory, or declares a document type.
        zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError: It is
            damaged, or locked.
    """
    with zipfile.ZipFile(path) as parts:
        infos = parts.infolist()
        if len(infos) > MAX_PARTS:
            raise _refused(tr("{path} holds {count:,} files.", path=path, count=len(infos)))
        for info in infos:
            _check_size(path, info)
            with parts.open(info) as part:
                _Scan(path, info.filename).take(part)


def _check_size(path: Path, info: zipfile.ZipInfo) -> None:
    limit = MAX_PART if "worksheets/" in info.filename else MAX_WHOLE_PART
    packed = info.file_size > MAX_PACKED * max(info.compress_size, 1)
    if info.file_size > limit or (packed and info.file_size > 1 << 20):
        raise _refused(
            tr(
                "{path} would unpack to {megabytes} MB in {part}.",
                path=path,
                megabytes=info.file_size >> 20,
                part=info.filename,
            )
        )


class _Scan:
    """Looks through one part, if it is XML; by its name nobody can tell."""

    def __init__(self, path: Path, part: str) -> None:
        self._path = path
        self._part = part
        self._root = ""
        self._depth = 0
        self._elements = 0
        self._all = 0
        self._let_go_at = 0
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def take(self, part: IO[bytes]) -> None:
        while piece := part.read(_PIECE):
            try:
                self._parser.Parse(piece, False)
            except (expat.ExpatError, ValueError, LookupError):
                # What reads it stops here too, be it a picture or a damaged sheet.
                return
            if self._parser.CurrentByteIndex - self._let_go_at > MAX_ROW:
                raise self._too_much(
                    tr("a row of more than {megabytes} MB", megabytes=MAX_ROW >> 20)
                )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        self._root = self._root or _local(name)
        self._depth += 1
        self._elements += 1
        self._all += 1
        if self._depth > MAX_DEPTH:
            raise self._too_much(
                tr("more than {max_depth} elements within each other", max_depth=MAX_DEPTH)
            )
        if self._elements > MAX_ELEMENTS:
            raise self._too_much(
                tr("more than {max_elements:,} elements in one place", max_elements=MAX_ELEMENTS)
            )

    def _end(self, name: str) -> None:
        if _READ_ONE_BY_ONE.get((self._root, _local(name))) == self._depth:
            self._elements = 0
            self._let_go_at = self._parser.CurrentByteIndex
            if self._root == "sst" and self._all > MAX_TEXTS:
                raise self._too_much(tr("more than {count:,} texts", count=MAX_TEXTS))
        self._depth -= 1

    def _refuse_doctype(self, *_: object) -> None:
        raise InputRefused(
            tr("{path} declares a document type, as no workbook does.", path=self._path),
            tr("Open it in a spreadsheet program and save it again."),
        )

    def _too_much(self, what: str) -> InputRefused:
        return _refused(
            tr("{path} has {what} in {part}.", path=self._path, what=what, part=self._part)
        )


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _refused(what: str) -> InputRefused:
    return InputRefused(what, tr("Save the sheet as CSV, then load that file."))
