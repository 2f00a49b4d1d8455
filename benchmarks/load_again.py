"""Loads into a store that holds something already, on both stores.

    python benchmarks/load_again.py [--records 20000] [--page docs/performance.md]

The file of synthetic records is loaded into an empty store, then once more as it is, then with one
record in ten changed and one in ten new. Stations may work meanwhile, so these go in many short
transactions. PostgreSQL is asked directly, and through a line with a round trip of 5 ms.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from itertools import count, islice
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from make_records import make
from results_page import Table, as_markdown, write_table
from store_commits import slow_line
from stores import Stores, postgres_server

from procstation.catalog import Catalogue

ROUND_TRIP_MS = 5


def changed(records: Iterator[bytes]) -> Iterator[bytes]:
    """Every tenth record with another title."""
    for number, record in enumerate(records):
        yield record if number % 10 else _other_title(record)


def _other_title(record: bytes) -> bytes:
    """A letter of the title is another one; no length changes."""
    at = record.index(b"\x1fa", record.index(b"\x1e10")) + 2
    letter = b"X" if record[at : at + 1] != b"X" else b"Y"
    return record[:at] + letter + record[at + 1 :]


def files(folder: Path, records: int) -> tuple[Path, Path]:
    """Write the file, and the one of the day after."""
    first, later = folder / "first.mrc", folder / "later.mrc"
    with first.open("wb") as file:
        file.writelines(make(records, count(1)))
    with later.open("wb") as file:
        fresh = records + records // 10
        every = make(fresh, count(1))
        file.writelines(changed(islice(every, records)))
        file.writelines(every)
    return first, later


def measure(url: str, first: Path, later: Path) -> tuple[float, ...]:
    """Seconds of the first load, of the same file again, and of the later one."""
    spent = []
    with closing(Catalogue.open(url)) as catalogue:
        for path, alone in ((first, True), (first, False), (later, False)):
            begun = perf_counter()
            report = catalogue.load([path], alone=alone)
            spent.append(perf_counter() - begun)
            print(f"  {path.name}: {report.added} added, {report.updated} changed", flush=True)
    return tuple(spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--page", type=Path, help="write the table there, as run.py does")
    asked = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(prefix="load-again-") as name:
        folder = Path(name)
        first, later = files(folder, asked.records)

        def row(what: str, url: str) -> None:
            print(what, flush=True)
            spent = measure(url, first, later)
            rows.append((what, *(f"{asked.records / seconds:,.0f}" for seconds in spent)))
            print(rows[-1], flush=True)

        row("SQLite", Stores().new(folder))
        with postgres_server(folder / "server") as server:
            stores = Stores(server)
            row("PostgreSQL", stores.new(folder))
            with slow_line(stores.new(folder), ROUND_TRIP_MS / 1000) as url:
                row(f"PostgreSQL, line of {ROUND_TRIP_MS} ms", url)
            stores.close()
    table = Table(
        ("store", "into an empty store", "the same again", "a tenth changed, a tenth new"),
        tuple(rows),
        (f"{asked.records:,} records; records a second.",),
    )
    if asked.page is not None:
        write_table(asked.page, "load_again", table)
    else:
        print(as_markdown(table))


if __name__ == "__main__":
    main()
