"""A bench on one thread: real journal, job, store, tag writer, device runner and driver, and a
simulated pad at the end of a line on a virtual clock, where anything can be made to go wrong.
"""

from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Self, cast

from procstation.catalog import Catalogue
from procstation.config import parse_config
from procstation.devices import DeviceRunner, DirectLink, Rack, Scan, load_driver, load_simulator
from procstation.errors import StoreError
from procstation.items import Filing
from procstation.journal import Journal
from procstation.labels import LabelShelf, Symbology
from procstation.linking import (
    INPUTS,
    BenchReport,
    BenchState,
    Found,
    profile_named,
    read_profiles,
    report_on,
)
from procstation.printing import PrintDesk, PrintFile
from procstation.station import JOURNAL_NAME, STREAM, Bench, LabelRoom, Station
from procstation.station.acts import Acts
from procstation.station.catalogue_acts import CatalogueActs
from procstation.station.print_acts import PrintActs
from procstation.station.sweep_build import SweepParts
from procstation.station.sweep_room import SweepRoom
from procstation.station.tag_acts import TagActs
from procstation.sweeping.house_rules import rules_of
from procstation.sweeping.live_records import LiveSweeps
from procstation.tagging import SitePolicy, UndoFolder
from procstation_simulators.rfid.pad import VirtualPad
from procstation_simulators.rfid.tag import VirtualTag

CONFIG = """
[station]
profile = "{profile}"
[devices.pad]
kind = "rfid"
driver = "{pad}"
port = "sim://{pad}"
[tags]
owner = "US-DEMO"
former_owners = ["US-OLD"]
"""

CALM_POLLS = 8
"""Polls after which a change at the pad has been told: some to miss a tag, some to hear one."""

MOST_POLLS = 400


class StrikingLine(DirectLink):
    """A line on which something happens when so many more commands were sent."""

    strike_in = 0
    strike: Callable[[], None] | None = None

    def write(self, data: bytes) -> None:
        if self.strike is not None:
            self.strike_in -= 1
            if self.strike_in <= 0:
                act, self.strike = self.strike, None
                act()
        super().write(data)


class MovingStore(CatalogueActs):
    """The acts of the store; the next look-up fails when it is told to."""

    fail_next = False

    def look_up(self, number: int, code: str) -> Found:
        if self.fail_next:
            self.fail_next = False
            raise StoreError("The store does not answer.", "Scan it again.")
        return super().look_up(number, code)


class BenchLine:
    """The bench and the hands at its pad. Leaving the `with` block closes its files.

    Args:
        home: With a `store.sqlite` in it.
        pad: The driver's name, and its simulator's.

    Attributes:
        pad: The simulated pad.
        line: The line to it.
    """

    def __init__(self, home: Path, pad: str, profile: str = "conversion") -> None:
        self.home = home
        config = parse_config(CONFIG.format(pad=pad, profile=profile), "procstation.toml")
        profiles = read_profiles(home)
        driver = load_driver("rfid", pad)
        self.pad = cast(VirtualPad, load_simulator("rfid", pad).build({}))
        self.line = StrikingLine(self.pad, None, driver.serial)
        self._waited_s = 0.0
        self._ticks = count()
        with ExitStack() as opened:
            self._journal = Journal(home / JOURNAL_NAME)
            opened.callback(self._journal.close)
            self.catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
            opened.callback(self.catalogue.close)
            self._closing = opened.pop_all()
        tags = TagActs(
            lambda: self._runner,
            UndoFolder(home / "undo"),
            SitePolicy.of(config.tags),
            self.catalogue,
            self._now,
            "bench-1",
        )
        self.store = MovingStore(self.catalogue, lambda: "", self._now, "bench-1")
        shelf, printing_file = LabelShelf(), PrintFile(None)
        desk = PrintDesk(shelf, printing_file, Symbology.CODABAR)
        labels = LabelRoom(self.catalogue, shelf, printing_file, desk, {})
        acts = Acts(self.store, tags, PrintActs(self.catalogue, desk, {}))
        self.bench = Bench(self._journal, acts.act, self._now)
        live = LiveSweeps(
            self.catalogue.store, rules_of(config, Filing.of_station(config.shelf_order, home))
        )
        parts = SweepParts(home, config, self.catalogue, live, self._journal, Rack(), self._now)
        sweeps = SweepRoom(parts)
        begun_with = profile_named(profiles, profile)
        self._station = Station(
            config,
            profiles,
            begun_with,
            self.bench,
            self.catalogue,
            tags,
            labels,
            sweeps,
            ExitStack(),
        )
        self._runner = DeviceRunner(
            "pad",
            "rfid",
            lambda: driver.open(self.line, driver.options()),
            self._station.device_event,
        )
        self.bench.resume("0", begun_with)
        self.settle()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    @property
    def state(self) -> BenchState:
        return self.bench.state

    @property
    def now_s(self) -> float:
        """Seconds on the virtual clock: on the line, and between polls."""
        return self.line.now_s() + self._waited_s

    def scan(self, code: str) -> None:
        """Scan a barcode, and have done what comes of it."""
        self._station.scanned("scanner", Scan(code, code.encode()))
        self.settle()

    def lay(self, *tags: VirtualTag) -> None:
        """Lay books on the pad, beside what lies there."""
        for tag in tags:
            self.pad.field.lay(tag)
        self.settle()

    def lift(self, *tags: VirtualTag) -> None:
        """Take books off the pad: these, or all."""
        self.lift_quickly(*tags)
        self.settle()

    def lift_quickly(self, *tags: VirtualTag) -> None:
        """Take books off, and do not wait until that is noticed."""
        for tag in tags or self.pad.field.tags:
            self.pad.field.lift(tag.uid)

    def settle(self) -> None:
        """Have the pad polled and all done that comes of it, until nothing more happens."""
        calm = 0
        for _ in range(MOST_POLLS):
            seen = self._journal.last_seq
            self.bench.run_pending()
            self._waited_s += self._runner.step(self.now_s)
            self.bench.run_pending()
            quiet = self._journal.last_seq == seen and self.bench.is_calm
            calm = calm + 1 if quiet else 0
            if calm >= CALM_POLLS:
                return
        raise AssertionError(f"the bench does not come to rest: {self.state.lines[-6:]}")

    def report(self) -> BenchReport:
        """Return what the journal says was done."""
        return report_on(self._journal.entries(STREAM, INPUTS))

    def _now(self) -> str:
        # Journal times are for people; the virtual clock begins at ten o'clock.
        seconds, milli = divmod(int(self.now_s * 1000), 1000)
        hours, rest = divmod(seconds, 3600)
        day, hour = divmod(10 + hours, 24)
        return f"2026-11-{1 + day:02}T{hour:02}:{rest // 60:02}:{rest % 60:02}.{milli:03}Z"
