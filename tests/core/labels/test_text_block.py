"""Blocks of text: what they say, turned, in parts, on round labels; lines around them."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from procstation.errors import ConfigError, InputRefused
from procstation.items import CallNumber, Scheme
from procstation.labels import LabelData, LabelShelf, Layout, Symbology, lay_out, place
from procstation.labels.fonts import MM_PER_PT
from procstation.labels.pdf import pdf_of
from procstation.labels.pdf_picture import pdf_pictures
from procstation.labels.picture import picture_of
from procstation.labels.svg import svg_of
from procstation.labels.zpl import zpl_of
from procstation.labels.zpl_picture import zpl_pictures

HEAD = """
title = "Ours"
min_width_mm = 10
min_height_mm = 10
sheet_stock = "ol114"
roll_stock = "roll-25x38"
"""

BOX = "box = { left_mm = 2, right_mm = 2, top_mm = 2, bottom_mm = 2 }\n"


class Bench:
    """Lays labels out by a template that is written in the test."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "label_templates" / "ours"
        self._folder.mkdir(parents=True)
        self._home = home

    def __call__(self, template: str, data: LabelData, stock: str = "roll-25x38") -> Layout:
        (self._folder / "ours.toml").write_text(HEAD + template)
        shelf = LabelShelf(self._home)
        ours, found = shelf.template("ours"), shelf.stock(stock)
        return lay_out(ours, found, data, shelf, 12, Symbology.CODABAR)

    def says(self, sources: str, data: LabelData, flow: str = "words") -> list[str]:
        text = f'[[text]]\nsources = {sources}\nflow = "{flow}"\nsize_pt = 7\n'
        return [run.text for run in self(text + BOX, data, "roll-102x51").runs]

    def stamps(self, text: str) -> None:
        (self._home / "label_templates" / "stamps.toml").write_text(text)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.mark.parametrize(
    ("sources", "flow", "said"),
    [
        ('["barcode", "copy"]', "words", ["30234000517861 c.2"]),
        ('[{ text = "No." }, "barcode"]', "words", ["No. 30234000517861"]),
        ('[{ source = "copy", prefix = "(", suffix = ")" }]', "words", ["(c.2)"]),
        ('["barcode", { source = "volume", prefix = "vol. " }]', "words", ["30234000517861"]),
        ('["barcode", { text = "of", if_present = "volume" }]', "words", ["30234000517861"]),
        ('["barcode", { text = "of", if_present = "copy" }]', "words", ["30234000517861 of"]),
        (
            '[{ source = "call_number", prefix = "*", suffix = "+" }, "copy"]',
            "lines",
            ["*PS", "3562", ".E42", "L4", "1969+", "c.2"],
        ),
    ],
)
def test_pieces(bench: Bench, book: LabelData, sources: str, flow: str, said: list[str]) -> None:
    assert bench.says(sources, book, flow) == said


def test_what_a_block_needs(bench: Bench) -> None:
    template = '[[text]]\nsources = ["call_number", "volume"]\nflow = "lines"\n' + BOX
    assert bench(template, LabelData(volume="v.1")).runs[0].text == "v.1"
    needing = template + 'needs = ["call_number"]\n'
    with pytest.raises(InputRefused, match="The item has no call number"):
        bench(needing, LabelData(volume="v.1"))
    with pytest.raises(InputRefused) as refused:
        bench('[[text]]\nsources = ["own:due"]\n' + BOX, LabelData())
    assert "--set 'own:due=…'" in refused.value.do_next


@pytest.mark.parametrize(
    ("item", "stamp"),
    [
        ({"location": "ref"}, ["REF"]),
        ({"location": "STACKS"}, []),
        ({"location": "STACKS", "library": "JUV"}, ["J"]),
        ({"more": {"item:item_type": "DVD"}}, ["DVD"]),
    ],
)
def test_stamps_stand_above_by_a_table(
    bench: Bench, item: Mapping[str, object], stamp: list[str]
) -> None:
    bench.stamps(
        '[[stamp]]\ntext = "REF"\nlocation = "REF"\n'
        '[[stamp]]\ntext = "J"\nlocation = "stacks"\nlibrary = "JUV"\n'
        '[[stamp]]\ntext = "DVD"\nitem_type = "DVD"\n'
    )
    data = replace(LabelData(call_number=CallNumber("QA76", Scheme.LCC, "050")), **item)
    assert bench.says('["stamp", "call_number"]', data, "lines") == [*stamp, "QA", "76"]
    changed = data.changed({"stamp": "OVERSIZE"})
    assert bench.says('["stamp", "call_number"]', changed, "lines")[0] == "OVERSIZE"


def test_a_wrong_table_of_stamps(bench: Bench) -> None:
    bench.stamps('[[stamp]]\ntext = "REF"\nlocatoin = "REF"\n')
    with pytest.raises(ConfigError, match=r"stamps\.toml: \[stamp\] has no key 'locatoin'"):
        bench.says('["barcode"]', LabelData(barcode="1"))


def test_the_library_breaks_call_numbers_by_its_own_rules(bench: Bench, tmp_path: Path) -> None:
    rules = tmp_path / "callnumber_rules"
    rules.mkdir()
    (rules / "lcc.toml").write_text(
        'based_on = "lcc"\ntitle = "Ours"\ntogether = [["letters", "number"]]\n'
    )
    data = LabelData(call_number=CallNumber("QA76 .C5", Scheme.LCC, "050"))
    assert bench.says('["call_number"]', data, "lines") == ["QA76", ".C5"]


@pytest.mark.parametrize("turn", [0, 90, 270])
def test_turned_text_is_where_it_is_said_to_be_in_every_language(
    bench: Bench, tmp_path: Path, turn: int
) -> None:
    """The ink lies in the corner where the text begins, along the edge it reads along."""
    template = f'[[text]]\nsources = ["title"]\nturn = {turn}\nvalign = "top"\nsize_pt = 9\n'
    layout = bench(template + BOX, LabelData(title="Hamburg"))
    (run,) = layout.runs
    ink = run.ink
    assert ink.width_mm < ink.height_mm if turn else ink.width_mm > ink.height_mm
    nearest = {0: (2, 2), 90: (25.4 - 2, 2), 270: (2, 38.1 - 2)}[turn]
    corner = (
        ink.right_mm if turn == 90 else ink.left_mm,
        ink.bottom_mm if turn == 270 else ink.top_mm,
    )
    assert corner == pytest.approx(nearest, abs=0.01)
    shelf = LabelShelf(tmp_path)
    pages = place([layout], shelf.stock("roll-25x38"))
    drawn = [picture_of(layout), *pdf_pictures(pdf_of(pages), pages)]
    drawn += zpl_pictures(zpl_of(pages), shelf.face("DejaVuSansCondensed"))
    capitals = 0.73 * 9 * MM_PER_PT
    for picture in drawn:
        box = inked(picture, layout)
        assert box[0] >= ink.left_mm - 0.2
        assert box[1] >= ink.top_mm - 0.2
        assert box[2] <= ink.right_mm + 0.2
        assert box[3] <= ink.bottom_mm + 0.2
        across, along = box[2] - box[0], box[3] - box[1]
        thick, long = (across, along) if turn else (along, across)
        assert capitals < thick < 1.6 * capitals
        assert long > 0.85 * run.width_mm
    assert (b"rotate(" in svg_of(pages)) == bool(turn)


def inked(picture: Image.Image, layout: Layout) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is inked, in millimetres."""
    per_mm = picture.width / layout.width_mm
    box = picture.convert("L").point([255] * 128 + [0] * 128).getbbox()
    assert box is not None
    left, top, right, bottom = (edge / per_mm for edge in box)
    return left, top, right, bottom


def test_a_part_is_set_in_each_of_its_boxes(bench: Bench) -> None:
    template = (
        """
[[part]]
boxes = [
    { left_mm = 30, width_mm = 30, top_mm = 0, height_mm = 20 },
    { right_mm = 0, width_mm = 30, bottom_mm = 0, height_mm = 20 },
]
[[part.text]]
sources = ["title"]
size_pt = 9
valign = "top"
"""
        + BOX
    )
    layout = bench(template, LabelData(title="Emma"), "roll-102x51")
    tops = [run.ink.top_mm for run in layout.runs]
    assert [run.text for run in layout.runs] == ["Emma", "Emma"]
    assert [run.left_mm for run in layout.runs] == pytest.approx([32, 101.6 - 28])
    assert tops == pytest.approx([2, 50.8 - 18])


def test_frames_and_single_lines_are_whole_dots_in_every_language(
    bench: Bench, tmp_path: Path
) -> None:
    template = """
[[text]]
sources = ["title"]
box = { left_mm = 5, right_mm = 5, top_mm = 5, bottom_mm = 5 }
[[frame]]
thickness_mm = 0.5
box = { left_mm = 2, right_mm = 2, top_mm = 2, bottom_mm = 2 }
[[frame]]
sides = ["top"]
box = { left_mm = 4, right_mm = 4, top_mm = 30, height_mm = 1 }
"""
    layout = bench(template, LabelData(title="Emma"))
    assert layout.lines == (
        (24, 24, 256, 6),
        (274, 24, 6, 409),
        (24, 427, 256, 6),
        (24, 24, 6, 409),
        (48, 360, 208, 3),
    )
    shelf = LabelShelf(tmp_path)
    pages = place([layout], shelf.stock("roll-25x38"))
    drawn = [picture_of(layout), *pdf_pictures(pdf_of(pages), pages)]
    drawn += zpl_pictures(zpl_of(pages), shelf.face("DejaVuSansCondensed"))
    for picture in drawn:
        assert inked(picture, layout) == pytest.approx((2, 2, 23.4, 36.1), abs=0.2)
        grey = picture.convert("L")
        per_mm = grey.width / 25.4
        assert grey.getpixel((round(12.7 * per_mm), round(30.1 * per_mm))) < 128
    assert svg_of(pages).count(b"<path") == 1


def test_ink_keeps_off_the_edge_and_the_hole_of_a_disc(bench: Bench) -> None:
    """Wherever a template puts its blocks, they lie between hole and edge, or are refused."""
    template = """
[[text]]
sources = ["title"]
size_pt = 20
min_size_pt = 3
max_lines = 6
box = { left_mm = 0, right_mm = 0, top_mm = TOP, height_mm = 12 }
"""
    title = LabelData(title="War and peace in the time of cholera")
    refused = []
    for top in (0, 1, 2, 3, 6, 12, 20, 24, 26, 28):
        try:
            layout = bench(template.replace("TOP", str(top)), title, "media-hub-40")
        except InputRefused:
            refused.append(top)
            continue
        for x, y in ((x, y) for run in layout.runs for x, y in corners(run.letters)):
            away = ((x - 20) ** 2 + (y - 20) ** 2) ** 0.5
            assert 8.5 + 0.9 <= away <= 20 - 0.9
    assert refused == [0, 1, 12, 28]


def corners(box: object) -> list[tuple[float, float]]:
    left, top, right, bottom = (getattr(box, f"{side}_mm") for side in EDGES)
    return [(x, y) for x in (left, (left + right) / 2, right) for y in (top, bottom)]


EDGES = ("left", "top", "right", "bottom")
