import pytest

from procstation.config import parse_config
from procstation.errors import ConfigError
from procstation.station.barcode_health import look_at_barcodes

BOOKS = """
[[barcodes.ranges]]
name = "books"
prefix = "{prefix}"
length = {length}
check = "{check}"
"""


def looked_at(symbology: str, ranges: str = "") -> str:
    text = f'[barcodes]\nsymbology = "{symbology}"\n{ranges}'
    return look_at_barcodes(parse_config(text, "procstation.toml"))


@pytest.mark.parametrize("symbology", ["codabar", "code39", "code128", "itf", "qr"])
def test_usual_numbers_can_be_printed(symbology: str) -> None:
    assert "usual (30000000000012)" in looked_at(symbology)


def test_numbers_of_14_digits_are_no_gtin() -> None:
    with pytest.raises(ConfigError, match=r"'usual' cannot be printed as ITF-14: .* check digit"):
        looked_at("itf14")


@pytest.mark.parametrize(
    ("symbology", "prefix", "length", "check", "reason"),
    [
        ("codabar", "LIB", 10, "none", "'books' cannot be printed as Codabar: Codabar has no L"),
        ("itf", "3", 13, "none", "ITF holds digits in pairs"),
        ("ean13", "3", 14, "luhn", "takes 13 digits"),
    ],
)
def test_a_range_the_symbology_cannot_carry(
    symbology: str, prefix: str, length: int, check: str, reason: str
) -> None:
    ranges = BOOKS.format(prefix=prefix, length=length, check=check)
    with pytest.raises(ConfigError, match=reason) as caught:
        looked_at(symbology, ranges)
    assert "barcode symbologies" in caught.value.do_next


def test_patrons_cards_are_not_printed() -> None:
    card = BOOKS.format(prefix="P", length=9, check="none") + 'holder = "patron"\n'
    assert "usual" in looked_at("codabar", card)
