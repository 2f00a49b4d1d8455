"""The outbox on the screen: a conflict decided, a refusal dropped, a pause, all by keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from memory_system import MemorySystem
from outbox_play import HELD
from screen_person import ScreenPerson, station_of
from system_station import open_beside, system_in_memory
from textual.pilot import Pilot
from textual.widgets import Input

from procstation.devices import Scan
from procstation.errors import SystemRefused, SystemUnreachable
from procstation.ils import ItemField
from procstation.outbox import State
from procstation.station import Station
from procstation.station.system_desk import SystemDesk
from procstation.tui.bench_app import BenchApp
from procstation.tui.screens.bench import BenchScreen
from procstation.tui.screens.by_hand import ByHandScreen
from procstation.tui.screens.outbox import OutboxScreen

SIZES = [(80, 24), pytest.param((160, 48), marks=pytest.mark.campaign)]


class Person(ScreenPerson):
    """Hands on the keys, and eyes on whatever screen is on top."""

    def __init__(self, pilot: Pilot[Any], station: Station) -> None:
        super().__init__(pilot)
        self.station = station

    @property
    def desk(self) -> SystemDesk:
        assert self.station.system is not None
        return self.station.system

    def edit(self, **values: str) -> None:
        """Change the item as the bench does, and post it."""
        catalogue = self.station._catalogue
        found = catalogue.by_barcode(HELD)
        assert found is not None
        changed = replace(found[0], **values)  # type: ignore[arg-type]
        catalogue.save_item(changed, found[0], by="bench-1", at="2026-03-01T10:00:00Z")
        self.desk.outbox.post([found[0].id], f"act {values}")
        self.desk.news()


@asynccontextmanager
async def beside(
    system: MemorySystem,
    home: Path,
    patch: pytest.MonkeyPatch,
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[Person]:
    app = BenchApp(lambda: open_beside(home, system, patch), read_wedge=False)
    async with app.run_test(size=size) as pilot:
        station = await station_of(app, pilot)
        try:
            yield Person(pilot, station)
        finally:
            station.stop()


@pytest.mark.parametrize("size", SIZES)
async def test_a_conflict_is_decided_field_by_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    system = system_in_memory()
    system.items["5"] = replace(
        system.items["5"],
        values={**system.items["5"].values, ItemField.LOCATION: "CAGE", ItemField.COPY: "7"},
    )
    async with beside(system, tmp_path, monkeypatch, size) as person:
        person.edit(location="REF", copy="2")
        await person.until_shown("! koha 1 needs you")
        await person.press("f6")
        await person.until_on(OutboxScreen)
        await person.until_shown("≠ conflict", "location | STACKS | REF | CAGE | o or t")
        await person.until_shown("0 wait, 1 need a person.", "▸ For each field: o sends ours")
        await person.press("enter", "o")
        await person.until_shown("location | STACKS | REF | CAGE | ours")
        await person.press("enter")
        await person.until_shown("▸ Say o or t for copy first.")
        await person.press("t")
        await person.until_shown("▸ Enter settles it: 1 ours, 1 theirs.")
        await person.press("enter")
        await person.until(lambda: system.items["5"].values[ItemField.LOCATION] == "REF")
        assert system.items["5"].values[ItemField.COPY] == "7", "theirs was not sent over"
        await person.until_shown("0 wait, 0 need a person.")
        await person.press("v")
        await person.until_shown("✓ done", "1 done, 0 dropped", "decided: location: ours")
        await person.press("escape")
        await person.until_on(BenchScreen)
        await person.until_shown("● koha")


@pytest.mark.long
async def test_a_refusal_is_tried_again_and_dropped_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = system_in_memory()
    refusal = SystemRefused("Location REF is unknown.", "Make it in Koha.", "bad_location")
    system.fails = [refusal, refusal]
    async with beside(system, tmp_path, monkeypatch) as person:
        person.edit(location="REF")
        await person.until_shown("koha 1 needs you")
        await person.press("f6")
        await person.until_shown("✗ refused", "▸ Make it in Koha. Then r tries again; d drops it.")
        await person.press("r")
        await person.until(lambda: len(system.calls) >= 4)
        await person.until_shown("✗ refused", "again: a person said so")
        await person.press("d")
        person.pilot.app.screen.query_one("#value", Input).value = "wrong code"
        await person.press("enter")
        await person.until_shown("is dropped; the change stays", "0 need a person")
        message, tries = person.desk.outbox.message(1)
        assert message.state is State.DROPPED
        assert (tries[-1].outcome, tries[-1].detail) == ("dropped", "wrong code")
        await person.press("o")
        await person.until_shown("Only a conflict is decided")


@pytest.mark.long
async def test_nothing_is_sent_while_it_is_paused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = system_in_memory()
    async with beside(system, tmp_path, monkeypatch) as person:
        await person.press("f6")
        await person.until_shown("▸ Nothing needs you here.")
        await person.press("p")
        await person.until_shown("Nothing is sent to koha until p.", "Paused: since")
        person.edit(location="REF")
        await person.until_shown("! koha paused 1 wait", "location: STACKS → REF · Example title")
        assert not system.calls
        await person.press("p")
        await person.until_shown("koha is told again.", "0 wait")
        assert system.items["5"].values[ItemField.LOCATION] == "REF"


@pytest.mark.long
async def test_a_system_that_is_away_is_shown_like_a_device(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = system_in_memory()
    system.fails_to_look = [SystemUnreachable("koha does not answer.", "Check the network.")]
    async with beside(system, tmp_path, monkeypatch) as person:
        person.edit(location="REF")
        await person.until_shown("○ koha away 1 wait")
        await person.press("f6")
        await person.until_shown("○ koha is away: koha does not answer. Check the network.")
        await person.press("r")
        await person.until_shown("● koha", "0 wait")
        assert system.items["5"].values[ItemField.LOCATION] == "REF"


@pytest.mark.long
async def test_a_record_is_asked_for_and_then_written_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = system_in_memory()
    async with beside(system, tmp_path, monkeypatch) as person:
        person.station.scanned("keyboard", Scan("9780141439587", b"9780141439587"))
        await person.until_shown("No record yet", "9780141439587", "F7 enters it by hand")
        await person.press("f7")
        await person.until_on(ByHandScreen)
        await person.press("enter", "enter", "enter", "enter", "enter")
        await person.until_shown("✗ A record needs a title.")
        fields = {"title": "Emma", "author": "Austen, Jane", "call_number": "PR4034 .E5"}
        for name, value in fields.items():
            person.pilot.app.screen.query_one(f"#{name}", Input).value = value
        person.pilot.app.screen.query_one("#call_number", Input).focus()
        await person.press("enter")
        await person.until_on(BenchScreen)
        await person.until_shown("Emma", "Austen, Jane", "PR4034 .E5")
        item = person.station.bench.state.now
        assert item is not None
        assert item.title is not None
        assert item.title.isbn == ("9780141439587",), "the ISBN that was scanned"
