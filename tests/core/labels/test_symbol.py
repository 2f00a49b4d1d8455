import pytest

from procstation.errors import InputRefused
from procstation.labels.symbol import Symbol, Symbology, Wanted, encode, widths_in_dots

NUMBER = "A30234000517861A"


def wanted(room_mm: float, dots_per_mm: float, module_mm: float = 0.25) -> Wanted:
    return Wanted(int(room_mm * dots_per_mm), dots_per_mm, module_mm, 0.165, 2.5)


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
    assert encode(Symbology.CODABAR, "3123", "B", "D") == "B3123D"


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
    got, widths = widths_in_dots(Symbology.CODABAR, NUMBER, wanted(room_mm, dots_per_mm))
    assert got == narrow
    assert set(widths) == {narrow, narrow * 5 // 2}
    assert sum(widths) / dots_per_mm == pytest.approx(length_mm, abs=0.01)


def test_38_mm_at_203_dpi_is_refused_with_the_sum() -> None:
    with pytest.raises(InputRefused, match=r"needs 49\.5 mm .*203 dpi.*there are 38\.0 mm"):
        widths_in_dots(Symbology.CODABAR, NUMBER, wanted(38.1, 8))


def test_the_same_number_as_code_128_fits() -> None:
    narrow, widths = widths_in_dots(Symbology.CODE128, NUMBER[1:-1], wanted(38.1, 8))
    assert (narrow, sum(widths)) == (2, 224)


def test_a_wide_bar_is_slimmer_before_a_narrow_bar_is() -> None:
    """Four dots at 600 dpi: 9 : 4 is within what the standard allows. Of the 127 elements 34 are
    wide: two in each digit, three in start and stop."""
    room = 10 * 4 * 2 + 93 * 4 + 34 * 9
    widths_at = Wanted(room, 600 / 25.4, 0.169, 0.165, 2.5)
    narrow, widths = widths_in_dots(Symbology.CODABAR, NUMBER, widths_at)
    assert (narrow, set(widths)) == (4, {4, 9})


def test_ratio_never_falls_below_two_and_a_quarter_for_small_modules() -> None:
    for narrow in range(2, 7):
        target = wanted(200, narrow / 0.2, 0.2)
        got, widths = widths_in_dots(Symbology.CODE39, "12", target)
        assert got == narrow
        assert 2.25 <= max(widths) / narrow <= 3


def test_bars_are_every_other_width() -> None:
    symbol = Symbol(Symbology.CODE39, "x", (2, 1, 3, 4, 5), 1, 10, 0, 8)
    assert list(symbol.bars()) == [(10, 2), (13, 3), (20, 5)]
    assert symbol.width == 15
