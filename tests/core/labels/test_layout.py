from dataclasses import replace
from itertools import pairwise

import pytest

from procstation.errors import InputRefused, UsageError
from procstation.items import CallNumber, Scheme
from procstation.labels import LabelData, LabelShelf, Layout, Symbology, lay_out, require_stock


def laid_out(
    shelf: LabelShelf, data: LabelData, template: str, stock: str, dots_per_mm: float = 600 / 25.4
) -> Layout:
    return lay_out(
        shelf.template(template),
        shelf.stock(stock),
        data,
        shelf,
        dots_per_mm,
        Symbology.CODABAR,
    )


def test_a_spine_label(shelf: LabelShelf, book: LabelData) -> None:
    layout = laid_out(shelf, book, "spine", "roll-25x38")
    assert [run.text for run in layout.runs] == ["PS", "3562", ".E42", "L4", "1969", "c.2"]
    assert {run.left_mm for run in layout.runs} == {1.5}
    baselines = [run.baseline_mm for run in layout.runs]
    steps = [after - before for before, after in pairwise(baselines)]
    assert steps == pytest.approx([12 * 1.17 * 25.4 / 72] * 5)
    assert layout.runs[0].ink.top_mm == pytest.approx(1.5)


def test_a_barcode_label(shelf: LabelShelf, book: LabelData) -> None:
    layout = laid_out(shelf, book, "barcode", "avery-5160")
    assert [run.text for run in layout.runs] == ["The left hand of darkness", "30234000517861"]
    (symbol,) = layout.symbols
    assert symbol.reads == "A30234000517861A"
    ink = layout.ink_of(symbol)
    assert ink.left_mm + ink.right_mm == pytest.approx(66.67, abs=0.1)
    assert (ink.top_mm, ink.bottom_mm) == pytest.approx((5, 20.1), abs=0.05)
    for run in layout.runs:
        assert run.left_mm + run.width_mm / 2 == pytest.approx(66.67 / 2)


def test_a_template_stretches_with_its_stock(shelf: LabelShelf, book: LabelData) -> None:
    small = laid_out(shelf, book, "barcode", "avery-l7651").symbols[0]
    large = laid_out(shelf, book, "barcode", "avery-l7160").symbols[0]
    assert (small.narrow, large.narrow) == (4, 6)
    assert large.height - small.height == pytest.approx(16.9 * 600 / 25.4, abs=1)


def test_a_stock_too_small_for_the_template(shelf: LabelShelf) -> None:
    stock = shelf.stock("avery-5167")
    with pytest.raises(UsageError, match=r"'barcode' .* 16 mm high; .*'avery-5167' are 12\.7 mm"):
        require_stock(shelf.template("barcode"), "barcode", stock, "avery-5167")


def test_an_optional_text_is_left_out_with_a_note(shelf: LabelShelf, book: LabelData) -> None:
    layout = laid_out(shelf, replace(book, title="\U0010fffd"), "barcode", "avery-5160")
    assert [run.text for run in layout.runs] == ["30234000517861"]
    assert "U+10FFFD" in layout.notes[0]
    assert laid_out(shelf, replace(book, title=""), "barcode", "avery-5160").notes == (
        "left out: The item has no title.",
    )


def test_a_call_number_that_cannot_be_set(shelf: LabelShelf, book: LabelData) -> None:
    data = replace(book, call_number=CallNumber("\U0010fffd 123", Scheme.OTHER, "099"))
    with pytest.raises(InputRefused, match=r"has a glyph for .* \(U\+10FFFD, no name\)"):
        laid_out(shelf, data, "spine", "roll-25x38")


def test_a_call_number_with_a_hebrew_cutter(shelf: LabelShelf, book: LabelData) -> None:
    data = replace(book, call_number=CallNumber("892.4 א12", Scheme.DEWEY, "082"))
    assert "א12" in [run.text for run in laid_out(shelf, data, "spine", "roll-25x38").runs]


def test_an_item_without_a_call_number(shelf: LabelShelf) -> None:
    with pytest.raises(InputRefused, match="no call number"):
        laid_out(shelf, LabelData(barcode="1"), "spine", "roll-25x38")


def test_cyrillic_and_greek_are_set(shelf: LabelShelf, book: LabelData) -> None:
    data = replace(book, title="Война и мир · Πόλεμος")
    layout = laid_out(shelf, data, "barcode", "avery-5160")
    assert layout.runs[0].text == "Война и мир · Πόλεμος"
    assert layout.notes == ()
