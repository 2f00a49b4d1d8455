"""The whole record of a title that came to the catalogue here, for a system that has it not.

The store keeps of a record what a station works with. One that was fetched or entered here has a
file of its own; what was loaded from the system itself is there already.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from procstation.catalog.item_merge import bench_edits
from procstation.catalog.marc_file import Found
from procstation.catalog.marc_source import MarcSource
from procstation.catalog.marcxml_write import marcxml
from procstation.errors import InputRefused

if TYPE_CHECKING:
    from procstation.store.catalogue_store import CatalogueStore

NAMESPACE = b'<record xmlns="http://www.loc.gov/MARC21/slim">'


class FetchedRecords:
    """
    Args:
        folder: Where the files are kept; None when none are.
    """

    def __init__(self, store: "CatalogueStore", folder: Path | None) -> None:
        self._store = store
        self._folder = folder

    def of_item(self, item_id: int) -> str:
        """Return the record of an item that has to be made, in MARCXML; "" when there is none."""
        if self._folder is None:
            return ""
        with self._store.reading_outbox() as (rows, items):
            item = items.item(item_id)
            if item is None or item.system_id or "title_id" not in bench_edits(item):
                return ""
            title = items.title(item.title_id)
            load = rows.loaded_at(title.added_by) if title and title.added_by else None
        if load is None:
            return ""
        for name in msgspec.json.decode(load[1], type=list[str]):
            if Path(name).resolve().is_relative_to(self._folder.resolve()):
                return _only_record(Path(name))
        return ""

    def of_barcode(self, barcode: str) -> str:
        """The same, for the item with a barcode."""
        with self._store.reading_outbox() as (_, items):
            item = items.item_with_barcode(barcode)
        return self.of_item(item.id) if item is not None else ""


def _only_record(path: Path) -> str:
    try:
        records = [one.record for one in MarcSource(path).records() if isinstance(one, Found)]
    except (InputRefused, OSError):
        # It was taken away: the system is asked to get the record another way.
        return ""
    if len(records) != 1:
        return ""
    return marcxml(records[0]).replace(b"<record>", NAMESPACE, 1).decode()
