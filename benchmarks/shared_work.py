"""What one station does on a store that others work on: numbers, items, a shelf, labels."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import zxingcpp

from procstation.catalog import Catalogue, Item
from procstation.catalog.meanwhile import ChangedMeanwhile
from procstation.config import RangeSection
from procstation.devices import DirectLink, load_driver, load_simulator, read_options
from procstation.errors import InputRefused, StationError
from procstation.labels import LabelShelf, Symbology
from procstation.labels.zpl_picture import zpl_pictures
from procstation.linking import AnyInput, Failed, PrintLabel
from procstation.printing import PRINT_FILE, PrintDesk, PrintFile
from procstation.station.open_items import OpenItems
from procstation.station.print_acts import PrintActs, PrinterAtHand
from procstation.sweeping.buckets import Statuses
from procstation.sweeping.model import Heard
from procstation.sweeping.placing import Placing
from procstation.sweeping.sweeps import HouseRules, Sweeps

SECTION = RangeSection(name="main", prefix="3123400", first=1, last=999_999)
SHARED = ("91", "92", "93")
"""Items that all stations change."""

SWEEP, AT = "one shelf", "2026-03-01T10:00:00Z"
LABEL_EVERY, SHARED_EVERY = 5, 2
"""Items from one label to the next, and from one change of a shared item to the next."""

PRINTING_S = 5.0


@dataclass
class Told:
    """What a station was told that it did.

    Attributes:
        counted: How often it made the number in a shared item one more, by its barcode.
        labels: The numbers of which it was told that their labels are out.
        came_out: What the labels read as that its printer has put out.
        open_elsewhere: It was told that another bench has the item open, and left it.
        changed_elsewhere: It was told that another bench changed the same meanwhile, and did it
            again on what was there.
        errors: Anything else that a person would have seen.
    """

    numbers: list[str] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    came_out: list[str] = field(default_factory=list)
    open_elsewhere: int = 0
    changed_elsewhere: int = 0
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0


def sweeps_of(catalogue: Catalogue) -> Sweeps:
    return Sweeps(catalogue.store, HouseRules(Statuses({}), Placing()))


def number_in(item: Item) -> int:
    """Return the number that stations make one more."""
    return int(item.copy.split()[0]) if item.copy else 0


class SharedWork:
    """A station, its printer, and what it was told."""

    def __init__(self, catalogue: Catalogue, station: str, home: Path) -> None:
        self.told = Told()
        self._catalogue = catalogue
        self._station = station
        self._sweeps = sweeps_of(catalogue)
        self._sitting = self._sweeps.begin_sitting(SWEEP, device=station)
        self._open = OpenItems(
            catalogue.store, station, lambda: datetime.now(UTC).isoformat(timespec="milliseconds")
        )
        self._lot = Random(station)
        self._printer = _Printer(catalogue, home)

    def close(self) -> None:
        self._printer.close()

    def work(self, seconds: float) -> None:
        """Work for so long."""
        begun = perf_counter()
        while perf_counter() - begun < seconds:
            try:
                self._one_item()
            except StationError as error:
                self.told.errors.append(error.what)
        self.told.seconds = perf_counter() - begun
        self.told.came_out = self._printer.came_out()

    def _one_item(self) -> None:
        told, station = self.told, self._station
        shared = None
        if not len(told.numbers) % SHARED_EVERY:
            shared = self._take_shared(self._lot.choice(SHARED))
        number = self._catalogue.next_number(station, SECTION)
        self._catalogue.assign_barcode(1, number, by=station, at=AT)
        self._catalogue.set_status(number, station, by=station, at=AT)
        at = len(told.numbers) + 1
        self._sweeps.hear(self._sitting, [(at, Heard(at, number, self._sitting, at=AT))])
        told.numbers.append(number)
        if not at % LABEL_EVERY:
            self._printer.put_out(number)
            told.labels.append(number)
        if shared is not None:
            self._count_up(*shared)

    def _take_shared(self, barcode: str) -> tuple[Item, bool] | None:
        """Read an item that others change; None when another bench has it in work.

        Half of the time as at the bench, where that is said; else as in a job on a list of items,
        where only the change itself is looked at. Return the item, and whether it is open here.
        """
        found = self._catalogue.by_barcode(barcode)
        assert found is not None, "it was loaded"
        is_at_bench = bool(self._lot.randrange(2))
        if is_at_bench:
            try:
                self._open.take(found[0].id, barcode)
            except InputRefused:
                self.told.open_elsewhere += 1
                return None
        return found[0], is_at_bench

    def _count_up(self, item: Item, is_open: bool) -> None:
        """Make the number in an item one more than it was when it was read, or is by now."""
        while True:
            # Signed, since two who want the same value are of one mind.
            more = replace(item, copy=f"{number_in(item) + 1} {self._station}")
            try:
                self._catalogue.save_item(more, item, by=self._station, at=AT)
            except ChangedMeanwhile as meanwhile:
                self.told.changed_elsewhere += 1
                item = meanwhile.others.item
            else:
                break
        barcode = item.barcode or ""
        self.told.counted[barcode] = self.told.counted.get(barcode, 0) + 1
        if is_open:
            self._open.release(barcode)


class _AtOnce:
    """Stands in for a device's runner: works on the caller's thread."""

    def __init__(self, device: Any) -> None:
        self._device = device

    def submit(self, call: Callable[[Any], Any]) -> "Future[Any]":
        done: Future[Any] = Future()
        try:
            done.set_result(call(self._device))
        except Exception as error:  # noqa: BLE001
            done.set_exception(error)
        return done


class _Printer:
    """The station's label printer, simulated, and the queue of its labels."""

    def __init__(self, catalogue: Catalogue, home: Path) -> None:
        self._shelf = LabelShelf()
        self._device: Any = load_simulator("printer", "zpl").build({"dots_per_mm": "12"})
        driver = load_driver("printer", "zpl")
        link = DirectLink(self._device, None, driver.serial)
        runner: Any = _AtOnce(driver.open(link, read_options(driver, "options", {})))
        self._file = PrintFile(home / PRINT_FILE)
        at_hand = PrinterAtHand(lambda: runner, ("barcode",), "roll-51x25")
        desk = PrintDesk(self._shelf, self._file, Symbology.CODABAR)
        self._acts = PrintActs(catalogue, desk, {"zebra": at_hand})

    def close(self) -> None:
        self._file.close()

    def put_out(self, barcode: str) -> None:
        """Print a label.

        Raises:
            InputRefused: It was not printed.
        """
        answers: list[AnyInput] = []
        self._acts.print_label(1, PrintLabel(barcode, "barcode"), answers.append)
        [answer] = answers
        if isinstance(answer, Failed):
            raise InputRefused(answer.error, answer.do_next)

    def came_out(self) -> list[str]:
        """Return what the labels that came out read as."""
        self._device.pass_time(PRINTING_S)
        face = self._shelf.face("DejaVuSansCondensed")
        pictures = [one for zpl in self._device.printed for one in zpl_pictures(zpl, face)]
        found = [zxingcpp.read_barcodes(picture) for picture in pictures]
        return [codes[0].text.strip("ABCD") if codes else "unread" for codes in found]


def work(url: str, station: str, seconds: float, home: Path) -> Told:
    """Work at a station for so long."""
    with (
        closing(Catalogue.open(url)) as catalogue,
        closing(SharedWork(catalogue, station, home)) as at_it,
    ):
        at_it.work(seconds)
        return at_it.told
