"""Items an hour through all steps: record, number, tag, two labels, label scanned, released.

The demo's station and its books, played by hands that lose no time. Once on virtual clocks, which
say what the devices take, with the time of the software beside it; and once live, on threads and in
real time, with simulators that do not wait for line and air, but do take half a second a label.
"""

import threading
from collections.abc import Callable
from importlib.resources import files
from itertools import cycle, islice
from time import perf_counter, process_time

from results_page import Table
from virtual_bench import VirtualBench
from workplace import Workplace

from procstation.demo import cart_of, prepare_demo
from procstation.demo.prepare import CATALOGUE, ISBN_FIELD
from procstation.devices import Presence, Rack
from procstation.linking import BenchState, StepName
from procstation.station import Station, open_station

HOUR_S = 3600
PATIENCE_S = 60.0


def measure(place: Workplace) -> Table:
    """Return seconds an item and items an hour, by whom they are taken."""
    on_virtual, notes = _virtual(place)
    return Table(
        ("what", "items", "s an item", "items an hour"), (*on_virtual, _live(place)), notes
    )


def _virtual(place: Workplace) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
    home, count = place.new_folder(), place.effort.passes
    config, store_url = prepare_demo(home)
    with VirtualBench(home, config, store_url) as virtual:
        isbns = cycle(_isbns())
        _pass(virtual, next(isbns))  # So that fonts and libraries are loaded.
        begun = {name: device.taken_s for name, device in virtual.devices.items()}
        begun_s, begun_cpu_s = perf_counter(), process_time()
        for isbn in islice(isbns, count):
            _pass(virtual, isbn)
        software_s = (perf_counter() - begun_s) / count
        cpu_s = (process_time() - begun_cpu_s) / count
        assert virtual.bench.state.released == count + 1
        taken = {
            name: (device.taken_s - begun[name]) / count for name, device in virtual.devices.items()
        }
    devices_s = sum(taken.values())
    rows = [
        _row("the devices alone, on their virtual clocks", count, devices_s),
        _row("the software alone, simulators and disk included", count, software_s),
        _row("one after the other", count, devices_s + software_s),
    ]
    each = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in taken.items())
    return rows, (f"Of the devices: {each}.", f"The software took {cpu_s * 1000:.0f} ms of CPU.")


def _pass(virtual: VirtualBench, isbn: str) -> None:
    virtual.scan(isbn)
    virtual.at_pad("lay")
    item = virtual.bench.state.now
    assert item is not None
    virtual.scan(item.barcode)
    assert virtual.bench.state.now is None
    virtual.at_pad("lift")


def _isbns() -> list[str]:
    found: list[str] = ISBN_FIELD.findall(
        (files("procstation.demo") / CATALOGUE).read_text("utf-8")
    )
    return found


def _live(place: Workplace) -> tuple[str, ...]:
    home, count = place.new_folder(), place.effort.live_passes
    config, store_url = prepare_demo(home)
    rack = Rack()
    station = open_station(home, config, store_url, rack)
    hands = Hands(station, rack)
    try:
        hands.take_through()  # So that fonts and libraries are loaded.
        begun = perf_counter()
        for _ in range(count):
            hands.take_through()
        taken_s = perf_counter() - begun
    finally:
        station.stop()
    return _row("the live demo, on threads and in real time", count, taken_s / count)


class Hands:
    """Hands at the demo's cart that do the next thing as soon as the station asks for it."""

    def __init__(self, station: Station, rack: Rack) -> None:
        self._station = station
        self._cart = cart_of(station, rack)
        self._changed = threading.Condition()
        station.listen(self._tell, lambda _: None)
        ready = Presence.READY
        self._wait(lambda _: all(one.presence is ready for one in station.devices()))

    def take_through(self) -> None:
        """Take the next book from the cart to the shelf."""
        released = self._station.bench.state.released + 1
        self._cart.do("scan")
        self._wait(_asks_at(StepName.TAG))
        self._cart.do("lay")
        self._wait(_asks_at(StepName.CONFIRM))
        self._cart.do("label")
        self._wait(lambda state: state.released == released and state.now is None)
        self._cart.do("take")
        self._wait(lambda state: not state.on_pad)

    def _wait(self, reached: Callable[[BenchState], bool]) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: reached(self._station.bench.state), PATIENCE_S):
                said = self._station.bench.state.lines
                raise RuntimeError(f"The bench stands still: {said[-1].text if said else ''}")

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()


def _asks_at(name: StepName) -> Callable[[BenchState], bool]:
    def asks(state: BenchState) -> bool:
        item = state.now
        step = item.step if item is not None and item.awaiting is None else None
        return step is not None and step.name == name

    return asks


def _row(what: str, count: int, seconds: float) -> tuple[str, ...]:
    return (what, str(count), f"{seconds:.2f}", f"{HOUR_S / seconds:,.0f}")
