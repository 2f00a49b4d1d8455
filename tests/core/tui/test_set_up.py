"""The set-up at the screen, driven by keys: a whole first run on simulated devices."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from screen_person import ScreenPerson
from station_play import make_devices_quick
from textual.widgets import Input, OptionList, Select

from procstation.config import read_config
from procstation.devices import Rack
from procstation.devices.attached import SerialPort
from procstation.setup import room as room_module
from procstation.setup.room import SetUpRoom
from procstation.setup.search import Attached
from procstation.tui.screens.set_up import SetUpScreen
from procstation.tui.set_up import SetUpApp

SCANNER, ZPL = "sim://serial_scanner", "sim://zpl"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    make_devices_quick(monkeypatch)
    ports = [SerialPort("sim://feig", "a FEIG pad")]
    monkeypatch.setattr(room_module.SetUpRoom.look, "__defaults__", (lambda: Attached(ports, []),))


class Person(ScreenPerson):
    """Hands on the keys, eyes on the screen."""

    async def at(self, step: str) -> None:
        def is_shown() -> bool:
            screen = self.pilot.app.screen
            if not isinstance(screen, SetUpScreen) or step != screen.STEP:
                return False
            return screen.is_running and bool(screen.query("#set-up-body"))

        await self.until(is_shown)
        await self.pilot.pause()

    def enter(self, field: str, text: str) -> None:
        self.pilot.app.screen.query_one(f"#{field}", Input).value = text

    async def pick(self, list_id: str, option: str) -> None:
        table = self.pilot.app.screen.query_one(list_id, OptionList)
        table.focus()
        await self.until(lambda: option in [one.id for one in table.options])
        table.highlighted = [one.id for one in table.options].index(option)
        await self.press("enter")


def now() -> datetime:
    return datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.long
async def test_a_first_run_from_nothing_to_a_working_station(tmp_path: Path) -> None:
    rack = Rack()
    answers = tmp_path / "answers.toml"
    home = tmp_path / "home"
    home.mkdir()
    rooms: list[SetUpRoom] = []

    def open_room() -> SetUpRoom:
        rooms.append(SetUpRoom(home, rack, now, answers))
        return rooms[-1]

    app = SetUpApp(open_room, read_wedge=False)
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(pilot)
        await person.at("welcome")
        await person.until_shown("not set up yet")
        await person.press("enter")

        await person.at("station")
        person.enter("name", "cellar")
        person.enter("owner", "DE-1")
        await person.press("f8")

        await person.at("devices")
        await person.until_shown("[ ] RFID pad FEIG reader")
        await person.pick("#found", "sim://feig")
        await person.until_shown("[✓] pad")
        for device in (SCANNER, ZPL):
            await person.press("s")
            await person.until_shown("Which one?")
            await person.pick("OptionList", device)
        await person.until_shown("[✓] printer")
        await person.press("f8")

        await person.at("proofs")
        await person.pick("#proofs", "scanner")
        await person.until_shown("Scan any barcode")
        await person.press("h")
        await person.until_shown("✓ scanner")
        await person.until_shown("Enter tries the next one")
        await person.press("enter")
        await person.until_shown("Lay one tag or one book on the pad. (h: hands do it.)")
        await person.press("h")
        await person.until_shown("holds no item: blank")
        await person.press("h")
        await person.until_shown("holds no item: blank")
        await person.press("enter")
        await person.until_shown("Scan the barcode of the label")
        await person.press("h")
        await person.until_shown("was printed and read back")
        await person.press("f8")

        await person.at("records")
        await person.pick("#records-choices", "demo")
        await person.until_shown("records were read")
        await person.press("f8")

        await person.at("numbers")
        person.enter("prefix", "31234")
        person.enter("first", "100001")
        await person.until_shown("31234001000015, 31234001000023, 31234001000031")
        person.enter("length", "5")
        await person.until_shown("leaves no room")
        await person.press("f8")
        await person.at("numbers")
        person.enter("length", "14")
        await person.press("f8")

        await person.at("labels")
        await person.press("enter")
        await person.until_shown("Which labels does printer print?")
        await person.press("enter")
        await person.until_shown("What lies in printer?")
        await person.pick("OptionList", "roll-51x25")
        await person.until_shown("barcode, spine on roll-51x25")
        await person.press("f8")

        await person.at("ways")
        app.screen.query_one("#theme", Select).value = "light"
        await person.press("f8")

        await person.at("end")
        await person.until_shown("Nothing in it is wrong")
        assert not (home / "procstation.toml").exists()
        await person.press("w")
        await person.until_shown("The next numbers: 31234001000015")
        await person.pick("#end-choices", "bench")
    rooms[0].stop()
    assert rooms[0].go_on == "bench"
    config = read_config(home)
    assert (config.station.name, config.tags.owner) == ("cellar", "DE-1")
    assert {name: one.port for name, one in config.devices.items()} == {
        "pad": "sim://feig",
        "scanner": SCANNER,
        "printer": ZPL,
    }
    assert config.devices["printer"].templates == ("barcode", "spine")
    assert config.devices["printer"].stock == "roll-51x25"
    assert config.display.theme == "light"
    assert "[sound]" not in (home / "procstation.toml").read_text(encoding="utf-8")
    said = tomllib.loads(answers.read_text(encoding="utf-8"))
    assert said["setup"] == {"demo_catalogue": True}
    assert "name" not in said["station"]


@pytest.mark.long
async def test_a_station_that_is_set_up_begins_with_what_there_is(tmp_path: Path) -> None:
    file = tmp_path / "procstation.toml"
    file.write_text('# ours\n[station]\nname = "old"\n', encoding="utf-8")
    rooms: list[SetUpRoom] = []

    def open_room() -> SetUpRoom:
        rooms.append(SetUpRoom(tmp_path, Rack(), now))
        return rooms[-1]

    app = SetUpApp(open_room, read_wedge=False)
    async with app.run_test(size=(60, 20)) as pilot:
        person = Person(pilot)
        await person.at("welcome")
        await person.until_shown("This station is set up")
        await person.press("f8")
        await person.at("station")
        assert app.screen.query_one("#name", Input).value == "old"
        person.enter("name", "new")
        await person.press("escape")
        await person.at("welcome")
        app.show_step("devices")
        await person.at("devices")
        await person.press("n")
        await person.until_shown("What is it?")
        await person.pick("OptionList", "printer/zpl")
        await person.until_shown("Where is it?")
        person.enter("value", "192.0.2.18")
        await person.press("enter")
        await person.until_shown("socket://192.0.2.18:9100")
        await person.press("f8")
        await person.at("proofs")
        await person.press("e")
        await person.until_shown("Which setting of printer?")
        await person.pick("OptionList", "baudrate")
        await person.until_shown("Line speed")
        person.enter("value", "many")
        await person.press("enter")
        await person.until_shown("✗ devices.printer.options")
        await person.press("e")
        await person.until_shown("Which setting of printer?")
        await person.pick("OptionList", "baudrate")
        await person.until_shown("Line speed")
        person.enter("value", "19200")
        await person.press("enter")
        await person.until(lambda: rooms[0].draft.devices["printer"].options == {"baudrate": 19200})
        app.show_step("records")
        await person.at("records")
        await person.pick("#records-choices", "file")
        await person.until_shown("Which file?")
        person.enter("value", str(tmp_path / "gone.mrc"))
        await person.press("enter")
        await person.until_shown("✗")
        await person.until_shown("gone.mrc")
        app.show_step("end")
        await person.at("end")
        await person.until_shown('station.name: "old" → "new"')
        await person.until_shown("“New acquisitions” gives each new item a number")
        app.show_step("ways")
        await person.at("ways")
        app.screen.query_one("#profile", Select).value = "preprinted"
        await person.press("f8")
        await person.at("end")
        await person.until_shown("Nothing in it is wrong")
        await person.press("f8")
        await person.until_shown("What was there before")
        await person.pick("#end-choices", "")
    rooms[0].stop()
    assert rooms[0].go_on == ""
    assert file.read_text(encoding="utf-8").startswith('# ours\n[station]\nname = "new"\n')


@pytest.mark.parametrize("choice", ["demo"])
async def test_there_are_ways_past_it(tmp_path: Path, choice: str) -> None:
    room = SetUpRoom(tmp_path, Rack(), now)
    app = SetUpApp(lambda: room, read_wedge=False)
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(pilot)
        await person.at("welcome")
        await person.pick("#welcome-choices", choice)
    room.stop()
    assert room.go_on == choice
    assert list(tmp_path.iterdir()) == []
