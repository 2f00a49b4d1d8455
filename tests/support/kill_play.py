"""A station that is killed at a chosen point, and started again on what it left behind.

One thread, virtual clocks, real parts: journal, store, undo images, sheets, drivers, simulated
devices. What is killed is the process: its objects are dropped where they stand. The books, the
tags, the labels that came out and the person's memory of what was acknowledged stay.
"""

import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, cast

import msgspec
import zxingcpp

from procstation.catalog import Catalogue, range_to_lease
from procstation.config import Config, parse_config
from procstation.devices import (
    DeviceRunner,
    DirectLink,
    Scan,
    load_driver,
    load_simulator,
    read_options,
)
from procstation.items import BarcodeRange
from procstation.journal import Journal
from procstation.labels import LabelShelf, Symbology
from procstation.labels.zpl_picture import zpl_pictures
from procstation.linking import (
    INPUTS,
    AnyInput,
    BenchState,
    JobProfile,
    Scanned,
    StepName,
    TagsOnPad,
)
from procstation.printing import PRINT_FILE, PrintDesk, PrintFile
from procstation.station import JOURNAL_NAME, STREAM, Bench
from procstation.station.acts import Acts
from procstation.station.catalogue_acts import CatalogueActs
from procstation.station.intake import scan_input
from procstation.station.print_acts import PrintActs, PrinterAtHand
from procstation.station.tag_acts import TagActs
from procstation.tagging import SitePolicy, UndoFolder
from procstation_simulators.printers.zebra import VirtualZebra
from procstation_simulators.rfid.pad import VirtualPad
from procstation_simulators.rfid.tag import VirtualTag

CONFIG = """
[[barcodes.ranges]]
name = "books"
prefix = "31234"
first = 100
[tags]
owner = "US-DEMO"
"""

SHELF = LabelShelf()
"""Templates and stock: files that nobody changes, so one reading does for all lives."""

STOCKS = {
    "spine": "roll-25x38",
    "barcode": "roll-51x25",
    "ill-strap": "roll-102x51",
    "withdrawn": "roll-51x25",
}
"""What each label is printed on; each has a printer of its own."""

PATIENCE_S = 5.0
"""What a printer has goes on coming out while the station is down."""


# Looking an entry point up takes longer than a whole life without labels.
_driver = cache(load_driver)
_simulator = cache(load_simulator)


class Killed(BaseException):
    """The process is gone. No code of the station may catch this."""


class Fuse:
    """Counts the points at which the process could be killed, and kills it at one of them.

    Args:
        at: The point's number from 0; None never kills.
    """

    def __init__(self, at: int | None = None) -> None:
        self.points: list[str] = []
        self._at = at

    def point(self, name: str) -> None:
        self.points.append(name)
        if len(self.points) - 1 == self._at:
            raise Killed(name)


class FusedJournal(Journal):
    """The journal; the process may be killed just before and just after a commit."""

    def __init__(self, path: Path, fuse: Fuse, acknowledged: list[str]) -> None:
        super().__init__(path)
        self._fuse = fuse
        self._acknowledged = acknowledged

    def append(
        self, stream: str, entries: Iterable[tuple[str, str, msgspec.Struct]], by: str | None = None
    ) -> list[int]:
        held = list(entries)
        names = ", ".join(type(entry).__name__ for _, _, entry in held)
        self._fuse.point(f"before {names} is journaled")
        numbers = super().append(stream, held, by)
        self._acknowledged += [entry.code for _, _, entry in held if isinstance(entry, Scanned)]
        self._fuse.point(f"after {names} is journaled")
        return numbers


class Fused:
    """A device; the process may be killed just before and just after it is told to do something."""

    def __init__(self, device: Any, fuse: Fuse, acts: frozenset[str]) -> None:
        self._device = device
        self._fuse = fuse
        self._acts = acts

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._device, name)
        if name not in self._acts:
            return found

        def act(*arguments: Any) -> Any:
            self._fuse.point(f"before {name}")
            result = found(*arguments)
            self._fuse.point(f"after {name}")
            return result

        return act


class Runner:
    """Stands in for `DeviceRunner`: works at once, on the caller's thread."""

    def __init__(self, device: Any) -> None:
        self.device = device
        self.shall_look_again = False

    def submit(self, call: Callable[[Any], Any]) -> "Future[Any]":
        done: Future[Any] = Future()
        try:
            done.set_result(call(self.device))
        except Exception as error:  # noqa: BLE001
            done.set_exception(error)
        return done

    def look_again(self) -> None:
        self.shall_look_again = True


@dataclass
class World:
    """What outlives the process: files, devices, books, and what the person knows.

    Attributes:
        codes: What is scanned to begin each book, in order.
        tags: The tag in each book.
        done_before: Books that were worked off by another job, which printed other labels.
        acknowledged: Codes of which the station has said that they are recorded.
        kills: Points at which it was killed so far.
    """

    home: Path
    profile: JobProfile
    codes: list[str]
    tags: list[VirtualTag]
    pad: VirtualPad
    printers: dict[str, VirtualZebra]
    config: Config = field(default_factory=lambda: parse_config(CONFIG, "procstation.toml"))
    done_before: int = 0
    acknowledged: list[str] = field(default_factory=list)
    kills: list[str] = field(default_factory=list)

    @classmethod
    def make(
        cls, home: Path, store: Path, profile: JobProfile, codes: list[str], pad: str = "feig"
    ) -> "World":
        """Make a home with a copy of a store, a pad, printers, and a blank tag per book."""
        home.mkdir()
        shutil.copy(store, home / "store.sqlite")
        return cls(
            home,
            profile,
            codes,
            [VirtualTag.blank(f"E00401001000{number:04X}") for number in range(len(codes))],
            cast(VirtualPad, _simulator("rfid", pad).build({})),
            {name: _printer() for name in STOCKS},
        )

    @property
    def store_url(self) -> str:
        return f"sqlite:///{self.home / 'store.sqlite'}"

    def labels_out(self, template: str) -> list[str]:
        """Return what the labels that came out of a printer read; "" for one without a barcode."""
        self.printers[template].pass_time(PATIENCE_S)
        face = SHELF.face("DejaVuSansCondensed")
        pictures = [
            picture
            for zpl in self.printers[template].printed
            for picture in zpl_pictures(zpl, face)
        ]
        found = [zxingcpp.read_barcodes(picture) for picture in pictures]
        return [codes[0].text.strip("ABCD") if codes else "" for codes in found]


class Life:
    """One run of the process, from start to end or kill."""

    def __init__(self, world: World, pad: str = "feig", fuse: Fuse | None = None) -> None:
        self.world = world
        self.fuse = fuse or Fuse()
        self._seconds = count()
        section = world.config.barcodes
        self._ranges = tuple(BarcodeRange.from_section(one) for one in section.ranges)
        self.journal = FusedJournal(world.home / JOURNAL_NAME, self.fuse, world.acknowledged)
        self.catalogue = Catalogue.open(world.store_url)
        self.pad = Runner(self._open("rfid", pad, world.pad, "write_blocks", "write_afi"))
        self._tags = TagActs(
            lambda: cast(DeviceRunner, self.pad),
            UndoFolder(world.home / "undo"),
            SitePolicy.of(world.config.tags),
            self.catalogue,
            self._now,
            "bench-1",
        )
        printers = {
            name: PrinterAtHand(self._runner_of(printer), (name,), STOCKS[name])
            for name, printer in world.printers.items()
        }
        desk = PrintDesk(SHELF, PrintFile(world.home / PRINT_FILE), Symbology(section.symbology))
        store = CatalogueActs(
            self.catalogue,
            lambda: self.catalogue.next_number("bench-1", range_to_lease(section)),
            self._now,
            "bench-1",
        )
        acts = Acts(store, self._tags, PrintActs(self.catalogue, desk, printers))
        self.bench = Bench(self.journal, acts.act, self._now, self._note_step)
        self.step_after: dict[int, StepName | None] = {}
        """At which step the item in work stood after each entry of the journal."""

    @property
    def state(self) -> BenchState:
        return self.bench.state

    def start(self) -> BenchState:
        """Bring the bench to where it stood, and return that, before anything is done anew."""
        self.bench.resume("0.1.0", self.world.profile)
        stood = self.bench.state
        self.bench.run_pending()
        self.look()
        return stood

    def scan(self, code: str) -> None:
        self.decide(scan_input(Scan(code, code.encode()), self._ranges, {}))

    def decide(self, entry: AnyInput) -> None:
        self.bench.post(entry)
        self.settle()

    def lay(self, tag: VirtualTag) -> None:
        """Lay a book on the pad, and nothing else."""
        self.lift()
        self.world.pad.field.lay(tag)
        self.look()

    def lift(self) -> None:
        """Take all off the pad."""
        lay_there = self.world.pad.field.tags or self.state.on_pad
        for tag in self.world.pad.field.tags:
            self.world.pad.field.lift(tag.uid)
        if lay_there:
            self.look()

    def look(self) -> None:
        """Have the station told what lies on the pad, as its poll would."""
        self.tell_of(*(tag.uid for tag in self.world.pad.field.tags))

    def tell_of(self, *uids: bytes) -> None:
        """Have the station told that these tags lie on the pad, whatever lies there."""
        if uids:
            self._tags.read(uids, lambda entry: self.bench.post(entry, "pad"))
        else:
            self.bench.post(TagsOnPad(), "pad")
        self.settle()

    def settle(self) -> None:
        """Work until nothing is left but what a person has to do."""
        self.bench.run_pending()
        while self.pad.shall_look_again:
            self.pad.shall_look_again = False
            self.bench.post(TagsOnPad(), "pad")
            self.look()

    def end(self) -> None:
        """The process is gone, and with it its files; what was not committed is not there."""
        self.journal.close()
        self.catalogue.close()

    def _open(self, kind: Any, name: str, device: Any, *acts: str) -> Any:
        driver = _driver(kind, name)
        link = DirectLink(device, None, driver.serial)
        opened = driver.open(link, read_options(driver, "options", {}))
        return Fused(opened, self.fuse, frozenset(acts))

    def _runner_of(self, printer: VirtualZebra) -> Callable[[], DeviceRunner]:
        runner = Runner(self._open("printer", "zpl", printer, "send"))
        return lambda: cast(DeviceRunner, runner)

    def _note_step(self) -> None:
        self.step_after[self.journal.last_seq] = step_of(self.state)

    def _now(self) -> str:
        return f"2026-11-21T10:00:{next(self._seconds) % 60:02}.000Z"


def step_of(state: BenchState) -> StepName | None:
    """Return the step the item in work stands at; None without one, or when all have ended."""
    step = state.now.step if state.now is not None else None
    return step.name if step is not None else None


def recorded(home: Path) -> list[AnyInput]:
    """Return all that is in the journal of a home."""
    journal = Journal(home / JOURNAL_NAME)
    try:
        return [one.entry for one in journal.entries(STREAM, INPUTS)]
    finally:
        journal.close()


def _printer() -> VirtualZebra:
    return cast(VirtualZebra, _simulator("printer", "zpl").build({"dots_per_mm": "12"}))
