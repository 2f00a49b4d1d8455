"""Building a station from its configuration: every part made once, joined here and nowhere else."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from procstation.catalog import Catalogue
from procstation.catalog.number_desk import NumberDesk
from procstation.clock import utc_now
from procstation.config import Config
from procstation.devices import DeviceRunner, Rack, load_driver, read_options
from procstation.errors import ConfigError
from procstation.ils import Wiring
from procstation.items import Filing
from procstation.journal import JournalReader
from procstation.labels import LabelShelf, Limits, Symbology
from procstation.language import tr
from procstation.linking import Profiles, profile_named, read_profiles
from procstation.people import read_people
from procstation.printing import PRINT_FILE, PrintDesk, PrintFile
from procstation.station.acts import Acts
from procstation.station.bench import Bench
from procstation.station.catalogue_acts import CatalogueActs
from procstation.station.command_sheet_file import write_command_sheet
from procstation.station.history_room import HistoryRoom
from procstation.station.job_room import JobRoom
from procstation.station.label_room import LabelRoom
from procstation.station.loan_asking import LoanDesk
from procstation.station.look_around import LookAround
from procstation.station.number_watch import NumberWatch
from procstation.station.opening import (
    JOURNAL_NAME,
    device_runner,
    lock_home,
    open_journal,
    options_of,
)
from procstation.station.people_desk import PeopleDesk
from procstation.station.print_acts import PrintActs, PrinterAtHand
from procstation.station.settings_room import SettingsRoom
from procstation.station.station import Station
from procstation.station.sweep_build import SweepParts
from procstation.station.sweep_room import SweepRoom
from procstation.station.system_desk import NO_WIRINGS, SystemDesk, new_items_of
from procstation.station.tag_acts import TagActs
from procstation.sweeping.house_rules import rules_of
from procstation.sweeping.live_records import LiveSweeps
from procstation.tagging import SitePolicy, UndoFolder

UNDO_FOLDER = "undo"


def open_station(
    home: Path,
    config: Config,
    store_url: str,
    rack: Rack,
    now: Callable[[], str] = utc_now,
    wirings: Mapping[str, Wiring] = NO_WIRINGS,
) -> Station:
    """Open everything a station needs, bring its bench to where it stood, and start its devices.

    Args:
        rack: Holds the simulated devices of `sim://` ports.
        wirings: The way to a library system, by its name, where that is not its URL's.

    Raises:
        UsageError, ConfigError: The configuration names something that does not exist.
        StoreError: The store cannot be used, or another station runs in this home.
        JournalError: The journal cannot be used.
    """
    profiles = read_profiles(home, with_system=bool(config.systems))
    profile = profile_named(profiles, config.station.profile)
    _require_usable(config)
    with ExitStack() as opened:
        lock_home(home, opened)
        people = PeopleDesk(read_people(home, config.people), config.station, now)
        journal = open_journal(home, config.journal)
        journal.who = people.who
        opened.callback(journal.close)
        catalogue = Catalogue.open(store_url)
        opened.callback(catalogue.close)
        station_name = config.station.name
        system = SystemDesk.of(config, catalogue, now, wirings=wirings, home=home)
        if system is not None:
            opened.callback(system.stop)
        around = LookAround.of(config, home, catalogue, now, system)
        opened.callback(around.stop)
        numbers = NumberWatch(
            NumberDesk(catalogue.store, config.barcodes, station_name, now),
            config.barcodes.warn_left,
        )
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
        if config.alma_service.on:
            opened.callback(_serve_alma(home, config, lambda: runners.get(pad) if pad else None))
        filing = Filing.of_station(config.shelf_order, home)
        printing, labels, print_file = _printing(home, config, catalogue, filing, runners, opened)
        store = CatalogueActs(
            catalogue,
            numbers.take,
            now,
            station_name,
            system,
            around,
            home,
        )
        acts = Acts(store, tags, printing, _loans_of(system, opened), around)
        store.by = tags.by = people.signature
        if system is not None:
            system.outbox.by = people.signature
        bench = Bench(journal, acts.act, now)
        people.report_to(bench.post)
        numbers.report_to(bench.post)
        shelf = LiveSweeps(catalogue.store, rules_of(config, filing))
        sweeps = SweepRoom(SweepParts(home, config, catalogue, shelf, journal, rack, now))
        station = Station(
            config, profiles, profile, bench, catalogue, tags, labels, sweeps, opened.pop_all()
        )
    station.jobs = _jobs_of(config, catalogue, labels, profiles, now, system, people.signature)
    history = HistoryRoom(
        catalogue,
        JournalReader(home / JOURNAL_NAME),
        print_file,
        station.jobs,
        shelf,
        station_name,
        now,
    )
    station.history = history
    station.people, station.numbers, station.settings = people, numbers, SettingsRoom(home)
    station.write_commands = partial(write_command_sheet, home, profiles)
    acts.tone = station.tone
    labels.changed = station.tell_changed
    for name, section in config.bench_devices.items():
        runners[name] = device_runner(name, section, station.device_event, rack)
    if system is not None:
        system.report_to(bench.post, station.tell_changed)
        station.system = system
        history.tell_system(new_items_of(config.outbox), system.news)
    _start(station, runners, system, around)
    return station


def _start(
    station: Station,
    runners: Mapping[str, DeviceRunner],
    system: SystemDesk | None,
    around: LookAround,
) -> None:
    try:
        station.start(runners)
        if system is not None:
            system.start()
        around.start(station.bench.post)
    except BaseException:
        station.stop()
        raise


def _printing(
    home: Path,
    config: Config,
    catalogue: Catalogue,
    filing: Filing,
    runners: Mapping[str, DeviceRunner],
    opened: ExitStack,
) -> tuple[PrintActs, LabelRoom, PrintFile]:
    """Return what prints, for the bench and for the queue of labels, and its file."""
    shelf = LabelShelf(home)
    printing_file = PrintFile(home / PRINT_FILE)
    opened.callback(printing_file.close)
    desk = PrintDesk(
        shelf, printing_file, Symbology(config.barcodes.symbology), Limits.of(config.barcodes)
    )
    printers = {
        name: PrinterAtHand(
            partial(runners.__getitem__, name),
            section.templates,
            section.stock or config.labels.stock,
        )
        for name, section in config.devices_of("printer").items()
    }
    labels = LabelRoom(catalogue, shelf, printing_file, desk, printers, filing)
    return PrintActs(catalogue, desk, printers), labels, printing_file


def _serve_alma(
    home: Path, config: Config, pad: Callable[[], DeviceRunner | None]
) -> Callable[[], None]:
    """Answer Alma's pages from the pad; return what ends it. Raises as `AlmaService`."""
    from procstation.station.alma_service import AlmaService, at_runner  # noqa: PLC0415

    def look_again() -> None:
        runner = pad()
        if runner is not None:
            runner.look_again()

    undo, site = UndoFolder(home / UNDO_FOLDER), SitePolicy.of(config.tags)
    service = AlmaService(config.alma_service, at_runner(pad), undo, site, look_again)
    service.start()
    return service.stop


def _jobs_of(
    config: Config,
    catalogue: Catalogue,
    labels: LabelRoom,
    profiles: Profiles,
    now: Callable[[], str],
    system: SystemDesk | None,
    by: Callable[[], str],
) -> JobRoom:
    if system is None:
        return JobRoom(catalogue, labels, profiles, by, now)
    new_items = new_items_of(config.outbox)
    return JobRoom(catalogue, labels, profiles, by, now, new_items, system.news)


def _loans_of(system: SystemDesk | None, opened: ExitStack) -> LoanDesk | None:
    if system is None:
        return None
    loans = LoanDesk(system.name, system.connect())
    opened.callback(loans.stop)
    return loans


def _require_usable(config: Config) -> None:
    """Check what is said of the devices.

    Raises:
        UsageError, ConfigError: A driver or an option does not exist, or there are two pads.
    """
    pads = list(config.devices_of("rfid"))
    if len(pads) > 1:
        raise ConfigError(
            tr(
                "{count} pads are configured: {pads}. A bench works with one.",
                count=len(pads),
                pads=", ".join(pads),
            ),
            tr("Give each bench a configuration of its own, with its pad."),
        )
    for name, section in config.devices.items():
        read_options(load_driver(section.kind, section.driver), options_of(name), section.options)
