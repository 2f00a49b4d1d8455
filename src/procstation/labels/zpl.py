"""Labels as ZPL II: text in the printer's own font where it has it, all else as pictures of dots.

Symbols are `^GF` pictures of one row and its repetitions, not `^BK`, `^BC` or `^B3`: they are then
exactly the dots that were checked, whatever a firmware makes of a ratio, and as short. Text is
placed by its baseline (`^FT`), so that the printer's font may have any height above it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from PIL import Image

from procstation.labels.fed import fed
from procstation.labels.fonts import MM_PER_PT
from procstation.labels.layout import Layout
from procstation.labels.pages import Page
from procstation.labels.picture import PAPER, draw_run
from procstation.labels.symbol import Rectangle, Symbol
from procstation.labels.text_block import TextRun

FONT_0 = frozenset(chr(code) for code in (*range(0x20, 0x7F), *range(0xA1, 0x100))) - {"\\", "\xad"}
"""What every firmware's font 0 draws: Latin-1. A backslash has a meaning of its own in `^FB`."""

ESCAPED = frozenset("^~_")
"""Written as `_` and two hexadecimal digits, after `^FH`."""

ALIKE = re.compile(r"(.)\1\1+")
"""Digits that take less room as a letter and one of them."""

REPEATS = {20 * step: chr(ord("f") + step) for step in range(1, 21)} | {
    count: chr(ord("F") + count) for count in range(1, 20)
}
"""`^GF` letters that repeat the next digit: g to z 20 to 400 times, G to Y 1 to 19 times."""


def zpl_of(pages: Sequence[Page]) -> bytes:
    """Draw the rows of a roll, one format each; equal neighbours are copies of one."""
    rows = [
        replace(page, labels=tuple(replace(label, number=0) for label in page.labels))
        for page in pages
    ]
    formats = [(row, len(list(same))) for row, same in groupby(rows)]
    return "".join(_format(fed(row), copies) for row, copies in formats).encode()


def _format(layout: Layout, copies: int) -> str:
    fields = [_text(run, layout) for run in layout.runs]
    fields += [_symbol(symbol) for symbol in layout.symbols]
    fields += [_line(line) for line in layout.lines]
    # What is moved is moved field by field: `^LS` and `^LT` would go on in the next job.
    size = f"^PW{layout.width_dots}^LL{layout.height_dots}^LH0,0"
    return "\n".join(["^XA^CI28" + size, *fields, f"^PQ{copies},0,1,Y^XZ", ""])


def _text(run: TextRun, layout: Layout) -> str:
    if run.turn or not FONT_0.issuperset(run.text):
        return _drawn(run, layout)
    dots = layout.dots_per_mm
    high = round(run.size_pt * MM_PER_PT * dots)
    x, width = round(run.left_mm * dots), round(run.width_mm * dots)
    block = ""
    if run.align != "left":
        # The printer's font has widths of its own: let it align within the measured line, with
        # room to spare, so that it never wraps.
        spare = min(x, layout.width_dots - x - width, width // 4)
        x, width = x - spare, width + (2 if run.align == "center" else 1) * spare
        block = f"^FB{width},1,0,{'C' if run.align == 'center' else 'R'},0"
    text, escape = run.text, ""
    if ESCAPED.intersection(text):
        text = "".join(f"_{ord(char):02X}" if char in ESCAPED else char for char in text)
        escape = "^FH"
    return f"^FT{x},{round(run.baseline_mm * dots)}^A0N,{high},{high}{block}{escape}^FD{text}^FS"


def _drawn(run: TextRun, layout: Layout) -> str:
    picture = Image.new("1", (layout.width_dots, layout.height_dots), PAPER)
    draw_run(picture, run, layout.dots_per_mm)
    inverted = picture.point(lambda pixel: not pixel)
    box = inverted.getbbox()
    if box is None:
        return ""
    ink = inverted.crop(box)
    data, row_bytes = ink.tobytes(), (ink.width + 7) // 8
    rows = [data[at : at + row_bytes] for at in range(0, len(data), row_bytes)]
    return f"^FO{box[0]},{box[1]}{_graphic(rows)}^FS"


def _symbol(symbol: Symbol) -> str:
    rows = [row for _, height, row in symbol.bands() for _ in range(height)]
    return f"^FO{symbol.x},{symbol.y}{_graphic(rows)}^FS"


def _line(line: Rectangle) -> str:
    left, top, width, height = line
    row = bytearray((width + 7) // 8)
    for dot in range(width):
        row[dot // 8] |= 0x80 >> dot % 8
    return f"^FO{left},{top}{_graphic([bytes(row)] * height)}^FS"


def _graphic(rows: Sequence[bytes]) -> str:
    """Write rows of bits, 1 black, as `^GF` in compressed ASCII."""
    row_bytes = len(rows[0])
    total = row_bytes * len(rows)
    parts = []
    before = None
    for row in rows:
        parts.append(":" if row == before else _row(row))
        before = row
    return f"^GFA,{total},{total},{row_bytes},{''.join(parts)}"


def _row(row: bytes) -> str:
    digits = row.hex().upper()
    kept = digits.rstrip("0")
    return ALIKE.sub(_repeated, kept) + ("," if len(kept) < len(digits) else "")


def _repeated(run: re.Match[str]) -> str:
    digit, count = run[1], len(run[0])
    parts = []
    while count >= 400:
        parts.append(REPEATS[400])
        count -= 400
    for part in (count // 20 * 20, count % 20):
        if part:
            parts.append(REPEATS[part])
    return "".join(parts) + digit
