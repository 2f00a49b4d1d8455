"""A whole bench on one thread, its devices at the ends of lines on virtual clocks.

The journal, the job, the store, the tag writer, the print desk, the drivers and the simulators are
the real ones. Only threads are missing: what the station has done by a device is done at once, and
what it takes is read off the device's own line.
"""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar, cast

from procstation.catalog import Catalogue, range_to_lease
from procstation.clock import utc_now
from procstation.config import Config, DeviceSection
from procstation.devices import (
    DeviceRunner,
    DirectLink,
    Scan,
    SimulatedDevice,
    Simulator,
    TagsInField,
    load_driver,
    load_simulator,
)
from procstation.devices.polling import PadPolling, ScannerPolling
from procstation.journal import Journal
from procstation.labels import LabelShelf, Symbology
from procstation.linking import TagsOnPad, profile_named, read_profiles
from procstation.printing import PrintDesk, PrintFile
from procstation.station import JOURNAL_NAME, Bench
from procstation.station.acts import Acts
from procstation.station.catalogue_acts import CatalogueActs
from procstation.station.intake import scan_input
from procstation.station.print_acts import PrintActs, PrinterAtHand
from procstation.station.tag_acts import TagActs
from procstation.tagging import SitePolicy, UndoFolder

T = TypeVar("T")


class VirtualDevice:
    """A driver, its simulator, and the line between them. Takes the place of a `DeviceRunner`.

    Attributes:
        waited_s: Seconds between one look at the device and the next, which no line counts.
    """

    def __init__(self, section: DeviceSection) -> None:
        driver = load_driver(section.kind, section.driver)
        self._simulator: Simulator = load_simulator(section.kind, section.driver)
        _, _, query = section.port.partition("?")
        settings = dict(part.split("=") for part in query.partition("#")[0].split("&") if part)
        self._simulated: SimulatedDevice = self._simulator.build(settings)
        self._link = DirectLink(self._simulated, serial=driver.serial)
        self.device: Any = driver.open(self._link, driver.options())
        self.waited_s = 0.0

    @property
    def taken_s(self) -> float:
        """Seconds on the device's own clock so far, waits between looks included."""
        return self._link.now_s() + self.waited_s

    def play(self, line: str) -> None:
        """Do to the device what a hand would."""
        self._simulator.play(self._simulated, line)

    def submit(self, call: Callable[[Any], T]) -> Future[T]:
        """Have `call(device)` done, at once."""
        future: Future[T] = Future()
        try:
            future.set_result(call(self.device))
        except Exception as error:  # noqa: BLE001  (it belongs to whoever asked)
            future.set_exception(error)
        return future


class VirtualBench:
    """The bench of a configuration, run by its caller. Leaving the `with` block closes its files.

    Attributes:
        devices: By name.
    """

    def __init__(self, home: Path, config: Config, store_url: str) -> None:
        self.devices = {name: VirtualDevice(one) for name, one in config.devices.items()}
        self._profiles = read_profiles(home)
        with ExitStack() as opened:
            journal = Journal(home / JOURNAL_NAME)
            opened.callback(journal.close)
            catalogue = Catalogue.open(store_url)
            opened.callback(catalogue.close)
            self._closing = opened.pop_all()
        station = config.station.name
        self._pad = self._device_of(config, "rfid")
        self._scanner = self._device_of(config, "scanner")
        self._pad_polling = PadPolling(self._pad.device)
        self._scanner_polling = ScannerPolling(self._scanner.device)
        self._tags = TagActs(
            lambda: cast(DeviceRunner, self._pad),
            UndoFolder(home / "undo"),
            SitePolicy.of(config.tags),
            catalogue,
            utc_now,
            station,
        )
        desk = PrintDesk(LabelShelf(home), PrintFile(None), Symbology(config.barcodes.symbology))
        printers = {
            name: PrinterAtHand(self._runner_of(name), section.templates, section.stock)
            for name, section in config.devices_of("printer").items()
        }
        store = CatalogueActs(
            catalogue,
            lambda: catalogue.next_number(station, range_to_lease(config.barcodes)),
            utc_now,
            station,
        )
        acts = Acts(store, self._tags, PrintActs(catalogue, desk, printers))
        self.bench = Bench(journal, acts.act, utc_now)
        self.bench.resume("0", profile_named(self._profiles, config.station.profile))
        self.bench.run_pending()

    def __enter__(self) -> "VirtualBench":
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def scan(self, code: str) -> None:
        """Scan a code, and have all done that comes of it."""
        self._scanner.play(f"scan {code}")
        scans = [event for event in self._scanner_polling.poll() if isinstance(event, Scan)]
        assert len(scans) == 1
        self.bench.post(scan_input(scans[0], (), self._profiles), "scanner")
        self.bench.run_pending()

    def at_pad(self, line: str) -> None:
        """Lay a tag on the pad or lift it, wait until that is seen, and have all done."""
        self._pad.play(line)
        seen: TagsInField | None = None
        while seen is None:
            self._pad.waited_s += self._pad_polling.period_s
            changes = [one for one in self._pad_polling.poll() if isinstance(one, TagsInField)]
            seen = changes[0] if changes else None
        if seen.uids:
            self._tags.read(seen.uids, lambda entry: self.bench.post(entry, "pad"))
        else:
            self.bench.post(TagsOnPad(), "pad")
        self.bench.run_pending()

    def _device_of(self, config: Config, kind: str) -> VirtualDevice:
        return self.devices[next(iter(config.devices_of(kind)))]

    def _runner_of(self, name: str) -> Callable[[], DeviceRunner]:
        return lambda: cast(DeviceRunner, self.devices[name])
