"""The store as the catalogue uses it: rows to read and rows to write, in transactions."""

from collections.abc import Iterator
from contextlib import contextmanager

from procstation.store.catalog_rows import ITEM_AND_TITLE, CatalogRows
from procstation.store.engine import Store
from procstation.store.export_rows import ExportRows
from procstation.store.number_rows import NumberRows
from procstation.store.rows import ItemRow, TitleRow

_ITEM_WIDTH = len(ItemRow._fields)


class CatalogueStore:
    """May be used from any thread: one writes at a time, and reading does not wait for it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def open(cls, url: str) -> "CatalogueStore":
        """Open the store at a SQLAlchemy URL. Raises as `Store.open`."""
        return cls(Store.open(url))

    def close(self) -> None:
        self._store.close()

    @contextmanager
    def reading(self) -> Iterator[CatalogRows]:
        with self._store.reading() as connection:
            yield CatalogRows(connection)

    @contextmanager
    def writing(self) -> Iterator[CatalogRows]:
        """A transaction, on disk when it is left; rolled back when an exception leaves it."""
        with self._store.writing() as connection:
            yield CatalogRows(connection)

    @contextmanager
    def numbering(self) -> Iterator[tuple[CatalogRows, NumberRows]]:
        """A writing transaction that also gives out numbers."""
        with self._store.writing() as connection:
            yield CatalogRows(connection), NumberRows(connection)

    @contextmanager
    def exporting(self) -> Iterator[ExportRows]:
        """What an export reads, as it was when this was entered."""
        with self._store.reading() as connection:
            yield ExportRows(connection)

    @contextmanager
    def exported(self) -> Iterator[ExportRows]:
        """A writing transaction that remembers an export."""
        with self._store.writing() as connection:
            yield ExportRows(connection)

    def item_and_title(self, barcode: str) -> tuple[ItemRow, TitleRow] | None:
        """The item with a barcode, and its title."""
        for row in self._store.query(ITEM_AND_TITLE, (barcode,)):
            return ItemRow._make(row[:_ITEM_WIDTH]), TitleRow._make(row[_ITEM_WIDTH:])
        return None
