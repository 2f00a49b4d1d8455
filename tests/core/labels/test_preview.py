from dataclasses import replace

from procstation.labels import LabelData, LabelShelf, Symbology, lay_out, preview


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
    assert set(shown[bars[0]]) <= set("│ ▌▐█")
    inside = shown[number][1:-1]
    assert abs(len(inside) - len(inside.lstrip()) - (len(inside) - len(inside.rstrip()))) <= 1


def test_a_line_longer_than_the_frame_says_so(shelf: LabelShelf, book: LabelData) -> None:
    data = replace(book, title="The left hand of darkness and the right")
    assert any(
        "The left hand of …" in line for line in lines(shelf, data, "barcode", "roll-51x25", 20)
    )
