"""Settings of numbers: the ranges of this library, and the symbols they are printed in."""

from typing import Annotated, Literal

from msgspec import Meta

from procstation.config.reading import Section


class RangeSection(Section, frozen=True):
    """A range of barcodes this library uses."""

    name: Annotated[str, Meta(description="What messages and leases call it.")]
    prefix: Annotated[str, Meta(description="The digits each begins with.")] = ""
    length: Annotated[int, Meta(ge=4, le=20, description="Characters, check digit included.")] = 14
    check: Annotated[
        Literal["luhn", "mod43", "none"], Meta(description="How the last character is made.")
    ] = "luhn"
    enforce: Annotated[
        Literal["off", "warn", "reject"], Meta(description="What a wrong check digit means.")
    ] = "warn"
    holder: Annotated[Literal["item", "patron"], Meta(description="Whose barcode it is.")] = "item"
    first: Annotated[int | None, Meta(description="First serial to lease, without check.")] = None
    last: Annotated[int | None, Meta(description="Last serial to lease.")] = None
    preprinted: Annotated[
        bool,
        Meta(description="A roll of labels that were printed elsewhere: scanned, never leased."),
    ] = False


class BarDotsSection(Section, frozen=True):
    """What a printer can do: single dots run together or vanish, the sooner the finer they are."""

    dpi: Annotated[int, Meta(gt=0, description="From this resolution on.")]
    dots: Annotated[int, Meta(ge=1, description="Narrower bars are warned of.")]


class BarcodesSection(Section, frozen=True):
    symbology: Annotated[
        Literal[
            "codabar",
            "code39",
            "code39-mod43",
            "code128",
            "ean13",
            "itf",
            "itf14",
            "qr",
            "datamatrix",
        ],
        Meta(description="What labels are printed in."),
    ] = "codabar"
    ranges: tuple[RangeSection, ...] = ()
    block: Annotated[
        int, Meta(ge=1, le=10_000, description="Numbers the bench takes at once for itself.")
    ] = 50
    lease_days: Annotated[
        int,
        Meta(
            ge=0,
            description="Days until what a bench leaves unused of its block goes back; 0 never.",
        ),
    ] = 90
    warn_left: Annotated[
        int, Meta(ge=0, description="With fewer numbers left in a range the bench warns.")
    ] = 500
    bar_mm: Annotated[
        float,
        Meta(ge=0, description="The narrowest bar the scanners here read well; below, a warning."),
    ] = 0.19
    square_mm: Annotated[
        float,
        Meta(ge=0, description="The smallest square of QR and Data Matrix they read well."),
    ] = 0.25
    bar_height_mm: Annotated[float, Meta(ge=0, description="The lowest bars they read well.")] = 9.5
    bar_dots: Annotated[
        tuple[BarDotsSection, ...],
        Meta(description="The fewest dots the printers here give a narrow bar, by resolution."),
    ] = (
        BarDotsSection(dpi=203, dots=2),
        BarDotsSection(dpi=600, dots=4),
    )
