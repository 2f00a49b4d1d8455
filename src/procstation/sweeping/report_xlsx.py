"""A report as an Excel workbook: a sheet for the numbers, one for each list, one for the bays."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from procstation.catalog.export_table import LONGEST_CELL
from procstation.catalog.item_write import writable
from procstation.language import mark, tr, tr_marked
from procstation.sweeping.lists import lists_of
from procstation.sweeping.report import SweepReport
from procstation.sweeping.tables import (
    Row,
    Table,
    coverage_table,
    loss_tables,
    summary,
    throughput_table,
    work_table,
)

BOLD = Font(bold=True)
WIDE = {mark("title"): 44, mark("why"): 60, mark("barcode"): 18, mark("call number"): 28}
USUAL_WIDTH = 20


def write_xlsx(report: SweepReport, path: Path) -> None:
    book = Workbook(write_only=True)
    numbers = Table(report.name or tr("Sweep"), (tr("what"), tr("items")), tuple(summary(report)))
    _add(book, tr("Summary"), numbers)
    for work in lists_of(report):
        _add(book, work.kind.word.capitalize(), work_table(work))
    for table in (
        coverage_table(report.bays),
        throughput_table(report),
        *loss_tables(report.tallies),
    ):
        _add(book, table.title, table)
    book.save(path)


def _add(book: Any, name: str, table: Table) -> None:
    sheet = book.create_sheet(name)
    wide = {tr_marked(column): width for column, width in WIDE.items()}
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = wide.get(column, USUAL_WIDTH)
    last = get_column_letter(len(table.columns))
    sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    sheet.append(_cells(sheet, table.columns, BOLD))
    for row in table.rows:
        sheet.append(_cells(sheet, row))


def _cells(sheet: Any, row: Row, font: Font | None = None) -> Iterable[Any]:
    for value in row:
        if not isinstance(value, str):
            yield value
            continue
        cell = WriteOnlyCell(sheet, writable(value)[:LONGEST_CELL])
        # Else what begins with "=" were a formula, and Excel would make a barcode a number.
        cell.data_type = "s"
        cell.number_format = "@"
        if font:
            cell.font = font
        yield cell
