"""What is imported until the first paint: Textual, click, and light modules of our own."""

import asyncio
import subprocess
import sys
import threading
from typing import Any

from linking_play import Play
from station_shown import ShownStation, bench_shown
from textual.widgets import Static

from procstation.tui.bench_app import BenchApp
from procstation.tui.screens.bench import BenchScreen
from procstation.tui.screens.opening import OpeningScreen

LOOK = """
import sys
import procstation.cli.main, procstation.cli.bench, procstation.cli.demo
import procstation.tui.app, procstation.tui.demo
print(*sorted(sys.modules))
"""

HEAVY = {"sqlalchemy", "alembic", "sqlite3", "pymarc", "msgspec", "serial", "PIL", "filelock"}
LATER = {"procstation.station", "procstation.linking", "procstation.devices", "procstation.store"}


def test_nothing_heavy_delays_the_first_paint() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    imported = set(done.stdout.split())
    assert "textual.app" in imported
    assert imported & (HEAVY | LATER) == set()


async def test_the_bench_takes_the_place_of_the_first_screen() -> None:
    shown: Any = ShownStation(Play())
    may_open = threading.Event()

    def open_station() -> Any:
        may_open.wait()
        return shown

    app = BenchApp(open_station, read_wedge=False)
    async with app.run_test(size=(80, 24)) as pilot:
        try:
            await pilot.pause()
            assert isinstance(app.screen, OpeningScreen)
            assert "opening the station" in str(app.screen.query_one(Static).visual)
        finally:
            may_open.set()
        await bench_shown(pilot)
        assert isinstance(app.screen, BenchScreen)
        assert app.station is shown


async def test_a_change_after_the_end_is_no_trouble() -> None:
    shown: Any = ShownStation(Play())
    app = BenchApp(lambda: shown, read_wedge=False)
    async with app.run_test() as pilot:
        await bench_shown(pilot)
    await asyncio.to_thread(shown.changed)
    await asyncio.to_thread(shown.tone, "bad")
