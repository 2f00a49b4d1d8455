"""The one layout of a label, in millimetres and printer dots, from which everything is drawn."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

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
)
from procstation.labels.text_block import TextBlock, TextRun
from procstation.language import tr


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
    for is_wide, has_mm, needs_mm in (
        (True, stock.label_width_mm, template.min_width_mm),
        (False, stock.label_height_mm, template.min_height_mm),
    ):
        if has_mm < needs_mm:
            sizes = {"name": name, "needs_mm": needs_mm, "stock": stock_name, "has_mm": has_mm}
            raise UsageError(
                tr(
                    "The template {name!r} needs labels at least {needs_mm:g} mm wide;"
                    " those of {stock!r} are {has_mm:g} mm.",
                    **sizes,
                )
                if is_wide
                else tr(
                    "The template {name!r} needs labels at least {needs_mm:g} mm high;"
                    " those of {stock!r} are {has_mm:g} mm.",
                    **sizes,
                ),
                tr(
                    "Choose another stock, for example --stock {roll_stock}.",
                    roll_stock=template.roll_stock,
                ),
            )


class LabelPlan:
    """A template on a stock for one printer: all that is the same for every label, worked out once.

    Args:
        stock: One that `require_stock` let pass.
        dots_per_mm: Of the printer.
        symbology: For symbols whose template does not say.

    Raises:
        InputRefused: On this stock, something of the template has no room at all.
        ConfigError: The template names a font that is not there.
    """

    def __init__(
        self,
        template: Template,
        stock: Stock,
        shelf: LabelShelf,
        dots_per_mm: float,
        symbology: Symbology,
    ) -> None:
        self._shelf = shelf
        self._size_mm = stock.label_width_mm, stock.label_height_mm
        self._dots_per_mm = dots_per_mm
        self._symbols: list[_SymbolPlace] = []
        self._blocks: list[TextBlock] = []
        lines: list[Rectangle] = []
        for area, whole in areas_on(template, stock):

            def placed(section: BoxSection, whole: Box = whole) -> Box:
                return inside(whole.within(section), stock)

            for symbol in area.symbol:
                box = placed(symbol.box)
                self._symbols.append(_symbol_place(symbol, box, dots_per_mm, symbology))
            for text in area.text:
                self._blocks.append(TextBlock(text, placed(text.box), shelf))
            for frame in area.frame:
                lines += _frame(frame, placed(frame.box), dots_per_mm)
        self._lines = tuple(lines)

    def lay_out(self, data: LabelData) -> Layout:
        """Lay the label of one item out.

        Raises:
            InputRefused: Something does not fit, is missing, or cannot be set or encoded.
        """
        data = self._shelf.stamped(data)
        symbols: list[Symbol] = []
        runs: list[TextRun] = []
        notes = [
            tr("{source} is {text!r} on this label only", source=source, text=text)
            for source, text in data.changes.items()
        ]
        for place in self._symbols:
            symbol = place.symbol(data)
            symbols.append(symbol)
            if symbol.text != data.value(place.section.source):
                # Below a symbol stands what is in it: of an ISBN of ten its thirteen digits.
                data = data.changed({place.section.source: symbol.text})
        for block in self._blocks:
            set_runs, said = block.runs(data)
            runs += set_runs
            notes += said
        return Layout(
            *self._size_mm,
            self._dots_per_mm,
            tuple(runs),
            tuple(symbols),
            tuple(notes),
            self._lines,
        )


def lay_out(
    template: Template,
    stock: Stock,
    data: LabelData,
    shelf: LabelShelf,
    dots_per_mm: float,
    symbology: Symbology,
) -> Layout:
    """Lay a single label out; arguments and errors as of `LabelPlan`, which lays out many."""
    return LabelPlan(template, stock, shelf, dots_per_mm, symbology).lay_out(data)


def areas_on(template: Template, stock: Stock) -> list[tuple[PartSection, Box]]:
    """Return the areas of a template with the place of each on a label; a part has one or more."""
    label = label_box(stock)
    return [(area, label.within(box)) for area in template.areas for box in area.boxes]


@dataclass(frozen=True, slots=True)
class _SymbolPlace:
    """A symbol of a template, with its room on the label."""

    section: SymbolSection
    symbology: Symbology
    wanted: Wanted

    def symbol(self, data: LabelData) -> Symbol:
        section = self.section
        text = data.value(section.source)
        return symbol_in(encode(self.symbology, text, section.start, section.stop), self.wanted)


def _symbol_place(
    section: SymbolSection, box: Box, dots_per_mm: float, station: Symbology
) -> _SymbolPlace:
    left, top, right, bottom = _whole_dots(box, dots_per_mm)
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
    symbology = Symbology(section.symbology) if section.symbology else station
    return _SymbolPlace(section, symbology, wanted)


def _whole_dots(box: Box, dots_per_mm: float) -> tuple[int, int, int, int]:
    """Return the edges of the dots that are wholly in a box: left, top, right, bottom."""
    return (
        math.ceil(box.left_mm * dots_per_mm),
        math.ceil(box.top_mm * dots_per_mm),
        math.floor(box.right_mm * dots_per_mm),
        math.floor(box.bottom_mm * dots_per_mm),
    )


def _frame(section: FrameSection, box: Box, dots_per_mm: float) -> list[Rectangle]:
    left, top, right, bottom = _whole_dots(box, dots_per_mm)
    thick = max(1, round(section.thickness_mm * dots_per_mm))
    edges = {
        "top": (left, top, right - left, thick),
        "bottom": (left, bottom - thick, right - left, thick),
        "left": (left, top, thick, bottom - top),
        "right": (right - thick, top, thick, bottom - top),
    }
    return [edges[side] for side in section.sides]
