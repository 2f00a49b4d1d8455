"""Labels of the station through the drivers that send pictures: what comes out is what was laid
out, and two readers that have nothing in common read its barcode."""

from io import BytesIO

import msgspec
import pytest
import zxingcpp
from device_play import bench
from PIL import Image
from zbar_reader import library, zbar_reads

from procstation.devices import Outcome
from procstation.items import CallNumber, Scheme
from procstation.labels import (
    LabelData,
    LabelShelf,
    RollStock,
    Symbology,
    check_layout,
    lay_out,
    place,
)
from procstation.labels.raster import raster_of
from procstation.labels.template import BoxSection, TextSection

SHELF = LabelShelf()
BOOK = LabelData(
    barcode="30234000517861",
    call_number=CallNumber("PS3562.E42 L4 1969", Scheme.LCC, "952$o"),
    title="The left hand of darkness /",
)

PRINTERS = [
    ("brother_ql", {}, {}, "brother-dk-2205"),
    ("brother_ql", {"roll": "29x90", "model": "QL-700"}, {}, "brother-dk-1201"),
    ("brother_ql", {"roll": "62x100", "model": "QL-1110NWB"}, {}, "brother-dk-1202"),
    ("brother_ql", {}, {"dpi": 600}, "brother-dk-2205"),
    ("dymo_450", {}, {}, "dymo-30252"),
    ("dymo_450", {}, {}, "dymo-30256"),
    ("dymo_550", {"sku": "30336"}, {}, "dymo-30336"),
    ("dymo_550", {"sku": "30252"}, {}, "dymo-30252"),
]


def readable(picture: Image.Image, *, is_fine: bool, turn: int) -> Image.Image:
    """Return a label as a person holds it: dots square, text upright, paper around it."""
    if is_fine:
        picture = picture.resize((picture.width * 2, picture.height))
    upright = picture.transpose(Image.Transpose.ROTATE_90) if turn else picture
    paper = Image.new("L", (upright.width + 80, upright.height + 80), 255)
    paper.paste(upright.convert("L"), (40, 40))
    return paper


@pytest.mark.long
@pytest.mark.parametrize("symbology", [Symbology.CODABAR, Symbology.CODE128, Symbology.CODE39])
@pytest.mark.parametrize(("name", "query", "options", "stock_name"), PRINTERS)
def test_a_barcode_that_came_out_is_read_by_two_readers(
    name: str,
    query: dict[str, str],
    options: dict[str, int],
    stock_name: str,
    symbology: Symbology,
) -> None:
    one = bench("printer", name, query, options=options)
    stock = SHELF.stock(stock_name)
    layout = lay_out(
        SHELF.template("barcode"), stock, BOOK, SHELF, one.driven.dots_per_mm, symbology
    )
    assert isinstance(stock, RollStock)
    check_layout(layout, stock.margin_mm)
    job = raster_of(place([layout], stock))
    assert one.driven.send(job, 1) is Outcome.PRINTED
    (pbm,) = one.device.printed
    picture, sent = Image.open(BytesIO(pbm)), Image.open(BytesIO(job))
    if "dpi" not in options:
        assert ink_of(picture) == ink_of(sent)
    label = readable(picture, is_fine="dpi" in options, turn=stock.turn)
    assert BOOK.barcode in {code.text.strip("ABCD") for code in zxingcpp.read_barcodes(label)}
    if library() is not None:
        assert BOOK.barcode in {text.strip("ABCD") for text in zbar_reads(label, symbology)}


@pytest.mark.parametrize(
    ("roll", "model", "stock_name"),
    [
        ("29x90", "QL-700", "brother-dk-1201"),
        ("62x100", "QL-1110NWB", "brother-dk-1202"),
        ("17x54", "QL-700", "brother-dk-1204"),
        ("38x90", "QL-700", "brother-dk-1208"),
    ],
)
def test_text_at_the_edge_of_a_cut_label_is_where_the_printer_reaches(
    roll: str, model: str, stock_name: str
) -> None:
    """Which is not where the template wants it: both ends of such a label stay blank."""
    one = bench("printer", "brother_ql", {"roll": roll, "model": model})
    template = msgspec.structs.replace(SHELF.template("spine"), text=(EDGE,))
    stock = SHELF.stock(stock_name)
    layout = lay_out(template, stock, BOOK, SHELF, one.driven.dots_per_mm, Symbology.CODABAR)
    assert one.driven.send(raster_of(place([layout], stock)), 1) is Outcome.PRINTED


EDGE = TextSection(
    sources=("title",),
    box=BoxSection(left_mm=0, right_mm=0, top_mm=2, height_mm=12),
    size_pt=30,
    align="right",
    overflow="shorten",
)


def ink_of(picture: Image.Image) -> tuple[tuple[int, int], bytes]:
    """Return size and dots of what is inked."""
    ink = picture.crop(picture.point(lambda dot: not dot).getbbox())
    return ink.size, ink.tobytes()
