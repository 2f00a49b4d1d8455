"""Write items as a table, one row each, with the columns that a table is read by."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

from procstation.catalog.brief_record import Numbered
from procstation.catalog.export_report import ExportReport, NotExported
from procstation.catalog.item_write import writable
from procstation.catalog.records import Item, Title
from procstation.errors import InputRefused

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

COLUMNS = (
    "barcode", "call_number", "scheme", "library", "location", "volume", "copy", "item_type",
    "status", "system_id", "title", "author", "publisher", "date", "isbn", "issn",
    "control_number",
)  # fmt: skip

TABLE = "table"
"""Stands for a profile in the report and in what is remembered."""
MOST_ROWS = 1_048_575
"""Rows of an Excel sheet, the heading not counted."""
LONGEST_CELL = 32_767
"""Characters of an Excel cell."""

_FORMULA = re.compile("'*[=+@-]")


def guarded(text: str) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula: an apostrophe before it.

    What a person would type to the same end; taken off again on reading.
    """
    return f"'{text}" if _FORMULA.match(text) else text


class TableExport:
    """What CSV and XLSX share; see `Export`."""

    def __init__(self) -> None:
        self.report = ExportReport(TABLE)

    def add(self, of: Numbered, items: Sequence[Item]) -> list[Item]:
        """Write the items of a title; returns those that were written."""
        written = [item for item in items if self._write_row(item, of.title)]
        self.report.records += len(written)
        self.report.items += len(written)
        return written

    def refuse(self, title: Title, items: Sequence[Item], reason: str) -> None:
        """Note that items are not written."""
        for item in items:
            self.report.refused.append(NotExported(title.control_number, item.barcode, reason))

    def finish(self) -> None:
        """Write what stands behind the last row."""

    def _write_row(self, item: Item, title: Title) -> bool:
        raise NotImplementedError


class CsvExport(TableExport):
    """A table as comma-separated values: RFC 4180, UTF-8."""

    def __init__(self, out: BinaryIO) -> None:
        super().__init__()
        self._out = out
        self._put(COLUMNS)

    def _write_row(self, item: Item, title: Title) -> bool:
        self._put(map(guarded, _cells(item, title)))
        return True

    def _put(self, cells: Iterable[str]) -> None:
        line = io.StringIO()
        csv.writer(line).writerow(cells)
        self._out.write(line.getvalue().encode())


class XlsxExport(TableExport):
    """A table as an Excel workbook of one sheet, every cell of it text."""

    def __init__(self, out: BinaryIO) -> None:
        from openpyxl import Workbook  # noqa: PLC0415  (0.3 s, and only workbooks need it)
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

        super().__init__()
        self._out = out
        self._book = Workbook(write_only=True)
        self._sheet: WriteOnlyWorksheet = self._book.create_sheet("items")
        self._cell = WriteOnlyCell
        self._put(COLUMNS)

    def finish(self) -> None:
        self._book.save(self._out)

    def _write_row(self, item: Item, title: Title) -> bool:
        if self.report.records == MOST_ROWS:
            raise InputRefused(
                f"There are more than the {MOST_ROWS:,} items that a sheet holds.",
                "Export them to a file that ends in .csv or .mrc.",
            )
        cells = tuple(_cells(item, title))
        for name, cell in zip(COLUMNS, cells, strict=True):
            if len(cell) > LONGEST_CELL:
                reason = f"its {name} has {len(cell)} characters, a cell holds {LONGEST_CELL}"
                self.refuse(title, (item,), reason)
                return False
        self._put(cells)
        return True

    def _put(self, cells: tuple[str, ...]) -> None:
        row = []
        for text in cells:
            cell = self._cell(self._sheet, text)
            # Else what begins with "=" were a formula, and a barcode a number of 15 digits.
            cell.data_type = "s"
            cell.number_format = "@"
            row.append(cell)
        self._sheet.append(row)


def _cells(item: Item, title: Title) -> Iterator[str]:
    number = item.call_number
    values = (
        item.barcode or "",
        number.text if number is not None else "",
        number.scheme.value if number is not None else "",
        item.library,
        item.location,
        item.volume,
        item.copy,
        item.item_type,
        item.status,
        item.system_id,
        title.title,
        title.author,
        title.publisher,
        title.date,
        " ".join(title.isbn),
        " ".join(title.issn),
        title.control_number,
    )
    return map(writable, values)
