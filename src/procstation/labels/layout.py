"""The one layout of a label, in millimetres and printer dots, from which everything is drawn."""

import math
from dataclasses import dataclass

from procstation.errors import InputRefused, UsageError
from procstation.labels.data import LabelData
from procstation.labels.fit import Fitted, Room, fit_lines, fit_words
from procstation.labels.fonts import MM_PER_PT, Face
from procstation.labels.shelf import LabelShelf
from procstation.labels.stock import Stock
from procstation.labels.symbol import Symbol, Wanted, symbol_in
from procstation.labels.symbology import Symbology, encode
from procstation.labels.template import BoxSection, SymbolSection, Template, TextSection

CAPITAL_EM = 0.73
"""Height of capitals in sizes, in this font and nearly all others."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the label, in millimetres from its top left."""

    left_mm: float
    top_mm: float
    right_mm: float
    bottom_mm: float

    @property
    def width_mm(self) -> float:
        return self.right_mm - self.left_mm

    @property
    def height_mm(self) -> float:
        return self.bottom_mm - self.top_mm

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left_mm < other.right_mm
            and other.left_mm < self.right_mm
            and self.top_mm < other.bottom_mm
            and other.top_mm < self.bottom_mm
        )


@dataclass(frozen=True, slots=True)
class TextRun:
    """One line of text.

    Attributes:
        left_mm: Where it begins.
        baseline_mm: Down from the label's top.
        width_mm: Its advance.
        align: How it stands in its block, for printers that set it in a font of their own.
    """

    text: str
    face: Face
    size_pt: float
    left_mm: float
    baseline_mm: float
    width_mm: float
    align: str

    @property
    def letters(self) -> Box:
        """The rectangle of its capitals and figures: what another line must not touch."""
        high_mm = CAPITAL_EM * self.size_pt * MM_PER_PT
        right_mm = self.left_mm + self.width_mm
        return Box(self.left_mm, self.baseline_mm - high_mm, right_mm, self.baseline_mm)

    @property
    def ink(self) -> Box:
        """The rectangle that no glyph of it leaves."""
        size_mm = self.size_pt * MM_PER_PT
        return Box(
            self.left_mm,
            self.baseline_mm - self.face.ascent_em * size_mm,
            self.left_mm + self.width_mm,
            self.baseline_mm + self.face.descent_em * size_mm,
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """A label, ready to be drawn.

    Attributes:
        dots_per_mm: Of the printer; symbols are laid out in its whole dots.
        notes: What was shrunk, broken, joined, cut short or left out, for a person.
    """

    width_mm: float
    height_mm: float
    dots_per_mm: float
    runs: tuple[TextRun, ...]
    symbols: tuple[Symbol, ...]
    notes: tuple[str, ...] = ()

    @property
    def width_dots(self) -> int:
        return math.floor(self.width_mm * self.dots_per_mm)

    @property
    def height_dots(self) -> int:
        return math.floor(self.height_mm * self.dots_per_mm)

    def ink_of(self, symbol: Symbol) -> Box:
        """Return the rectangle of a symbol's bars, without its quiet zones."""
        return Box(
            symbol.x / self.dots_per_mm,
            symbol.y / self.dots_per_mm,
            (symbol.x + symbol.width) / self.dots_per_mm,
            (symbol.y + symbol.height) / self.dots_per_mm,
        )


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
    width_mm, height_mm = stock.label_width_mm, stock.label_height_mm
    runs: list[TextRun] = []
    notes: list[str] = []
    for section in template.text:
        box = _anchored(section.box, width_mm, height_mm)
        try:
            fitted = _fitted(section, data, Room(*_size(box), shelf.face(section.font), section))
        except InputRefused as refusal:
            if not section.optional:
                raise
            notes.append(f"left out: {refusal.what}")
            continue
        runs += _set(fitted, section, box, shelf.face(section.font))
        notes += fitted.notes
    symbols = tuple(
        _symbol(section, _anchored(section.box, width_mm, height_mm), data, dots_per_mm, symbology)
        for section in template.symbol
    )
    return Layout(width_mm, height_mm, dots_per_mm, tuple(runs), symbols, tuple(notes))


def _anchored(box: BoxSection, width_mm: float, height_mm: float) -> Box:
    left, right = _span(box.left_mm, box.right_mm, box.width_mm, width_mm)
    top, bottom = _span(box.top_mm, box.bottom_mm, box.height_mm, height_mm)
    return Box(left, top, right, bottom)


def _span(
    near: float | None, far: float | None, size: float | None, whole: float
) -> tuple[float, float]:
    if near is None:
        end = whole - (far or 0)
        return end - (size or 0), end
    return near, (whole - far if far is not None else near + (size or 0))


def _size(box: Box) -> tuple[float, float]:
    return box.width_mm, box.height_mm


def _fitted(section: TextSection, data: LabelData, room: Room) -> Fitted:
    if section.flow == "lines":
        lines = tuple(line for source in section.sources for line in data.lines(source))
    else:
        words = " ".join(filter(None, (data.value(source) for source in section.sources)))
        lines = (words,) if words else ()
    if not lines:
        raise InputRefused(
            f"The item has no {section.sources[0].replace('_', ' ')}.",
            "Add it to the record, or use another template.",
        )
    for line in lines:
        room.face.require(line)
    return fit_lines(lines, room) if section.flow == "lines" else fit_words(lines[0], room)


def _set(fitted: Fitted, section: TextSection, box: Box, face: Face) -> list[TextRun]:
    size_mm = fitted.size_pt * MM_PER_PT
    step_mm = size_mm * section.leading
    high_mm = size_mm * (face.ascent_em + face.descent_em) + step_mm * (len(fitted.lines) - 1)
    spare_mm = box.height_mm - high_mm
    above_mm = {"top": 0.0, "middle": spare_mm / 2, "bottom": spare_mm}[section.valign]
    baseline_mm = box.top_mm + above_mm + face.ascent_em * size_mm
    runs = []
    for line in fitted.lines:
        width_mm = face.width_mm(line, fitted.size_pt)
        spare_mm = box.width_mm - width_mm
        before_mm = {"left": 0.0, "center": spare_mm / 2, "right": spare_mm}[section.align]
        runs.append(
            TextRun(
                line,
                face,
                fitted.size_pt,
                box.left_mm + before_mm,
                baseline_mm,
                width_mm,
                section.align,
            )
        )
        baseline_mm += step_mm
    return runs


def _symbol(
    section: SymbolSection, box: Box, data: LabelData, dots_per_mm: float, station: Symbology
) -> Symbol:
    symbology = Symbology(section.symbology) if section.symbology else station
    encoded = encode(symbology, data.value("barcode"), section.start, section.stop)
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
