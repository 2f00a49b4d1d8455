"""A table as text: cells separated by commas, semicolons, tabs or bars, quoted where need be.

Written for what programs really write (RFC 4180 is one form of it): any line end, quoted line ends,
`sep=;` in front, quotes that are never closed.
"""

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from procstation.catalog.csv_encoding import TextEncoding, encoding_of, mended
from procstation.catalog.file_beginning import Beginning, open_file
from procstation.catalog.table import Row
from procstation.catalog.table_headers import is_header
from procstation.catalog.table_proposal import PREAMBLE
from procstation.catalog.table_settings import TableSettings
from procstation.language import tr

MAX_LINE = 1 << 20
"""Characters; a longer line is no row."""
MAX_LINES_QUOTED = 200
"""Line ends within one row; more, and a quote was never closed."""

_DELIMITERS = ",;\t|"
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SNIFFED = 100
"""Rows by which the delimiter is told."""
_STATED = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_NO_TEXT = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")


class _Line(NamedTuple):
    number: int
    offset: int
    text: str


class CsvTable:
    """See `Table`."""

    guards_formulas = True

    def __init__(self, path: Path, settings: TableSettings) -> None:
        self._path = path
        self._encoding = encoding_of(path, settings.encoding)
        with open_file(path) as file:
            beginning = file.read(1 << 16)
        text = _decoded(beginning, self._encoding)
        self._delimiter = settings.delimiter or delimiter_of(text) or ","

    @property
    def described(self) -> str:
        delimiter = _NAMES.get(self._delimiter, repr(self._delimiter))
        return tr(
            "text in {codec}, cells separated by a {delimiter}",
            codec=self._encoding.codec,
            delimiter=delimiter,
        )

    def rows(self) -> Iterator[Row]:
        pending: deque[_Line] = deque()
        lines = self._lines()
        while line := _next(pending, lines):
            if line.number == 1 and _STATED.fullmatch(line.text):
                continue
            row = self._row(line, pending, lines)
            if row.fault or any(cell.strip() for cell in row.cells):
                yield row

    def _row(self, first: _Line, pending: deque[_Line], lines: Iterator[_Line]) -> Row:
        if len(first.text) >= MAX_LINE:
            fault = tr("its line is longer than {max_line:,} characters", max_line=MAX_LINE)
            return Row(first.number, first.offset, (), fault)
        if '"' not in first.text:
            plain = mended(first.text) if not first.text.isascii() else first.text
            cells = plain.rstrip("\r\n").split(self._delimiter)
            return Row(first.number, first.offset, tuple(cells))
        taken = [first]

        def feed() -> Iterator[str]:
            yield first.text
            while len(taken) <= MAX_LINES_QUOTED and (line := _next(pending, lines)):
                taken.append(line)
                yield line.text

        try:
            cells = next(csv.reader(feed(), delimiter=self._delimiter, strict=True), [])
        except csv.Error:
            # A quote that is not doubled or not closed: only this line is in doubt, not the next.
            pending.extendleft(reversed(taken[1:]))
            reader = csv.reader([first.text], delimiter=self._delimiter, quoting=csv.QUOTE_NONE)
            cells = [_unquoted(cell) for cell in next(reader, [])]
        return Row(first.number, first.offset, tuple(map(mended, cells)))

    def _lines(self) -> Iterator[_Line]:
        with open_file(self._path) as file:
            offset = file.seek(self._encoding.mark)
            codec, number = self._encoding.codec, 0
            errors = "surrogateescape" if codec == "utf-8" else "replace"
            text = io.TextIOWrapper(file, codec, errors, newline="")
            while line := text.readline(MAX_LINE):
                number += 1
                yield _Line(number, offset, line)
                plain = line.isascii() and not codec.startswith("utf-16")
                offset += len(line) if plain else len(line.encode(codec, errors))


def is_table(beginning: Beginning) -> bool:
    """Whether it is text in columns."""
    text = _text_of(beginning)
    if _NO_TEXT.search(text):
        return False
    return delimiter_of(text) is not None or is_header(text.split("\n", 1)[0])


def is_text(beginning: Beginning) -> bool:
    """Whether nothing in it is a control character that texts have not."""
    return _NO_TEXT.search(_text_of(beginning)) is None


def _text_of(beginning: Beginning) -> str:
    mark = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(beginning.data[:2])
    return _decoded(beginning.data, TextEncoding(mark, 2) if mark else TextEncoding("utf-8"))


def delimiter_of(text: str) -> str | None:
    """The delimiter by which most rows have the same number of cells, at least two; or None.

    One by which a heading stands in a row counts for more.
    """
    first, _, rest = text.partition("\n")
    stated = _STATED.fullmatch(first)
    if stated is not None and rest:
        return stated[1]
    lines = text.splitlines()[:PREAMBLE]
    best: tuple[bool, float, int] = (False, 0.5, 1 << 30)
    found = None
    for delimiter in _DELIMITERS:
        widths = Counter(_widths(text, delimiter))
        if not widths:
            continue
        width, rows = widths.most_common(1)[0]
        headed = any(_has_headings(line, delimiter) for line in lines)
        score = headed, rows / widths.total(), width
        if width > 1 and score > best:
            best, found = score, delimiter
    return found


def _has_headings(line: str, delimiter: str) -> bool:
    cells = line.split(delimiter)
    return len(cells) > 1 and sum(is_header(_unquoted(cell)) for cell in cells) >= min(
        len(cells), 2
    )


def _widths(text: str, delimiter: str) -> Iterator[int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, cells in enumerate(reader):
            if number == _SNIFFED:
                return
            if any(cells):
                yield len(cells)
    except csv.Error:
        return


def _decoded(data: bytes, encoding: TextEncoding) -> str:
    """The beginning of a text; a line that is cut short is left out."""
    text = data[encoding.mark :].decode(encoding.codec, "replace").lstrip("\ufeff")
    whole, end, _ = text.rpartition("\n")
    return whole + end if whole else text


def _next(pending: deque[_Line], lines: Iterator[_Line]) -> _Line | None:
    return pending.popleft() if pending else next(lines, None)


def _unquoted(cell: str) -> str:
    text = cell.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    return text
