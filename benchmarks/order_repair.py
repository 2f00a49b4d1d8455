"""The fewest moves that put a large shelf right: how long it takes to find them."""

from array import array
from random import Random
from time import process_time

from results_page import Table
from workplace import Workplace

from procstation.sweeping.order import Standing, repair

SHARES = (0.0, 0.01, 0.1, 1.0)
"""Of the books, those put back anywhere; of the last all, which is a heap and no shelf."""


def measure(place: Workplace) -> Table:
    """Return seconds of processor time."""
    count = place.effort.shelved
    rows: list[tuple[str, ...]] = []
    for share in SHARES:
        standing = array("i", range(count))
        chance = Random(0)
        places = chance.sample(range(count), int(share * count))
        wanderers = [standing[at] for at in places]
        chance.shuffle(wanderers)
        for at, book in zip(places, wanderers, strict=True):
            standing[at] = book
        begun = process_time()
        found = repair(Standing(standing, array("d", standing)))
        took = process_time() - begun
        rows.append((f"{share:.0%}", f"{count:,}", f"{len(found.moves):,}", f"{took:.2f}"))
    return Table(("books put back anywhere", "books", "moves", "s"), tuple(rows))
