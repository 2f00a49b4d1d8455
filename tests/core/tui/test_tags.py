"""The tag inspector at the screen, driven by keys, on a real station with a simulated pad."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from screen_person import ScreenPerson, station_of
from station_play import make_devices_quick
from textual.pilot import Pilot
from textual.widgets import DataTable, OptionList, Static

from procstation.config import Config, parse_config
from procstation.devices import Presence, Rack
from procstation.station import Station, open_station
from procstation.tags import decode
from procstation.tui.bench_app import BenchApp
from procstation.tui.screens.bench import BenchScreen
from procstation.tui.screens.tags import RepairScreen, TagsScreen

ANNEX_D = "9100051CBE991A140201D0140204B34607441CB6E2E335D6830207ACC09EBAA06F6B0000"
ANNEX_B = "1101013130303030303030353600000000000098A4444B373138353030000000"
UID, OTHER = "E00401105B6C7D8E", "E00401105B6C7D8F"
PAD = "sim://feig"
CONFIG = f"""
[devices.pad]
kind = "rfid"
driver = "feig"
port = "{PAD}"
[tags]
owner = "DK-718500"
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    make_devices_quick(monkeypatch)


class Person(ScreenPerson):
    """Hands at the pad and on the keys, and eyes on the inspector."""

    def __init__(self, pilot: Pilot[Any], station: Station, rack: Rack) -> None:
        super().__init__(pilot)
        self.station = station
        self._rack = rack

    def at_pad(self, line: str) -> str:
        return self._rack.play(PAD, line)

    def text(self) -> str:
        """All words of the inspector."""
        screen = self._inspector()
        texts = [str(one.visual) for one in screen.query(Static)]
        options = screen.query_one("#tags", OptionList).options
        return "\n".join([*texts, *(str(one.prompt) for one in options)])

    def rows(self) -> list[list[str]]:
        table: DataTable[Any] = self._inspector().query_one("#blocks", DataTable)
        return [[str(cell) for cell in table.get_row_at(at)] for at in range(table.row_count)]

    def _inspector(self) -> TagsScreen:
        stack = self.pilot.app.screen_stack
        return next(one for one in stack if isinstance(one, TagsScreen))


@asynccontextmanager
async def at_bench(home: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Person]:
    """The bench in the terminal, its pad being ready."""
    rack = Rack()
    config: Config = parse_config(CONFIG, "procstation.toml")

    def opened() -> Station:
        return open_station(home, config, f"sqlite:///{home / 'store.sqlite'}", rack)

    app = BenchApp(opened, read_wedge=False)
    async with app.run_test(size=size) as pilot:
        station = await station_of(app, pilot)
        person = Person(pilot, station, rack)
        await person.until(lambda: station.devices()[0].presence is Presence.READY)
        try:
            yield person
        finally:
            station.stop()


async def test_a_tag_is_taken_apart_byte_by_byte(tmp_path: Path) -> None:
    async with at_bench(tmp_path) as person:
        await person.press("f5")
        await person.until_shown("Lay an item on the pad")
        person.at_pad(f"lay {UID} {ANNEX_D}")
        person.at_pad("lock 0")
        await person.until_shown("123456789012")
        rows = person.rows()
        assert ["", "1C", "·", "primary item identifier: 123456789012"] in rows
        assert rows[-1][:2] == ["10–27", "00 00 00 00"]
        await person.press("r")
        await person.until(lambda: person.rows()[0][0] == "0 L")
        text = person.text()
        assert "! readable, not conforming" in text
        assert "Only part of the blocks of element 1 is locked." in text
        assert "Its owner is US-InU-Mu; this library is DK-718500." in text
        await person.press("escape")
        assert isinstance(person.pilot.app.screen, BenchScreen)


@pytest.mark.long
async def test_a_repair_says_what_it_does_and_is_recorded_and_done(tmp_path: Path) -> None:
    async with at_bench(tmp_path) as person:
        person.at_pad(f"lay {UID} {ANNEX_D}")
        await person.press("f5")
        await person.until_shown("1 rewrite")
        await person.press("1")
        question = person.pilot.app.screen
        assert isinstance(question, RepairScreen)
        assert any("anew as iso28560-3" in str(one.visual) for one in question.query(Static))
        await person.press("escape")
        assert person.station.bench.state.lines[-1].text.startswith("The tag on the pad holds")
        await person.press("1", "enter")
        await person.until(lambda: person.rows()[0][3].startswith("version, and type of usage"))
        assert "✓ conforms" in person.text()
        said = [line.text for line in person.station.bench.state.lines]
        assert any(text.startswith(f"Tag {UID}, rewrite: ") and "verified" in text for text in said)
        memory = bytes.fromhex(person.at_pad("tags").split()[-1])
        assert decode(memory).item == "123456789012"


@pytest.mark.long
async def test_other_tags_are_listed_and_shown_in_turn(tmp_path: Path) -> None:
    async with at_bench(tmp_path, (160, 48)) as person:
        await person.press("f5")
        person.at_pad(f"lay {UID} {ANNEX_D}")
        person.at_pad(f"lay {OTHER} {ANNEX_B}")
        await person.until(lambda: UID in person.text() and OTHER in person.text())
        first = person.rows()
        await person.press("n")
        assert person.rows() != first
        assert {first[0][3][:9], person.rows()[0][3][:9]} == {"precursor", "version, "}
        await person.press("n")
        assert person.rows() == first
        person.at_pad("lift")
        await person.until(lambda: not person.rows())
        assert "Lay an item on the pad" in person.text()


@pytest.mark.long
async def test_nothing_of_a_patron_card_is_shown(tmp_path: Path) -> None:
    async with at_bench(tmp_path) as person:
        await person.press("f5")
        person.at_pad(f"lay {UID} {ANNEX_B}")
        await person.until_shown("1000000056")
        person.at_pad("card")
        # The bench says so as well, and maybe before the card was looked at here.
        await person.until(lambda: not person.rows())
        assert "A patron card is on the pad" in person.text()
        assert UID not in person.text()
        await person.press("1")
        assert isinstance(person.pilot.app.screen, TagsScreen)


@pytest.mark.long
async def test_a_pad_that_goes_away_is_told(tmp_path: Path) -> None:
    async with at_bench(tmp_path) as person:
        await person.press("f5")
        await person.until_shown("Lay an item on the pad")
        person.at_pad("unplug")
        await person.until(lambda: "✗" in person.text())
        person.at_pad("plug")
        await person.until_shown("Lay an item on the pad")


@pytest.mark.long
async def test_the_inspector_opens_over_the_bench_alone(tmp_path: Path) -> None:
    async with at_bench(tmp_path) as person:
        await person.press("f2", "f5")
        assert not isinstance(person.pilot.app.screen, TagsScreen)
        await person.press("escape", "f5")
        assert isinstance(person.pilot.app.screen, TagsScreen)
        await person.press("f5")
        assert isinstance(person.pilot.app.screen, BenchScreen)
