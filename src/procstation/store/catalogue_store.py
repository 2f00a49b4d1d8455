"""The store as the catalogue uses it: rows to read and rows to write, in transactions."""

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from procstation.store.bulk_rows import BulkRows
from procstation.store.catalog_rows import ITEM_AND_TITLE, CatalogRows
from procstation.store.connection import Scope
from procstation.store.engine import News, Store, open_store
from procstation.store.export_rows import ExportRows
from procstation.store.history_rows import HistoryRows
from procstation.store.job_rows import JobRows
from procstation.store.load_rows import LoadRows
from procstation.store.number_rows import NumberRows
from procstation.store.open_item_rows import OpenItemRows
from procstation.store.outbox_rows import OutboxRows
from procstation.store.rows import ItemRow, TitleRow
from procstation.store.rows_ahead import RowsAhead
from procstation.store.sweep_case_rows import SweepCaseRows

_ITEM_WIDTH = len(ItemRow._fields)


class CatalogueStore:
    """May be used from any thread: one writes at a time, and reading does not wait for it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def open(cls, url: str) -> "CatalogueStore":
        """Open the store at a SQLAlchemy URL. Raises as `open_store`."""
        return cls(open_store(url))

    def close(self) -> None:
        self._store.close()

    @contextmanager
    def reading(self) -> Iterator[CatalogRows]:
        with self._store.reading() as connection:
            yield CatalogRows(connection)

    @contextmanager
    def writing(self) -> Iterator[CatalogRows]:
        """A transaction, on disk when it is left; rolled back when an exception leaves it."""
        with self._store.writing(Scope.ITEMS) as connection:
            yield CatalogRows(connection)

    @property
    def place(self) -> str:
        """Where the store is, for people."""
        return self._store.place

    @property
    def database(self) -> str:
        """As `Store.database`."""
        return self._store.database

    @property
    def is_shared(self) -> bool:
        """As `Store.is_shared`."""
        return self._store.is_shared

    def held(self, name: str) -> AbstractContextManager[bool]:
        """As `Store.held`."""
        return self._store.held(name)

    def news(self, take: News) -> None:
        """As `Store.news`."""
        self._store.news(take)

    @contextmanager
    def reading_history(self) -> Iterator[HistoryRows]:
        with self._store.reading() as connection:
            yield HistoryRows(connection)

    @contextmanager
    def reading_history_beside(self) -> Iterator[HistoryRows]:
        """The same for what takes long: the bench and the screens read on meanwhile."""
        with self._store.reading_beside() as connection:
            yield HistoryRows(connection)

    @contextmanager
    def reading_loads(self) -> Iterator[LoadRows]:
        with self._store.reading() as connection:
            yield LoadRows(connection)

    @contextmanager
    def loading(self) -> Iterator[LoadRows]:
        """A writing transaction of a load."""
        with self._store.writing() as connection:
            yield LoadRows(connection)

    @contextmanager
    def merging(self) -> Iterator[RowsAhead]:
        """A writing transaction of a load that knows what comes next."""
        with self._store.writing() as connection:
            rows = RowsAhead(connection)
            yield rows
            rows.write()

    @contextmanager
    def taking(self) -> Iterator[tuple[LoadRows, OutboxRows]]:
        """A writing transaction of a load that comes from the library system itself."""
        with self._store.writing() as connection:
            yield LoadRows(connection), OutboxRows(connection)

    @contextmanager
    def filling(self) -> Iterator[tuple[BulkRows, LoadRows] | None]:
        """One transaction for the whole of a first load, as `Store.alone`.

        None when the store holds something, or others have it open.
        """
        with self.reading() as rows:
            if rows.counts() != (0, 0):
                yield None
                return
        with self._store.alone() as connection:
            if connection is None or CatalogRows(connection).counts() != (0, 0):
                yield None
                return
            bulk = connection.bulk()
            try:
                yield bulk, LoadRows(connection)
            finally:
                bulk.close()

    @contextmanager
    def copied(self) -> Iterator["CatalogueStore"]:
        """A copy of the store as it is now, beside it, for as long as it is used."""
        with tempfile.TemporaryDirectory(prefix=".try-", dir=self._store.room) as folder:
            path = Path(folder) / "store.sqlite"
            self._store.copy(path)
            copy = CatalogueStore.open(f"sqlite:///{path}")
            try:
                yield copy
            finally:
                copy.close()

    @contextmanager
    def numbering(self) -> Iterator[tuple[CatalogRows, NumberRows]]:
        """A writing transaction that gives out numbers."""
        with self._store.writing(Scope.NUMBERS) as connection:
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

    @contextmanager
    def reading_sweeps(self) -> Iterator[SweepCaseRows]:
        with self._store.reading() as connection:
            yield SweepCaseRows(connection)

    @contextmanager
    def reading_sweeps_beside(self) -> Iterator[SweepCaseRows]:
        """The same for what takes long: the bench and the screens read on meanwhile."""
        with self._store.reading_beside() as connection:
            yield SweepCaseRows(connection)

    @contextmanager
    def sweeping(self) -> Iterator[SweepCaseRows]:
        """A writing transaction of a sweep; the catalogue stays as it is."""
        with self._store.writing(Scope.SWEEPS) as connection:
            yield SweepCaseRows(connection)

    @contextmanager
    def sweeping_items(self) -> Iterator[tuple[SweepCaseRows, CatalogRows]]:
        """A writing transaction of a sweep in which nobody else changes an item."""
        with self._store.writing() as connection:
            yield SweepCaseRows(connection), CatalogRows(connection)

    @contextmanager
    def reading_outbox(self) -> Iterator[tuple[OutboxRows, CatalogRows]]:
        with self._store.reading() as connection:
            yield OutboxRows(connection), CatalogRows(connection)

    @contextmanager
    def posting(self) -> Iterator[tuple[OutboxRows, CatalogRows]]:
        """A writing transaction of the outbox: a change and the message about it are one."""
        with self._store.writing(Scope.OUTBOX) as connection:
            yield OutboxRows(connection), CatalogRows(connection)

    @contextmanager
    def opening_items(self) -> Iterator[OpenItemRows]:
        """A writing transaction of what stations have in work."""
        with self._store.writing(Scope.OPENING) as connection:
            yield OpenItemRows(connection)

    @contextmanager
    def reading_jobs(self) -> Iterator[JobRows]:
        with self._store.reading() as connection:
            yield JobRows(connection)

    @contextmanager
    def running_job(self) -> Iterator[tuple[JobRows, OutboxRows, CatalogRows]]:
        """A writing transaction of a job: its changes, what is told of them, and the trace."""
        with self._store.writing() as connection:
            yield JobRows(connection), OutboxRows(connection), CatalogRows(connection)

    def item_and_title(self, barcode: str) -> tuple[ItemRow, TitleRow] | None:
        """The item with a barcode, and its title."""
        for row in self._store.query(ITEM_AND_TITLE, (barcode,)):
            return ItemRow._make(row[:_ITEM_WIDTH]), TitleRow._make(row[_ITEM_WIDTH:])
        return None
