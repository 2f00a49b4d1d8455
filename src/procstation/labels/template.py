"""A label template: what goes where on a label, in millimetres, for any stock it fits."""

from functools import lru_cache
from typing import Annotated, Literal

from msgspec import Meta

from procstation.config import Section
from procstation.errors import ConfigError
from procstation.labels.source import require_source
from procstation.labels.turn import Turn
from procstation.language import tr

Millimetres = Annotated[float, Meta(ge=0)]
Symbol = Literal[
    "codabar", "code39", "code39-mod43", "code128", "ean13", "itf", "itf14", "qr", "datamatrix"
]


class BoxSection(Section, frozen=True):
    """A rectangle anchored to the edges of the label: two of three in each direction."""

    left_mm: Annotated[Millimetres | None, Meta(description="From the left edge.")] = None
    right_mm: Annotated[Millimetres | None, Meta(description="From the right edge.")] = None
    width_mm: Annotated[Millimetres | None, Meta(description="Of the box.")] = None
    top_mm: Annotated[Millimetres | None, Meta(description="From the upper edge.")] = None
    bottom_mm: Annotated[Millimetres | None, Meta(description="From the lower edge.")] = None
    height_mm: Annotated[Millimetres | None, Meta(description="Of the box.")] = None


WHOLE = BoxSection(left_mm=0, right_mm=0, top_mm=0, bottom_mm=0)


class PieceSection(Section, frozen=True):
    """One thing a block of text says: a source, or words of the template's own."""

    source: Annotated[str, Meta(description="What of the item.")] = ""
    text: Annotated[str, Meta(description="Instead of a source: these words.")] = ""
    prefix: Annotated[str, Meta(description="Before it, where the item has it.")] = ""
    suffix: Annotated[str, Meta(description="After it, where the item has it.")] = ""
    if_present: Annotated[str, Meta(description="Only where the item has this source.")] = ""


class TextSection(Section, frozen=True):
    """A block of text.

    `flow` is `lines` where each source begins a line and a call number is broken by its scheme,
    or `words` where all sources make one paragraph.
    """

    sources: Annotated[
        tuple[str | PieceSection, ...], Meta(description="What it says, in this order.")
    ]
    box: BoxSection
    needs: Annotated[tuple[str, ...], Meta(description="Sources without which it is refused.")] = ()
    turn: Annotated[
        Turn,
        Meta(description="Degrees clockwise: 90 reads downwards, 270 upwards, 180 upside down."),
    ] = 0
    flow: Annotated[
        Literal["lines", "words"],
        Meta(description="`lines`: each source begins one; `words`: all make one paragraph."),
    ] = "words"
    font: Annotated[str, Meta(description="A TrueType file's name without its ending.")] = (
        "DejaVuSansCondensed"
    )
    size_pt: Annotated[float, Meta(gt=0, description="What it is set in when it fits.")] = 10
    min_size_pt: Annotated[float, Meta(gt=0, description="The smallest it may shrink to.")] = 7
    leading: Annotated[float, Meta(ge=1, description="Baseline to baseline, in sizes.")] = 1.17
    align: Annotated[Literal["left", "center", "right"], Meta(description="In its box.")] = "left"
    valign: Annotated[Literal["top", "middle", "bottom"], Meta(description="In its box.")] = (
        "middle"
    )
    max_lines: Annotated[int, Meta(ge=1, description="More are refused, or shortened.")] = 12
    overflow: Annotated[
        Literal["refuse", "shorten"], Meta(description="`shorten` ends the text in an ellipsis.")
    ] = "refuse"
    optional: Annotated[
        bool, Meta(description="Leave it out, and say so, where it is empty or cannot be set.")
    ] = False


class SymbolSection(Section, frozen=True):
    """The item's barcode, or another source, as a symbol. Its box holds the quiet zones as well."""

    box: BoxSection
    source: Annotated[str, Meta(description="What is encoded.")] = "barcode"
    symbology: Annotated[
        Symbol | None, Meta(description="Left out: what the station's barcodes are printed in.")
    ] = None
    module_mm: Annotated[
        Annotated[float, Meta(gt=0)] | None,
        Meta(description="Width of a narrow bar or a square; left out: as the symbology has it."),
    ] = None
    min_module_mm: Annotated[float, Meta(gt=0, description="Never narrower than this.")] = 0.165
    ratio: Annotated[float, Meta(ge=2, le=3, description="Wide to narrow, where it fits.")] = 2.5
    start: Annotated[Literal["A", "B", "C", "D"], Meta(description="Of Codabar.")] = "A"
    stop: Annotated[Literal["A", "B", "C", "D"], Meta(description="Of Codabar.")] = "A"


Side = Literal["top", "right", "bottom", "left"]


class FrameSection(Section, frozen=True):
    """Lines along the edges of a box, inside it."""

    box: BoxSection
    thickness_mm: Annotated[float, Meta(gt=0, le=5, description="Of the lines.")] = 0.25
    sides: Annotated[
        tuple[Side, ...], Meta(min_length=1, description="Which edges; one makes a single line.")
    ] = ("top", "right", "bottom", "left")


class PartSection(Section, frozen=True):
    """A part of a label that lies by itself, as the pocket beside the spine on one die-cut.

    What is in it is anchored to its own edges; it is set once in each of its boxes.
    """

    boxes: Annotated[tuple[BoxSection, ...], Meta(min_length=1)]
    text: tuple[TextSection, ...] = ()
    symbol: tuple[SymbolSection, ...] = ()
    frame: tuple[FrameSection, ...] = ()

    @property
    def all_boxes(self) -> list[BoxSection]:
        """Its own, and those of what is in it."""
        boxes = [*self.boxes, *(text.box for text in self.text)]
        return [*boxes, *(one.box for one in self.symbol), *(one.box for one in self.frame)]


class Template(Section, frozen=True):
    """One file of templates.

    The stocks are what a job takes when neither the person nor the printer's table names one.
    """

    title: Annotated[str, Meta(description="What it is, for lists.")]
    min_width_mm: Annotated[Millimetres, Meta(description="Narrower stock is refused.")]
    min_height_mm: Annotated[Millimetres, Meta(description="Lower stock is refused.")]
    sheet_stock: Annotated[str, Meta(description="Taken by a printer of sheets.")]
    roll_stock: Annotated[str, Meta(description="Taken by a printer of labels.")]
    text: tuple[TextSection, ...] = ()
    symbol: tuple[SymbolSection, ...] = ()
    frame: tuple[FrameSection, ...] = ()
    part: tuple[PartSection, ...] = ()

    @property
    def areas(self) -> tuple[PartSection, ...]:
        """The label itself, edge to edge, and then its parts."""
        return (
            PartSection(boxes=(WHOLE,), text=self.text, symbol=self.symbol, frame=self.frame),
            *self.part,
        )

    @property
    def sources(self) -> frozenset[str]:
        """Everything it asks an item for."""
        found: set[str] = set()
        for area in self.areas:
            found |= {symbol.source for symbol in area.symbol}
            for text in area.text:
                found |= {*text.needs}
                for piece in pieces_of(text):
                    found |= {piece.source, piece.if_present}
        return frozenset(found - {""})


def pieces_of(text: TextSection) -> tuple[PieceSection, ...]:
    """Return what a block says, a bare name as the piece it stands for."""
    return _pieces(text.sources)


@lru_cache(maxsize=256)
def _pieces(sources: tuple[str | PieceSection, ...]) -> tuple[PieceSection, ...]:
    return tuple(PieceSection(source=one) if isinstance(one, str) else one for one in sources)


def check_template(template: Template, name: str) -> None:
    """Check what the types cannot say; `name` is the file's, for the message.

    Raises:
        ConfigError: A box does not say exactly two of three, a source does not exist, or a size is
            below its own minimum.
    """
    areas = template.areas
    if not any(area.text or area.symbol for area in areas):
        raise ConfigError(
            tr("{name}: the template is empty.", name=name),
            tr("Give it a [[text]] or a [[symbol]]."),
        )
    for area in areas:
        for box in area.all_boxes:
            _check_axis(name, box, "left_mm", "right_mm", "width_mm")
            _check_axis(name, box, "top_mm", "bottom_mm", "height_mm")
        for text in area.text:
            _check_text(text, name)
        for symbol in area.symbol:
            require_source(symbol.source, name)
            if symbol.module_mm is not None and symbol.min_module_mm > symbol.module_mm:
                raise ConfigError(
                    tr(
                        "{name}: min_module_mm {min_module_mm} is above module_mm {module_mm}.",
                        name=name,
                        min_module_mm=symbol.min_module_mm,
                        module_mm=symbol.module_mm,
                    ),
                    tr("Correct one of them."),
                )


def _check_text(text: TextSection, name: str) -> None:
    if not text.sources:
        raise ConfigError(
            tr("{name}: a [[text]] has no sources.", name=name), tr("Name at least one.")
        )
    if text.min_size_pt > text.size_pt:
        raise ConfigError(
            tr(
                "{name}: min_size_pt {min_size_pt} is above size_pt {size_pt}.",
                name=name,
                min_size_pt=text.min_size_pt,
                size_pt=text.size_pt,
            ),
            tr("Correct one of them."),
        )
    for piece in pieces_of(text):
        if bool(piece.source) == bool(piece.text):
            raise ConfigError(
                tr("{name}: a piece of a [[text]] has a source and a text.", name=name)
                if piece.source
                else tr("{name}: a piece of a [[text]] has no source and no text.", name=name),
                tr("Give it one of the two."),
            )
        for source in filter(None, (piece.source, piece.if_present)):
            require_source(source, name)
    for source in text.needs:
        require_source(source, name)


def _check_axis(name: str, box: BoxSection, near: str, far: str, size: str) -> None:
    given = [key for key in (near, far, size) if getattr(box, key) is not None]
    if len(given) != 2:
        raise ConfigError(
            tr(
                "{name}: a box says {given} of {near}, {far} and {size}.",
                name=name,
                given=", ".join(given) or tr("none"),
                near=near,
                far=far,
                size=size,
            ),
            tr("Give exactly two of the three."),
        )
