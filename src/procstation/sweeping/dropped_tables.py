"""Dropped files whose lines have fields: CSV in all its kinds, of any maker or program."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from procstation.items import BarcodeRange
from procstation.language import mark, tr, tr_marked
from procstation.sweeping.dropped_columns import Columns, columns_of
from procstation.sweeping.dropped_lines import CUT_SHORT, Taking, bare
from procstation.sweeping.dropped_text import Text
from procstation.sweeping.dropped_times import DATE, MOMENT, TIME, Clock, DateOrder, order_of
from procstation.sweeping.model import ScanFile

SAMPLE = 1000
"""Lines that tell delimiter and columns."""
DELIMITERS = {
    "\t": mark("tabs"),
    ";": mark("semicolons"),
    "|": mark("bars"),
    ",": mark("commas"),
}
ENOUGH = 0.6
"""Share of the lines that a delimiter must be in."""

Split = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """How the lines of a file come apart.

    Attributes:
        width: Fields that most lines have.
    """

    delimiter: str
    width: int
    split: Split


def table_of(text: Text) -> Table | None:
    """Say how the lines of a file come apart; None where they have no fields."""
    sample = [line for line in text.lines[:SAMPLE] if line.strip()]
    quoted = any('"' in line for line in text.lines)
    best: tuple[int, Table] | None = None
    for delimiter in DELIMITERS:
        having = [line for line in sample if delimiter in line]
        if len(having) < ENOUGH * len(sample) or not having:
            continue
        split = _split_by(delimiter, quoted=quoted)
        width, count = Counter(len(split(line)) for line in having).most_common(1)[0]
        if width > 1 and (best is None or count > best[0]):
            best = count, Table(delimiter, width, split)
    return best[1] if best else None


def _split_by(delimiter: str, *, quoted: bool) -> Split:
    def plain(line: str) -> list[str]:
        return line.split(delimiter)

    def with_quotes(line: str) -> list[str]:
        # Line by line: a quotation mark that nobody closed must not swallow the rest of the file.
        if '"' not in line:
            return line.split(delimiter)
        try:
            return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))
        except csv.Error:
            return line.split(delimiter)

    return with_quotes if quoted else plain


def read_table(
    text: Text,
    table: Table,
    taking: Taking,
    clock: Clock,
    ranges: Sequence[BarcodeRange],
    column: int | None,
) -> ScanFile | None:
    """Read a table; None where no column of it holds codes.

    Args:
        column: Of the barcode, from 0, when somebody said it.
    """
    chosen = column if column is not None and column < table.width else None
    sample = [table.split(line) for line in text.lines[:SAMPLE] if line.strip()]
    rows = [row for row in sample if len(row) == table.width]
    columns = columns_of(rows, ranges, chosen)
    if columns is None:
        return None
    dated = columns.moment is not None or columns.date is not None
    if dated and not clock.order:
        # The first lines decide it mostly; only where they do not, all are looked at.
        clock.order = (
            order_of(_dates(sample, columns))
            or order_of(_dates(map(table.split, text.lines), columns))
            or ("dmy" if columns.is_opticon else "")
        )
    _Rows(text, table, columns, taking, clock).read()
    kind = "Opticon" if columns.is_opticon else "table"
    return taking.done(kind, _why(table, columns, clock, dated))


def _dates(rows: Iterable[list[str]], columns: Columns) -> set[str]:
    at = columns.moment if columns.moment is not None else columns.date
    return {row[at].strip()[:10] for row in rows if at is not None and len(row) > at}


class _Rows:
    """Takes the rows of one table."""

    def __init__(
        self, text: Text, table: Table, columns: Columns, taking: Taking, clock: Clock
    ) -> None:
        self._text, self._table, self._columns = text, table, columns
        self._taking, self._clock = taking, clock
        self._heading: list[str] | None = None

    def read(self) -> None:
        last = len(self._text.lines)
        split, take = self._table.split, self._take
        for number, line in enumerate(self._text.lines, start=1):
            if line.strip():
                cells = split(line)
                if number == last and not self._text.is_whole and len(cells) < self._table.width:
                    self._taking.refuse(number, line, CUT_SHORT)
                else:
                    take(number, line, cells)
        if not self._text.is_whole and self._columns.barcode == self._table.width - 1:
            self._taking.refuse_last_if_cut()

    def _take(self, number: int, line: str, cells: list[str]) -> None:
        columns, taking = self._columns, self._taking
        if columns.has_heading:
            if self._heading is None and len(cells) == self._table.width:
                self._heading = [bare(cell) for cell in cells]
                taking.mark(number)
                return
            if cells[0][:1] in self._first_letters() and self._is_heading(cells):
                taking.mark(number)
                return
        if len(cells) == 1:
            taking.code(line, number)
            return
        if len(cells) <= columns.barcode:
            taking.refuse(
                number,
                line,
                tr(
                    "{count} fields; the barcode is field {number}",
                    count=len(cells),
                    number=columns.barcode + 1,
                ),
            )
            return
        code = cells[columns.barcode].strip()
        if not code.isdigit() and any(one.fullmatch(code) for one in (MOMENT, DATE, TIME)):
            taking.refuse(
                number, line, tr("a date or time where the barcode should be: {code}", code=code)
            )
            return
        if columns.place is not None:
            place = bare(cells[columns.place]) if columns.place < len(cells) else ""
            taking.place = place
        taking.code(code, number, self._moment(cells))

    def _first_letters(self) -> tuple[str, ...]:
        return (self._heading[0][:1], '"') if self._heading else ()

    def _is_heading(self, cells: list[str]) -> bool:
        return [bare(cell) for cell in cells] == self._heading

    def _moment(self, cells: list[str]) -> str:
        moment, date_at, time_at = self._columns.moment, self._columns.date, self._columns.time
        if moment is not None:
            return self._clock.utc(cells[moment].strip()) if moment < len(cells) else ""
        if date_at is None or time_at is None or max(date_at, time_at) >= len(cells):
            return ""
        date, time = cells[date_at].strip(), cells[time_at].strip()
        compact = date.isdigit() and time.isdigit()
        return self._clock.utc(date + time if compact else f"{date} {time}")


_SAID: dict[DateOrder, str] = {
    "dmy": mark("dates are day first"),
    "mdy": mark("dates are month first"),
    "ymd": mark("dates are year first"),
    "": mark("whether dates are day or month first cannot be told: say it with --date-order"),
}


def _why(table: Table, columns: Columns, clock: Clock, dated: bool) -> str:
    said = [
        tr(
            "{width} fields between {delimiters}",
            width=table.width,
            delimiters=tr_marked(DELIMITERS[table.delimiter]),
        ),
        tr("the barcode is field {number}: {why}", number=columns.barcode + 1, why=columns.why),
    ]
    if columns.place is not None:
        said.append(tr("the place is field {number}", number=columns.place + 1))
    if dated:
        said.append(tr_marked(_SAID[clock.order]))
    return "; ".join(said)
