"""The room of the sweeps: their list, what comes of them as files, and the way to the shelf."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from procstation.devices import open_device
from procstation.errors import DeviceError, InputRefused, UsageError
from procstation.items import BarcodeRange
from procstation.language import grouped, tr, tr_marked
from procstation.station.lent_devices import Lent
from procstation.station.opening import options_of
from procstation.station.sweep_build import SweepParts, begin_sweep, keep_what_was_cut_off
from procstation.station.sweep_memory import DOWNLOADS, add_pending, fetched_lines
from procstation.station.sweep_reports import SweepReports
from procstation.station.sweep_station import SweepStation
from procstation.sweeping.download import fetch
from procstation.sweeping.downloads import Downloads
from procstation.sweeping.drop_folder import DropFolder
from procstation.sweeping.dropped_uploads import add_dropped
from procstation.sweeping.house_rules import file_rules_of
from procstation.sweeping.scope_asked import ScopeAsked
from procstation.sweeping.sweep_records import Sweep
from procstation.sweeping.uploads import Added

MOST_COUNTED = 20
"""Closed sweeps whose reads are counted for the list; a station keeps those of years."""


@dataclass(frozen=True, slots=True)
class ListedSweep:
    """A sweep, and how far it is.

    Attributes:
        found: How many of the expected items were heard; None where nobody counted.
        people: Who swept, in the order of their first sitting.
    """

    sweep: Sweep
    found: int | None
    people: tuple[str, ...]


class SweepRoom:
    """May be used from any thread.

    Attributes:
        person: Who sweeps here; "" when nobody said.
        reports: The reports of the sweeps.
    """

    def __init__(self, parts: SweepParts) -> None:
        self.person = ""
        self._parts = parts
        self._sweeps = parts.sweeps
        self.reports = SweepReports(parts.sweeps, parts.home)

    def listed(self) -> list[ListedSweep]:
        """Return all sweeps, the latest first.

        Raises:
            StoreError: The store cannot be read.
        """
        return list(self._counted())

    def settle(self) -> None:
        """Add to its sweep what a sitting that was cut off has in the journal and nowhere else. Not
        while one is open.

        Raises:
            JournalError: The journal cannot be read.
            StoreError: The store does not take it.
        """
        keep_what_was_cut_off(self._parts.journal, self._sweeps, self._parts.now)

    def _counted(self) -> Iterator[ListedSweep]:
        for number, sweep in enumerate(self._sweeps.sweeps()):
            if sweep.closed_at and number >= MOST_COUNTED:
                yield ListedSweep(sweep, None, ())
                continue
            progress = self._sweeps.progress(sweep.name)
            people = dict.fromkeys(one.person for one in progress.sittings if one.person)
            yield ListedSweep(sweep, progress.found, tuple(people))

    def open(self, name: str, asked: ScopeAsked, *, dry_run: bool = False) -> Sweep:
        """Open a sweep and freeze what it expects; see `Sweeps.open`.

        Raises:
            UsageError: It has no name, or its scope is said in two ways.
            InputRefused: There is one of that name, or no item is in the scope.
        """
        name = name.strip()
        if not name:
            raise UsageError(tr("The sweep has no name."), tr("Name it, as stacks-2026."))
        by = self.person or self._parts.config.station.name
        return self._sweeps.open(name, asked.scope(), by=by, dry_run=dry_run)

    def close(self, name: str) -> Sweep:
        """Close a sweep; see `Sweeps.close`."""
        return self._sweeps.close(name)

    def reopen(self, name: str) -> Sweep:
        """Open a closed sweep again; see `Sweeps.reopen`."""
        return self._sweeps.reopen(name)

    def begin(self, name: str, lent: Lent) -> SweepStation:
        """Begin a live sitting of a sweep, or go on with the one that was cut off.

        Args:
            lent: The devices of the bench that it works with.

        Raises:
            InputRefused: There is no such open sweep.
            UsageError, ConfigError: The configuration names something that does not exist.
            JournalError, StoreError: It cannot be recorded.
        """
        return begin_sweep(self._parts, name, self.person, lent=lent, closing=ExitStack())

    @property
    def memory_scanners(self) -> tuple[str, ...]:
        """The configured scanners that keep what they read."""
        return tuple(self._parts.config.devices_of("memory"))

    def fetch(self, device: str, name: str, *, clear: bool = True) -> list[str]:
        """Fetch what a memory scanner keeps, add it to a sweep, and say what came of it, in lines.

        It is on disk before the scanner is cleared. Takes as long as the line to the scanner does.

        Args:
            clear: Have the scanner forget what is on disk.

        Raises:
            DeviceLost, DeviceFault: It could not be fetched; the scanner keeps everything. What an
                earlier time brought to disk is added all the same.
            InputRefused: There is no such open sweep.
            StoreError: It cannot be kept, or the store does not take it.
        """
        parts = self._parts
        self._sweeps.require_open(name)
        section = parts.config.devices_of("memory")[device]
        ranges = tuple(map(BarcodeRange.from_section, parts.config.barcodes.ranges))
        downloads = Downloads(parts.home / DOWNLOADS, ranges)
        try:
            with closing(
                open_device(
                    "memory", section.driver, section.port, section.options, parts.rack,
                    options_of(device),
                )
            ) as scanner:  # fmt: skip
                fetched = fetch(scanner, downloads, device=device, sweep=name, clear=clear)
        except DeviceError:
            add_pending(self._sweeps, downloads, name, self.person)
            raise
        added, _ = add_pending(self._sweeps, downloads, name, self.person)
        return [*fetched_lines(device, fetched), *added_lines(added)]

    def watch(self, folder: Path, name: str) -> "WatchedFolder":
        """Begin to watch a folder into which files of a sweep are dropped.

        Raises:
            InputRefused: There is no such folder, or no such open sweep.
            ConfigError: What the codes of places look like is said by no regular expression.
        """
        self._sweeps.require_open(name)
        drop = DropFolder(folder, monotonic)
        if not drop.is_there():
            raise InputRefused(
                tr("There is no folder {folder}.", folder=folder),
                tr("Name the folder files are dropped in."),
            )
        return WatchedFolder(self, drop, name)

    def add_dropped(self, drop: DropFolder, name: str) -> list[Added]:
        """Add what lies whole in a folder; see `add_dropped`."""
        rules = file_rules_of(self._parts.config)
        added, _ = add_dropped(self._sweeps, name, drop, rules, person=self.person)
        return added


class WatchedFolder:
    """A folder that is looked into again and again."""

    def __init__(self, room: SweepRoom, drop: DropFolder, name: str) -> None:
        self._room, self._drop, self._name = room, drop, name
        self._told: frozenset[str] = frozenset()

    def look(self) -> list[str]:
        """Look once, and say what came of it, in lines; each trouble once.

        Raises:
            InputRefused: The sweep was closed.
            StoreError: The store does not take it. The files stay where they are.
        """
        lines = list(added_lines(self._room.add_dropped(self._drop, self._name)))
        troubles = frozenset(self._drop.troubles())
        lines += [f"! {one}" for one in sorted(troubles - self._told)]
        self._told = troubles
        return lines


def added_lines(added: list[Added]) -> Iterator[str]:
    """Say what adding did, a line for each file and for each thing to know of it."""
    for one in added:
        yield tr(
            "{file}: {read} read, {new} new, {repeated} repeated",
            file=one.file,
            read=grouped(one.read),
            new=grouped(one.new),
            repeated=grouped(one.repeated),
        )
        if one.before:
            yield "  " + tr(
                "it was added at {before} already; nothing counts twice", before=one.before
            )
        if one.unreadable:
            first = one.unreadable[0]
            yield "  " + (
                tr(
                    "{count} lines could not be used, the first: line {line}: {reason}",
                    count=grouped(len(one.unreadable)),
                    line=first.line,
                    reason=tr_marked(first.reason),
                )
            )
