"""Sweep a simulated library and compare every report with the truth.

    python benchmarks/sweep_campaign.py [--corpus ../shared/data] [--short]
                                        [--page docs/reliability.md]

20,000 books with the call numbers of real catalogues stand on their shelves, and what goes wrong in
libraries has gone wrong with some of them. They are swept by barcode and by RFID, one to three
times, by readers that hear a share of 0.7 to 0.99 of what they pass. Scanner files, store, matching
and report are the real ones; people, books and what a reader hears of them are simulated, from
fixed seeds. The exit status is 1 when a promise was not kept: of what is accounted for nothing is
looked for, one pass calls nothing missing, of what is called missing at least 7 in 10 are gone, and
when every book is heard the moves of the report are the fewest there are and put every shelf right.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from library_sim.hearing import Ease, reported, scanned, told_by_the_station
from library_sim.scores import Compared, Score, compared
from library_sim.stock import BRANCH, OURS, call_numbers, stock_of, write_marc
from library_sim.world import RANGES, World, location_of, world_of
from results_page import Table, as_markdown, write_table

from procstation.catalog import Catalogue
from procstation.sweeping.buckets import Statuses
from procstation.sweeping.files import FileRules, read_scan_file
from procstation.sweeping.model import Expected, Scope
from procstation.sweeping.placing import Placing
from procstation.sweeping.sweeps import HouseRules, Sweeps
from procstation.sweeping.uploads import Upload

BESIDE_THE_CHECKOUT = Path(__file__).parents[2] / "shared" / "data"
BOOKS, FEW_BOOKS = 20_000, 2_500
RATES, FEW_RATES = (0.7, 0.8, 0.9, 0.95, 0.99), (0.95,)
PASSES = 3
BARCODE, RFID = "barcode", "rfid"
EVERY_BOOK = 1.0
"""The read rate at which only labels and tags that cannot be read stay unheard."""

LEAST_PRECISION = 0.7
"""Of what is called missing: less than the 0.8 that judging is set to, since it knows nothing of
books that carry the number of another."""
LEAST_NAMED = 20
"""So few say nothing of a share."""


@dataclass(frozen=True, slots=True)
class Job:
    """A library swept in one way, at one read rate."""

    store: Path
    how: str
    rate: float
    passes: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the reports of a job were worth, after each pass."""

    job: Job
    books: int
    reports: tuple[Compared, ...]
    seconds: float


class Library:
    """The simulated library, and the sweep that goes on in it."""

    def __init__(self, store: Path) -> None:
        self._catalogue = Catalogue.open(f"sqlite:///{store}")
        self.sweeps = Sweeps(self._catalogue.store, HouseRules(Statuses({}), Placing(), RANGES))

    def close(self) -> None:
        self._catalogue.close()

    def open(self) -> None:
        self.sweeps.open("all", Scope())
        self.sweeps.open("ours", Scope(library=OURS))

    @cached_property
    def known(self) -> Mapping[str, Expected]:
        return {one.barcode: one for one in self.sweeps.expected("all")}

    @cached_property
    def world(self) -> World:
        items = self.known.values()
        ours = [one for one in items if one.library == OURS]
        return world_of(ours, [one.barcode for one in items if one.library == BRANCH])

    def walks(self) -> Iterator[tuple[str, list[str]]]:
        """Yield who goes along which shelves: the largest location, and the others."""
        shelves = sorted(self.world.shelves)
        largest = location_of(max(shelves, key=lambda shelf: len(self.world.shelves[shelf])))
        yield "Ana", [one for one in shelves if location_of(one) == largest]
        yield "Ben", [one for one in shelves if location_of(one) != largest]

    def sweep(self, how: str, ease: Ease, chance: random.Random, *, slips: bool) -> set[str]:
        """Go along all shelves once; return the numbers that were read."""
        read: set[str] = set()
        for person, shelves in self.walks():
            if how == BARCODE:
                table = person == "Ana"
                data = scanned(self.world, shelves, ease, chance, table=table, slips=slips)
                scans = read_scan_file(data, FileRules(ranges=RANGES))
                name = f"{person}.{'csv' if table else 'txt'}"
                self.sweeps.add("ours", Upload(name, data, scans, person, "handheld"))
                read |= {one.barcode for one in scans.reads}
            else:
                reports = reported(self.world, shelves, ease, chance)
                heard = told_by_the_station(reports)
                sitting = self.sweeps.begin_sitting("ours", person=person, device="wand")
                self.sweeps.hear(sitting, list(enumerate(heard, 1)))
                read |= {one.barcode for one in heard}
        return read


def run(job: Job) -> Outcome:
    """Sweep, and compare the report after each pass."""
    begun = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "library.sqlite"
        shutil.copy(job.store, store)
        library = Library(store)
        chance = random.Random(f"{job.how} {job.rate}")
        ease = Ease.by_lot(library.world, job.how, job.rate, chance)
        heard: set[str] = set()
        reports = []
        for passes in range(1, job.passes + 1):
            slips = job.rate < EVERY_BOOK
            heard |= library.sweep(job.how, ease, chance, slips=slips)
            report = library.sweeps.report("ours")
            reports.append(compared(report, library.world, library.known, heard, passes))
        books = len(library.known)
        library.close()
    return Outcome(job, books, tuple(reports), perf_counter() - begun)


def jobs(store: Path, rates: Sequence[float]) -> list[Job]:
    """Return what is to be done, the longest first."""
    by_both = [Job(store, how, rate, PASSES) for how in (RFID, BARCODE) for rate in rates]
    return [*by_both, Job(store, BARCODE, EVERY_BOOK, 1)]


def made(corpus: Path, books: int, store: Path) -> None:
    """Make the store of the library, and open the sweeps."""
    stock = stock_of(call_numbers(corpus), books)
    marc = store.with_suffix(".mrc")
    write_marc(stock, marc)
    catalogue = Catalogue.open(f"sqlite:///{store}")
    catalogue.load([marc], alone=True)
    catalogue.close()
    library = Library(store)
    library.open()
    library.close()


def broken_in(outcome: Outcome) -> Iterator[str]:
    """Yield the promises that were not kept, in words."""
    job = outcome.job
    for passes, report in enumerate(outcome.reports, 1):
        where = f"{job.how} at {job.rate:g}, {passes} passes"
        yield from (f"{where}: {one}" for one in report.broken)
        precision = report.missing.precision
        if report.missing.named >= LEAST_NAMED and (precision or 0) < LEAST_PRECISION:
            yield f"{where}: of what is called missing, {precision:.0%} are gone"
        if job.rate == EVERY_BOOK and (report.moves != report.fewest or report.left):
            yield f"{where}: {report.moves} moves of {report.fewest} leave {report.left} wrong"


def quality(outcomes: Sequence[Outcome]) -> Table:
    """Return missing and misplaced against the truth."""
    rows = [
        (
            outcome.job.how,
            f"{outcome.job.rate:g}",
            str(passes),
            str(one.missing.named),
            *_shares(one.missing),
            str(one.looked_for.named - one.missing.named),
            _share(one.looked_for.recall),
            str(one.misplaced.named),
            *_shares(one.misplaced),
            _share(one.far.recall),
            str(one.before),
            str(one.after),
        )
        for outcome in outcomes
        for passes, one in enumerate(outcome.reports, 1)
    ]
    columns = (
        "by", "read rate", "passes", "missing", "precision", "recall", "look again",
        "recall of both", "misplaced", "precision", "recall", "recall, far away",
        "standing wrong", "after the moves",
    )  # fmt: skip
    return Table(columns, tuple(rows), (f"{outcomes[0].books:,} items in the catalogue.",))


def repairs(outcomes: Sequence[Outcome]) -> Table:
    """Return the moves of one walk with a scanner against the fewest there are."""
    rows = [
        (f"{it.job.rate:g}", *map(str, (one.fewest, one.moves, one.left)))
        for it in outcomes
        if it.job.how == BARCODE
        for one in it.reports[:1]
    ]
    columns = ("read rate", "fewest moves", "moves of the report", "out of order after them")
    return Table(columns, tuple(rows))


def others(outcomes: Sequence[Outcome]) -> Table:
    """Return the other lists against the truth, all sweeps taken together."""
    rows = []
    for how in (BARCODE, RFID):
        reports = [one for it in outcomes if it.job.how == how for one in it.reports]
        for name in reports[0].lists:
            scores = [one.lists[name] for one in reports]
            total = Score(
                sum(one.named for one in scores),
                sum(one.right for one in scores),
                sum(one.true for one in scores),
            )
            rows.append((how, name, str(total.true), str(total.named), *_shares(total)))
    columns = ("by", "list", "heard of it", "named", "precision", "recall")
    return Table(columns, tuple(rows))


def _shares(score: Score) -> tuple[str, str]:
    return _share(score.precision), _share(score.recall)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign as the command line says; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=BESIDE_THE_CHECKOUT)
    parser.add_argument("--short", action="store_true", help="a small library at one read rate")
    parser.add_argument("--page", type=Path, help="put the tables in their places on this page")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    begun = perf_counter()
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "library.sqlite"
        made(options.corpus, FEW_BOOKS if options.short else BOOKS, store)
        todo = jobs(store, FEW_RATES if options.short else RATES)
        with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
            for outcome in pool.map(run, todo):
                outcomes.append(outcome)
                if sys.stderr.isatty():
                    print(f"\r{len(outcomes)} of {len(todo)}", end="", file=sys.stderr, flush=True)
    outcomes.sort(key=lambda one: (one.job.how, one.job.rate))
    tables = {
        "sweep_campaign": quality(outcomes),
        "sweep_repair": repairs(outcomes),
        "sweep_lists": others(outcomes),
    }
    for table in tables.values():
        print(as_markdown(table))
    print(f"{perf_counter() - begun:.0f} s")
    if options.page:
        for name, table in tables.items():
            write_table(options.page, name, table)
    broken = [problem for outcome in outcomes for problem in broken_in(outcome)]
    for problem in broken:
        print(f"BROKEN: {problem}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
