"""Write items as a table, one row each, with the columns that a table is read by."""

import csv
import io
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, BinaryIO

from procstation.catalog.brief_record import Numbered
from procstation.catalog.export_report import ExportReport, NotExported
from procstation.catalog.item_write import LastSeen, never, writable
from procstation.catalog.records import Item, Title
from procstation.errors import InputRefused
from procstation.language import tr

COLUMNS = (
    "barcode", "call_number", "scheme", "library", "location", "volume", "copy", "item_type",
    "status", "itemnumber", "pieces", "title", "author", "publisher", "date", "isbn", "issn",
    "last_seen",
)  # fmt: skip

TABLE = "table"
"""Stands for a profile in the report and in what is remembered."""
NUMBERS = {"001": "control_number", "999$c": "biblionumber"}
"""The column for the number of a record, by where the number is in its records: a table says with
the heading which number it means. Other numbers have none; the items say whose they are."""

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


class TableExport(ABC):
    """What CSV and XLSX share; see `Export`.

    Args:
        place: The field and subfield that the records of the system have their number in.
    """

    def __init__(self, place: str, last_seen: LastSeen = never) -> None:
        self._last_seen = last_seen
        self.report = ExportReport(TABLE)
        self._place = place if place in NUMBERS else ""
        self.columns = (*COLUMNS, NUMBERS[place]) if self._place else COLUMNS

    def add(self, of: Numbered, items: Sequence[Item]) -> list[Item]:
        """Write the items of a title; returns those that were written."""
        number = of.number if of.own and of.place == self._place else ""
        written = [item for item in items if self._write_item(item, of.title, number)]
        self.report.records += len(written)
        self.report.items += len(written)
        return written

    def refuse(self, title: Title, items: Sequence[Item], reason: str) -> None:
        """Note that items are not written."""
        for item in items:
            self.report.refused.append(NotExported(title.control_number, item.barcode, reason))

    @abstractmethod
    def finish(self) -> None:
        """Write what stands behind the last row."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what an export that was broken off still holds."""

    def _write_item(self, item: Item, title: Title, number: str) -> bool:
        cells = (*_cells(item, title), self._last_seen(item.barcode or ""))
        if self._place:
            cells = (*cells, number)
        fault = self._write_row(tuple(map(writable, cells)))
        if fault:
            self.refuse(title, (item,), fault)
        return not fault

    @abstractmethod
    def _write_row(self, cells: Sequence[str]) -> str:
        """Write a row; returns why it cannot be written, or ""."""


class CsvExport(TableExport):
    """A table as comma-separated values: RFC 4180, UTF-8."""

    def __init__(self, out: BinaryIO, place: str, last_seen: LastSeen = never) -> None:
        super().__init__(place, last_seen)
        self._out = out
        self._write_row(self.columns)

    def _write_row(self, cells: Sequence[str]) -> str:
        line = io.StringIO()
        csv.writer(line).writerow(map(guarded, cells))
        self._out.write(line.getvalue().encode())
        return ""

    def finish(self) -> None:
        """Each row is written as it comes."""

    def close(self) -> None:
        """The file is its opener's."""


class XlsxExport(TableExport):
    """A table as an Excel workbook of one sheet, every cell of it text."""

    def __init__(self, out: BinaryIO, place: str, last_seen: LastSeen = never) -> None:
        from openpyxl import Workbook  # noqa: PLC0415  (0.3 s, and only workbooks need it)
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

        super().__init__(place, last_seen)
        self._out = out
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("items")
        self._cell = WriteOnlyCell
        self._finished = False
        self._write_row(self.columns)

    def finish(self) -> None:
        self._finished = True
        self._book.save(self._out)

    def close(self) -> None:
        if not self._finished:
            self._sheet.close()

    def _write_row(self, cells: Sequence[str]) -> str:
        if self.report.records == MOST_ROWS:
            raise InputRefused(
                tr(
                    "There are more than the {most_rows:,} items that a sheet holds.",
                    most_rows=MOST_ROWS,
                ),
                tr("Export them to a file that ends in .csv or .mrc."),
            )
        for name, text in zip(self.columns, cells, strict=True):
            if len(text) > LONGEST_CELL:
                return tr(
                    "its {name} has {count} characters, a cell holds {longest_cell}",
                    name=name,
                    count=len(text),
                    longest_cell=LONGEST_CELL,
                )
        self._sheet.append([self._text_cell(text) for text in cells])
        return ""

    def _text_cell(self, text: str) -> Any:
        cell = self._cell(self._sheet, text)
        # Else what begins with "=" were a formula, and Excel would make a barcode a number.
        cell.data_type = "s"
        cell.number_format = "@"
        return cell


def _cells(item: Item, title: Title) -> tuple[str, ...]:
    number = item.call_number
    return (
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
        str(item.parts or ""),
        title.title,
        title.author,
        title.publisher,
        title.date,
        "; ".join(title.isbn),
        "; ".join(title.issn),
    )
