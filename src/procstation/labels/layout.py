"""The one layout of a label, in millimetres and printer dots, from which everything is drawn."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from procstation.errors import UsageError
from procstation.labels.box import Box, inside, label_box
from procstation.labels.data import LabelData
from procstation.labels.shelf import LabelShelf
from procstation.labels.stock import Stock
from procstation.labels.symbol import Rectangle, Symbol, Wanted, symbol_in
from procstation.labels.symbology import Symbology, encode
from procstation.labels.template import (
    BoxSection,
    FrameSection,
    PartSection,
    SymbolSection,
    Template,
    TextSection,
)
from procstation.labels.text_block import TextRun, text_runs


@dataclass(frozen=True, slots=True)
class Layout:
    """A label, ready to be drawn.

    Attributes:
        dots_per_mm: Of the printer; symbols and lines are laid out in its whole dots.
        lines: Ruled lines, inked rectangles in dots from the label's top left.
        notes: What was shrunk, broken, joined, cut short or left out, for a person.
    """

    width_mm: float
    height_mm: float
    dots_per_mm: float
    runs: tuple[TextRun, ...]
    symbols: tuple[Symbol, ...]
    notes: tuple[str, ...] = ()
    lines: tuple[Rectangle, ...] = ()

    @property
    def width_dots(self) -> int:
        return math.floor(self.width_mm * self.dots_per_mm)

    @property
    def height_dots(self) -> int:
        return math.floor(self.height_mm * self.dots_per_mm)

    def rects(self) -> Iterator[Rectangle]:
        """Yield all that is inked but text: symbols and lines, in dots from the top left."""
        for symbol in self.symbols:
            yield from symbol.rects()
        yield from self.lines

    def ink_of(self, symbol: Symbol) -> Box:
        """Return the rectangle of a symbol's bars, without its quiet zones."""
        return self.box_of((symbol.x, symbol.y, symbol.width, symbol.height))

    def box_of(self, rectangle: Rectangle) -> Box:
        """Return a rectangle of dots in millimetres."""
        left, top, width, height = (edge / self.dots_per_mm for edge in rectangle)
        return Box(left, top, left + width, top + height)


def require_stock(template: Template, name: str, stock: Stock, stock_name: str) -> None:
    """Check that a template can be used on a stock.

    Raises:
        UsageError: The label is too small, with the numbers.
    """
    for what, has_mm, needs_mm in (
        ("wide", stock.label_width_mm, template.min_width_mm),
        ("high", stock.label_height_mm, template.min_height_mm),
    ):
        if has_mm < needs_mm:
            raise UsageError(
                f"The template {name!r} needs labels at least {needs_mm:g} mm {what}; those of"
                f" {stock_name!r} are {has_mm:g} mm.",
                f"Choose another stock, for example --stock {template.roll_stock}.",
            )


def lay_out(
    template: Template,
    stock: Stock,
    data: LabelData,
    shelf: LabelShelf,
    dots_per_mm: float,
    symbology: Symbology,
) -> Layout:
    """Lay one label out.

    Args:
        stock: One that `require_stock` let pass.
        symbology: For symbols whose template does not say.

    Raises:
        InputRefused: Something does not fit, is missing, or cannot be set or encoded.
        ConfigError: The template names a font that is not there.
    """
    data = shelf.stamped(data)
    runs: list[TextRun] = []
    symbols: list[Symbol] = []
    lines: list[Rectangle] = []
    notes = [f"{source} is {text!r} on this label only" for source, text in data.changes.items()]
    plan = _planned(template, stock)
    for symbol, box in plan.symbols:
        symbols.append(_symbol(symbol, box, data, dots_per_mm, symbology))
        text = symbols[-1].text
        if text != data.value(symbol.source):
            # Below a symbol stands what is in it: of an ISBN of ten its thirteen digits.
            data = data.changed({symbol.source: text})
    for block, box in plan.texts:
        set_runs, said = text_runs(block, box, data, shelf)
        runs += set_runs
        notes += said
    for frame, box in plan.frames:
        lines += _frame(frame, box, dots_per_mm)
    return Layout(
        stock.label_width_mm,
        stock.label_height_mm,
        dots_per_mm,
        tuple(runs),
        tuple(symbols),
        tuple(notes),
        tuple(lines),
    )


def areas_on(template: Template, stock: Stock) -> list[tuple[PartSection, Box]]:
    """Return the areas of a template with the place of each on a label; a part has one or more."""
    label = label_box(stock)
    return [(area, label.within(box)) for area in template.areas for box in area.boxes]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A template on a stock: everything with its place, the same for every label."""

    texts: tuple[tuple[TextSection, Box], ...]
    symbols: tuple[tuple[SymbolSection, Box], ...]
    frames: tuple[tuple[FrameSection, Box], ...]


@lru_cache(maxsize=64)
def _planned(template: Template, stock: Stock) -> _Plan:
    """Return where everything is; a part's content once in each of its boxes."""
    areas = areas_on(template, stock)

    def placed(whole: Box, section: BoxSection) -> Box:
        return inside(whole.within(section), stock)

    return _Plan(
        tuple((one, placed(whole, one.box)) for area, whole in areas for one in area.text),
        tuple((one, placed(whole, one.box)) for area, whole in areas for one in area.symbol),
        tuple((one, placed(whole, one.box)) for area, whole in areas for one in area.frame),
    )


def _symbol(
    section: SymbolSection, box: Box, data: LabelData, dots_per_mm: float, station: Symbology
) -> Symbol:
    symbology = Symbology(section.symbology) if section.symbology else station
    encoded = encode(symbology, data.value(section.source), section.start, section.stop)
    left, right = math.ceil(box.left_mm * dots_per_mm), math.floor(box.right_mm * dots_per_mm)
    top, bottom = math.ceil(box.top_mm * dots_per_mm), math.floor(box.bottom_mm * dots_per_mm)
    wanted = Wanted(
        left,
        top,
        right - left,
        bottom - top,
        dots_per_mm,
        section.module_mm,
        section.min_module_mm,
        section.ratio,
    )
    return symbol_in(encoded, wanted)


def _frame(section: FrameSection, box: Box, dots_per_mm: float) -> list[Rectangle]:
    left, right = math.ceil(box.left_mm * dots_per_mm), math.floor(box.right_mm * dots_per_mm)
    top, bottom = math.ceil(box.top_mm * dots_per_mm), math.floor(box.bottom_mm * dots_per_mm)
    thick = max(1, round(section.thickness_mm * dots_per_mm))
    edges = {
        "top": (left, top, right - left, thick),
        "bottom": (left, bottom - thick, right - left, thick),
        "left": (left, top, thick, bottom - top),
        "right": (right - thick, top, thick, bottom - top),
    }
    return [edges[side] for side in section.sides]
