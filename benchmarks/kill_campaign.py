"""Kill a station again and again while it works off carts of books, and count what that cost.

    python benchmarks/kill_campaign.py [--runs 200] [--points] [--seed 1]
        [--page docs/reliability.md]

A run is a cart of three books by one profile on one pad. The process is killed at points drawn by
lot, some of them while it starts again after a kill; now and then a book is lifted in mid-write as
well. `--points` kills at every point of one book by every profile instead, once each. In the end
of each run every scan, entry, number, tag and label is counted; all columns but the first three
should be 0. The exit status is 1 when one is not. Stacks of books are left out: they have a test of
their own.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from importlib.resources import as_file, files
from itertools import count
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from careful_person import carry_on
from job_outcome import changes_what_is_there, is_item_right, is_tag_right, work_off_before
from kill_play import Fuse, Killed, Life, World, recorded
from results_page import Table, as_markdown, write_table

from procstation.catalog import Catalogue
from procstation.journal import Journal
from procstation.linking import (
    Assigned,
    JobProfile,
    NumberLeased,
    Released,
    Scanned,
    StepName,
    TagWritten,
    read_profiles,
)
from procstation.station import JOURNAL_NAME, replay

TITLES = ("9780000000019", "9780000000026", "9780000000040")
ITEMS = ("31234000000032", "31234000000065", "31234000000099")
BOOKS = len(TITLES)
POINTS_OF_TWO_BOOKS = 60
TEAR_BEFORE = 60
"""Bytes. A tag's whole write is about as long."""

MOST_KILLS = 12
MEMORY = Path("/dev/shm")
"""Where it exists, the homes are kept there: the process is gone, not the machine."""


@dataclass
class Tally:
    """What was counted, of one run or of all.

    Attributes:
        lost_scans: Acknowledged, and not in the journal.
        doubled: Entries, labels or numbers that are there once more than there are books.
        in_no_state: Books that could not be finished.
        wrong_tags: Tags that do not hold their book's number, secured.
        broken_journals: A digest that does not fit, or a replay that leads elsewhere.
    """

    runs: int = 0
    kills: int = 0
    released: int = 0
    lost_scans: int = 0
    doubled: int = 0
    in_no_state: int = 0
    wrong_tags: int = 0
    broken_journals: int = 0

    def add(self, other: "Tally") -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    @property
    def is_clean(self) -> bool:
        wanted = {"runs", "kills", "released"}
        return not any(getattr(self, one.name) for one in fields(self) if one.name not in wanted)


def work_off(world: World, pad: str, books: int, fuses: Iterator[int], lot: Random) -> Tally:
    """Have a cart worked off through all the kills that come, and count."""
    tally = Tally(runs=1)
    if changes_what_is_there(world.profile):
        work_off_before(world, pad, list(TITLES[:books]))
    while True:
        at = next(fuses, None)
        life = Life(world, pad, Fuse(at))
        try:
            life.start()
            if lot.random() < 0.3:
                world.tags[min(life.state.released, len(world.tags) - 1)].leave_after(
                    lot.randrange(TEAR_BEFORE)
                )
            carry_on(life, books + world.done_before)
        except Killed:
            tally.kills += 1
            continue
        except AssertionError as stuck:
            tally.in_no_state += books + world.done_before - life.state.released
            print(f"{world.home}: {stuck}", file=sys.stderr)
        finally:
            life.end()
        tally.released += life.state.released - world.done_before
        _count(world, life, books, tally)
        return tally


def _count(world: World, life: Life, books: int, tally: Tally) -> None:
    entries = recorded(world.home)
    scans = Counter(entry.code for entry in entries if isinstance(entry, Scanned))
    tally.lost_scans += (Counter(world.acknowledged) - scans).total()
    numbers = [entry.record.barcode or "" for entry in entries if isinstance(entry, Assigned)]
    leased = [entry.barcode for entry in entries if isinstance(entry, NumberLeased)]
    steps = world.profile.steps
    kinds = Counter(type(entry) for entry in entries)
    most = books + world.done_before
    tally.doubled += max(0, kinds[Released] - most) + max(0, kinds[TagWritten] - most)
    tally.doubled += sum(len(some) - len(set(some)) for some in (numbers, leased))
    tally.doubled += sum(
        max(0, len(world.labels_out(template)) - books) for template in world.profile.templates
    )
    held = numbers if StepName.BARCODE in steps else world.codes[-books:]
    for number, tag in zip(held, world.tags, strict=False):
        tally.wrong_tags += not is_tag_right(world.profile, tag, number)
        tally.in_no_state += not is_item_right(world, number)
    journal = Journal(world.home / JOURNAL_NAME)
    whole = journal.verify() is None and replay(journal)[0] == life.state
    tally.broken_journals += not whole
    journal.close()


def profiles_one_by_one() -> dict[str, JobProfile]:
    """Return the profiles by which books lie on the pad one by one; of a stack, a book that lies
    there still after a start is counted among the right ones once more."""
    return {name: one for name, one in read_profiles().items() if one.pad == "single"}


def carts(folder: Path, store: Path, runs: int, lot: Random) -> Iterator[tuple[str, Tally]]:
    """Work off carts by lot."""
    profiles = profiles_one_by_one()
    for number in range(runs):
        name, pad = lot.choice(sorted(profiles)), lot.choice(["feig", "m3_810"])
        codes = ITEMS if profiles[name].barcode == "existing" else TITLES
        world = World.make(folder / str(number), store, profiles[name], list(codes), pad)
        kills = [lot.randrange(POINTS_OF_TWO_BOOKS) for _ in range(lot.randint(1, MOST_KILLS))]
        yield name, work_off(world, pad, BOOKS, iter(kills), lot)


def points(folder: Path, store: Path, lot: Random) -> Iterator[tuple[str, Tally]]:
    """Kill at every point of one book, by every profile, once each."""
    for name, profile in sorted(profiles_one_by_one().items()):
        code = (ITEMS if profile.barcode == "existing" else TITLES)[0]
        for at in count():
            world = World.make(folder / f"{name}-{at}", store, profile, [code])
            tally = work_off(world, "feig", 1, iter([at]), lot)
            yield name, tally
            if not tally.kills:
                break


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--points", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    wanted = parser.parse_args(arguments)
    by_profile: dict[str, Tally] = {}
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        folder, lot = Path(name), Random(wanted.seed)
        store = folder / "store.sqlite"
        catalogue = Catalogue.open(f"sqlite:///{store}")
        with as_file(files("procstation.demo") / "catalogue.xml") as sample:
            catalogue.load([sample], "koha")
        catalogue.close()
        one_by_one = (
            points(folder, store, lot) if wanted.points else carts(folder, store, wanted.runs, lot)
        )
        for profile, tally in one_by_one:
            by_profile.setdefault(profile, Tally()).add(tally)
    total = Tally()
    for tally in by_profile.values():
        total.add(tally)
    heads = [one.name for one in fields(Tally)]
    rows = tuple(
        (profile, *(f"{getattr(tally, one):,}" for one in heads))
        for profile, tally in [*sorted(by_profile.items()), ("all", total)]
    )
    table = Table(("job", *(one.replace("_", " ") for one in heads)), rows)
    if wanted.page:
        write_table(wanted.page, "kill_campaign", table)
    else:
        print(as_markdown(table))
    return 0 if total.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
