"""Pages of plain text, rules and barcodes, drawn as labels are: any script, fonts embedded."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from procstation.errors import InputRefused
from procstation.labels.fonts import MM_PER_PT, Face
from procstation.labels.layout import Layout
from procstation.labels.pages import Page, Placed
from procstation.labels.shelf import LabelShelf
from procstation.labels.symbol import MIN_MODULE_MM, Symbol, Wanted, symbol_in
from procstation.labels.symbology import Symbology, encode
from procstation.labels.text_block import TextRun

DOTS_PER_MM = 24.0
"""Of rules and bars; text has no resolution. Any office printer has as many."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The size of a page, in millimetres."""

    width_mm: float
    height_mm: float


A4 = Paper(210.0, 297.0)
LETTER = Paper(215.9, 279.4)
PAPERS = {"a4": A4, "letter": LETTER}

CUT = "…"
NO_GLYPH = "?"
"""Stands for a character that no font here has: a list with a gap is better than none."""


class Lettering:
    """The two fonts of a printed list."""

    def __init__(self) -> None:
        shelf = LabelShelf()
        self.regular = shelf.face("DejaVuSansCondensed")
        self.bold = shelf.face("DejaVuSansCondensed-Bold")

    def run(
        self, text: str, size_pt: float, left_mm: float, baseline_mm: float, room_mm: float,
        *, bold: bool = False,
    ) -> TextRun:  # fmt: skip
        """Return a line of text, cut short where there is no more room."""
        face = self.bold if bold else self.regular
        text, width_mm = _within(_settable(text, face), face, size_pt, room_mm)
        return TextRun(text, face, size_pt, left_mm, baseline_mm, width_mm, "left")


class Drawn:
    """One page in the making; millimetres from its top left."""

    def __init__(self, width_mm: float, height_mm: float) -> None:
        self.size_mm = width_mm, height_mm
        self.runs: list[TextRun] = []
        self._rules: list[tuple[int, int, int, int]] = []
        self._symbols: list[Symbol] = []

    def rule(self, left_mm: float, top_mm: float, width_mm: float, height_mm: float) -> None:
        left, top, width, height = (
            round(one * DOTS_PER_MM) for one in (left_mm, top_mm, width_mm, height_mm)
        )
        self._rules.append((left, top, max(1, width), max(1, height)))

    def box(self, left_mm: float, top_mm: float, side_mm: float) -> None:
        """Draw an empty square to tick."""
        line_mm = 0.25
        self.rule(left_mm, top_mm, side_mm, line_mm)
        self.rule(left_mm, top_mm + side_mm - line_mm, side_mm, line_mm)
        self.rule(left_mm, top_mm, line_mm, side_mm)
        self.rule(left_mm + side_mm - line_mm, top_mm, line_mm, side_mm)

    def bars(
        self, text: str, left_mm: float, top_mm: float, width_mm: float, height_mm: float,
        module_mm: float,
    ) -> None:  # fmt: skip
        """Draw a text as Code 128 at the left of its room, the quiet zones within.

        Args:
            module_mm: How wide the narrow bars are, if there is room; else they are narrower.

        Raises:
            InputRefused: It cannot be encoded, or there is no room for bars a scanner reads.
        """
        left, top, width, height = (
            round(one * DOTS_PER_MM) for one in (left_mm, top_mm, width_mm, height_mm)
        )
        wanted = Wanted(left, top, width, height, DOTS_PER_MM, module_mm, MIN_MODULE_MM, ratio=2.0)
        symbol = symbol_in(encode(Symbology.CODE128, text), wanted)
        self._symbols.append(replace(symbol, x=left + symbol.quiet.left))

    def page(self) -> Page:
        runs = tuple(run for run in self.runs if run.text)
        symbols = tuple(self._symbols)
        layout = Layout(*self.size_mm, DOTS_PER_MM, runs, symbols, (), tuple(self._rules))
        return Page(*self.size_mm, (Placed(layout, 0, 0, 0.0, 0.0),))


def _settable(text: str, face: Face) -> str:
    text = " ".join(text.split())
    try:
        face.require(text)
    except InputRefused:
        return "".join(_each_settable(text, face))
    return text


def _each_settable(text: str, face: Face) -> Iterator[str]:
    for character in text:
        try:
            face.require(character)
        except InputRefused:
            yield NO_GLYPH
        else:
            yield character


def _within(text: str, face: Face, size_pt: float, room_mm: float) -> tuple[str, float]:
    width_mm = face.width_mm(text, size_pt)
    while text and width_mm > room_mm:
        # Most of what is too much goes at once, the rest by letters.
        keep = min(len(text.rstrip(CUT)) - 1, int(len(text) * room_mm / width_mm) + 2)
        text = text[: max(keep, 0)].rstrip() + CUT if keep > 0 else ""
        width_mm = face.width_mm(text, size_pt)
    return text, width_mm


def line_mm(size_pt: float) -> float:
    """Return the height of a line of text."""
    return size_pt * MM_PER_PT * 1.25
