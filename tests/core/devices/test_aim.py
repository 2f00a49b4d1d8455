"""AIM identifiers as scanners and zxing-cpp send them."""

import pytest

from procstation.devices import split_aim, symbology_of


@pytest.mark.parametrize(
    ("aim", "symbology"),
    [
        ("]A0", "code39"),
        ("]A5", "code39"),
        ("]C0", "code128"),
        ("]C1", "gs1-128"),
        ("]E0", "ean13"),
        ("]E2", "ean-addon5"),
        ("]E3", "ean13"),
        ("]E4", "ean8"),
        ("]F0", "codabar"),
        ("]F4", "codabar"),
        ("]G0", "code93"),
        ("]I1", "itf"),
        ("]L0", "pdf417"),
        ("]L4", "micropdf417"),
        ("]Q1", "qr"),
        ("]d1", "datamatrix"),
        ("]D1", None),
        ("]X0", None),
        ("]Z6", None),
        ("", None),
    ],
)
def test_names_the_symbology(aim: str, symbology: str | None) -> None:
    assert symbology_of(aim) == symbology


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("]F0A30234000517861A", ("]F0", "A30234000517861A")),
        ("30234000517861", ("", "30234000517861")),
        ("]30234000517861", ("", "]30234000517861")),
        ("]C", ("", "]C")),
        ("]C1]C1", ("]C1", "]C1")),
    ],
)
def test_takes_one_identifier_off_the_front(message: str, parts: tuple[str, str]) -> None:
    assert split_aim(message) == parts
