"""A label as lines of text, for the terminal: ink in quarter blocks, text as text, in its place."""

import math
import unicodedata
from collections.abc import Iterable, Iterator

from procstation.labels.layout import Layout
from procstation.labels.symbol import Rectangle
from procstation.labels.text_block import TextRun

CELL_ASPECT = 2.0
"""A character cell is twice as high as wide."""

QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""By the sum of the quarters that are inked: 1 and 2 above, 4 and 8 below."""

ELLIPSIS = "…"

Canvas = list[list[str]]
"""Rows of cells; a character two cells wide is followed by an empty one."""


def preview(layout: Layout, columns: int = 40) -> list[str]:
    """Return the label, framed, in lines of `columns` characters.

    Text keeps its place, not its size: a line that would run over the frame begins further left,
    and one longer than the frame is wide ends in an ellipsis. What is turned stands upright, one
    character below the other, in the direction it is read.

    Args:
        columns: Of the whole, frame included; at least 10.
    """
    width = max(columns, 10) - 2
    per_mm = width / layout.width_mm
    height = max(1, round(layout.height_mm * per_mm / CELL_ASPECT))
    canvas = _inked(layout, width, height)
    taken: set[int] = set()
    for run in layout.runs:
        if run.turn:
            _write_turned(canvas, run, per_mm)
        else:
            row = min(height - 1, int(run.baseline_mm * per_mm / CELL_ASPECT))
            while row in taken and row < height - 1:
                row += 1
            taken.add(row)
            _write(canvas[row], run, per_mm)
    return [
        "┌" + "─" * width + "┐",
        *(f"│{''.join(row)}│" for row in canvas),
        "└" + "─" * width + "┘",
    ]


def cells_of(text: str) -> list[str]:
    """Return text in cells: marks with their letters, and an empty cell after wide characters."""
    cells: list[str] = []
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me", "Cf"):
            if cells:
                cells[-1 if cells[-1] else -2] += character
        else:
            wide = unicodedata.east_asian_width(character) in ("W", "F")
            cells += [character, ""] if wide else [character]
    return cells


def _write(row: list[str], run: TextRun, per_mm: float) -> None:
    cells = _shortened(cells_of(run.text), len(row))
    left = run.left_mm * per_mm
    if run.align != "left":
        spare = run.width_mm * per_mm - len(cells)
        left += spare / 2 if run.align == "center" else spare
    at = max(0, min(round(left), len(row) - len(cells)))
    row[at : at + len(cells)] = cells


def _write_turned(canvas: Canvas, run: TextRun, per_mm: float) -> None:
    cells = _shortened([cell for cell in cells_of(run.text) if cell], len(canvas))
    down = run.turn == 90
    along = run.baseline_mm * per_mm / CELL_ASPECT
    first = round(along) if down else round(along) - len(cells)
    first = max(0, min(first, len(canvas) - len(cells)))
    # Capitals stand on the baseline: to its right where the text reads downwards.
    middle = run.letters.left_mm + run.letters.width_mm / 2
    column = max(0, min(int(middle * per_mm), len(canvas[0]) - 1))
    for row, cell in enumerate(cells if down else reversed(cells), first):
        canvas[row][column] = cell


def _shortened(cells: list[str], room: int) -> list[str]:
    if len(cells) <= room:
        return cells
    kept = cells[: room - 1]
    if cells[room - 1] == "":
        kept[-1] = " "  # Half of a wide character.
    return [*kept, ELLIPSIS]


def _inked(layout: Layout, width: int, height: int) -> Canvas:
    across, down = 2 * width / layout.width_dots, 2 * height / layout.height_dots
    ink = [[0.0] * (2 * width) for _ in range(2 * height)]
    for symbol in layout.symbols:
        for x, y, share in _quarters(symbol.rects(), across, down, width, height):
            ink[y][x] += share
    # A line thinner than half a quarter is there all the same.
    for x, y, share in _quarters(layout.lines, across, down, width, height):
        ink[y][x] += 1.0 if share else 0.0
    return [
        [
            QUARTERS[
                sum(
                    bit
                    for bit, dx, dy in ((1, 0, 0), (2, 1, 0), (4, 0, 1), (8, 1, 1))
                    if ink[2 * row + dy][2 * column + dx] >= 0.5
                )
            ]
            for column in range(width)
        ]
        for row in range(height)
    ]


def _quarters(
    rectangles: Iterable[Rectangle], across: float, down: float, width: int, height: int
) -> Iterator[tuple[int, int, float]]:
    """Yield column, row and inked share of each quarter that a rectangle touches."""
    for left, top, wide, high in rectangles:
        columns = list(_covered(left * across, (left + wide) * across, 2 * width))
        for y, share_y in _covered(top * down, (top + high) * down, 2 * height):
            for x, share_x in columns:
                yield x, y, share_x * share_y


def _covered(start: float, end: float, limit: int) -> Iterator[tuple[int, float]]:
    for at in range(math.floor(start), min(limit, math.ceil(end))):
        yield at, min(end, at + 1) - max(start, at)
