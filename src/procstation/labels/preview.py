"""A label as lines of text, for the terminal: bars in half blocks, text as text, in its place."""

from procstation.labels.layout import Layout

CELL_ASPECT = 2.0
"""A character cell is twice as high as wide."""

HALF_BLOCKS = {(False, False): " ", (True, False): "▌", (False, True): "▐", (True, True): "█"}


def preview(layout: Layout, columns: int = 40) -> list[str]:
    """Return the label, framed, in lines of `columns` characters.

    Text keeps its place, not its size: a line that would run over the frame begins further left,
    and one longer than the frame is wide ends in an ellipsis.

    Args:
        columns: Of the whole, frame included; at least 10.
    """
    width = max(columns, 10) - 2
    per_mm = width / layout.width_mm
    height = max(1, round(layout.height_mm * per_mm / CELL_ASPECT))
    canvas = [[" "] * width for _ in range(height)]
    _draw_symbols(canvas, layout, per_mm)
    taken: set[int] = set()
    for run in layout.runs:
        row = min(height - 1, int(run.baseline_mm * per_mm / CELL_ASPECT))
        while row in taken and row < height - 1:
            row += 1
        taken.add(row)
        text = run.text if len(run.text) <= width else run.text[: width - 1] + "…"
        left = run.left_mm * per_mm
        if run.align != "left":
            spare = run.width_mm * per_mm - len(text)
            left += spare / 2 if run.align == "center" else spare
        at = max(0, min(round(left), width - len(text)))
        canvas[row][at : at + len(text)] = text
    return [
        "┌" + "─" * width + "┐",
        *(f"│{''.join(row)}│" for row in canvas),
        "└" + "─" * width + "┘",
    ]


def _draw_symbols(canvas: list[list[str]], layout: Layout, per_mm: float) -> None:
    halves, rows = 2 * per_mm / layout.dots_per_mm, per_mm / CELL_ASPECT / layout.dots_per_mm
    inked = list(layout.rects())
    for row in range(len(canvas)):
        ink = [0.0] * (2 * len(canvas[0]))
        for x, y, width, height in inked:
            if y * rows <= row + 0.5 < (y + height) * rows:
                _cover(ink, x * halves, width * halves)
        for column in range(len(canvas[0])):
            pair = (ink[2 * column] >= 0.5, ink[2 * column + 1] >= 0.5)
            if any(pair):
                canvas[row][column] = HALF_BLOCKS[pair]


def _cover(ink: list[float], start: float, length: float) -> None:
    """Add a bar to how far each half cell is inked."""
    end = start + length
    for half in range(int(start), min(len(ink), int(end) + 1)):
        ink[half] += max(0.0, min(end, half + 1) - max(start, half))
