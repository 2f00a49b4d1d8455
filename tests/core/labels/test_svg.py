import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from procstation.labels import LabelData, LabelShelf, Symbology, lay_out, place
from procstation.labels.svg import svg_of

SVG = "{http://www.w3.org/2000/svg}"


def test_text_bars_and_size(shelf: LabelShelf, book: LabelData) -> None:
    stock = shelf.stock("roll-51x25")
    data = replace(book, title="Tom & <Jerry>")
    layout = lay_out(shelf.template("barcode"), stock, data, shelf, 8, Symbology.CODABAR)
    root = ElementTree.fromstring(svg_of(place([layout, layout], stock)))
    assert (root.get("width"), root.get("height")) == ("50.8mm", "50.8mm")
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert texts == ["Tom & <Jerry>", "30234000517861"] * 2
    paths = [path.get("d", "") for path in root.iter(f"{SVG}path")]
    assert len(paths) == 2
    bars = re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)", paths[0])
    assert len(bars) == 64
    assert {float(width) for _, _, width, _ in bars} == {0.25, 0.625}
    last = float(bars[-1][0]) + float(bars[-1][2])
    assert float(bars[0][0]) + last == pytest.approx(50.75, abs=0.13)


@pytest.mark.parametrize("title", ["שלום 12", "हिन्दी साहित्य", "ẓ̌"])
def test_shaped_lines_are_outlines_with_their_text_beside(
    shelf: LabelShelf, book: LabelData, title: str
) -> None:
    stock = shelf.stock("roll-51x25")
    data = replace(book, title=title)
    layout = lay_out(shelf.template("barcode"), stock, data, shelf, 8, Symbology.CODABAR)
    root = ElementTree.fromstring(svg_of(place([layout], stock)))
    outline = next(path for path in root.iter(f"{SVG}path") if path.get("aria-label") == title)
    numbers = [float(one) for one in re.findall(r"-?[\d.]+", outline.get("d", ""))]
    across, up = numbers[::2], numbers[1::2]
    wide = shelf.face("DejaVuSansCondensed").width_em(title)
    assert -0.1 < min(across) < 0.2
    assert wide - 0.2 < max(across) < wide + 0.1
    assert -0.5 < min(up) < max(up) < 1.2
    assert not [one for one in root.iter(f"{SVG}text") if one.text == title]
