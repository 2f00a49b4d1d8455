"""Labels drawn for printers that take pictures, and both readers of barcodes on what comes out."""

import io

import zxingcpp
from PIL import Image
from zbar_reader import library, zbar_reads

from procstation.labels import LabelData, LabelShelf, Symbology, lay_out, place
from procstation.labels.raster import raster_of

STOCK = "roll-51x25"
QUIET = 40
"""White dots put around a picture, which the readers want and the label's own edge gives."""


def barcode_labels(barcodes: list[str], dots_per_mm: float, symbology: Symbology) -> bytes:
    """Return the job of one barcode label for each number."""
    shelf = LabelShelf()
    template, stock = shelf.template("barcode"), shelf.stock(STOCK)
    layouts = [
        lay_out(template, stock, LabelData(barcode), shelf, dots_per_mm, symbology)
        for barcode in barcodes
    ]
    return raster_of(place(layouts, stock))


def read_by_both(pbm: bytes, symbology: Symbology) -> set[str]:
    """Return the texts that zxing-cpp and zbar, where it is installed, read on a picture."""
    label = Image.open(io.BytesIO(pbm)).convert("L")
    picture = Image.new("L", (label.width + 2 * QUIET, label.height + 2 * QUIET), 255)
    picture.paste(label, (QUIET, QUIET))
    texts = [one.text for one in zxingcpp.read_barcodes(picture)]
    if library() is not None:
        texts += zbar_reads(picture, symbology.value)
    return set(texts)
