"""Scripted work on all files of a station, on a disk that fails, and what has to be there after it.

Each act is acknowledged by returning. A life ends at the first act that could not be done; the next
one goes on from what the files say, as a station does, and at the end each act is done once.
"""

import shutil
import sqlite3
import sys
from collections import Counter
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass, field, fields
from pathlib import Path

from faulty_disk import Fault, FaultyDisk

from procstation.catalog import Catalogue
from procstation.catalog.loads import LoadAct
from procstation.config import parse_config
from procstation.errors import StationError
from procstation.journal import Checkpoint, Journal, Limits
from procstation.labels import LabelData
from procstation.linking import INPUTS, Scanned
from procstation.printing import PRINT_FILE, LabelRequest, LabelState, PrintFile, PrintQueue
from procstation.station import JOURNAL_NAME, STREAM

AT = "2026-11-22T10:00:00.000Z"
STATION = "bench-1"
RANGE = parse_config(
    '[[barcodes.ranges]]\nname="new"\nprefix="5"\nfirst=1\ncheck="none"', "x"
).barcodes.ranges[0]
HEADER = "barcode,title,author,call number,library,location,status\n"
SHELVED = 12
LOADED = 5
STEPS = 6
TURNED_OVER_AT = 4
LABELS = ("31234000000001", "31234000000002")


@dataclass
class DiskTally:
    """What failures of the disk came to. All but the first four should be 0.

    Attributes:
        runs: One failure each.
        struck: Those where the disk was still used when the failure was due.
        told: Acts that ended in words.
        lost: Acts that were acknowledged and are not there.
        doubled: Acts that are there twice.
        unnamed: Errors that are not of the station's own kind.
        unreadable: Files that cannot be read, or are damaged, when the disk is good again.
    """

    runs: int = 0
    struck: int = 0
    calls: int = 0
    told: int = 0
    lost: int = 0
    doubled: int = 0
    unnamed: int = 0
    unreadable: int = 0

    def add(self, other: "DiskTally") -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.unnamed or self.unreadable)


@dataclass
class Acknowledged:
    """What the station said is done.

    Attributes:
        entries: Of the journal.
        numbers: Leased.
        items: Given a number.
        marked: Items whose status was changed.
        jobs: Of labels.
        refused: Labels.
        loaded: Loads.
    """

    entries: int = 0
    numbers: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    jobs: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    loaded: int = 0


def make_base(home: Path) -> None:
    """Make a home with a store."""
    home.mkdir()
    table, more = home / "shelf.csv", home / "more.csv"
    table.write_text(_table("31234", SHELVED))
    more.write_text(_table("41234", LOADED))
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    catalogue.load([table])
    catalogue.close()


def _table(prefix: str, count: int) -> str:
    rows = (f"{prefix}{one:09},Title {one},A,QA{one + 1} .A1,MAIN,STACKS," for one in range(count))
    return HEADER + "\n".join(rows) + "\n"


@dataclass
class DiskWork:
    """The work in one home, through a life that is cut short and one that is not."""

    home: Path
    done: Acknowledged = field(default_factory=Acknowledged)

    def live(self) -> None:
        """Do all that is not done yet.

        Raises:
            StationError: An act could not be done.
        """
        with ExitStack() as opened:
            journal = Journal(self.home / JOURNAL_NAME, Limits(size=1))
            opened.callback(journal.close)
            catalogue = Catalogue.open(f"sqlite:///{self.home / 'store.sqlite'}")
            opened.callback(catalogue.close)
            file = PrintFile(self.home / PRINT_FILE)
            opened.callback(file.close)
            queue = PrintQueue(file, lambda: AT)
            for step in range(STEPS):
                self._journal(journal, step)
                self._number(catalogue, step)
                self._print(queue, step)
            if not any(one.state == "done" for one in _loads_of_more(catalogue)):
                catalogue.load([self.home / "more.csv"])
            self.done.loaded = 1

    def _journal(self, journal: Journal, step: int) -> None:
        # A station goes on behind what it finds recorded.
        if journal.last_seq > step:
            return
        journal.append(STREAM, [(AT, "scanner", Scanned(f"{step:05}", "item"))])
        self.done.entries = step + 1
        if step % 2:
            journal.save_checkpoint(STREAM, Checkpoint(journal.last_seq, b"{}"))
        if journal.last_seq == TURNED_OVER_AT:
            journal.turn_over_if_due(AT, TURNED_OVER_AT)

    def _number(self, catalogue: Catalogue, step: int) -> None:
        if step >= len(self.done.numbers):
            self.done.numbers.append(catalogue.next_number(STATION, RANGE))
        number = self.done.numbers[step]
        # Whatever was cut off is done once more.
        catalogue.assign_barcode(step + 1, number, by=STATION, at=AT)
        self.done.items[step:] = [number]
        catalogue.set_status(number, "shelved", by=STATION, at=AT)
        self.done.marked[step:] = [number]

    def _print(self, queue: PrintQueue, step: int) -> None:
        name = f"job {step}"
        if name not in {one.title for one in queue.jobs()}:
            queue.add([LabelRequest(LabelData(one), "barcode") for one in LABELS], name)
        self.done.jobs.append(name)
        job = next(one for one in queue.jobs() if one.title == name)
        label = queue.of_job(job.id)[0]
        if label.state is LabelState.QUEUED:
            queue.refuse(label, "tried")
        self.done.refused.append(name)

    def count(self, tally: DiskTally) -> None:
        """Compare what is there with what was self.done."""
        self._count_journal(tally)
        self._count_store(tally)
        self._count_labels(tally)

    def _count_journal(self, tally: DiskTally) -> None:
        journal = Journal(self.home / JOURNAL_NAME)
        broken = journal.verify()
        if broken is not None:
            tally.unreadable += 1
            print(f"{self.home}: {broken}", file=sys.stderr)
        codes = [
            one.entry.code
            for one in journal.entries(STREAM, INPUTS)
            if isinstance(one.entry, Scanned)
        ]
        journal.close()
        tally.lost += max(0, self.done.entries - len(codes))
        tally.doubled += len(codes) - len(set(codes))

    def _count_store(self, tally: DiskTally) -> None:
        tally.unreadable += not is_whole(self.home / "store.sqlite")
        catalogue = Catalogue.open(f"sqlite:///{self.home / 'store.sqlite'}")
        for number in self.done.items:
            found = catalogue.by_barcode(number)
            tally.lost += found is None
            if found is not None and number in self.done.marked:
                tally.lost += found[0].status != "shelved"
        tally.doubled += len(self.done.numbers) - len(set(self.done.numbers))
        loads = _loads_of_more(catalogue)
        done = [one for one in loads if one.state == "done"]
        tally.lost += max(0, self.done.loaded - len(done))
        tally.doubled += max(0, len(loads) - 1)
        catalogue.close()

    def _count_labels(self, tally: DiskTally) -> None:
        path = self.home / PRINT_FILE
        tally.unreadable += path.exists() and not is_whole(path)
        file = PrintFile(path)
        queue = PrintQueue(file)
        jobs = Counter(one.title for one in queue.jobs())
        tally.lost += len(set(self.done.jobs) - set(jobs))
        tally.doubled += sum(count - 1 for count in jobs.values())
        for job in queue.jobs():
            labels = queue.of_job(job.id)
            tally.lost += len(labels) != len(LABELS)
            if job.title in self.done.refused:
                tally.lost += labels[0].state is not LabelState.REFUSED
        file.close()

    def count_end(self, tally: DiskTally) -> None:
        """Compare what is there with all that was to be done, once each."""
        journal = Journal(self.home / JOURNAL_NAME)
        tally.doubled += abs(journal.last_seq - STEPS)
        journal.close()
        catalogue = Catalogue.open(f"sqlite:///{self.home / 'store.sqlite'}")
        tally.doubled += abs(catalogue.counts()[1] - SHELVED - LOADED - STEPS)
        catalogue.close()
        file = PrintFile(self.home / PRINT_FILE)
        tally.doubled += abs(len(PrintQueue(file).jobs()) - STEPS)
        file.close()


def _loads_of_more(catalogue: Catalogue) -> list[LoadAct]:
    return [one for one in catalogue.loads() if one.files[0].endswith("more.csv")]


def is_whole(path: Path) -> bool:
    db = sqlite3.connect(path)
    try:
        return db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except sqlite3.Error:
        return False
    finally:
        db.close()


def fail_and_count(base: Path, home: Path, disk: FaultyDisk) -> DiskTally:
    """Work in a copy of a home until the disk fails; then, on a good one, look and go on."""
    shutil.copytree(base, home)
    tally = DiskTally(runs=1)
    work = DiskWork(home)
    at_strike: list[Acknowledged] = []
    disk.on_strike = lambda: at_strike.append(deepcopy(work.done))
    with disk.in_use():
        try:
            work.live()
        except StationError:
            tally.told += 1
        except Exception as error:  # noqa: BLE001
            # It would end the program: whatever it is, it is counted.
            tally.unnamed += 1
            print(f"{disk.fault} at {disk.at}: {error!r}", file=sys.stderr)
    tally.calls, tally.struck = len(disk.calls), int(disk.struck)
    if disk.fault is Fault.LIE and at_strike:
        # Nobody can promise what a disk lied about.
        work.done = at_strike[0]
    try:
        work.count(tally)
        work.live()
        work.count(tally)
        work.count_end(tally)
    except (StationError, sqlite3.Error, OSError) as error:
        tally.unreadable += 1
        print(f"{disk.fault} at {disk.at}: then {error!r}", file=sys.stderr)
    return tally
