"""Building a station from its configuration: every part made once, joined here and nowhere else."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from procstation.catalog import Catalogue, range_to_lease
from procstation.config import Config, DeviceSection
from procstation.devices import (
    DeviceEvent,
    DeviceRunner,
    Rack,
    load_driver,
    open_device,
    read_options,
)
from procstation.errors import ConfigError, StoreError
from procstation.items import Filing
from procstation.journal import Journal
from procstation.labels import LabelShelf, Limits, Symbology
from procstation.linking import profile_named, read_profiles
from procstation.printing import PRINT_FILE, PrintDesk, PrintFile
from procstation.station.acts import Acts
from procstation.station.bench import Bench
from procstation.station.catalogue_acts import CatalogueActs
from procstation.station.label_room import LabelRoom
from procstation.station.print_acts import PrintActs, PrinterAtHand
from procstation.station.station import Station
from procstation.station.tag_acts import TagActs
from procstation.tagging import SitePolicy, UndoFolder

JOURNAL_NAME = "journal.sqlite"
LOCK_NAME = "station.lock"
UNDO_FOLDER = "undo"


def utc_now() -> str:
    """Return the time as the journal writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def open_station(
    home: Path,
    config: Config,
    store_url: str,
    rack: Rack,
    now: Callable[[], str] = utc_now,
) -> Station:
    """Open everything a station needs, bring its bench to where it stood, and start its devices.

    Args:
        rack: Holds the simulated devices of `sim://` ports.

    Raises:
        UsageError, ConfigError: The configuration names something that does not exist.
        StoreError: The store cannot be used, or another station runs in this home.
        JournalError: The journal cannot be used.
    """
    profiles = read_profiles(home)
    profile = profile_named(profiles, config.station.profile)
    _require_one_pad(config)
    for name, section in config.devices.items():
        read_options(load_driver(section.kind, section.driver), options_of(name), section.options)
    with ExitStack() as opened:
        lock_home(home, opened)
        journal = Journal(home / JOURNAL_NAME)
        opened.callback(journal.close)
        catalogue = Catalogue.open(store_url)
        opened.callback(catalogue.close)
        station_name = config.station.name
        runners: dict[str, DeviceRunner] = {}
        pad = next(iter(config.devices_of("rfid")), None)
        tags = TagActs(
            lambda: runners.get(pad) if pad else None,
            UndoFolder(home / UNDO_FOLDER),
            SitePolicy.of(config.tags),
            catalogue,
            now,
            station_name,
        )
        shelf = LabelShelf(home)
        printing_file = PrintFile(home / PRINT_FILE)
        opened.callback(printing_file.close)
        desk = PrintDesk(
            shelf,
            printing_file,
            Symbology(config.barcodes.symbology),
            Limits.of(config.barcodes),
        )
        printers = {
            name: PrinterAtHand(
                partial(runners.__getitem__, name),
                section.templates,
                section.stock or config.labels.stock,
            )
            for name, section in config.devices_of("printer").items()
        }
        printing = PrintActs(catalogue, desk, printers)
        filing = Filing.of_station(config.shelf_order, home)
        labels = LabelRoom(catalogue, shelf, printing_file, desk, printers, filing)
        store = CatalogueActs(
            catalogue,
            lambda: catalogue.next_number(station_name, range_to_lease(config.barcodes)),
            now,
            station_name,
        )
        acts = Acts(store, tags, printing)
        bench = Bench(journal, acts.act, now)
        station = Station(
            config, profiles, profile, bench, catalogue, tags, labels, opened.pop_all()
        )
    acts.tone = station.tone
    labels.changed = station.tell_changed
    for name, section in config.bench_devices.items():
        runners[name] = device_runner(name, section, station.device_event, rack)
    try:
        station.start(runners)
    except BaseException:
        station.stop()
        raise
    return station


def _require_one_pad(config: Config) -> None:
    pads = list(config.devices_of("rfid"))
    if len(pads) > 1:
        raise ConfigError(
            f"{len(pads)} pads are configured: {', '.join(pads)}. A bench works with one.",
            "Give each bench a configuration of its own, with its pad.",
        )


def device_runner(
    name: str,
    section: DeviceSection,
    on_event: Callable[[str, DeviceEvent], None],
    rack: Rack,
) -> DeviceRunner:
    """Return the runner of a configured device, not started yet.

    Args:
        on_event: Called on the device's thread with its name and what it tells.
    """
    return DeviceRunner(
        name,
        section.kind,
        lambda: open_device(
            section.kind,
            section.driver,
            section.port,
            section.options,
            rack,
            options_of(name),
        ),
        on_event,
        load_driver(section.kind, section.driver).title,
    )


def options_of(name: str) -> str:
    """The table a device's options are in, for messages."""
    return f"devices.{name}.options"


def lock_home(home: Path, opened: ExitStack) -> None:
    """Keep other stations out of a home until `opened` is left.

    Raises:
        StoreError: Another one is in it, or the folder cannot be written.
    """
    # The system lets go of the lock when the process ends, however it ends.
    # It is let go of on another thread than it was taken on, when an interface ends.
    lock = FileLock(home / LOCK_NAME, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise StoreError(
            f"Another station is running in {home}.",
            "Use that one, or give this one a home of its own with --home DIR.",
        ) from error
    except OSError as error:
        raise StoreError(
            f"{home / LOCK_NAME} cannot be written: {error.strerror or error}.",
            "Make room or give access to the folder.",
        ) from error
    opened.callback(lock.release)
