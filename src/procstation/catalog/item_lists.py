"""Lists of items for work on many at once: what a load brought, what stands on some shelves."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from procstation.catalog.records import Item
from procstation.catalog.stored import item_from, title_from
from procstation.errors import InputRefused
from procstation.items import Filing, Scheme
from procstation.language import tr

if TYPE_CHECKING:
    from procstation.store.catalogue_store import CatalogueStore

PIECE = 500
"""Items or titles read at once."""


def items_added(store: "CatalogueStore", load: int) -> Iterator[Item]:
    """Yield the items a load added, in the order of its file.

    Raises:
        InputRefused: There is no such load.
    """
    with store.reading_loads() as rows:
        known = [one.id for one in rows.loads()]
    if load not in known:
        raise InputRefused(
            tr("There is no load {load}.", load=load),
            tr("The latest is {known}.", known=max(known))
            if known
            else tr("Load records with `catalog load`."),
        )
    behind = 0
    while True:
        with store.reading_loads() as rows:
            found = rows.items_added(load, behind, PIECE)
        yield from map(item_from, found)
        if len(found) < PIECE:
            return
        behind = found[-1].id


def items_on_shelf(
    store: "CatalogueStore",
    first: str,
    last: str,
    scheme: Scheme,
    location: str = "",
    filing: Filing | None = None,
) -> list[Item]:
    """Return the items from one call number to another, both included, in shelf order.

    An item without a call number stands where its title's says.

    Args:
        location: Only of this one; "" for all.
        filing: How this library files.

    Raises:
        InputRefused: The first stands behind the last.
    """
    filing = filing or Filing()
    key_of = filing.keys(scheme, location)
    lowest, highest = key_of(first), key_of(last)
    if lowest > highest:
        raise InputRefused(
            tr(
                "{first!r} stands behind {last!r} by the rules of {scheme}.",
                first=first,
                last=last,
                scheme=scheme,
            ),
            tr("Give the first call number first, or say the --scheme."),
        )
    found: list[tuple[bytes, Item]] = []
    with store.exporting() as rows:
        begin, end = 1, rows.last_title()
        while begin <= end:
            titles = {
                row.id: title_from(row)
                for row in rows.titles_after(begin - 1, PIECE)
                if row.id < begin + PIECE
            }
            for item in map(item_from, rows.items_between(begin, begin + PIECE - 1)):
                number = item.call_number or titles[item.title_id].call_number
                if number is None or (location and item.location != location):
                    continue
                if number.scheme is not scheme and not filing.has_rule_for(location):
                    continue
                barcode, text = item.barcode or "", number.text
                key = filing.key(text, scheme, barcode=barcode, location=location)
                if lowest <= key <= highest:
                    key = filing.key(
                        text,
                        scheme,
                        barcode=barcode,
                        location=location,
                        volume=item.volume,
                        copy=item.copy,
                    )
                    found.append((key, item))
            begin += PIECE
    return [item for _, item in sorted(found, key=lambda one: one[0])]
