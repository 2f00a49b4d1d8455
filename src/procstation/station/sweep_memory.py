"""What scanners with a memory kept, fetched when one is put into its cradle, added to a sweep."""

from collections.abc import Callable, Iterator

from procstation.devices import DeviceRunner, MemoryScanner
from procstation.errors import StationError
from procstation.language import grouped, tr
from procstation.sweeping.download import Fetched, fetch
from procstation.sweeping.downloads import Downloads
from procstation.sweeping.live_inputs import DeviceTold
from procstation.sweeping.sweeps import Sweeps
from procstation.sweeping.uploads import Added, Upload

DOWNLOADS = "downloads"
"""The folder of the home in which what was fetched is kept."""


def add_pending(
    sweeps: Sweeps, downloads: Downloads, name: str, person: str
) -> tuple[list[Added], list[str]]:
    """Add to a sweep what was fetched for it; return what that did, and what each was taken for.

    Raises:
        InputRefused: There is no such open sweep.
        StoreError: The store does not take it. It stays on disk.
    """
    added, whys = [], []
    for saved in list(downloads.pending(name)):
        scans = downloads.scans_of(saved)
        title = f"{saved.device} {saved.serial} {saved.read_at}"
        upload = Upload(title, saved.content, scans, person, saved.device)
        added.append(sweeps.add(name, upload))
        whys.append(scans.why)
        # Only now: killed in between, it is added again and does not count twice.
        downloads.note_added(saved)
    return added, whys


def fetched_lines(device: str, fetched: Fetched) -> Iterator[str]:
    """Say what came of fetching: how much, whether the scanner is empty, how its clock was."""
    yield f"{device} ({fetched.state.serial}; {fetched.state.detail})"
    yield "  " + tr(
        "{fetched} codes fetched, {new} of them new",
        fetched=grouped(fetched.fetched),
        new=grouped(fetched.new),
    )
    yield f"  {_left_there(fetched)}"
    if fetched.drift_s is not None:
        drift = f"{fetched.drift_s:+,.0f}"
        clock = tr("its clock was {drift} s off and was not set", drift=drift)
        if fetched.clock_set:
            clock = tr("its clock was {drift} s off and was set", drift=drift)
        yield f"  {clock}"
    yield from (f"  ! {note}" for note in fetched.notes)


def _left_there(fetched: Fetched) -> str:
    return tr("it is empty now") if fetched.cleared else tr("it still keeps them")


class Cradle:
    """Fetches what a scanner keeps as soon as it is there.

    Args:
        sweep: The name of the sweep that gets it.
        tell: Takes what came of it, and the name of the device, on the device's thread.
    """

    def __init__(
        self,
        sweeps: Sweeps,
        sweep: str,
        downloads: Downloads,
        person: str,
        tell: Callable[[DeviceTold, str], object],
    ) -> None:
        self._sweeps, self._sweep, self._downloads = sweeps, sweep, downloads
        self._person, self._tell = person, tell

    def put_in(self, runner: DeviceRunner) -> None:
        """Have it fetched, between two polls."""
        runner.submit(lambda scanner: self._fetch(scanner, runner.name))

    def _fetch(self, scanner: MemoryScanner, name: str) -> None:
        try:
            fetched = fetch(scanner, self._downloads, device=name, sweep=self._sweep)
            added, _ = add_pending(self._sweeps, self._downloads, self._sweep, self._person)
        except StationError as error:
            self._tell(DeviceTold(name, "fault", f"{error.what} {error.do_next}"), name)
            return
        read, new = sum(one.read for one in added), sum(one.new for one in added)
        said = "; ".join(
            (
                tr("{read} codes added, {new} of them new", read=grouped(read), new=grouped(new)),
                _left_there(fetched),
                *fetched.notes,
            )
        )
        self._tell(DeviceTold(name, "ready", said), name)
