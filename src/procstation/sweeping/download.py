"""Fetching what a memory scanner keeps: nothing is cleared before it is on disk.

The order is fixed: ask, fetch, write to disk, clear, fetch again to see that nothing is left, set
the clock. Killed between any two of them, the next run goes on: what is on disk is known again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from procstation.devices import MemoryScanner, MemoryState
from procstation.errors import DeviceError
from procstation.language import grouped, tr
from procstation.sweeping.downloads import Downloads, Kept, Saved

ROUNDS = 3
"""Codes may be read while the scanner is being cleared; they are fetched in their own round."""
DRIFT_SAID_S = 60
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of it.

    Attributes:
        fetched: Codes that were fetched, those known from before included.
        new: Those of them that were not on disk before.
        cleared: The scanner keeps nothing any more.
        clock_set: Its clock was set to the local time.
        notes: What a person should know.
    """

    state: MemoryState
    fetched: int
    new: int
    cleared: bool
    drift_s: float | None
    clock_set: bool
    notes: tuple[str, ...]


def fetch(
    scanner: MemoryScanner,
    downloads: Downloads,
    *,
    device: str,
    sweep: str,
    clear: bool = True,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Fetched:
    """Fetch what a scanner keeps for a sweep.

    Args:
        clear: Have it forget what is on disk.
        now: The time, with its zone.

    Raises:
        DeviceLost, DeviceFault: It could not be fetched; the scanner keeps everything.
        StoreError: It could not be kept; the scanner keeps everything.
    """
    run = _Run(scanner, downloads, device, sweep, now)
    left = run.round()
    rounds = 1
    while clear and left and rounds < ROUNDS and run.clear():
        left = run.round()
        rounds += 1
    if clear and left and rounds == ROUNDS:
        run.notes.append(tr("it still keeps codes; all of them are on disk"))
    is_empty = not left
    # What it still keeps was stamped by its clock as it goes: set now, those times would be lost.
    clock_set = is_empty and run.set_clock()
    return Fetched(
        run.state, run.fetched, run.new, is_empty, run.drift_s, clock_set, tuple(run.notes)
    )


class _Run:
    def __init__(
        self,
        scanner: MemoryScanner,
        downloads: Downloads,
        device: str,
        sweep: str,
        now: Callable[[], datetime],
    ) -> None:
        self._scanner, self._downloads = scanner, downloads
        self._device, self._sweep, self._now = device, sweep, now
        self._hashes: set[str] = set()
        self.notes: list[str] = []
        self.fetched = self.new = 0
        self.state = scanner.state()
        self._asked_at = now()
        self.drift_s = _drift(self.state.at, self._asked_at)
        if self.state.battery_low:
            self.notes.append(tr("its battery is low"))
        if self.drift_s is not None and abs(self.drift_s) > DRIFT_SAID_S:
            self.notes.append(
                tr(
                    "its clock said {at}, {drift}",
                    at=self.state.at,
                    drift=_in_words(self.drift_s),
                )
            )

    def round(self) -> int:
        """Fetch and keep once; return how many codes the scanner holds."""
        scans, raw = self._scanner.download()
        if not scans:
            return 0
        kept = self._downloads.keep(self._label(), scans, raw)
        if kept.saved.stem not in self._hashes:
            self._hashes.add(kept.saved.stem)
            self._count(kept, len(scans))
        return len(scans)

    def clear(self) -> bool:
        """Clear what is on disk; return whether it is worth looking again."""
        try:
            self._scanner.clear()
        except DeviceError as error:
            self.notes.append(
                tr("it was not cleared: {what} {do_next}", what=error.what, do_next=error.do_next)
            )
            return False
        return True

    def set_clock(self) -> bool:
        if not self.state.at:
            return False
        local = self._now().astimezone().replace(tzinfo=None).isoformat(timespec="seconds")
        try:
            self._scanner.set_clock(local)
            # What was set right on the way is said by the scanner's own account only now.
            after = self._scanner.state()
        except DeviceError as error:
            self.notes.append(tr("its clock was not set: {what}", what=error.what))
            return False
        self.state = after
        left_s = _drift(after.at, self._now())
        if left_s is None or abs(left_s) > DRIFT_SAID_S:
            self.notes.append(
                tr("its clock was set to {local} and says {at}", local=local, at=after.at)
            )
            return False
        return True

    def _label(self) -> Saved:
        read_at = self._asked_at.astimezone(UTC).isoformat(timespec="seconds")
        return Saved(
            serial=self.state.serial,
            device=self._device,
            sweep=self._sweep,
            read_at=read_at.replace("+00:00", "Z"),
            scanner_at=self.state.at,
            drift_s=self.drift_s,
        )

    def _count(self, kept: Kept, codes: int) -> None:
        self.fetched += codes
        if not kept.is_known:
            self.new += codes
        elif kept.saved.sweep != self._sweep:
            self.notes.append(
                tr(
                    "{codes} codes were fetched for sweep {sweep!r} before",
                    codes=codes,
                    sweep=kept.saved.sweep,
                )
            )
        if kept.patrons:
            self.notes.append(tr("{count} codes of patrons were not kept", count=kept.patrons))


def _drift(scanner_at: str, now: datetime) -> float | None:
    """Return by how many seconds a scanner's clock is ahead of the local time."""
    if not scanner_at:
        return None
    try:
        shown = datetime.fromisoformat(scanner_at)
    except ValueError:
        # A day there is not, as 31 February: such a clock was never set.
        return None
    return (shown - now.astimezone().replace(tzinfo=None)).total_seconds()


def _in_words(drift_s: float) -> str:
    size = abs(drift_s)
    if size >= DAY_S:
        days = grouped(round(size / DAY_S))
        if drift_s > 0:
            return tr("{days} days ahead: it was never set", days=days)
        return tr("{days} days behind: it was never set", days=days)
    minutes = grouped(round(size / 60))
    if drift_s > 0:
        return tr("{minutes} minutes ahead", minutes=minutes)
    return tr("{minutes} minutes behind", minutes=minutes)
