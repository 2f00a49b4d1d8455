"""A page that shows where a printer puts its ink: the frame of every label, and rulers.

Printed on plain paper and held against a sheet of labels, or on the stock itself, it says by how
much printer and stock disagree. Nothing on it keeps to a margin.
"""

import math
from collections.abc import Iterator

from procstation.labels.fonts import MM_PER_PT, Face
from procstation.labels.layout import Layout
from procstation.labels.pages import Page, Placed
from procstation.labels.registration import TRUE, Registration
from procstation.labels.stock import RollStock, Stock
from procstation.labels.symbol import Rectangle
from procstation.labels.text_block import TextRun
from procstation.labels.turn import Turn

LINE_MM = 0.12
TICK_MM, LONG_TICK_MM = 1.2, 2.4
RULER_FROM_EDGE_MM = 3.0
"""Of a sheet: laser printers leave some millimetres white."""

ROUND_STEPS = 180
SIZE_PT, SMALLEST_PT = 7.0, 3.0


def calibration_page(
    stock: Stock, face: Face, dots_per_mm: float, registration: Registration = TRUE
) -> Page:
    """Return one sheet, or one row of a roll, with the frames of its labels and rulers.

    Every label has its number, as `--start` counts, and a cross in its middle; rulers run along the
    top and the left edge, with a tick each millimetre and a longer one each ten.

    Args:
        registration: What is made up for already: the frames are moved, the rulers are not.
    """
    size = stock.page_width_mm, stock.page_height_mm
    cells = [registration.place(*stock.cell(index)) for index in range(stock.cells)]
    turn: Turn = 0
    ruler = RULER_FROM_EDGE_MM
    if isinstance(stock, RollStock):
        turn, ruler = stock.turn, 0.0
    lines = [*_rulers(size, ruler)]
    runs: list[TextRun] = []
    for number, (left, top) in enumerate(cells, 1):
        lines += _outline(stock, left, top)
        runs.append(_number(str(number), face, stock, left, top))
    layout = Layout(
        *size,
        dots_per_mm,
        runs=tuple(runs),
        symbols=(),
        lines=tuple(_in_dots(line, dots_per_mm, size) for line in lines),
    )
    return Page(*size, (Placed(layout, 0, 0, 0.0, 0.0),), turn)


_Line = tuple[float, float, float, float]
"""Left, top, width and height in millimetres."""


def _in_dots(line: _Line, dots_per_mm: float, size: tuple[float, float]) -> Rectangle:
    left, top, width, height = line
    most_x, most_y = (math.floor(side * dots_per_mm) for side in size)
    wide, high = (max(1, round(side * dots_per_mm)) for side in (width, height))
    x, y = round(left * dots_per_mm), round(top * dots_per_mm)
    return max(0, min(x, most_x - wide)), max(0, min(y, most_y - high)), wide, high


def _rulers(size: tuple[float, float], from_edge: float) -> Iterator[_Line]:
    width, height = size
    yield from_edge, from_edge, width - 2 * from_edge, LINE_MM
    yield from_edge, from_edge, LINE_MM, height - 2 * from_edge
    for mm in range(math.ceil(from_edge), math.floor(width - from_edge) + 1):
        yield mm, from_edge, LINE_MM, LONG_TICK_MM if mm % 10 == 0 else TICK_MM
    for mm in range(math.ceil(from_edge), math.floor(height - from_edge) + 1):
        yield from_edge, mm, LONG_TICK_MM if mm % 10 == 0 else TICK_MM, LINE_MM


def _outline(stock: Stock, left: float, top: float) -> Iterator[_Line]:
    width, height = stock.label_width_mm, stock.label_height_mm
    middle_x, middle_y = left + width / 2, top + height / 2
    yield middle_x - 2, middle_y - LINE_MM / 2, 4, LINE_MM
    yield middle_x - LINE_MM / 2, middle_y - 2, LINE_MM, 4
    if stock.shape == "round":
        yield from _ring(middle_x, middle_y, width / 2, height / 2)
        if stock.hole_mm:
            yield from _ring(middle_x, middle_y, stock.hole_mm / 2, stock.hole_mm / 2)
        return
    yield left, top, width, LINE_MM
    yield left, top + height - LINE_MM, width, LINE_MM
    yield left, top, LINE_MM, height
    yield left + width - LINE_MM, top, LINE_MM, height


def _ring(x: float, y: float, across: float, down: float) -> Iterator[_Line]:
    """A dotted circle or ellipse: lines are rectangles, so it is made of points."""
    for step in range(ROUND_STEPS):
        angle = 2 * math.pi * step / ROUND_STEPS
        at_x = x + (across - LINE_MM) * math.cos(angle)
        at_y = y + (down - LINE_MM) * math.sin(angle)
        yield at_x - LINE_MM, at_y - LINE_MM, 2 * LINE_MM, 2 * LINE_MM


def _number(text: str, face: Face, stock: Stock, left: float, top: float) -> TextRun:
    """Set a number above the cross, small enough for the label."""
    room = stock.label_height_mm / 2 - 2
    size_pt = max(SMALLEST_PT, min(SIZE_PT, room / MM_PER_PT))
    width_mm = face.width_mm(text, size_pt)
    x = left + stock.label_width_mm / 2 - width_mm - 1
    y = top + stock.label_height_mm / 2 - 1
    if stock.hole_mm:
        y = top + stock.label_height_mm / 2 - stock.hole_mm / 2 - 1
    return TextRun(text, face, size_pt, max(left, x), y, width_mm, "left")
