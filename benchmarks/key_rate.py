"""Shelf keys a second, over the call numbers of the synthetic store; see also `shelf_keys.py`."""

from collections.abc import Iterator

from make_store import BARCODES
from results_page import Table
from shelf_keys import keys_per_second
from workplace import Workplace

from procstation.items import Scheme

PASSES = ("first time", "again, parts of numbers remembered")


def measure(place: Workplace) -> Table:
    """Return keys a second."""
    texts = list(call_numbers(place))
    rows = [(said, f"{len(texts):,}", f"{keys_per_second(texts, Scheme.LCC):,}") for said in PASSES]
    return Table(("LCC call numbers", "count", "keys/s"), tuple(rows))


def call_numbers(place: Workplace) -> Iterator[str]:
    """Yield the call numbers of the first items of the store."""
    with place.catalogue() as catalogue:
        for number in range(1, min(place.effort.call_numbers, place.effort.items) + 1):
            found = catalogue.by_barcode(BARCODES.barcode(number))
            assert found is not None
            item, title = found
            call_number = item.call_number or title.call_number
            assert call_number is not None
            yield call_number.text
