"""Which cells of each sheet of labels are used or spoiled, remembered across restarts."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import msgspec

from procstation.errors import StoreError, UsageError, did_you_mean
from procstation.labels import SheetStock
from procstation.language import tr
from procstation.printing.print_file import PrintFile


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of labels.

    Attributes:
        number: Counts the sheets of a printer and stock, from 1.
        used: Cells, from 0, with a label on them, or peeled off.
        spoiled: Cells with a label that is no good, or of which nobody knows.
        name: What a person called it, to put it in again another day.
    """

    number: int = 1
    used: frozenset[int] = frozenset()
    spoiled: frozenset[int] = frozenset()
    name: str = ""

    @property
    def taken(self) -> frozenset[int]:
        return self.used | self.spoiled

    def with_used(self, cells: frozenset[int]) -> "Sheet":
        return replace(self, used=self.used | cells, spoiled=self.spoiled - cells)

    def with_spoiled(self, cells: frozenset[int]) -> "Sheet":
        return replace(self, spoiled=self.spoiled | cells, used=self.used - cells)

    def with_free(self, cells: frozenset[int]) -> "Sheet":
        return replace(self, spoiled=self.spoiled - cells, used=self.used - cells)


@dataclass(frozen=True, slots=True)
class KnownSheet:
    """A sheet and where it belongs.

    Attributes:
        is_in: It lies in the printer, or will be put in next.
    """

    printer: str
    stock: str
    sheet: Sheet
    is_in: bool


class SheetPositions:
    """Remembers the sheets of each printer and stock.

    Raises:
        StoreError: From any method, when they cannot be read or written.
    """

    def __init__(self, file: PrintFile) -> None:
        self._file = file

    def together(self) -> AbstractContextManager[None]:
        """Make what is changed in it one transaction of the file."""
        return self._file.together()

    def current(self, printer: str, stock: str) -> Sheet:
        """Return the sheet in a printer; a fresh one when none is remembered."""
        rows = self._file.rows(
            "SELECT number, used, spoiled, name FROM in_printer NATURAL JOIN sheet"
            " WHERE printer = ? AND stock = ?",
            printer,
            stock,
        )
        return _sheet(*rows[0]) if rows else Sheet()

    def sheet(self, printer: str, stock: str, number: int) -> Sheet | None:
        """Return one sheet; None when there is none of that number."""
        rows = self._file.rows(
            "SELECT number, used, spoiled, name FROM sheet"
            " WHERE printer = ? AND stock = ? AND number = ?",
            printer,
            stock,
            number,
        )
        return _sheet(*rows[0]) if rows else None

    def known(self) -> list[KnownSheet]:
        """Return all sheets, those of a printer and stock together, the newest first."""
        rows = self._file.rows(
            "SELECT sheet.printer, sheet.stock, sheet.number, used, spoiled, name,"
            " sheet.number = in_printer.number FROM sheet LEFT JOIN in_printer"
            " USING (printer, stock) ORDER BY sheet.printer, sheet.stock, sheet.number DESC"
        )
        return [
            KnownSheet(printer, stock, _sheet(number, used, spoiled, name), bool(is_in))
            for printer, stock, number, used, spoiled, name, is_in in rows
        ]

    def next_number(self, printer: str, stock: str) -> int:
        """Return the number that the next fresh sheet gets."""
        [(latest,)] = self._file.rows(
            "SELECT max(number) FROM sheet WHERE printer = ? AND stock = ?", printer, stock
        )
        return (latest or 1) + 1

    def keep(self, printer: str, stock: str, sheet: Sheet) -> None:
        """Remember a sheet as the one in a printer; when this returns, it is on the disk."""
        with self._file.together():
            self.change(printer, stock, sheet)
            self._file.change(
                "INSERT OR REPLACE INTO in_printer VALUES (?, ?, ?)", printer, stock, sheet.number
            )

    def change(self, printer: str, stock: str, sheet: Sheet) -> None:
        """Remember what is on a sheet, wherever it lies."""
        self._file.change(
            "INSERT OR REPLACE INTO sheet VALUES (?, ?, ?, ?, ?, ?)",
            printer,
            stock,
            sheet.number,
            sheet.name,
            _text(sheet.used),
            _text(sheet.spoiled),
        )

    def forget(self, printer: str, stock: str, number: int) -> None:
        """Forget a sheet that was not printed on after all."""
        self._file.change(
            "DELETE FROM sheet WHERE printer = ? AND stock = ? AND number = ?",
            printer,
            stock,
            number,
        )

    def put_in(self, printer: str, stock: str, called: str) -> Sheet:
        """Note that a sheet known by name or number lies in the printer again.

        Raises:
            UsageError: There is none.
        """
        sheet = self.called(printer, stock, called)
        self.keep(printer, stock, sheet)
        return sheet

    def called(self, printer: str, stock: str, called: str) -> Sheet:
        """Return a sheet by its name or number, the newest of that name.

        Raises:
            UsageError: There is none.
        """
        own = [one.sheet for one in self.known() if (one.printer, one.stock) == (printer, stock)]
        for sheet in own:
            if called in (sheet.name, str(sheet.number)):
                return sheet
        names = [sheet.name or str(sheet.number) for sheet in own]
        raise UsageError(
            tr(
                "No sheet of {stock!r} for {printer!r} is called {called!r}.",
                stock=stock,
                printer=printer,
                called=called,
            ),
            did_you_mean(called, names),
        )


def read_cell(text: str, stock: SheetStock, name: str) -> int:
    """Return a cell, from 0, that a person wrote as a number or as `ROW,COLUMN`, both from 1.

    Args:
        name: Of the stock, for messages.

    Raises:
        UsageError: The stock has no such label.
    """
    parts = text.split(",")
    if not 1 <= len(parts) <= 2 or not all(part.strip().isdecimal() for part in parts):
        raise UsageError(
            tr("{text!r} is no place on a sheet.", text=text),
            tr("Give a number, or row and column as in 3,2."),
        )
    numbers = [int(part) for part in parts]
    if len(numbers) == 1:
        cell = numbers[0] - 1
        if not 0 <= cell < stock.cells:
            raise UsageError(
                tr("A sheet of {name!r} has no label {numbers}.", name=name, numbers=numbers[0]),
                tr("Give a number from 1 to {cells}.", cells=stock.cells),
            )
        return cell
    row, column = numbers
    if not (1 <= row <= stock.rows and 1 <= column <= stock.columns):
        raise UsageError(
            tr(
                "A sheet of {name!r} has no label in row {row}, column {column}.",
                name=name,
                row=row,
                column=column,
            ),
            tr("It has {rows} rows of {columns}.", rows=stock.rows, columns=stock.columns),
        )
    return (row - 1) * stock.columns + column - 1


def _sheet(number: int, used: str, spoiled: str, name: str) -> Sheet:
    try:
        cells = [msgspec.json.decode(text, type=frozenset[int]) for text in (used, spoiled)]
    except msgspec.DecodeError as error:
        raise StoreError(
            tr(
                "What was remembered of sheet {number} cannot be read: {error}.",
                number=number,
                error=error,
            ),
            tr("Say with --start where the sheet in the printer is free."),
        ) from error
    return Sheet(number, cells[0], cells[1], name)


def _text(cells: frozenset[int]) -> str:
    return msgspec.json.encode(sorted(cells)).decode()
