"""Building a live sweep from the configuration; and taking up one that was cut off."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from procstation import __version__
from procstation.catalog import Catalogue
from procstation.clock import utc_now
from procstation.config import Config
from procstation.devices import DeviceRunner, Rack, load_driver, read_options
from procstation.items import BarcodeRange
from procstation.journal import Journal
from procstation.station.lent_devices import NOTHING_LENT, Lent
from procstation.station.opening import (
    device_runner,
    lock_home,
    open_journal,
    options_of,
)
from procstation.station.sweep_desk import SWEEP_STREAM, SweepDesk
from procstation.station.sweep_memory import DOWNLOADS, Cradle
from procstation.station.sweep_reports import SweepReports
from procstation.station.sweep_station import SHELF_KINDS, SweepStation
from procstation.station.sweep_tags import TagEar
from procstation.sweeping.downloads import Downloads
from procstation.sweeping.live_inputs import LIVE_INPUTS, Began, Ended
from procstation.sweeping.live_records import LiveSweeps


class _CutOff(NamedTuple):
    """A sitting that nobody ended, and the number of the entry that began it."""

    began: Began
    number: int


def open_sweep_station(
    home: Path,
    config: Config,
    catalogue: Catalogue,
    sweeps: LiveSweeps,
    name: str,
    rack: Rack,
    *,
    person: str = "",
    now: Callable[[], str] = utc_now,
) -> SweepStation:
    """Open a live sweep: the sitting that was cut off if there is one, else a new one.

    Args:
        rack: Holds the simulated devices of `sim://` ports.

    Raises:
        InputRefused: There is no such open sweep.
        UsageError, ConfigError: The configuration names something that does not exist.
        StoreError: The store cannot be used, or a station runs in this home.
        JournalError: The journal cannot be used.
    """
    with ExitStack() as opened:
        lock_home(home, opened)
        journal = open_journal(home, config.journal)
        opened.callback(journal.close)
        parts = SweepParts(home, config, catalogue, sweeps, journal, rack, now)
        return begin_sweep(parts, name, person, closing=opened.pop_all())


class SweepParts(NamedTuple):
    """What every sitting at a station works with.

    Attributes:
        rack: Holds the simulated devices of `sim://` ports.
        now: The time, ISO 8601 in UTC.
    """

    home: Path
    config: Config
    catalogue: Catalogue
    sweeps: LiveSweeps
    journal: Journal
    rack: Rack
    now: Callable[[], str]


def begin_sweep(
    parts: SweepParts, name: str, person: str, *, lent: Lent = NOTHING_LENT, closing: ExitStack
) -> SweepStation:
    """Begin a sitting of a sweep, or go on with the one that was cut off, and open its devices.

    Args:
        lent: Devices that are open already.
        closing: Closes what was opened for it, also when it cannot begin.

    Raises:
        As `open_sweep_station`.
    """
    home, config, catalogue, sweeps, journal, rack, now = parts
    with closing:
        sweeps.require_open(name)
        sections = {
            device: section
            for device, section in config.devices.items()
            if section.kind in SHELF_KINDS and device not in lent.runners
        }
        for device, section in sections.items():
            driver = load_driver(section.kind, section.driver)
            read_options(driver, options_of(device), section.options)
        desk = begin_sitting(journal, sweeps, name, person, config.station.name, now)
        ranges = tuple(BarcodeRange.from_section(one) for one in config.barcodes.ranges)
        downloads = Downloads(home / DOWNLOADS, ranges)
        cradle = Cradle(sweeps, name, downloads, person, desk.post)
        reports = SweepReports(sweeps, home, desk.settle)
        station = SweepStation(
            config, name, desk, cradle, TagEar(catalogue), closing.pop_all(), reports, lent
        )
    runners: dict[str, DeviceRunner] = {
        device: device_runner(device, section, station.device_event, rack)
        for device, section in sections.items()
    }
    station.start(runners)
    return station


def begin_sitting(
    journal: Journal,
    sweeps: LiveSweeps,
    name: str,
    person: str,
    device: str,
    now: Callable[[], str],
) -> SweepDesk:
    """Return the desk of a sitting: of the one that was cut off, if it was of this sweep.

    What is in the journal and not in the sweep is added to it first, whichever sweep it was.
    """
    cut_off = next(_cut_off(journal), None)
    if cut_off is not None:
        desk = _take_up(journal, sweeps, cut_off, now)
        if desk is not None and cut_off.began.sweep == name:
            return desk
        journal.append(SWEEP_STREAM, [(now(), "station", Ended())])
    sitting = sweeps.begin_sitting(name, person=person, device=device)
    shelf = sweeps.shelf(name, sitting)
    desk = SweepDesk(journal, sweeps, shelf, sweeps.live_state(name, sitting, shelf), now)
    desk.begin(__version__)
    return desk


def keep_what_was_cut_off(journal: Journal, sweeps: LiveSweeps, now: Callable[[], str]) -> None:
    """Add to its sweep what a sitting that was cut off has in the journal and nowhere else.

    Raises:
        JournalError: The journal cannot be read.
        StoreError: The store does not take it.
    """
    cut_off = next(_cut_off(journal), None)
    if cut_off is not None:
        _take_up(journal, sweeps, cut_off, now)


def _take_up(
    journal: Journal, sweeps: LiveSweeps, cut_off: _CutOff, now: Callable[[], str]
) -> SweepDesk | None:
    """Return the desk of a sitting as it was when it was cut off; None when its sweep is gone."""
    name, number = cut_off.began.sweep, cut_off.began.sitting
    sitting = sweeps.live_sitting(name, number)
    if sitting is None:
        return None
    shelf = sweeps.shelf(name, number)
    desk = SweepDesk(journal, sweeps, shelf, sweeps.live_state(name, number, shelf), now)
    desk.resume(cut_off.number - 1, sitting.through)
    return desk


def _cut_off(journal: Journal) -> Iterator[_CutOff]:
    """Yield the last sitting, if nobody ended it."""
    checkpoint = next(iter(journal.checkpoints(SWEEP_STREAM)), None)
    last: _CutOff | None = None
    for recorded in journal.entries(
        SWEEP_STREAM, LIVE_INPUTS, checkpoint.seq if checkpoint is not None else 0
    ):
        if isinstance(recorded.entry, Began):
            last = _CutOff(recorded.entry, recorded.seq)
        elif isinstance(recorded.entry, Ended):
            last = None
    if last is not None:
        yield last
