"""Draw a picture of each label template, with the books of the demo, for `labels.md`.

    python docs/label_pictures.py [FOLDER]

With a folder, every template is drawn there on several stocks, to be looked at after a change.
"""

import sys
import tempfile
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

from PIL import Image, ImageDraw

from procstation.catalog import Catalogue
from procstation.errors import InputRefused, UsageError
from procstation.labels import LabelData, LabelShelf, Stock, Symbology, check_layout, lay_out
from procstation.labels.calibration import calibration_page
from procstation.labels.layout import require_stock
from procstation.labels.picture import picture_of, pictures_of
from procstation.printing import label_data

FOLDER = Path(__file__).with_name("pictures") / "labels"
BOOK = "31234000000032"
DRAWN_DPMM, SHOWN_DPMM = 24, 8
EDGE = 12
"""Pixels around a label."""

SAID = {
    "ill-strap": {"own:lender": "Middleburg College Library", "own:due": "1 June"},
    "shelf-range": {"own:heading": "Aisle 12", "first": "PQ6329 .A2", "last": "PR4167 .J3"},
    "command-barcodes": {"barcode": "%PS-UNDO", "title": "Undo the last act"},
}
"""What a person says, for templates that ask for it."""

OTHER_STOCKS = (
    *("ol114", "gaylord-spine", "avery-l7651", "dymo-99017", "avery-5160", "roll-76x25"),
    *("avery-l7163", "avery-5163", "roll-102x51", "avery-l7160", "wl-325", "set-2x6"),
)


def book() -> LabelData:
    """The book of the demo's cart that has an item of its own."""
    with tempfile.TemporaryDirectory() as home:
        catalogue = Catalogue.open(f"sqlite:///{Path(home) / 'store.sqlite'}")
        with as_file(files("procstation.demo") / "catalogue.xml") as file:
            catalogue.load([file])
        found = catalogue.by_barcode(BOOK)
        catalogue.close()
    assert found is not None
    return label_data(*found)


def drawn(name: str, stock: Stock, data: LabelData, shelf: LabelShelf) -> Image.Image:
    """Return a label as it is printed, on paper of its shape."""
    layout = lay_out(shelf.template(name), stock, data, shelf, DRAWN_DPMM, Symbology.CODABAR)
    check_layout(layout, stock.margin_mm)
    ink = picture_of(layout).convert("L")
    size = tuple(round(side * SHOWN_DPMM / DRAWN_DPMM) for side in ink.size)
    ink = ink.resize((size[0], size[1]), Image.Resampling.LANCZOS)
    whole = Image.new("L", (ink.width + 2 * EDGE, ink.height + 2 * EDGE), 225)
    whole.paste(ink, (EDGE, EDGE), _paper(stock, ink.size))
    return whole


def _paper(stock: Stock, size: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", size, 0)
    draw = ImageDraw.Draw(mask)
    corners = (0, 0, size[0] - 1, size[1] - 1)
    if stock.shape != "round":
        draw.rounded_rectangle(corners, radius=SHOWN_DPMM, fill=255)
        return mask
    draw.ellipse(corners, fill=255)
    if stock.hole_mm:
        hole = stock.hole_mm * SHOWN_DPMM / 2
        x, y = size[0] / 2, size[1] / 2
        draw.ellipse((x - hole, y - hole, x + hole, y + hole), fill=0)
    return mask


def on_stocks(name: str, shelf: LabelShelf) -> Iterator[str]:
    """Yield the stocks a template names, then others that it fits."""
    template = shelf.template(name)
    yield from dict.fromkeys((template.sheet_stock, template.roll_stock))
    for other in OTHER_STOCKS:
        if other not in (template.sheet_stock, template.roll_stock):
            try:
                require_stock(template, name, shelf.stock(other), other)
            except UsageError:
                continue
            yield other


def save(picture: Image.Image, name: str) -> None:
    """Write a picture of the documentation; sixteen greys are enough for ink on paper."""
    picture.quantize(16).save(FOLDER / f"{name}.png", optimize=True)


def main(everything: Path | None) -> None:
    shelf, data = LabelShelf(), book()
    if everything is None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        page = calibration_page(shelf.stock("avery-l7651"), shelf.face("DejaVuSansCondensed"), 12)
        (sheet,) = pictures_of([page])
        save(sheet.convert("L").reduce(6), "test-page")
    for name in shelf.template_names:
        said = data.changed(SAID.get(name, {}))
        if everything is None:
            picture = drawn(name, shelf.stock(shelf.template(name).sheet_stock), said, shelf)
            save(picture, name)
            continue
        for stock in on_stocks(name, shelf):
            try:
                picture = drawn(name, shelf.stock(stock), said, shelf)
            except InputRefused as refusal:
                sys.stderr.write(f"{name} on {stock}: {refusal.what}\n")
                continue
            picture.save(everything / f"{name}@{stock}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
