"""A table as a workbook of Office Open XML (.xlsx), read by openpyxl row by row.

A cell's number is text only if nothing was lost: spreadsheets keep 15 digits and drop leading
zeros, unless the format of the cell brings them back.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from procstation.catalog.file_beginning import open_file
from procstation.catalog.table import Row
from procstation.catalog.table_settings import TableSettings
from procstation.catalog.xlsx_bounds import check_workbook
from procstation.errors import InputRefused, UsageError, did_you_mean
from procstation.language import tr

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MAX_ROWS = 1 << 20
MOST_DIGITS = 10**15

_ZEROS = re.compile("0+")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, SyntaxError, LookupError, ValueError,
           TypeError, AttributeError, RuntimeError)  # fmt: skip
"""What openpyxl raises at a damaged workbook; an archive that is locked, or of a kind that nobody
unpacks, is a RuntimeError."""


class XlsxTable:
    """See `Table`.

    Raises:
        InputRefused: It is damaged, holds no sheet, or would fill the memory.
        UsageError: It has no sheet of the name that was said.
    """

    guards_formulas = False

    def __init__(self, path: Path, settings: TableSettings) -> None:
        self._path = path
        self._check_bounds()
        names = self._sheet_names()
        if settings.sheet and settings.sheet not in names:
            raise UsageError(
                tr("{path} has no sheet {sheet!r}.", path=path, sheet=settings.sheet),
                did_you_mean(settings.sheet, names),
            )
        self._sheet = settings.sheet or names[0]
        self._others = len(names) - 1

    @property
    def described(self) -> str:
        if self._others:
            return tr(
                "sheet {sheet!r} of a workbook ({others} other sheets are not read)",
                sheet=self._sheet,
                others=self._others,
            )
        return tr("sheet {sheet!r} of a workbook", sheet=self._sheet)

    def rows(self) -> Iterator[Row]:
        with self._opened() as book:
            sheet: Any = book[self._sheet]
            sheet.reset_dimensions()
            numbered = enumerate(sheet.iter_rows(), start=1)
            while (found := self._next(numbered)) is not None:
                number, cells = found
                if number > MAX_ROWS:
                    raise InputRefused(
                        tr(
                            "{path} has more than {max_rows:,} rows.",
                            path=self._path,
                            max_rows=MAX_ROWS,
                        ),
                        tr("Save it as CSV, then load that file."),
                    )
                texts = tuple(map(_text, cells))
                if any(text.strip() for text in texts):
                    yield Row(number, number, texts)

    def _next(self, rows: Iterator[tuple[int, Any]]) -> tuple[int, Any] | None:
        try:
            return next(rows, None)
        except _BROKEN as error:
            raise self._damaged(error) from error

    def _sheet_names(self) -> list[str]:
        with self._opened() as book:
            names = [sheet.title for sheet in book.worksheets]
        if not names:
            raise InputRefused(
                tr("{path} holds no sheet with cells.", path=self._path), tr("Save it again.")
            )
        return names

    @contextmanager
    def _opened(self) -> "Iterator[Workbook]":
        from openpyxl import load_workbook  # noqa: PLC0415  (0.3 s, and only workbooks need it)

        with open_file(self._path) as file:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            except _BROKEN as error:
                raise self._damaged(error) from error
            try:
                yield book
            finally:
                book.close()

    def _check_bounds(self) -> None:
        try:
            check_workbook(self._path)
        except _BROKEN as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> InputRefused:
        if isinstance(error, OSError) and error.strerror:
            return InputRefused(
                tr("{path} cannot be read: {strerror}.", path=self._path, strerror=error.strerror),
                tr("Check its permissions."),
            )
        return InputRefused(
            tr("{path} is no workbook, or a damaged one ({error}).", path=self._path, error=error),
            tr("Open it in a spreadsheet program and save it as XLSX or CSV."),
        )


def _text(cell: Any) -> str:
    """The text of a cell as a person sees it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _number(value: float, number_format: str) -> str:
    if abs(value) >= MOST_DIGITS:
        return f"{value:.15G}"
    if value != int(value):
        return repr(value)
    digits = str(int(value))
    return digits.zfill(len(number_format)) if _ZEROS.fullmatch(number_format) else digits
