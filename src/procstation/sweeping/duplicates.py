"""Barcodes heard at two places in one walk: two books that carry the same number."""

from collections import Counter
from collections.abc import Sequence

from procstation.sweeping.bays import ShelfOrder
from procstation.sweeping.model import Heard
from procstation.sweeping.passes import by_sitting

BESIDE = 25
"""Reports on each side that say where on the shelf something was heard. The middle one of them all
is of the shelf, also beside a cart, or where a few books stand that belong elsewhere."""

FAR_APART = 100
"""Items, in shelf order: more than a person reaches, or an antenna hears, from one place."""

STRAY_DB = 10.0
"""A report so much weaker than another of the same tag came through the shelf."""


def heard_twice(heard: Sequence[Heard], order: ShelfOrder) -> list[str]:
    """Return the barcodes heard far apart within one sitting, in the order of hearing.

    Between two sittings a book may have been carried from one place to another; and who sweeps a
    bay twice hears every book twice at the same place.
    """
    found: dict[str, None] = {}
    for said in by_sitting(heard).values():
        times = Counter(one.barcode for one in said)
        where: dict[str, list[int]] = {one: [] for one, count in times.items() if count > 1}
        if not where:
            continue
        for at, one in enumerate(said):
            if one.barcode in where:
                where[one.barcode].append(at)
        for barcode, places in where.items():
            if _far_apart(barcode, _nearby(places, said), said, order):
                found[barcode] = None
    return list(found)


def _nearby(places: Sequence[int], said: Sequence[Heard]) -> list[int]:
    strengths = [said[at].strength_dbm for at in places]
    loudest = max((one for one in strengths if one is not None), default=None)
    return [
        at
        for at, strength in zip(places, strengths, strict=True)
        if loudest is None or strength is None or strength > loudest - STRAY_DB
    ]


def _far_apart(
    barcode: str, places: Sequence[int], said: Sequence[Heard], order: ShelfOrder
) -> bool:
    spots = []
    for at in places:
        beside = sorted(
            order.at[one.barcode]
            for one in said[max(0, at - BESIDE) : at + BESIDE + 1]
            if one.barcode != barcode and one.barcode in order.at
        )
        if beside:
            spots.append(beside[len(beside) // 2])
    return len(spots) > 1 and max(spots) - min(spots) > FAR_APART
