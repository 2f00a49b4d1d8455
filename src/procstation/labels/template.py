"""A label template: what goes where on a label, in millimetres, for any stock it fits."""

from typing import Annotated, Literal

from msgspec import Meta

from procstation.config import Section
from procstation.errors import ConfigError
from procstation.labels.data import Source

Millimetres = Annotated[float, Meta(ge=0)]
Symbol = Literal["codabar", "code39", "code128"]


class BoxSection(Section, frozen=True):
    """A rectangle anchored to the edges of the label: two of three in each direction."""

    left_mm: Millimetres | None = None
    right_mm: Millimetres | None = None
    width_mm: Millimetres | None = None
    top_mm: Millimetres | None = None
    bottom_mm: Millimetres | None = None
    height_mm: Millimetres | None = None


class TextSection(Section, frozen=True):
    """A block of text.

    `flow` is `lines` where each source begins a line and a call number is broken by its scheme,
    or `words` where all sources make one paragraph.
    """

    sources: Annotated[tuple[Source, ...], Meta(description="What it says, in this order.")]
    box: BoxSection
    flow: Literal["lines", "words"] = "words"
    font: Annotated[str, Meta(description="A TrueType file's name without its ending.")] = (
        "DejaVuSansCondensed"
    )
    size_pt: Annotated[float, Meta(gt=0, description="What it is set in when it fits.")] = 10
    min_size_pt: Annotated[float, Meta(gt=0, description="The smallest it may shrink to.")] = 7
    leading: Annotated[float, Meta(ge=1, description="Baseline to baseline, in sizes.")] = 1.17
    align: Literal["left", "center", "right"] = "left"
    valign: Literal["top", "middle", "bottom"] = "middle"
    max_lines: Annotated[int, Meta(ge=1)] = 12
    overflow: Annotated[
        Literal["refuse", "shorten"], Meta(description="`shorten` ends the text in an ellipsis.")
    ] = "refuse"
    optional: Annotated[
        bool, Meta(description="Leave it out, and say so, where it is empty or cannot be set.")
    ] = False


class SymbolSection(Section, frozen=True):
    """The item's barcode as bars. Its box holds the quiet zones as well."""

    box: BoxSection
    symbology: Annotated[
        Symbol | None, Meta(description="Left out: what the station's barcodes are printed in.")
    ] = None
    module_mm: Annotated[float, Meta(gt=0, description="Width of a narrow bar.")] = 0.25
    min_module_mm: Annotated[float, Meta(gt=0, description="Never narrower than this.")] = 0.165
    ratio: Annotated[float, Meta(ge=2, le=3, description="Wide to narrow, where it fits.")] = 2.5
    start: Annotated[Literal["A", "B", "C", "D"], Meta(description="Of Codabar.")] = "A"
    stop: Annotated[Literal["A", "B", "C", "D"], Meta(description="Of Codabar.")] = "A"


class Template(Section, frozen=True):
    """One file of templates.

    The stocks are what a job takes when neither the person nor the printer's table names one.
    """

    title: str
    min_width_mm: Millimetres
    min_height_mm: Millimetres
    sheet_stock: str
    roll_stock: str
    text: tuple[TextSection, ...] = ()
    symbol: tuple[SymbolSection, ...] = ()


def check_template(template: Template, name: str) -> None:
    """Check what the types cannot say; `name` is the file's, for the message.

    Raises:
        ConfigError: A box does not say exactly two of three, or a size is below its own minimum.
    """
    if not template.text and not template.symbol:
        raise ConfigError(f"{name}: the template is empty.", "Give it a [[text]] or a [[symbol]].")
    boxes = [*(text.box for text in template.text), *(symbol.box for symbol in template.symbol)]
    for box in boxes:
        _check_axis(name, box, "left_mm", "right_mm", "width_mm")
        _check_axis(name, box, "top_mm", "bottom_mm", "height_mm")
    for text in template.text:
        if not text.sources:
            raise ConfigError(f"{name}: a [[text]] has no sources.", "Name at least one.")
        if text.min_size_pt > text.size_pt:
            raise ConfigError(
                f"{name}: min_size_pt {text.min_size_pt} is above size_pt {text.size_pt}.",
                "Correct one of them.",
            )
    for symbol in template.symbol:
        if symbol.min_module_mm > symbol.module_mm:
            raise ConfigError(
                f"{name}: min_module_mm {symbol.min_module_mm} is above module_mm"
                f" {symbol.module_mm}.",
                "Correct one of them.",
            )


def _check_axis(name: str, box: BoxSection, near: str, far: str, size: str) -> None:
    given = [key for key in (near, far, size) if getattr(box, key) is not None]
    if len(given) != 2:
        raise ConfigError(
            f"{name}: a box says {', '.join(given) or 'none'} of {near}, {far} and {size}.",
            "Give exactly two of the three.",
        )
