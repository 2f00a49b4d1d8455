import unicodedata
from dataclasses import replace

import pytest

from procstation.labels import LabelData, LabelShelf, Layout, Symbology, lay_out, preview
from procstation.labels.template import Turn
from procstation.labels.text_block import TextRun


def lines(shelf: LabelShelf, book: LabelData, template: str, stock: str, columns: int) -> list[str]:
    layout = lay_out(
        shelf.template(template), shelf.stock(stock), book, shelf, 8, Symbology.CODABAR
    )
    return preview(layout, columns)


def test_a_spine_reads_from_top_to_bottom(shelf: LabelShelf, book: LabelData) -> None:
    shown = lines(shelf, book, "spine", "roll-25x38", 24)
    assert {len(line) for line in shown} == {24}
    assert (shown[0][0], shown[-1][-1]) == ("┌", "┘")
    said = [line.strip("│ ") for line in shown[1:-1]]
    assert [text for text in said if text] == ["PS", "3562", ".E42", "L4", "1969", "c.2"]


def test_a_barcode_label_has_bars_between_its_texts(shelf: LabelShelf, book: LabelData) -> None:
    shown = lines(shelf, book, "barcode", "roll-51x25", 50)
    bars = [at for at, line in enumerate(shown) if "▌" in line]
    title = next(at for at, line in enumerate(shown) if "left hand" in line)
    number = next(at for at, line in enumerate(shown) if "30234000517861" in line)
    assert title < bars[0] <= bars[-1] < number
    assert len(bars) >= 5
    assert set(shown[bars[2]]) <= set("│ ▌▐█")
    inside = shown[number][1:-1]
    assert abs(len(inside) - len(inside.lstrip()) - (len(inside) - len(inside.rstrip()))) <= 1


def test_a_line_longer_than_the_frame_says_so(shelf: LabelShelf, book: LabelData) -> None:
    data = replace(book, title="The left hand of darkness and the right")
    assert any(
        "The left hand of …" in line for line in lines(shelf, data, "barcode", "roll-51x25", 20)
    )


def columns_of(line: str) -> int:
    """How many cells a terminal gives a line."""
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in line)
    return len(line) + wide - sum(unicodedata.category(one) == "Mn" for one in line)


@pytest.mark.parametrize(
    "title", ["吾輩は猫である", "吾輩は猫である・第２巻" * 3, "שָׁלוֹם", "한국사 1 / ed. Kim", "हिन्दी"]
)
@pytest.mark.parametrize("columns", [20, 41])
def test_the_frame_stands_whatever_the_script(shelf: LabelShelf, title: str, columns: int) -> None:
    face = shelf.face("DejaVuSansCondensed")
    run = TextRun(title, face, 12, 2, 10, 30, "left")
    shown = preview(Layout(40, 20, 8, (run,), ()), columns)
    assert {columns_of(line) for line in shown} == {columns}
    (said,) = [line for line in shown if title[:3] in line]
    assert title in said or "…" in said


@pytest.mark.parametrize(("turn", "said"), [(90, "PS3562"), (270, "2653SP")])
def test_turned_text_is_read_in_its_direction(shelf: LabelShelf, turn: Turn, said: str) -> None:
    face = shelf.face("DejaVuSansCondensed")
    y = 5 if turn == 90 else 35
    run = TextRun("PS3562", face, 12, 20, y, 30, "left", turn)
    shown = preview(Layout(40, 40, 8, (run,), ()), 42)
    standing = [column for column in zip(*shown, strict=True) if "P" in column]
    assert "".join(standing[0]).replace(" ", "").strip("─") == said


def test_matrix_symbols_and_thin_lines_are_seen(shelf: LabelShelf, book: LabelData) -> None:
    layout = lay_out(
        shelf.template("barcode"), shelf.stock("roll-51x25"), book, shelf, 12, Symbology.QR
    )
    shown = "".join(preview(layout, 60))
    assert sum(shown.count(quarter) for quarter in "▘▝▖▗▚▞▛▜▙▟▀▄") > 10
    frame = Layout(40, 40, 8, (), (), lines=((0, 160, 320, 1),))
    assert "▀" * 38 in "".join(preview(frame, 40)) or "▄" * 38 in "".join(preview(frame, 40))
