"""The bench's own latency without a system, beside one that answers, and beside one that hangs.

    python benchmarks/bench_while_system_hangs.py [--items 200] [--page docs/performance.md]

The real station with its threads, a scanner and a store; each item is scanned, gets a new call
number, and its message goes into the outbox. The system is a simulated Koha in this process. One
that hangs takes every call, and lets a minute go by before the connection breaks. A scan's time
ends when the state of the bench has changed; an item's, when it is released. The three take turns,
item by item, so that whatever else the machine does is the same for all.
"""

import argparse
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx
from results_page import Table, as_markdown, write_table

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from cart_to_system import RENUMBER
from system_catalogue import load_catalogue

from procstation.config import SystemSection, parse_config
from procstation.credentials import variable_of
from procstation.devices import Rack
from procstation.ils import SystemClock, build_simulated, open_system
from procstation.ils.sim_wiring import SimulatedWiring
from procstation.linking import BenchState, ProfileChosen, StepName, ValueSaid
from procstation.station import Station, open_station
from procstation_simulators.ils.stock import books

SCANNER = "sim://serial_scanner"
HANG_S = 60.0
LIMIT_S = 20.0
WARM_UP = 10
"""Items that are not counted."""

STATION = f"""
[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "{SCANNER}"
options = {{ repeat_window_ms = 0 }}
"""
SYSTEM = """
[systems.ils]
connector = "koha"
url = "sim://koha"
user = "station"
"""


class HangingWiring(SimulatedWiring):
    """The way to a system that takes every call and answers none, for a minute of real time."""

    def __init__(self, system: Any, over: threading.Event) -> None:
        super().__init__(system, SystemClock())
        self._over = over

    def transport(self) -> httpx.BaseTransport:
        return httpx.MockTransport(self._hang)

    def _hang(self, request: httpx.Request) -> httpx.Response:
        self._over.wait(HANG_S)
        raise httpx.ReadTimeout("timed out", request=request)


class TimedBench:
    """One station, and how long it took for each scan and each item, in seconds."""

    def __init__(self, station: Station, rack: Rack) -> None:
        self.station = station
        self.scans: list[float] = []
        self.items: list[float] = []
        self._rack = rack
        self._changed = threading.Condition()
        station.listen(self._tell, lambda _: None)
        station.bench.post(ProfileChosen(station.profiles["renumber"]))
        assert station.bench.wait_until_calm(LIMIT_S)

    def take(self, barcode: str, number: str) -> None:
        """Take one item through the bench."""
        released = self.station.bench.state.released + 1
        began = perf_counter()
        self._rack.play(SCANNER, f"scan {barcode}")
        self._until(lambda state: _asks(state, barcode))
        self.scans.append(perf_counter() - began)
        self.station.bench.post(ValueSaid("call_number", number))
        self._until(lambda state: state.released == released and state.now is None)
        self.items.append(perf_counter() - began)

    def _until(self, reached: Callable[[BenchState], bool]) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: reached(self.station.bench.state), LIMIT_S):
                raise RuntimeError(f"the bench stands at {self.station.bench.state.now}")

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()


def _asks(state: BenchState, barcode: str) -> bool:
    step = state.now.step if state.now is not None else None
    at_change = step is not None and step.name == StepName.CHANGE
    return state.now is not None and state.now.barcode == barcode and at_change


def measure(count: int) -> Table:
    """Return the times of the three, with so many items each."""
    os.environ[variable_of("ils")] = "sesame"
    stock = books(count + WARM_UP, 1)
    system: Any = build_simulated(f"sim://koha?items={len(stock)}")
    over = threading.Event()
    ways = {
        "without a system": None,
        "beside one that answers": SimulatedWiring(system),
        "beside one that hangs": HangingWiring(system, over),
    }
    with ExitStack() as opened:
        benches = {}
        for name, wiring in ways.items():
            home = Path(opened.enter_context(tempfile.TemporaryDirectory()))
            benches[name] = _open(home, wiring, system, opened)
        # Ahead of the stations' end, which waits for the calls that are under way.
        opened.callback(over.set)
        for at, book in enumerate(stock):
            turn = at % len(benches)
            for bench in [*benches.values()][turn:] + [*benches.values()][:turn]:
                bench.take(book.barcode, f"Z{at + 100} .N{at} 2026")
        hung = benches["beside one that hangs"].station.system
        assert hung is not None
        if hung.outbox.counts().waiting != len(stock):
            raise RuntimeError(f"it did not hang: {hung.outbox.counts()}")
    rows = [
        (
            name,
            f"{count}",
            *(
                f"{1000 * _of(times[WARM_UP:], share):.1f}"
                for times in (bench.scans, bench.items)
                for share in (0.5, 0.99)
            ),
        )
        for name, bench in benches.items()
    ]
    heads = ("bench", "items", "scan p50 ms", "scan p99 ms", "item p50 ms", "item p99 ms")
    return Table(heads, tuple(rows))


def _open(home: Path, wiring: Any, system: Any, opened: ExitStack) -> TimedBench:
    (home / "profiles").mkdir()
    (home / "profiles" / "renumber.toml").write_text(RENUMBER, encoding="utf-8")
    section = SystemSection(connector="koha", url="sim://koha", user="station", secret="ils")
    library = open_system("ils", section, SimulatedWiring(system))
    load_catalogue(home, library, books(len(system.items()), 1))
    library.close()
    rack = Rack()
    config = parse_config(STATION + (SYSTEM if wiring else ""), "procstation.toml")
    wirings = {"ils": wiring} if wiring else {}
    store = f"sqlite:///{home / 'store.sqlite'}"
    station = open_station(home, config, store, rack, wirings=wirings)
    opened.callback(station.stop)
    return TimedBench(station, rack)


def _of(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--items", type=int, default=200)
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    options = parser.parse_args()
    table = measure(options.items)
    print(as_markdown(table))
    if options.page:
        write_table(options.page, "bench_while_system_hangs", table)


if __name__ == "__main__":
    main()
