import pytest

from procstation.errors import InputRefused
from procstation.labels.symbol import Quiet, Symbol, Wanted, symbol_in
from procstation.labels.symbology import Encoded, Symbology, encode

CODABAR = Encoded(Symbology.CODABAR, "30234000517861", "A30234000517861A")


def wanted(room_mm: float, dots_per_mm: float, module_mm: float = 0.25) -> Wanted:
    return Wanted(0, 0, int(room_mm * dots_per_mm), 80, dots_per_mm, module_mm, 0.165, 2.5)


def bar_widths(symbol: Symbol) -> set[int]:
    return {width for _, _, width, _ in symbol.rects()}


@pytest.mark.parametrize(
    ("symbology", "text", "character"),
    [
        (Symbology.CODABAR, "312A40", "LATIN CAPITAL LETTER A"),
        (Symbology.CODABAR, "3 9990", "SPACE"),
        (Symbology.CODE39, "Lib-1", "LATIN SMALL LETTER I"),
        (Symbology.CODE39, "*12*", "ASTERISK"),
        (Symbology.CODE128, "Bücher", "LATIN SMALL LETTER U WITH DIAERESIS"),
        (Symbology.CODABAR, "٣١٢", "ARABIC-INDIC DIGIT THREE"),
    ],
)
def test_a_character_the_symbology_lacks_is_named(
    symbology: Symbology, text: str, character: str
) -> None:
    with pytest.raises(InputRefused, match=character):
        encode(symbology, text)


def test_nothing_to_encode() -> None:
    with pytest.raises(InputRefused, match="no barcode"):
        encode(Symbology.CODE128, "")


def test_codabar_reads_with_its_start_and_stop() -> None:
    assert encode(Symbology.CODABAR, "3123", "B", "D").reads == "B3123D"


@pytest.mark.parametrize(
    ("dots_per_mm", "room_mm", "narrow", "length_mm"),
    [
        (8, 50.8, 2, 44.5),  # 203 dpi: 2 dots, 0.25 mm
        (300 / 25.4, 38.1, 2, 30.14),  # 300 dpi: 2 dots, 0.169 mm
        (600 / 25.4, 66.67, 6, 45.21),  # 600 dpi: 6 dots, 0.254 mm
        (600 / 25.4, 38.1, 4, 30.14),  # 600 dpi: 4 dots, 0.169 mm
    ],
)
def test_a_14_digit_codabar_in_whole_dots(
    dots_per_mm: float, room_mm: float, narrow: int, length_mm: float
) -> None:
    symbol = symbol_in(CODABAR, wanted(room_mm, dots_per_mm))
    assert symbol.narrow == narrow
    assert bar_widths(symbol) == {narrow, narrow * 5 // 2}
    assert symbol.width / dots_per_mm == pytest.approx(length_mm, abs=0.01)


def test_38_mm_at_203_dpi_is_refused_with_the_sum() -> None:
    with pytest.raises(InputRefused, match=r"needs 49\.5 mm .*203 dpi.*there are 38\.0 mm"):
        symbol_in(CODABAR, wanted(38.1, 8))


def test_the_same_number_as_code_128_fits() -> None:
    symbol = symbol_in(encode(Symbology.CODE128, "30234000517861"), wanted(38.1, 8))
    assert (symbol.narrow, symbol.width) == (2, 224)


def test_a_wide_bar_is_slimmer_before_a_narrow_bar_is() -> None:
    """Four dots at 600 dpi: 9 : 4 is within what the standard allows. Of the 127 elements 34 are
    wide: two in each digit, three in start and stop."""
    room = 10 * 4 * 2 + 93 * 4 + 34 * 9
    symbol = symbol_in(CODABAR, Wanted(0, 0, room, 80, 600 / 25.4, 0.169, 0.165, 2.5))
    assert (symbol.narrow, bar_widths(symbol)) == (4, {4, 9})


def test_ratio_never_falls_below_two_and_a_quarter_for_small_modules() -> None:
    for narrow in range(2, 7):
        target = wanted(200, narrow / 0.2, 0.2)
        symbol = symbol_in(encode(Symbology.CODE39, "12"), target)
        assert symbol.narrow == narrow
        assert 2.25 <= max(bar_widths(symbol)) / narrow <= 3


def test_marks_are_drawn_from_the_symbols_corner() -> None:
    marks = ((0, 0, 2, 8), (3, 2, 3, 6))
    symbol = Symbol(Symbology.CODE39, "x", "x", marks, 1, Quiet(10, 10), 10, 100, 6, 8)
    assert list(symbol.rects()) == [(10, 100, 2, 8), (13, 102, 3, 6)]


def test_a_symbol_stands_in_the_middle_of_its_room_and_fills_its_height() -> None:
    symbol = symbol_in(CODABAR, Wanted(7, 20, 801, 50, 8, 0.25, 0.165, 2.5))
    assert (symbol.y, symbol.height, symbol.width) == (20, 50, 356)
    assert symbol.x == 7 + (801 - 356) // 2
    first, *_, last = symbol.rects()
    assert first == (symbol.x, 20, 2, 50)
    assert last[0] + last[2] == symbol.x + symbol.width
