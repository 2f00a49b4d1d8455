"""Which column of a table holds what: proposed by headings and values, corrected by people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from procstation.catalog.table import Row, Table
from procstation.catalog.table_evidence import SURE, Evidence, evidence_of
from procstation.catalog.table_headers import EXACT, WITHIN, fields_named, is_header
from procstation.catalog.table_settings import TableSettings
from procstation.errors import UsageError, did_you_mean
from procstation.language import tr

SAMPLE = 300
"""Rows that are looked at."""
SHOWN = 3
"""Values that are shown of a column."""
PREAMBLE = 20
"""Rows among which the headings are looked for: reports have their own title above them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        number: From 1.
        name: Its heading; "" where the table has none.
        field: What it holds, of `table_settings.FIELDS`; "" when it is not read.
        why: In words.
        sample: Some of its values.
    """

    number: int
    name: str
    field: str
    why: str
    sample: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a table is read.

    Attributes:
        header: Whether a row names the columns.
        above: Rows in front of the first one that is an item or a title.
    """

    header: bool
    above: int
    columns: tuple[Column, ...]

    @property
    def by_field(self) -> Mapping[str, Column]:
        return {column.field: column for column in self.columns if column.field}


@dataclass(frozen=True, slots=True)
class _Claim:
    """That a column may hold a field."""

    score: int
    column: int
    field: str
    why: str


def propose(table: Table, settings: TableSettings) -> Proposal:
    """Look at the first rows of a table and say which column holds what.

    Raises:
        InputRefused: The file cannot be read.
        UsageError: A column was named that is not there.
    """
    rows = list(islice(table.rows(), SAMPLE))
    above = _above(rows, settings)
    header = above > 0
    names = [cell.strip() for cell in rows[above - 1].cells] if header else []
    body = rows[above:]
    width = len(names) if header else max((len(row.cells) for row in rows), default=0)
    names += [""] * (width - len(names))
    values = [_values(body, column) for column in range(width)]
    said = {field: _place(field, str(column), names) for field, column in settings.columns.items()}
    chosen = {
        column: (field, tr("as was said")) for field, column in said.items() if column is not None
    }
    claims = [claim for column in range(width) for claim in _claims(column, names, values)]
    for claim in sorted(claims, key=lambda one: (-one.score, one.column)):
        taken = {field for field, _ in chosen.values()}
        if claim.column not in chosen and claim.field not in taken | said.keys():
            chosen[claim.column] = claim.field, claim.why
    return Proposal(
        header,
        above,
        tuple(
            Column(
                number=column + 1,
                name=names[column],
                field=chosen.get(column, ("", ""))[0],
                why=chosen.get(column, ("", ""))[1],
                sample=tuple(dict.fromkeys(values[column]))[:SHOWN],
            )
            for column in range(width)
        ),
    )


def _above(rows: Sequence[Row], settings: TableSettings) -> int:
    """How many rows there are up to the headings; 0 when there are none."""
    if not rows or settings.header is False:
        return 0
    named = {str(column).casefold() for column in settings.columns.values() if column}
    known = [
        sum(is_header(cell) or cell.strip().casefold() in named for cell in row.cells)
        for row in rows[:PREAMBLE]
    ]
    best = max(known)
    if known[0] < 2 <= best:
        return known.index(best) + 1
    return int(settings.header is True or known[0] > 0 or _is_unlike(rows[0], rows[1:]))


def _is_unlike(first: Row, rows: Sequence[Row]) -> bool:
    """Whether a row lacks the shapes that the rows below it have."""
    shaped = 0
    for column, cell in enumerate(cell.strip() for cell in first.cells):
        for evidence in evidence_of(_values(rows, column)):
            if evidence.score >= SURE and cell:
                if evidence.field in {one.field for one in evidence_of([cell])}:
                    return False
                shaped += 1
    return shaped > 0


def _values(rows: Sequence[Row], column: int) -> list[str]:
    cells = (row.cells[column].strip() for row in rows if column < len(row.cells))
    return [cell for cell in cells if cell]


def _claims(column: int, names: Sequence[str], values: Sequence[list[str]]) -> Iterator[_Claim]:
    found: dict[str, Evidence] = {one.field: one for one in evidence_of(values[column])}
    named = fields_named(names[column]) if names[column] else []
    for field, score in named:
        evidence = found.pop(field, None)
        why = tr("its heading says so") if score > WITHIN else tr("its heading says so within it")
        if evidence is not None:
            why = tr("{heading}, and {why}", heading=why, why=evidence.why)
        yield _Claim(score + (evidence.score if evidence else 0), column, field, why)
    strongest = max((score for _, score in named), default=0)
    for evidence in found.values():
        if (evidence.score >= SURE or not names[column]) and strongest < EXACT // 2:
            yield _Claim(evidence.score, column, evidence.field, evidence.why)


def _place(field: str, said: str, names: Sequence[str]) -> int | None:
    """The place of a column in the rows, from 0; None when there is to be none."""
    if not said:
        return None
    for same in (said.strip(), said.strip().casefold()):
        places = [at for at, name in enumerate(names) if same in {name, name.casefold()}]
        if len(places) > 1:
            numbers = tr(" and ").join(str(at + 1) for at in places)
            raise UsageError(
                tr("{said!r} is the heading of columns {numbers}.", said=said, numbers=numbers),
                tr("Write {field}={place}.", field=field, place=places[0] + 1),
            )
        if places:
            return places[0]
    if said.isascii() and said.isdigit() and 1 <= int(said) <= len(names):
        return int(said) - 1
    known = [name for name in names if name]
    advice = (
        did_you_mean(said, known)
        if known
        else tr("Name a number from 1 to {count}.", count=len(names))
    )
    raise UsageError(
        tr("The table has no column {said!r} for {field}.", said=said, field=field), advice
    )
