"""Bring carts of books to every simulated library system while much goes wrong, and compare.

    python benchmarks/system_cart.py [--items 50] [--seeds 1] [--page docs/reliability.md] [SYSTEM…]

The real station on simulated devices takes in new copies with tag and labels, gives other books new
call numbers, and tells of books seen on the shelf. A fifth of all calls to the system fails, in
every way the simulated systems know; some items are changed at the system's own desk meanwhile; the
courier is cut off twice in mid-call, once behind what it asked for, and the station is opened anew.
A person decides the conflicts, every second one for the station, and looks after check-ins whose
answer got lost. In the end each item in the system's own store is compared with journal, catalogue
and outbox, and each write that reached it is counted. The exit status is 1 when anything differs.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from results_page import Table, as_markdown, write_table

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from cart_account import Tally
from cart_to_system import SYSTEMS, Cart
from station_play import make_devices_quick

HEADS = (
    "system",
    "books",
    "calls",
    "failed",
    "cut off",
    "tries",
    "conflicts",
    "looked after by a person",
    "not as it should be",
)


def carry(names: Sequence[str], items: int, seeds: int) -> list[Tally]:
    """Bring a cart to each system, with each seed."""
    tallies = []
    with pytest.MonkeyPatch.context() as quick:
        make_devices_quick(quick)
        for name in names:
            for seed in range(1, seeds + 1):
                with tempfile.TemporaryDirectory() as folder:
                    tally = Cart(Path(folder) / "home", SYSTEMS[name], items, seed).run()
                tallies.append(tally)
                for wrong in tally.wrong:
                    print(f"WRONG {name}, seed {seed}: {wrong}", flush=True)
    return tallies


def table(tallies: Sequence[Tally]) -> Table:
    """One row for each system, all its carts added up."""
    rows = []
    for name in dict.fromkeys(one.system for one in tallies):
        of = [one for one in tallies if one.system == name]
        sums = (
            sum(one.items for one in of),
            sum(one.calls for one in of),
            sum(one.failed for one in of),
            sum(one.restarts for one in of),
            sum(one.tries for one in of),
            sum(one.conflicts for one in of),
            sum(one.asked for one in of),
            sum(len(one.wrong) for one in of),
        )
        rows.append((name, *(f"{number:,}" for number in sums)))
    return Table(HEADS, tuple(rows))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("systems", nargs="*", metavar="SYSTEM", help=", ".join(SYSTEMS))
    parser.add_argument("--items", type=int, default=50, help="on each cart")
    parser.add_argument("--seeds", type=int, default=1, help="carts to each system")
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.systems) - SYSTEMS.keys())
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(SYSTEMS)}")
    tallies = carry(options.systems or list(SYSTEMS), options.items, options.seeds)
    found = table(tallies)
    print(as_markdown(found))
    if options.page:
        write_table(options.page, "system_cart", found)
    return int(any(one.wrong for one in tallies))


if __name__ == "__main__":
    sys.exit(main())
