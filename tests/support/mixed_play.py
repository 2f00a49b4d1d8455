"""Mixed work: a bench, its outbox and a sweep in one process, loads of files in another.

Each life is a process of its own, and ends by SIGKILL or because all is done. What it acknowledges
goes through a pipe to whoever may kill it, where the library system lives on as well.
"""

import faulthandler
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Condition, Thread
from typing import Any, TypeVar

from outbox_play import bib_record
from sweep_play import AHEAD, SWEEP, inputs, live_sweeps, reads_of

from procstation.catalog import Catalogue
from procstation.config import Config, parse_config
from procstation.devices import Rack, Scan
from procstation.errors import StoreError
from procstation.journal import Journal
from procstation.linking import StepName, TriedAgain
from procstation.station import JOURNAL_NAME, Station, open_station
from procstation.station.sweep_desk import SWEEP_STREAM, SweepDesk
from procstation.sweeping.live_inputs import LIVE_INPUTS
from procstation.sweeping.model import Scope
from procstation_simulators.ils.stock import Book, books

T = TypeVar("T")

STATION = """
[station]
name = "bench-1"
profile = "unlabelled"
[[barcodes.ranges]]
name = "new"
prefix = "5"
first = 1
check = "none"
[[barcodes.ranges]]
name = "swept"
prefix = "31234"
check = "none"
[outbox]
retry_s = 1
longest_retry_s = 1
new_items = {{ library = "MAIN", location = "STACKS", item_type = "BK" }}
[systems.koha]
connector = "koha"
url = "{url}"
user = "station"
"""
PROFILE = """
title = "Without a label"
summary = "What a bench without devices can do for a book."
steps = ["record", "barcode", "system", "release"]
barcode = "leased"
"""
SECRET = "PROCSTATION_SECRET_KOHA"
PASSWORD = "sesame"  # of a system that does not exist
HEADER = "barcode,title,author,call number,library,location,status\n"
SHELVED, LOADED = "31234", "41234"
PATIENCE_S = 30.0
HANGS_S = 800.0
"""After this a life says where it is."""

PERSON_S = 0.2
"""From what the station says to what the person does."""

AWAY = 3
"""How a life ends that met no server when it began."""

SAID_AWAY = "does not answer"

BOOKS = 30


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done in one home.

    Attributes:
        store_url: Of its store.
        system_url: Where the library system listens.
        books: New ones for the bench.
        shelved: Items that are swept.
        reads: Of the sweep.
        loads: Files that are loaded one after the other, each with new call numbers.
        rows: Items in each of them.
    """

    home: Path
    store_url: str
    system_url: str
    books: int = BOOKS
    shelved: int = 200
    reads: int = 1500
    loads: int = 6
    rows: int = 1500

    @property
    def config(self) -> Config:
        return parse_config(STATION.format(url=self.system_url), "procstation.toml")

    @property
    def stock(self) -> list[Book]:
        """The titles of the bench's books, as the library system has them."""
        return books(self.books, 1)

    def prepare(self) -> None:
        """Fill the store, open the sweep, and write the files to be loaded."""
        (self.home / "profiles").mkdir(parents=True)
        (self.home / "profiles" / "unlabelled.toml").write_text(PROFILE)
        titles, shelf = self.home / "titles.mrc", self.home / "shelf.csv"
        titles.write_bytes(
            b"".join(
                bib_record(str(one.number), one.title, one.isbn).as_marc() for one in self.stock
            )
        )
        shelf.write_text(_table(SHELVED, self.shelved, 0))
        for number in range(1, self.loads + 1):
            self.file(number).write_text(_table(LOADED, self.rows, number))
        catalogue = Catalogue.open(self.store_url)
        catalogue.load([titles], "koha")
        catalogue.load([shelf])
        live_sweeps(catalogue).open(SWEEP, Scope())
        catalogue.close()

    def file(self, number: int) -> Path:
        """Return the file of a load."""
        return self.home / f"load-{number}.csv"


Telling = Connection

LOADS_BEFORE = 2
"""Those that fill the store."""


def call_number(number: int, edition: int) -> str:
    """Return the call number of an item in the file of a load; 0 is before the first."""
    return f"QA{number + 1} .{'ABCDEFGHIJ'[edition]}1"


def _table(prefix: str, count: int, edition: int) -> str:
    rows = (
        f"{prefix}{one:09},Title {prefix} {one},A,{call_number(one, edition)},MAIN,STACKS,"
        for one in range(count)
    )
    return HEADER + "\n".join(rows) + "\n"


@contextmanager
def leaving_when_away() -> Iterator[None]:
    """End the process as a program does that cannot begin or end without its store."""
    try:
        yield
    except StoreError:
        os._exit(AWAY)


def work_at_bench(work: Work, told: Telling) -> None:
    """One life of the station: books, sweep and outbox, until nothing is left to do."""
    os.environ[SECRET] = PASSWORD
    faulthandler.dump_traceback_later(HANGS_S)
    with leaving_when_away():
        station = open_station(work.home, work.config, work.store_url, Rack())
    sweeping = Thread(target=_sweep_on, args=(station, work, told), name="sweeper")
    sweeping.start()
    _link_on(station, work, told)
    sweeping.join()
    _until_told(station)
    station.stop()
    told.send(("done", 0))


def _link_on(station: Station, work: Work, told: Telling) -> None:
    codes = [one.isbn for one in work.stock]
    while True:
        if not station.bench.wait_until_calm(PATIENCE_S):
            bench = station.bench
            raise TimeoutError(f"the bench hangs at {bench.state.now}: {bench.crashed}")
        state = station.bench.state
        if state.question is not None:
            raise AssertionError(f"nobody should have to answer {state.question.text}")
        told.send(("released", state.released))
        if state.released >= len(codes):
            return
        step = state.now.step if state.now is not None else None
        if step is not None:
            if SAID_AWAY not in step.detail:
                raise AssertionError(f"nothing is left to do, and it stands at {state.now}")
            # The person reads that, has a look at the server, and does it again.
            time.sleep(PERSON_S)
        if step is not None and step.name is not StepName.RECORD:
            station.bench.post(TriedAgain())
        else:
            code = codes[state.released]
            station.scanned("scanner", Scan(code, code.encode()))


def _sweep_on(station: Station, work: Work, told: Telling) -> None:
    # The walker goes on where the station says that it stands.
    done = reads_journaled(work.home)
    walk = inputs(work.shelved, work.reads)
    starts = {0: 0}
    for number, total in enumerate(accumulate(map(reads_of, walk)), 1):
        starts.setdefault(total, number)
    sweep = when_there(lambda: station.begin_sweep(SWEEP))
    for number, entry in enumerate(walk[starts[done] :]):
        sweep.desk.post(entry, "scanner")
        if number % AHEAD == 0:
            _settle(sweep.desk)
            told.send(("read", sweep.state.reads))
    _settle(sweep.desk)
    told.send(("read", sweep.state.reads))
    try:
        station.end_sweep(sweep)
    except StoreError:
        # What is in the journal and not in the sweep is added as soon as somebody looks at it.
        when_there(station.settle_sweeps)


def when_there(act: Callable[[], T]) -> T:
    """Do something again and again until the store does not refuse it."""
    while True:
        try:
            return act()
        except StoreError:
            time.sleep(PERSON_S)


def _settle(desk: SweepDesk) -> None:
    if not desk.wait_until_calm(PATIENCE_S):
        raise TimeoutError("the sweep hangs")


def _until_told(station: Station) -> None:
    """Wait until the library system knows all."""
    desk = station.system
    assert desk is not None
    changed = Condition()

    def tell() -> None:
        with changed:
            changed.notify_all()

    station.listen(tell, lambda _: None)
    with changed:
        if not changed.wait_for(lambda: not when_there(desk.counts).waiting, PATIENCE_S):
            raise TimeoutError(f"not told: {desk.counts()}, {desk.state}")


def work_on_loads(work: Work, told: Telling) -> None:
    """One life of whoever loads: go on with what was cut off, then load what is not loaded."""
    faulthandler.dump_traceback_later(HANGS_S)
    with leaving_when_away():
        catalogue = Catalogue.open(work.store_url)
        begun = catalogue.loads()
        if begun and begun[0].trouble is not None:
            catalogue.continue_load(begun[0].id)
        for number in range(max(len(begun), LOADS_BEFORE) - LOADS_BEFORE, work.loads):
            catalogue.load([work.file(number + 1)])
            told.send(("loaded", number + 1))
        catalogue.close()
    told.send(("done", 0))


def reads_journaled(home: Path) -> int:
    """Return how many reads of the sweep the journal has."""
    return sum(reads_of(entry) for entry in journaled(home, SWEEP_STREAM, LIVE_INPUTS))


def journaled(home: Path, stream: str, inputs_of: Any) -> list[Any]:
    """Return what a stream of a home's journal has."""
    if not (home / JOURNAL_NAME).exists():
        return []
    journal = Journal(home / JOURNAL_NAME)
    try:
        return [one.entry for one in journal.entries(stream, inputs_of)]
    finally:
        journal.close()
