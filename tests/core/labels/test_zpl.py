import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageChops

from procstation.errors import InputRefused
from procstation.labels import Face, LabelData, LabelShelf, Layout, Symbology, lay_out, place
from procstation.labels.picture import picture_of
from procstation.labels.readback import check_picture
from procstation.labels.zpl import _graphic, zpl_of
from procstation.labels.zpl_picture import graphic_rows, zpl_pictures


@pytest.fixture(scope="module")
def font_0(shelf: LabelShelf) -> Face:
    return shelf.face("DejaVuSansCondensed")


def label(shelf: LabelShelf, data: LabelData, template: str, dots_per_mm: float = 8) -> Layout:
    stock = shelf.stock("roll-51x25" if template == "barcode" else "roll-25x38")
    return lay_out(shelf.template(template), stock, data, shelf, dots_per_mm, Symbology.CODABAR)


def zpl(shelf: LabelShelf, layouts: list[Layout], stock: str = "roll-51x25") -> str:
    return zpl_of(place(layouts, shelf.stock(stock))).decode()


def test_a_spine_label(shelf: LabelShelf, book: LabelData) -> None:
    lines = zpl(shelf, [label(shelf, book, "spine")], "roll-25x38").splitlines()
    assert lines[0] == "^XA^CI28^PW203^LL304^LH0,0"
    assert lines[-1] == "^PQ1,0,1,Y^XZ"
    fields = [re.fullmatch(r"\^FT12,(\d+)\^A0N,34,34\^FD(.+)\^FS", line) for line in lines[1:-1]]
    assert [field[2] for field in fields if field] == ["PS", "3562", ".E42", "L4", "1969", "c.2"]
    baselines = [int(field[1]) for field in fields if field]
    assert {after - before for before, after in pairwise(baselines)} <= {39, 40}


@pytest.mark.parametrize("dots_per_mm", [8, 300 / 25.4, 600 / 25.4])
def test_what_is_drawn_has_the_very_bars_of_the_layout(
    shelf: LabelShelf, book: LabelData, dots_per_mm: float, font_0: Face
) -> None:
    layout = label(shelf, book, "barcode", dots_per_mm)
    (picture,) = zpl_pictures(zpl_of(place([layout], shelf.stock("roll-51x25"))), font_0)
    check_picture(layout, picture, 1)
    (symbol,) = layout.symbols
    box = (0, symbol.y, picture.width, symbol.y + symbol.height)
    assert picture.size == picture_of(layout).size
    assert not ImageChops.logical_xor(picture.crop(box), picture_of(layout).crop(box)).getbbox()


def test_marks_of_the_language_are_escaped_and_come_back(
    shelf: LabelShelf, book: LabelData, font_0: Face
) -> None:
    layout = label(shelf, replace(book, title="50^2 ~ a_b"), "barcode")
    text = zpl(shelf, [layout])
    assert "^FH^FD50_5E2 _7E a_5Fb^FS" in text
    plain = label(shelf, replace(book, title="50%2 # a-b"), "barcode")
    assert len(zpl_pictures(text.encode(), font_0)) == 1
    assert text.replace("50_5E2 _7E a_5Fb", "").replace("^FH", "").count("^") == zpl(
        shelf, [plain]
    ).count("^")


@pytest.mark.parametrize("title", ["Война и мир", "Dvořák", "back\\slash", "œuvre", "Ελλάς"])
def test_what_the_printers_font_may_lack_is_a_picture(
    shelf: LabelShelf, book: LabelData, title: str, font_0: Face
) -> None:
    layout = label(shelf, replace(book, title=title), "barcode")
    text = zpl(shelf, [layout])
    assert text.count("^GFA") == 2
    assert text.count("^FD") == 1
    (picture,) = zpl_pictures(text.encode(), font_0)
    top = (0, 0, picture.width, layout.symbols[0].y)
    assert not ImageChops.logical_xor(picture.crop(top), picture_of(layout).crop(top)).getbbox()


def test_latin_1_is_text(shelf: LabelShelf, book: LabelData) -> None:
    assert "^FDÉtude à Köln^FS" in zpl(
        shelf, [label(shelf, replace(book, title="Étude à Köln"), "barcode")]
    )


def test_equal_neighbours_are_copies(shelf: LabelShelf, book: LabelData, font_0: Face) -> None:
    one, other = label(shelf, book, "barcode"), label(shelf, replace(book, title="x"), "barcode")
    text = zpl(shelf, [one, one, one, other])
    assert re.findall(r"\^PQ(\d+)", text) == ["3", "1"]
    assert len(zpl_pictures(text.encode(), font_0)) == 4


@settings(deadline=None)
@given(
    st.integers(1, 60).flatmap(
        lambda width: st.lists(st.binary(min_size=width, max_size=width), min_size=1, max_size=5)
    )
)
def test_graphics_come_back_as_they_were(rows: list[bytes]) -> None:
    rows = [row for row in rows for _ in range(2)]
    _, total, _, row_bytes, data = _graphic(rows).split(",", 4)
    assert int(total) == len(rows) * int(row_bytes)
    assert graphic_rows(data, int(row_bytes)) == rows


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([0, 255, 15]), st.integers(1, 500)), min_size=1, max_size=4)
)
def test_long_runs_come_back_as_they_were(runs: list[tuple[int, int]]) -> None:
    row = b"".join(bytes([value]) * count for value, count in runs)
    data = _graphic([row]).split(",", 4)[4]
    assert graphic_rows(data, len(row)) == [row]


def test_compressed_graphics_of_the_zpl_guide() -> None:
    """From the ZPL II guide: `M6` is 6666666, `,` fills with 0, `!` with 1, `:` repeats."""
    assert graphic_rows("M6K3,", 8) == [bytes.fromhex("6666666333330000")]
    assert graphic_rows("gHF!", 20) == [b"\xff" * 20]
    assert graphic_rows("8,::", 2) == [b"\x80\x00"] * 3


GOOD = "^XA^CI28^PW100^LL50^FO10,10^GB20,5,5^FS^XZ"


@pytest.mark.parametrize(
    ("zpl_text", "said"),
    [
        (GOOD.replace("^GB", "^BKN,N,20,N,N^GB"), r"\^BK is not known"),
        (GOOD.replace("^CI28", "^CI9"), r"\^CI 9 names a character set"),
        (GOOD.replace("^XZ", ""), "not closed"),
        (GOOD.replace("^XA", ""), "outside"),
        (GOOD.replace("^PW100", ""), "how large"),
        (GOOD.replace("10,10", "10,x"), "cannot be read"),
        (GOOD.replace("10,10", "90,10"), "outside the label of 100 × 50"),
        (GOOD.replace("^GB20,5,5", "^GFA,4,4,2,FFFF"), "1 rows where 4 bytes"),
        (GOOD.replace("^GB20,5,5", "^GFA,2,2,2,FFF"), "cannot be read"),
        (GOOD.replace("^GB20,5,5", "^A0N,20,20^FDa long line of text^FS"), "outside the label"),
        (GOOD.replace("^GB20,5,5", "^A0N,20,20^FB30,1,0,C^FDlong line^FS"), "too narrow"),
        (GOOD.replace("^GB20,5,5", "^FDx^FS"), "no font"),
        (GOOD.replace("^GB20,5,5", "^ADN,20^FDx^FS"), "not font 0"),
    ],
)
def test_what_cannot_be_checked_is_refused(zpl_text: str, said: str, font_0: Face) -> None:
    with pytest.raises(InputRefused, match=said):
        zpl_pictures(zpl_text.encode(), font_0)


def test_a_box_is_drawn_where_it_says(font_0: Face) -> None:
    (picture,) = zpl_pictures(GOOD.replace("^FO", "^LH5,7^FO").encode(), font_0)
    assert picture.point(lambda pixel: not pixel).getbbox() == (15, 17, 35, 22)


def test_text_is_aligned_in_its_block(font_0: Face) -> None:
    def ink(align: str) -> tuple[int, int, int, int]:
        text = f"^XA^PW200^LL50^FT50,40^A0N,30,30^FB100,1,0,{align},0^FDHI^FS^XZ"
        (picture,) = zpl_pictures(text.encode(), font_0)
        box = picture.point(lambda pixel: not pixel).getbbox()
        assert box is not None
        return box

    left, center, right = ink("L"), ink("C"), ink("R")
    assert left[0] == pytest.approx(50, abs=4)
    assert right[2] == pytest.approx(150, abs=4)
    assert center[0] + center[2] == pytest.approx(200, abs=3)
    assert {left[3], center[3], right[3]} == {40}


@pytest.mark.corpus
def test_labels_of_others_are_drawn_or_refused_by_name(corpus: Path, font_0: Face) -> None:
    files = sorted((corpus / "zpl").glob("*.zpl2"))
    assert files
    for file in files:
        text = file.read_text("utf-8-sig").replace("^XA", "^XA^PW816^LL1216", 1)
        try:
            pictures = zpl_pictures(text.encode(), font_0)
        except InputRefused as refused:
            said = refused.what
        else:
            said = "" if pictures[0].point(lambda pixel: not pixel).getbbox() else "blank"
        assert said == "" or re.search(r"\^[A-Z][A-Z0-9]", said), file.name


@pytest.mark.parametrize("title", ["שלום", "हिन्दी साहित्य", "Война и мир"])
def test_what_the_font_of_the_printer_lacks_is_sent_as_dots(
    shelf: LabelShelf, book: LabelData, font_0: Face, title: str
) -> None:
    layout = label(shelf, replace(book, title=title), "barcode")
    layout = replace(layout, runs=tuple(run for run in layout.runs if run.text == title))
    written = zpl_of(place([layout], shelf.stock("roll-51x25")))
    assert b"^FD" not in written
    (printed,) = zpl_pictures(written, font_0)
    assert (
        ImageChops.difference(printed.convert("L"), picture_of(layout).convert("L")).getbbox()
        is None
    )
