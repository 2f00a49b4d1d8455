"""The queue of labels at the screen, driven by keys, on a real station that prints PDF and ZPL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from screen_person import ScreenPerson, station_of
from station_play import make_devices_quick
from textual.pilot import Pilot
from textual.widgets import DataTable, Input

from procstation.config import parse_config
from procstation.devices import Presence, Rack
from procstation.items import CallNumber, Scheme
from procstation.labels import LabelData
from procstation.printing import LabelRequest, LabelState
from procstation.station import Station, open_station
from procstation.tui.bench_app import BenchApp
from procstation.tui.screens.bench import BenchScreen
from procstation.tui.screens.labels import LabelsScreen
from procstation.tui.screens.sheets import SheetsScreen
from procstation_simulators.printers import zebra

ZPL = "sim://zpl?dots_per_mm=12"
CONFIG = """
[devices.laser]
kind = "printer"
driver = "pdf"
port = '{folder}'
stock = "avery-5160"
templates = ["barcode"]
[devices.zebra]
kind = "printer"
driver = "zpl"
port = "{zpl}"
stock = "roll-25x38"
templates = ["spine"]
"""
LONG = "QA76.73 .P98 L87 2013 v.11 c.2"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    make_devices_quick(monkeypatch)


def request(number: int, template: str) -> LabelRequest:
    call_number = CallNumber(f"QA{9 - number} .C5", Scheme.LCC, "952$o")
    return LabelRequest(LabelData(f"3123400012{number:04d}", call_number, f"B {number}"), template)


class Person(ScreenPerson):
    """Hands on the keys and at the printer, and eyes on the screens of labels."""

    def __init__(self, pilot: Pilot[Any], station: Station, rack: Rack) -> None:
        super().__init__(pilot)
        self.station = station
        self.queue = station.labels.queue
        self._rack = rack

    def at_zebra(self, line: str) -> str:
        return self._rack.play(ZPL, line)

    def queue_up(self, template: str, count: int = 3) -> None:
        self.queue.add([request(number, template) for number in range(count)], "cart")
        self.station.labels.changed()

    async def answer(self, text: str) -> None:
        """Type into the dialog that is open, and take it."""
        await self.until(lambda: bool(self.pilot.app.screen.query("#value")))
        self.pilot.app.screen.query_one("#value", Input).value = text
        await self.press("enter")

    def rows(self) -> list[list[str]]:
        table: DataTable[Any] = self.pilot.app.screen.query_one("#queue", DataTable)
        return [[str(cell) for cell in table.get_row_at(at)] for at in range(table.row_count)]

    def columns(self) -> dict[str, int]:
        """The width of each column of the queue."""
        table = self.pilot.app.screen.query_one("#queue", DataTable)
        return {str(one.label): one.width for one in table.columns.values()}

    async def until_rows(self, *states: str) -> None:
        await self.until(lambda: [row[1].split()[1] for row in self.rows()] == list(states))


@asynccontextmanager
async def at_labels(folder: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Person]:
    rack = Rack()
    home, out = folder / "ctrl+home", folder / "out"
    home.mkdir()
    out.mkdir()
    config = parse_config(CONFIG.format(folder=out, zpl=ZPL), "procstation.toml")

    def opened() -> Station:
        return open_station(home, config, f"sqlite:///{home / 'store.sqlite'}", rack)

    app = BenchApp(opened, read_wedge=False)
    async with app.run_test(size=size) as pilot:
        station = await station_of(app, pilot)
        person = Person(pilot, station, rack)
        try:
            await person.until(
                lambda: all(one.presence is Presence.READY for one in station.devices())
            )
            await person.press("f3")
            assert isinstance(app.screen, LabelsScreen)
            yield person
        finally:
            station.stop()


async def test_labels_are_shown_as_they_will_be_printed_and_one_that_is_spoiled_goes_back(
    tmp_path: Path,
) -> None:
    async with at_labels(tmp_path) as person:
        await person.until_shown("Nothing waits")
        await person.press("k")
        await person.until_shown("The command barcodes are in")
        assert list(tmp_path.rglob("command-barcodes.pdf"))
        person.queue_up("barcode")
        await person.until_rows("queued", "queued", "queued")
        await person.until_shown("┌")
        assert "▛" in person.text() or "█" in person.text()
        assert "31234000120000" in person.text()
        assert person.columns()["call number"] >= 20
        person.queue.change(person.queue.of_job(1)[0], {"call_number": LONG})
        person.station.labels.changed()
        await person.until(lambda: person.rows()[0][2].startswith("QA76.73 "))
        assert person.rows()[0][2].endswith("v.11 c.2")
        await person.until_shown(LONG)
        await person.press("r")
        await person.until_rows("sent", "sent", "sent")
        await person.until_shown("laser · avery-5160 · 3 out · done")
        assert len(list((tmp_path / "out").glob("*.pdf"))) == 1
        await person.press("ctrl+home", "s")
        await person.until_rows("failed", "sent", "sent")
        await person.press("t")
        assert isinstance(person.pilot.app.screen, SheetsScreen)
        await person.until_shown("27 of 30 free")
        assert "■ ■ ✗\n" in person.text()
        await person.press("escape", "r")
        await person.until_rows("sent", "sent", "sent")
        assert person.queue.of_job(1)[2].cell == 3
        await person.press("n", "escape")
        await person.press("n", *"spine", "enter")
        assert isinstance(person.pilot.app.screen, LabelsScreen)
        await person.until_rows("sent", "sent", "sent")
        await person.press("f3")
        assert isinstance(person.pilot.app.screen, BenchScreen)


@pytest.mark.long
async def test_labels_of_a_printer_that_stops_are_asked_about(tmp_path: Path) -> None:
    async with at_labels(tmp_path) as person:
        person.at_zebra("labels 2")
        person.queue_up("spine", 4)
        await person.press("p")
        await person.until_shown("zebra · roll-25x38")
        await person.until_rows(*["queued"] * 4)
        await person.press("r")
        await person.until(lambda: LabelState.UNKNOWN in person.queue.counts())
        await person.until_shown("Did label 1/2 come out?")
        person.at_zebra("labels 100")
        await person.press("y")
        await person.until(lambda: person.queue.of_job(1)[1].state is LabelState.PRINTED)
        await person.until_shown("Did label 1/3 come out?")
        await person.press("m")
        await person.until(lambda: person.queue.of_job(1)[2].state is LabelState.FAILED)
        await person.until(
            lambda: not next(one.word for one in person.station.devices() if one.name == "zebra")
        )
        await person.press("r")
        await person.until(lambda: person.queue.counts() == {LabelState.PRINTED: 4})


@pytest.mark.campaign
async def test_one_label_is_changed_cancelled_and_printed_again_and_a_run_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_labels(tmp_path) as person:
        person.queue_up("spine")
        await person.until_rows("queued", "queued", "queued")
        await person.press("o")
        await person.until(lambda: person.rows()[0][2] == "QA7 .C5")
        await person.press("ctrl+home", "e")
        await person.answer("QA1 .Z9")
        await person.until(lambda: person.rows()[0][2] == "QA1 .Z9")
        await person.until_shown("only here: call number QA1 .Z9")
        await person.press("c")
        await person.until_rows("queued", "queued")
        await person.press("ctrl+home", "a")
        await person.until_rows("queued", "queued", "queued")
        await person.press("ctrl+home", "g")
        await person.answer("1-9")
        await person.until_shown("not among the labels 1 to 3")
        await person.press("g")
        await person.answer("2-3")
        await person.until_rows(*["queued"] * 5)
        await person.press("n")
        await person.answer("39999999999996 spine")
        await person.until_shown("No item has the barcode")
        person.queue_up("spine", 10)
        monkeypatch.setattr(zebra, "LABEL_S", 0.3)
        await person.press("p", "r")
        await person.until(lambda: person.station.labels.status("zebra").is_running)
        await person.press("x")
        await person.until(lambda: not person.station.labels.status("zebra").is_running)
        counts = person.queue.counts()
        assert counts[LabelState.QUEUED] > 0
        assert LabelState.UNKNOWN not in counts
        assert person.station.labels.status("zebra").said == "stopped"
        monkeypatch.setattr(zebra, "LABEL_S", 0.01)
        await person.press("r")
        await person.until(
            lambda: person.queue.counts() == {LabelState.CANCELLED: 1, LabelState.PRINTED: 15}
        )


@pytest.mark.campaign
async def test_on_a_large_screen_sheets_are_taken_down_and_calibrated(tmp_path: Path) -> None:
    async with at_labels(tmp_path, (160, 48)) as person:
        person.queue_up("barcode", 1)
        await person.until(lambda: [row[3] for row in person.rows()] == ["31234000120000"])
        assert person.columns()["call number"] >= 31
        await person.until_shown("┌")
        await person.press("t")
        await person.until_shown("30 of 30 free")
        await person.press("n")
        await person.answer("2,1 blue folder")
        await person.until_shown("blue folder: 27 of 30 free")
        await person.press("s")
        await person.answer("10,3 5")
        await person.until_shown("25 of 30 free")
        await person.press("f")
        await person.answer("5")
        await person.until_shown("26 of 30 free")
        await person.press("s")
        await person.answer("11,1")
        await person.until_shown("no label in row 11")
        await person.press("k")
        screen = person.pilot.app.screen
        await person.press("ctrl+t")
        await person.until(lambda: len(list((tmp_path / "out").glob("*.pdf"))) == 1)
        screen.query_one("#moved-right", Input).value = "0.8"
        screen.query_one("#moved-down", Input).value = "-99"
        await person.press("enter")
        await person.until_shown("beside the page")
        screen.query_one("#moved-down", Input).value = "-0.5"
        await person.press("enter")
        await person.until_shown("are moved from now on")
        moved = person.station.labels.registration("laser", "avery-5160")
        assert (moved.right_mm, moved.down_mm) == (0.8, -0.5)
