"""Items that a sweep did not hear: each is looked for until it is met, wherever that is."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from procstation.store.catalogue_store import CatalogueStore


def met(store: "CatalogueStore", barcode: str, where: str, at: str) -> bool:
    """Close the case of an item that was met; return whether there was one.

    Nothing is written of an item nobody looks for, so this is quick enough for every scan.

    Args:
        where: The sweep, station or device.
        at: ISO 8601.
    """
    with store.reading_sweeps() as rows:
        if not rows.is_looked_for(barcode):
            return False
    with store.sweeping() as rows:
        rows.note_seen([(barcode, at, where)])
        return rows.close_cases([barcode], where, at) > 0
