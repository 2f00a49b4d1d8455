"""Let every device fail in every way at every command of a job, and count how it ended.

    python benchmarks/device_faults.py [--every 1] [--only WORDS] [--page docs/reliability.md]

One book is worked off by each job profile, on each pad, with two label printers. At one command of
one device one thing goes wrong: a command or its answer is lost, cut, spoilt, late, comes twice or
among noise, or the cable is pulled. The person does what the bench says, puts the device right, and
goes on. It ends in a right item, or in words: of the other columns there should be none; the exit
status is 1 when there is one.
`--every 9` takes every ninth command; `--only withdraw` the jobs and devices with that word.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from careful_person import carry_on
from job_outcome import (
    barcodes_of,
    changes_what_is_there,
    is_item_right,
    is_tag_right,
    work_off_before,
)
from kill_play import STOCKS, Life, World
from results_page import Table, as_markdown, write_table

from procstation.catalog import Catalogue
from procstation.devices import simulator_names
from procstation.errors import StationError
from procstation.linking import JobProfile, StepName, read_profiles
from procstation_simulators.faults import Faults

TITLE, ITEM = "9780000000019", "31234000000032"
MEMORY = Path("/dev/shm")


def _set(name: str, value: Any) -> Callable[[Faults], None]:
    return lambda faults: setattr(faults, name, value)


FAULTS: dict[str, Callable[[Faults], None]] = {
    "not answered": _set("dont_answer", 1),
    "answer lost": _set("cut_reply", 0),
    "answer cut": _set("cut_reply", 3),
    "bit turned": _set("flip_bit", 21),
    "noise before": _set("noise_before", b"\x00\xff\x02"),
    "noise behind": _set("noise_after", b"\x02\x00\xff"),
    "answer late": _set("reply_late_s", 2.0),
    "answer twice": _set("reply_twice", True),
    "cable pulled": lambda faults: faults.unplug(),
}


@dataclass
class Tally:
    """How the runs ended. The last two should be 0.

    Attributes:
        right: Released; its tag holds its number, and one label of each kind came out.
        in_words: Not released, and the bench says why, or asks.
        wrong: Released with a wrong tag or a label missing or double.
        unnamed: An error that is not of the station's own kind, or nothing said.
    """

    runs: int = 0
    struck: int = 0
    right: int = 0
    in_words: int = 0
    wrong: int = 0
    unnamed: int = 0

    def add(self, other: "Tally") -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    @property
    def is_clean(self) -> bool:
        return not (self.wrong or self.unnamed)


@dataclass(frozen=True)
class Run:
    """One run: the device named fails so at that command; without a fault, commands are counted."""

    profile: str
    pad: str
    device: str
    fault: str = ""
    at: int = -1


class Watched:
    """Counts the commands a device gets, and has it fail at one of them."""

    def __init__(self, device: Any, run: Run) -> None:
        self.commands = 0
        self.struck = False
        self._device, self._run = device, run
        self._receive = device.receive
        device.receive = self._received

    def _received(self, data: bytes) -> None:
        if self.commands == self._run.at:
            self.struck = True
            FAULTS[self._run.fault](self._device.faults)
        self.commands += 1
        if self._device.plugged:
            self._receive(data)

    def put_right(self) -> None:
        if not self._device.plugged:
            self._device.faults.plug()


def profile_named(name: str) -> JobProfile:
    return read_profiles()[name]


def work_off(store: Path, run: Run) -> tuple[Tally, int]:
    """Work one book off, and return how it ended and how many commands the device got."""
    profile = profile_named(run.profile)
    code = ITEM if profile.barcode == "existing" else TITLE
    tally = Tally(runs=1)
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        world = World.make(Path(folder) / "home", store, profile, [code], run.pad)
        if changes_what_is_there(profile):
            work_off_before(world, run.pad, [TITLE])
        watched = Watched(world.pad if run.device == "pad" else world.printers[run.device], run)
        try:
            _live(world, run, watched)
        except StationError:
            tally.in_words += 1
        except AssertionError as given_up:
            # The person gave up; what the bench said is in the message.
            tally.in_words += bool(str(given_up))
            tally.unnamed += not str(given_up)
        except Exception as error:  # noqa: BLE001
            # Whatever it is, it would have ended the station.
            print(f"{run}: {error!r}", file=sys.stderr)
            tally.unnamed += 1
        else:
            right = _is_right(world, profile)
            tally.right += right
            tally.wrong += not right
            if not right:
                print(f"{run}: released, and wrong", file=sys.stderr)
    tally.struck += watched.struck
    return tally, watched.commands


def _live(world: World, run: Run, watched: Watched) -> None:
    """Work until the book is released; after a failure of a line, with its device opened anew.

    Raises:
        AssertionError: It cannot be released.
        StationError: A device cannot be opened.
    """
    for left in reversed(range(3)):
        life: Life | None = None
        try:
            life = Life(world, run.pad)
            life.start()
            carry_on(life, len(world.codes))
        except (AssertionError, StationError):
            if not left or not watched.struck:
                raise
            watched.put_right()
        else:
            return
        finally:
            if life is not None:
                life.end()


def _is_right(world: World, profile: JobProfile) -> bool:
    """Whether item, tag and labels are what the job makes of them, and the store knows the tag."""
    if any(len(world.labels_out(name)) != 1 for name in profile.templates):
        return False
    held = barcodes_of(world)[0]
    barcode = held if world.codes[-1] == TITLE else world.codes[-1]
    is_linked = StepName.TAG not in profile.steps or held == barcode
    is_cleared = profile.change is not None and profile.change.tag == "clear"
    return (
        is_item_right(world, barcode)
        and is_tag_right(profile, world.tags[0], barcode)
        and (is_linked or is_cleared)
    )


def runs_of(store: Path, profile: str, pad: str, device: str, every: int) -> Iterator[Run]:
    """Yield a run for each fault at each command of a device."""
    _, commands = work_off(store, Run(profile, pad, device))
    for fault in FAULTS:
        for at in range(0, commands, every):
            yield Run(profile, pad, device, fault, at)


def workable(store: Path) -> tuple[list[str], list[str]]:
    """Return the profiles by which one book can be worked off here, and the others."""
    can = [name for name in read_profiles() if work_off(store, Run(name, "feig", "pad"))[0].right]
    return can, [name for name in read_profiles() if name not in can]


def cases(names: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield a profile, a pad and the device that fails: each pad, and the printers beside one."""
    for name in names:
        steps = profile_named(name).steps
        if StepName.TAG in steps:
            yield from ((name, pad, "pad") for pad in simulator_names("rfid"))
        templates = profile_named(name).templates
        yield from ((name, "feig", one) for one in STOCKS if one in templates)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    wanted = parser.parse_args(arguments)
    rows, is_clean = [], True
    heads = [one.name for one in fields(Tally)]
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor() as processes:
        store = Path(folder) / "store.sqlite"
        catalogue = Catalogue.open(f"sqlite:///{store}")
        with as_file(files("procstation.demo") / "catalogue.xml") as sample:
            catalogue.load([sample], "koha")
        catalogue.close()
        names, left_out = workable(store)
        for profile, pad, device in cases(names):
            shown = pad if device == "pad" else f"{device} printer"
            if wanted.only not in f"{profile} {shown}":
                continue
            total = Tally()
            runs = runs_of(store, profile, pad, device, wanted.every)
            for tally, _ in processes.map(partial(work_off, store), runs, chunksize=4):
                total.add(tally)
            is_clean = is_clean and total.is_clean
            rows.append((profile, shown, *(f"{getattr(total, one):,}" for one in heads)))
            print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    notes = (f"Not worked off book by book at one pad: {', '.join(left_out)}.",) if left_out else ()
    table = Table(("job", "device", *(one.replace("_", " ") for one in heads)), tuple(rows), notes)
    if wanted.page:
        write_table(wanted.page, "device_faults", table)
    else:
        print(as_markdown(table))
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
