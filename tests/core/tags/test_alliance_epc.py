"""The EPC of the Chinese university libraries' alliance. Identifiers from dp2's tests."""

import pytest

from procstation.tags import Model, decode_any, decode_epc
from procstation.tags.alliance_epc import read_identifier
from procstation.tags.epc_bank import with_pc

IN_96 = "FE33491154346F1D"  # ABC0123456789?
IN_128 = "9E9324094992240949922409"  # 14 times 9


@pytest.mark.parametrize(
    ("bank", "item", "secured", "extras"),
    [
        ("3000 00000000" + IN_96, "ABC0123456789?", True, {}),
        ("3000 85000000" + IN_96, "ABC0123456789?", False, {"sorting bin": "5"}),
        (
            "4400 004000A1" + IN_128,
            "99999999999999",
            True,
            {"user bank": "elements 3, 12, 15"},
        ),
        ("3000 00000000 0641424330313200", "ABC012", True, {}),
        (
            "4800 00800000 4C69627261727900000000000000",
            "Library",
            True,
            {},
        ),
    ],
)
def test_epcs(bank: str, item: str, secured: bool, extras: dict[str, str]) -> None:
    for content in (decode_epc(bytes.fromhex(bank)), decode_any(bytes.fromhex(bank))):
        assert (content.model, content.item) == (Model.UHF_ALLIANCE, item)
        assert content.secured is secured
        assert content.extras == extras


@pytest.mark.parametrize(
    ("bank", "because"),
    [
        ("3100 00000000" + IN_96, "the toggle says ISO"),
        ("3000 40000000" + IN_96, "a reserved bit is set"),
        ("3000 00010000" + IN_96, "it is of a later version"),
        ("3000 000000A1" + IN_96, "there is no user bank"),
        ("3000 00C00000" + IN_96, "the coding is not defined"),
        ("3000 00000000 FF33491154346F1D", "it has 15 characters"),
        ("3000 00000000 FE334911FFFFFFFF", "the number has too many digits"),
        ("3000 00000000 FE33491157346F1D", "the fourth digit is 12"),
        ("3000 00000000 5841000011111111", "characters cannot be packed"),
        ("3000 00000000 0641424330313201", "something follows"),
        ("3000 00000000 0600000000000000", "characters cannot be printed"),
        ("4000 00400000 FEFFFFFF4992240949922409", "bits belong to no character"),
        ("2000 00800000 FFFE0000", "it is not UTF-8"),
        ("3005fb63ac1f3841ec880467", "an EPC of another trade"),
        ("300833b2ddd906c000000000", "an EPC of another trade"),
    ],
)
def test_what_contradicts_the_format_is_foreign(bank: str, because: str) -> None:
    data = bytes.fromhex(bank)
    content = decode_epc(data)
    assert content.model is Model.FOREIGN, because
    assert content.item is None


def test_two_real_epcs_of_other_makers_are_foreign() -> None:
    """From dp2's tests, where they are listed as of an unknown format."""
    for bank in ("24E634008003005338130058B9070000", "DAD53000170328087903000084560000"):
        content = decode_epc(bytes.fromhex(bank))
        assert (content.model, content.item, content.crc_ok) == (Model.FOREIGN, None, True)
        assert "GS1 data" in content.why


def test_no_identifier_at_all() -> None:
    assert with_pc(b"\x30") is None
    for coding in range(5):
        with pytest.raises(ValueError, match=r"no identifier|impossible|not defined"):
            read_identifier(coding, b"\0\0\0")
