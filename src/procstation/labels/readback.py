"""Labels as they were drawn, looked at: what is inked, and what the bars read as.

The pictures are made from the very bytes that will be sent.
"""

import math

import zxingcpp
from PIL import Image, ImageChops

from procstation.errors import InputRefused
from procstation.labels.box import Box
from procstation.labels.elements import EAN_DIGITS
from procstation.labels.layout import Layout
from procstation.labels.preflight import require_margin
from procstation.labels.symbol import Symbol
from procstation.labels.symbology import KINDS, Symbology
from procstation.language import tr

PIXELS_PER_MODULE = 3
"""Below that, readers begin to miss symbols, and now and then misread one."""

ROWS_READ = 10
"""Of a symbol whose rows are all alike; each is the mean of several."""

MARGIN_SLACK_MM = 0.3
"""A pixel that is partly inked may reach over the edge of what is drawn."""

FORMATS = {
    Symbology.CODABAR: zxingcpp.barcode_formats_from_str("Codabar"),
    Symbology.CODE39: zxingcpp.barcode_formats_from_str("Code39Std"),
    Symbology.CODE39_MOD43: zxingcpp.barcode_formats_from_str("Code39Std"),
    Symbology.CODE128: zxingcpp.barcode_formats_from_str("Code128"),
    Symbology.EAN13: zxingcpp.barcode_formats_from_str("EAN13"),
    Symbology.ITF: zxingcpp.barcode_formats_from_str("ITF"),
    Symbology.ITF14: zxingcpp.barcode_formats_from_str("ITF"),
    Symbology.QR: zxingcpp.barcode_formats_from_str("QRCode"),
    Symbology.DATAMATRIX: zxingcpp.barcode_formats_from_str("DataMatrix"),
}

Density = tuple[float, float]
"""Pixels per millimetre, across and down."""

ADDON, NO_ADDON = zxingcpp.EanAddOnSymbol.Require, zxingcpp.EanAddOnSymbol.Ignore
"""Asked to read an add-on where there is one, zxing at times gives the EAN-13 alone as well."""


def check_picture(layout: Layout, picture: Image.Image, margin_mm: float) -> None:
    """Check a label as it was drawn: something is there, nothing near the edge, all bars read.

    Args:
        picture: The label alone, edge to edge, at any resolution.

    Raises:
        InputRefused: With what is wrong.
    """
    grey = picture if picture.mode == "L" else picture.convert("L")
    ink = ImageChops.invert(grey).getbbox()
    if ink is None:
        raise InputRefused(tr("The label is blank."), tr("Correct the template."))
    across, down = grey.width / layout.width_mm, grey.height / layout.height_mm
    left, top, right, bottom = ink
    box = Box(left / across, top / down, right / across, bottom / down)
    require_margin(tr("what is drawn"), box, layout, margin_mm - MARGIN_SLACK_MM)
    for symbol in layout.symbols:
        _require_readable(symbol, layout, grey, (across, down))


def _require_readable(
    symbol: Symbol, layout: Layout, picture: Image.Image, density: Density
) -> None:
    scale, down = (one / layout.dots_per_mm for one in density)
    strip = picture.crop(
        (
            round((symbol.x - symbol.quiet.left) * scale),
            round((symbol.y - symbol.quiet.above) * down),
            round((symbol.x + symbol.width + symbol.quiet.right) * scale),
            round((symbol.y + symbol.height + symbol.quiet.below) * down),
        )
    )
    # More pixels than are needed, and rows of a symbol that has but one, only take time.
    across = max(1, int(symbol.narrow * scale / PIXELS_PER_MODULE))
    squares = KINDS[symbol.symbology].squares
    strip = strip.reduce((across, across if squares else max(1, strip.height // ROWS_READ)))
    scale /= across
    # A picture of printer dots may have two pixels to the narrow bar. Half a pixel may be missing:
    # grey edges, doubled, are worse to read than pixels a little too few.
    enlarge = math.ceil((PIXELS_PER_MODULE - 0.5) / (symbol.narrow * scale))
    if enlarge > 1:
        size = (strip.width * enlarge, strip.height * (enlarge if squares else 1))
        strip = strip.resize(size, Image.Resampling.NEAREST)
    found = zxingcpp.read_barcodes(
        pixels_of(strip),
        formats=FORMATS[symbol.symbology],
        try_rotate=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
        ean_add_on_symbol=ADDON if len(symbol.reads) > EAN_DIGITS else NO_ADDON,
    )
    if [result.text for result in found] != [symbol.reads]:
        read = ", ".join(repr(result.text) for result in found) or "nothing"
        raise InputRefused(
            tr("The bars of {reads!r} read as {read}.", reads=symbol.reads, read=read),
            tr("Use a wider label, a printer of more dpi, or another symbology."),
        )


def pixels_of(grey: Image.Image) -> memoryview:
    """Return a grey picture as rows of bytes; zxing would ask Pillow for them several times."""
    return memoryview(grey.tobytes()).cast("B", (grey.height, grey.width))
