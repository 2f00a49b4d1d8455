"""Nothing at the screen is English that cannot be told in another language.

Every message is put between ⟦ and ⟧; what is read outside of them must be data, a name, or a key.
"""

import asyncio
import re
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import DataTable, Input

from procstation import language
from procstation.config import parse_config
from procstation.devices import Presence, Rack
from procstation.station import open_station
from procstation.tui.bench_app import BenchApp
from procstation.tui.screens.bench import BenchScreen
from procstation.tui.screens.devices import DevicesScreen
from procstation.tui.screens.history import HistoryScreen
from procstation.tui.screens.sweeps import SweepsScreen

LIMIT_S = 20
SCANNER, PAD = "sim://serial_scanner", "sim://feig"
UNKNOWN = "9780000000019"
CONFIG = f"""\
[station]
name = "bench-7"

[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "{SCANNER}"

[devices.pad]
kind = "rfid"
driver = "feig"
port = "{PAD}"
"""

WORD = re.compile(r"[^\W\d_]{2,}")

NO_MESSAGES = {
    *("procstation", "bench", "scanner", "pad", "serial_scanner", "feig", "sim"),
    *("Esc", "Enter", "Tab", "Ctrl", "Space", "Home", "End", "PgUp", "PgDn", "Del"),
    "isbn",  # What the scanner makes of a code: a kind of the program.
    # What a device calls itself.
    *("Serial", "or", "USB", "serial", "barcode", "FEIG", "reader", "RFID", "CPR", "HID"),
}
"""Names of the program, of devices and of keys."""


class Pseudo(NullTranslations):
    """A language that has every message, as it is, between brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


def outside(text: str) -> set[str]:
    """Return the words of a text that stand in no brackets."""
    depth, left = 0, []
    for sign in text:
        depth += (sign == "⟦") - (sign == "⟧" and depth > 0)
        left.append(sign if not depth else " ")
    return set(WORD.findall("".join(left))) - NO_MESSAGES


def texts(screen: Any) -> list[str]:
    """Return what each visible widget shows, apart from the others, since what is cut off has no
    bracket at its end."""
    shown = []
    for widget in screen.query(Widget):
        shown += [str(widget.border_title or ""), str(widget.border_subtitle or "")]
        match widget:
            case DataTable():
                shown += [str(column.label) for column in widget.columns.values()]
                rows = [widget.get_row_at(row) for row in range(widget.row_count)]
                shown += [str(cell) for row in rows for cell in row]
            case Input():
                shown.append(widget.placeholder)
            case Widget() if widget.display and not widget.children:
                lines = [widget.render_line(row).text for row in range(widget.size.height)]
                shown.append("\n".join(lines))
    return shown


async def until(pilot: Pilot[Any], reached: Any) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not reached():
            await pilot.pause(0.01)


def test_words_outside_are_found() -> None:
    assert outside("⟦Lay {x} of ⟦the⟧ book⟧ Esc 12 Back ⟦now⟧ B") == {"Back"}


@pytest.mark.long
async def test_what_is_outside_of_messages_is_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "_spoken", Pseudo())
    config, rack = parse_config(CONFIG, "procstation.toml"), Rack()
    store = f"sqlite:///{tmp_path / 'store.sqlite'}"
    app = BenchApp(lambda: open_station(tmp_path, config, store, rack), read_wedge=False)
    past: dict[str, set[str]] = {}

    def look(place: str) -> None:
        told = texts(app.screen)
        assert sum("⟦" in text for text in told) > 3, told
        past[place] = set().union(*map(outside, told))

    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.station is not None)
        station = app.station
        assert station is not None
        try:
            await until(
                pilot, lambda: all(one.presence is Presence.READY for one in station.devices())
            )
            await pilot.pause()
            look("nothing in work")
            rack.play(SCANNER, f"scan {UNKNOWN}")
            await until(pilot, lambda: station.bench.state.lines)
            await until(pilot, lambda: UNKNOWN in "".join(texts(app.screen)))
            look("an unknown book")
            for keys, screen in (
                ("f9", DevicesScreen),
                ("f11", HistoryScreen),
                ("f4", SweepsScreen),
            ):
                await pilot.press(keys)
                await until(pilot, lambda wanted=screen: isinstance(app.screen, wanted))
                await pilot.pause()
                look(screen.__name__)
                await pilot.press("escape")
                await until(pilot, lambda: isinstance(app.screen, BenchScreen))
            await pilot.press("question_mark")
            await until(pilot, lambda: not isinstance(app.screen, BenchScreen))
            await pilot.pause()
            look("help")
        finally:
            await asyncio.to_thread(station.stop)
    assert {place: words for place, words in past.items() if words} == {}
