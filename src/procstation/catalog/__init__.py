"""The catalogue: titles and items, read from files, looked up by scan.

Importing it imports no SQLAlchemy; `Catalogue.open` does.
"""

from procstation.catalog.catalogue import Catalogue
from procstation.catalog.load_report import LoadReport
from procstation.catalog.numbers import range_to_lease
from procstation.catalog.records import Item, ShelfCount, TagWritten, Title, TitleHit

__all__ = [
    "Catalogue",
    "Item",
    "LoadReport",
    "ShelfCount",
    "TagWritten",
    "Title",
    "TitleHit",
    "range_to_lease",
]
