"""Which items tags heard by radio are on."""

import pytest

from procstation.devices import TagHeard
from procstation.sweeping.identify import TagName, TagNames

UII = bytes.fromhex("141CC04FC70BADB5C6E2DA1DED4DD319")
"""CH-000134-1.12345678.31, as dp2 writes it."""

HOUSE = bytes.fromhex("19E9F87100000000499602D200000001")
"""1234567890 of DE-290, as bookwaves-feig writes it."""

TRADE = bytes.fromhex("3005FB63AC1F3841EC880467")


def nobody(_: str) -> str:
    return ""


def test_an_item_by_its_uii() -> None:
    assert TagNames(nobody).of(TagHeard(UII, pc=0x45C2)) == TagName("12345678", "CH-000134-1")


def test_an_item_by_a_number_alone() -> None:
    uii = bytes.fromhex("10E2FB2102DDDF7C4E00")
    assert TagNames(nobody).of(TagHeard(uii, pc=0x29C2)).barcode == "A12312345678"


def test_an_item_of_a_house_format() -> None:
    assert TagNames(nobody).of(TagHeard(HOUSE, pc=0x4000)) == TagName("1234567890", "DE-290")


def test_a_reader_that_tells_no_pc_word() -> None:
    assert TagNames(nobody).of(TagHeard(UII)).barcode == "12345678"
    assert TagNames(nobody).of(TagHeard(HOUSE)).barcode == "1234567890"


def test_what_the_station_noted_when_it_wrote_a_tag_holds() -> None:
    tid = bytes.fromhex("E2801160200012345678ABCD")
    noted = {tid.hex().upper(): "31234000875612", TRADE.hex().upper(): "31234000875620"}
    names = TagNames(lambda number: noted.get(number, ""))
    assert names.of(TagHeard(TRADE, pc=0x3000, tid=tid)).barcode == "31234000875612"
    assert names.of(TagHeard(TRADE, pc=0x3000)).barcode == "31234000875620"
    # A TID without a serial number is that of thousands of tags.
    short = TagNames(lambda number: "31234000875612" if number == "E2801160" else "")
    assert short.of(TagHeard(TRADE, pc=0x3000, tid=bytes.fromhex("E2801160"))).barcode == ""


def test_foreign_tags_are_named() -> None:
    name = TagNames(nobody).of(TagHeard(TRADE, pc=0x3000))
    assert name.barcode == ""
    assert "3005FB63AC1F3841EC880467 is no library's but an SGTIN" in name.reason
    strange = TagNames(nobody).of(TagHeard(bytes.fromhex("FFEE00112233445566778899"), pc=0x3000))
    assert "no library format" in strange.reason


def test_a_blank_tag() -> None:
    assert TagNames(nobody).of(TagHeard(bytes(12), pc=0x3000)).reason == "a blank tag"


def test_patron_cards_are_not_kept() -> None:
    # User bank: DSFID, content parameter, type of usage 80 hex.
    user = bytes.fromhex("06 0201 08 0501 80 00")
    name = TagNames(nobody).of(TagHeard(UII, pc=0x45C2, user=user))
    assert name == TagName(reason="a patron's card; it is not kept")


@pytest.mark.parametrize(
    ("pattern", "place"), [(r"123456\d+", "12345678"), (r"1234(?P<place>\d+)", "5678")]
)
def test_a_shelf_tag_is_a_place(pattern: str, place: str) -> None:
    assert TagNames(nobody, pattern).of(TagHeard(UII, pc=0x45C2)) == TagName(place=place)


def test_a_shelf_tag_by_its_epc() -> None:
    names = TagNames(nobody, "3005FB63.*")
    assert names.of(TagHeard(TRADE, pc=0x3000)).place == TRADE.hex().upper()


def test_a_tag_is_looked_at_once_when_it_is_known() -> None:
    asked: list[str] = []

    def item_of(number: str) -> str:
        asked.append(number)
        return ""

    names = TagNames(item_of)
    for _ in range(1000):
        names.of(TagHeard(UII, pc=0x45C2))
    assert len(asked) == 1
