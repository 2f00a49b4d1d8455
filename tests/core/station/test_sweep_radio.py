"""Reports of UHF readers at the shelf, as entries of a live sweep."""

from datetime import UTC, datetime, timedelta

import pytest

from procstation.config import RadioSection
from procstation.devices import TagHeard
from procstation.errors import ConfigError
from procstation.station.sweep_radio import RadioEar, folding_of, names_of
from procstation.sweeping.live_inputs import AnyLive, Echo, Refused, TagsHeard

UII = bytes.fromhex("141CC04FC70BADB5C6E2DA1DED4DD319")
"""The item 12345678."""
HOUSE = bytes.fromhex("19E9F87100000000499602D200000001")
"""The item 1234567890."""
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
TRADE = bytes.fromhex("3005FB63AC1F3841EC880467")


class Shelf:
    """An ear, its clock and what it posted."""

    def __init__(self, section: RadioSection) -> None:
        self.now_s = 0.0
        self.posted: list[tuple[AnyLive, str]] = []
        self.ear = RadioEar(
            names_of(section, lambda _: ""),
            folding_of(section),
            lambda entry, source: self.posted.append((entry, source)),
            lambda: self.now_s,
            lambda: NOW + timedelta(seconds=self.now_s),
        )

    def heard(self, epc: bytes, dbm: float = -60, pc: int = 0x41C2, at: str = "") -> None:
        self.ear.heard("wand", TagHeard(epc, pc, rssi_dbm=dbm, at=at))

    def echoes(self) -> list[Echo]:
        self.now_s += 0.06
        self.ear.look()
        taken, self.posted = self.posted, []
        return [one for entry, _ in taken if isinstance(entry, TagsHeard) for one in entry.echoes]


def test_tags_are_told_soon_and_counted() -> None:
    shelf = Shelf(RadioSection())
    for _ in range(5):
        shelf.heard(UII)
    shelf.heard(HOUSE, pc=0x4000)
    assert shelf.posted == []
    assert shelf.echoes() == [Echo("12345678", 1, -60), Echo("1234567890", 1, -60)]
    shelf.now_s = 1.1
    assert shelf.echoes() == [Echo("12345678", 4, -60)]


def test_what_is_left_is_told_at_the_end() -> None:
    shelf = Shelf(RadioSection())
    shelf.heard(UII)
    shelf.heard(UII)
    shelf.ear.stop()
    assert [entry for entry, _ in shelf.posted] == [
        TagsHeard((Echo("12345678", 1, -60), Echo("12345678", 1, -60)))
    ]


def test_the_time_of_the_strongest_read_is_told_by_the_clock_here() -> None:
    shelf = Shelf(RadioSection())
    shelf.heard(UII, -70, at="1970-01-01T00:00:10.000Z")
    assert shelf.echoes() == [Echo("12345678", 1, -70, at="2026-11-21T10:00:00.000Z")]
    for seconds, dbm in ((10.2, -60), (10.5, -40), (10.8, -65)):
        shelf.now_s = seconds - 10
        shelf.heard(UII, dbm, at=f"1970-01-01T00:00:{seconds:06.3f}Z")
    shelf.now_s = 1.1
    assert shelf.echoes() == [Echo("12345678", 3, -40, at="2026-11-21T10:00:00.500Z")]


def test_strays_are_left_out() -> None:
    shelf = Shelf(RadioSection(floor_dbm=-65))
    shelf.heard(UII, -66)
    assert shelf.echoes() == []


def test_a_tag_of_nobody_is_named_once() -> None:
    shelf = Shelf(RadioSection(window_ms=50))
    for _ in range(20):
        shelf.heard(TRADE, pc=0x3000)
        shelf.now_s += 0.1
        shelf.ear.look()
    ((entry, source),) = shelf.posted
    assert source == "wand"
    assert isinstance(entry, Refused)
    assert "3005FB63AC1F3841EC880467 is no library's but an SGTIN" in entry.reason


def test_shelf_tags_set_the_place_and_the_louder_one_holds() -> None:
    shelf = Shelf(RadioSection(place_tags="3005FB63AC1F3841EC88(?P<place>.*)", window_ms=50))
    other = TRADE[:-1] + b"\x99"
    shelf.heard(TRADE, -50, pc=0x3000)
    shelf.heard(UII)
    assert [one.place for one in shelf.echoes()] == ["0467"]
    shelf.heard(other, -70, pc=0x3000)
    shelf.heard(UII)
    assert [one.place for one in shelf.echoes()] == ["0467"]
    shelf.heard(other, -45, pc=0x3000)
    shelf.heard(UII)
    assert [one.place for one in shelf.echoes()] == ["0499"]
    shelf.now_s += 6
    shelf.heard(TRADE, -80, pc=0x3000)
    shelf.heard(UII)
    assert [one.place for one in shelf.echoes()] == ["0467"]


def test_a_wrong_expression_is_refused() -> None:
    with pytest.raises(ConfigError, match="place_tags"):
        names_of(RadioSection(place_tags="(3005"), lambda _: "")
