"""A live sweep that is killed again and again, and the count of what that lost or doubled.

Run as a program it is one life of it, at whose end what was worked off so far has gone out, a line
of reads each: `python sweep_play.py HOME FIRST ITEMS READS`.
"""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random

from procstation.catalog import Catalogue
from procstation.items import BarcodeRange
from procstation.journal import Journal
from procstation.station import JOURNAL_NAME
from procstation.station.sweep_build import begin_sitting
from procstation.station.sweep_desk import SWEEP_STREAM, SweepDesk
from procstation.sweeping.buckets import Statuses
from procstation.sweeping.live_inputs import (
    LIVE_INPUTS,
    AnyLive,
    BookScanned,
    ConditionSaid,
    Echo,
    PlaceScanned,
    TagsHeard,
)
from procstation.sweeping.live_records import LiveSweeps
from procstation.sweeping.model import Scope
from procstation.sweeping.placing import Placing
from procstation.sweeping.sweeps import HouseRules

SWEEP = "killed"
HEADER = "barcode,title,author,call number,library,location,status\n"
AHEAD = 40
"""Inputs handed in and not worked off yet, at most."""

MOST_LIVES = 400


def barcode(number: int) -> str:
    return f"{31234000000000 + number}"


def live_sweeps(catalogue: Catalogue) -> LiveSweeps:
    rules = HouseRules(Statuses({}), Placing(), (BarcodeRange("ours", "31234", check="none"),))
    return LiveSweeps(catalogue.store, rules)


def make_home(home: Path, items: int) -> None:
    """Make a store with so many items, and open the sweep of them all."""
    home.mkdir(parents=True, exist_ok=True)
    table = home / "items.csv"
    table.write_text(
        HEADER
        + "".join(
            f"{barcode(one)},Title {one},A,QA{one + 1} .A1,MAIN,STACKS,"
            f"{'MISSING' if one % 97 == 5 else ''}\n"
            for one in range(items)
        )
    )
    catalogue = open_catalogue(home)
    catalogue.load([table])
    live_sweeps(catalogue).open(SWEEP, Scope())
    catalogue.close()


def open_catalogue(home: Path) -> Catalogue:
    return Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")


def inputs(items: int, reads: int) -> list[AnyLive]:
    """Return a walk with a scanner and a wand, always the same one, of at least so many reads."""
    lot = Random(6)
    made: list[AnyLive] = []
    total = at = 0
    while total < reads:
        sort = lot.random()
        at = (at + 1) % items
        if sort < 0.01:
            made.append(PlaceScanned(f"bay {lot.randrange(40)}"))
        elif sort < 0.02:
            made.append(ConditionSaid(lot.choice(("damaged", "weed", ""))))
        elif sort < 0.7:
            code = f"X{lot.randrange(50)}" if sort < 0.04 else barcode(at)
            made.append(BookScanned(code))
            total += 1
        else:
            near = [barcode((at + lot.randrange(5)) % items) for _ in range(lot.randint(1, 4))]
            made.append(TagsHeard(tuple(Echo(one, lot.randint(1, 3), -50.0) for one in near)))
            total += reads_of(made[-1])
    return made


def reads_of(entry: AnyLive) -> int:
    if isinstance(entry, TagsHeard):
        return sum(one.reads for one in entry.echoes)
    return int(isinstance(entry, BookScanned))


def live(home: Path, first: int, items: int, reads: int) -> None:
    """Live one life: take up what was cut off, go on from an input, and end well."""
    journal = Journal(home / JOURNAL_NAME)
    catalogue = open_catalogue(home)
    sweeps = live_sweeps(catalogue)
    desk = begin_sitting(journal, sweeps, SWEEP, "", "killed", lambda: "2026-11-22T10:00:00Z")
    desk.changed = _telling(desk)
    desk.start()
    for number, entry in enumerate(inputs(items, reads)[first:]):
        desk.post(entry, "scanner")
        if number % AHEAD == 0:
            desk.wait_until_calm(60)
    desk.stop()
    catalogue.close()
    journal.close()


def _telling(desk: SweepDesk) -> Callable[[], None]:
    def tell() -> None:
        sys.stdout.write(f"{desk.state.reads}\n")
        sys.stdout.flush()

    return tell


@dataclass
class KillTally:
    """What came of a sweep that was killed.

    Attributes:
        kills: Lives that were ended by SIGKILL.
        reads: What was read in all.
        lost: Reads that were answered and are not in the sweep.
        doubled: Reads that are in the sweep more often than they were read.
        misplaced: Scans that are in the sweep in another order than they were read.
        wrong_conditions: Books of which something else is kept than was said.
    """

    kills: int = 0
    reads: int = 0
    lost: int = 0
    doubled: int = 0
    misplaced: int = 0
    wrong_conditions: int = 0
    broken_journals: int = 0

    @property
    def is_clean(self) -> bool:
        return not (
            self.lost
            or self.doubled
            or self.misplaced
            or self.wrong_conditions
            or self.broken_journals
        )


def kill_and_count(home: Path, items: int, reads: int, kills: Iterator[int]) -> KillTally:
    """Sweep to the end, however often it is killed; return what that lost.

    Args:
        kills: After how many reads that were answered in a life it is killed; it is let live when
            there are no more.
    """
    make_home(home, items)
    walk = inputs(items, reads)
    # After so many reads the person goes on there; what was no read is done once more.
    starts = {0: 0}
    for number, total in enumerate(accumulate(map(reads_of, walk)), 1):
        starts.setdefault(total, number)
    tally = KillTally(reads=sum(map(reads_of, walk)))
    for _ in range(MOST_LIVES):
        before = _journaled(home)
        answered, killed = _one_life(home, items, reads, starts[before], next(kills, None))
        tally.kills += killed
        now = _journaled(home)
        tally.lost += max(0, answered - now)
        if not killed:
            break
        if now not in starts:
            raise AssertionError(f"{now} reads are in the journal, and nobody read so many")
    else:
        raise AssertionError("it never came to its end")
    catalogue = open_catalogue(home)
    try:
        count_sweep(home, catalogue, walk, tally)
    finally:
        catalogue.close()
    return tally


def _one_life(
    home: Path, items: int, reads: int, first: int, kill_at: int | None
) -> tuple[int, bool]:
    """Return how many reads were answered in all, and whether it was killed."""
    command = [sys.executable, __file__, str(home), str(first), str(items), str(reads)]
    answered = told = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        if kill_at == 0:
            process.kill()
            return 0, True
        for line in process.stdout:
            answered, told = int(line), told + 1
            if kill_at is not None and told == kill_at:
                process.kill()
        # What was still in the pipe was answered too.
        ended = process.wait()
    if ended not in (0, -signal.SIGKILL):
        raise AssertionError(f"it ended by itself, with {ended}")
    return answered, ended != 0


def _journaled(home: Path) -> int:
    if not (home / JOURNAL_NAME).exists():
        return 0
    journal = Journal(home / JOURNAL_NAME)
    try:
        return sum(reads_of(one.entry) for one in journal.entries(SWEEP_STREAM, LIVE_INPUTS))
    finally:
        journal.close()


def count_sweep(home: Path, catalogue: Catalogue, walk: list[AnyLive], tally: KillTally) -> None:
    """Compare what is in the sweep with what was read."""
    sweep = live_sweeps(catalogue).sweep(SWEEP)
    with catalogue.store.reading_sweeps() as rows:
        heard = list(rows.heard(sweep.id))
        conditions = rows.conditions(sweep.id)
    kept: Counter[str] = Counter()
    for row in heard:
        kept[row.barcode] += row.reads
    read: Counter[str] = Counter()
    for entry in walk:
        if isinstance(entry, BookScanned):
            read[entry.code] += 1
        elif isinstance(entry, TagsHeard):
            for one in entry.echoes:
                read[one.code] += one.reads
    tally.lost += (read - kept).total()
    tally.doubled += (kept - read).total()
    scans = [one.code for one in walk if isinstance(one, BookScanned)]
    stored = [row.barcode for row in heard if row.ordered]
    tally.misplaced += sum(one != other for one, other in zip(scans, stored, strict=False))
    tally.wrong_conditions += len(set(_said(walk).items()) ^ set(conditions.items()))
    journal = Journal(home / JOURNAL_NAME)
    tally.broken_journals += journal.verify() is not None
    journal.close()


def _said(walk: list[AnyLive]) -> dict[str, tuple[str, ...]]:
    said: dict[str, tuple[str, ...]] = {}
    last = ""
    met: set[str] = set()
    for entry in walk:
        if isinstance(entry, BookScanned):
            last = entry.code
            met.add(last)
        elif isinstance(entry, TagsHeard):
            for one in entry.echoes:
                if one.code not in met:
                    last = one.code
                    met.add(last)
        elif isinstance(entry, ConditionSaid) and last:
            known = said.get(last, ())
            said[last] = tuple(dict.fromkeys((*known, entry.condition))) if entry.condition else ()
    return {code: words for code, words in said.items() if words}


if __name__ == "__main__":
    live(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
