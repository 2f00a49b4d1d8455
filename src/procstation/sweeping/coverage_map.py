"""A drawn map of a sweep: a cell for each bay, how well it was heard, and what is amiss in it.

What colour says is said by a pattern and by numbers as well: a bay to be swept again is hatched,
one nobody went along is empty and dashed.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

from procstation.language import percent, tr
from procstation.sweeping.bays import Bay, Hearing
from procstation.sweeping.model import Grade
from procstation.sweeping.report import SweepReport

ACROSS = 12
CELL_WIDTH, CELL_HEIGHT, GAP = 78, 58, 6
HEADING = 24

MOST_CELLS = 1200
"""More bays than that are drawn several to a cell: nobody finds a bay among so many."""

WORST = (Hearing.NOT, Hearing.BADLY, Hearing.WELL)


@dataclass(frozen=True, slots=True)
class Cell:
    """One bay of the map, or several neighbours.

    Attributes:
        hearing: Of the worst heard among them.
        missing, looked_for, moved: Items that belong here; of those moved, that stand elsewhere.
    """

    shelf: str
    name: str
    first: str
    last: str
    expected: int
    heard: int
    hearing: Hearing
    missing: int
    looked_for: int
    moved: int

    @property
    def share(self) -> float:
        return self.heard / self.expected


def cells_of(report: SweepReport) -> list[Cell]:
    """Return the cells of the map, in shelf order."""
    together = -(-len(report.bays) // MOST_CELLS)
    grades = {one.barcode: one.grade for one in report.verdicts}
    positions = {barcode: home.position for barcode, home in report.homes.items()}
    marks: dict[int, Counter[Grade]] = {}
    starts = [bay.start for bay in report.bays]
    for barcode, position in positions.items():
        number = _bay_at(starts, position)
        marks.setdefault(number, Counter())[grades[barcode]] += 1
    moved: Counter[int] = Counter()
    for move in report.misplaced:
        where = report.where.get(move.barcode)
        if where and starts:
            moved[_bay_at(starts, where.position)] += 1
    cells = []
    for _, same in groupby(report.bays, key=lambda bay: bay.shelf):
        bays = list(same)
        for at in range(0, len(bays), together):
            cells.append(_cell(bays[at : at + together], marks, moved))
    return cells


def _bay_at(starts: Sequence[int], position: int) -> int:
    return max(0, bisect_right(starts, position) - 1)


def _cell(
    bays: Sequence[Bay], marks: Mapping[int, Mapping[Grade, int]], moved: Mapping[int, int]
) -> Cell:
    graded = [marks.get(bay.number - 1, {}) for bay in bays]
    hearings = {bay.hearing for bay in bays}
    return Cell(
        bays[0].shelf,
        bays[0].place or str(bays[0].number),
        bays[0].first,
        bays[-1].last,
        sum(bay.expected for bay in bays),
        sum(bay.heard for bay in bays),
        next(one for one in WORST if one in hearings),
        sum(one.get(Grade.MISSING, 0) for one in graded),
        sum(one.get(Grade.LOOK_AGAIN, 0) for one in graded),
        sum(moved.get(bay.number - 1, 0) for bay in bays),
    )


def map_svg(report: SweepReport) -> str:
    """Draw the map as SVG, to stand in a page that styles it (see `STYLE`)."""
    parts: list[str] = []
    top = 0
    for shelf, same in groupby(cells_of(report), key=lambda cell: cell.shelf):
        cells = list(same)
        parts.append(
            f'<text class="shelf" x="0" y="{top + 16}">{escape(shelf or tr("Shelf"))}</text>'
        )
        top += HEADING
        for at, cell in enumerate(cells):
            x = at % ACROSS * (CELL_WIDTH + GAP)
            parts += _drawn(cell, x, top + at // ACROSS * (CELL_HEIGHT + GAP))
        top += -(-len(cells) // ACROSS) * (CELL_HEIGHT + GAP) + GAP
    width = ACROSS * (CELL_WIDTH + GAP) - GAP
    about = tr(
        "Map of the bays: how much of each was heard, and what is amiss."
        " The table of bays below says the same."
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 {width} {max(top, 1)}"'
        f' role="img" aria-label="{escape(about)}">'
        '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="7" height="7" class="badly"/>'
        '<rect width="2.5" height="7" class="stripe"/></pattern></defs>'
        f"{''.join(parts)}</svg>"
    )


def _drawn(cell: Cell, x: int, y: int) -> Iterator[str]:
    kind = {Hearing.WELL: "well", Hearing.BADLY: "again", Hearing.NOT: "not"}[cell.hearing]
    said = tr(
        "{bay}: {first} to {last}. {heard} of {expected} heard, {hearing}. {missing} missing,"
        " {looked_for} to look for, {moved} out of order.",
        bay=cell.name,
        first=cell.first,
        last=cell.last,
        heard=cell.heard,
        expected=cell.expected,
        hearing=cell.hearing.word,
        missing=cell.missing,
        looked_for=cell.looked_for,
        moved=cell.moved,
    )
    yield f'<g transform="translate({x} {y})"><title>{escape(said)}</title>'
    yield f'<rect class="bay {kind}" width="{CELL_WIDTH}" height="{CELL_HEIGHT}" rx="4"/>'
    yield f'<text class="name" x="6" y="14">{escape(_short(cell.name))}</text>'
    yield f'<text class="share" x="{CELL_WIDTH - 6}" y="14">{percent(cell.share)}</text>'
    yield f'<text class="first" x="6" y="28">{escape(_short(cell.first))}</text>'
    amiss = [
        f"{count} {sign}"
        for count, sign in ((cell.missing, "✗"), (cell.looked_for, "?"), (cell.moved, "⇄"))
        if count
    ]
    if amiss:
        yield f'<text class="amiss" x="6" y="43">{" ".join(amiss)}</text>'
    yield f'<rect class="bar" x="6" y="49" width="{CELL_WIDTH - 12}" height="4"/>'
    filled = round((CELL_WIDTH - 12) * cell.share, 1)
    yield f'<rect class="filled" x="6" y="49" width="{filled:g}" height="4"/></g>'


def _short(text: str) -> str:
    return text if len(text) <= 12 else f"{text[:11]}…"


STYLE = """
.map { width: 100%; height: auto; font-family: inherit; }
.map .bay { stroke: #555; stroke-width: 1; }
.map .well { fill: #e3f0e6; }
.map .again { fill: url(#hatch); stroke: #7a4a00; stroke-width: 2; }
.map .badly { fill: #fdeccb; } .map .stripe { fill: #f3cf8b; }
.map .not { fill: #fff; stroke-dasharray: 4 3; }
.map text { font-size: 11px; fill: #111; }
.map .shelf { font-size: 14px; font-weight: 700; }
.map .name { font-weight: 700; }
.map .share { text-anchor: end; }
.map .first { font-size: 10px; }
.map .amiss { font-size: 10px; font-weight: 700; }
.map .bar { fill: #fff; stroke: #555; stroke-width: .5; } .map .filled { fill: #235; }
"""
