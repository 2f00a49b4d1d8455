"""The acts of loading: how far each has come, what it changed, what it found."""

from typing import NamedTuple

import sqlalchemy as sa

from procstation.store.catalog_rows import RETURNING_ID, CatalogRows
from procstation.store.engine import sql_of
from procstation.store.rows import ItemRow, TitleRow
from procstation.store.tables import loads


class LoadRow(NamedTuple):
    """A row of `loads`."""

    id: int
    loaded_at: str
    files: str
    profile: str
    report: str
    state: str
    sources: str
    progress: str


class ChangeRow(NamedTuple):
    """A row of `load_changes`: what a title or an item was before a load changed it, in JSON."""

    kind: str
    row_id: int
    title_id: int
    before: str


_LOAD = tuple(loads.c[name] for name in LoadRow._fields)
_LOADS = sql_of(sa.select(*_LOAD).order_by(loads.c.id.desc()))
_NEW_LOAD = (
    sql_of(sa.insert(loads).values({name: sa.bindparam(name) for name in LoadRow._fields[1:]}))
    + RETURNING_ID
)
_ADDED = "SELECT id FROM {} WHERE added_by = :load_id AND id > :behind ORDER BY id LIMIT :most"
_COUNTS = """
WITH touched AS (
  SELECT title_id AS id FROM load_changes WHERE load_id = :load_id
  UNION SELECT title_id FROM items WHERE added_by = :load_id),
named AS (
  SELECT id FROM titles WHERE load_id = :load_id
  UNION SELECT title_id FROM items WHERE load_id = :load_id)
SELECT
  (SELECT count(*) FROM titles WHERE added_by = :load_id),
  (SELECT count(*) FROM touched JOIN titles USING (id)
    WHERE added_by IS NULL OR added_by <> :load_id),
  (SELECT count(*) FROM named)
"""


class LoadRows(CatalogRows):
    """Rows of titles and items, and of the load that writes them; within one transaction."""

    def loads(self) -> list[LoadRow]:
        """All acts of loading, the latest first."""
        return [LoadRow._make(row) for row in self._all(_LOADS)]

    def begin_load(self, row: LoadRow) -> int:
        """Store a new act of loading and return its number."""
        return self._insert(_NEW_LOAD, row._asdict())

    def note_progress(self, load_id: int, state: str, progress: str) -> None:
        self._cursor.execute(
            "UPDATE loads SET state = ?, progress = ? WHERE id = ?", (state, progress, load_id)
        )

    def end_load(self, load_id: int, state: str, report: str) -> None:
        """Note how a load ended; the lists it kept on its way are in its report now."""
        self._cursor.execute(
            "UPDATE loads SET state = ?, report = ? WHERE id = ?", (state, report, load_id)
        )
        self._cursor.execute("DELETE FROM load_findings WHERE load_id = ?", (load_id,))

    def remove_load(self, load_id: int) -> None:
        """Forget a load that changed nothing."""
        self._cursor.execute("DELETE FROM load_findings WHERE load_id = ?", (load_id,))
        self._cursor.execute("DELETE FROM loads WHERE id = ?", (load_id,))

    def add_findings(self, load_id: int, findings: list[tuple[str, str]]) -> None:
        """Keep entries of the report of a load: the kind of each, and the entry in JSON."""
        self._cursor.executemany(
            f"INSERT INTO load_findings(load_id, kind, value) VALUES ({load_id:d}, ?, ?)",  # noqa: S608
            findings,
        )

    def findings(self, load_id: int) -> list[tuple[str, str]]:
        """The entries kept so far, in their order."""
        sql = "SELECT kind, value FROM load_findings WHERE load_id = :load_id ORDER BY id"
        return [(row[0], row[1]) for row in self._all(sql, load_id=load_id)]

    def note_change(self, load_id: int, kind: str, row_id: int, title_id: int, before: str) -> None:
        """Keep what a row was before a load; a second change in the same load keeps the first.

        Args:
            kind: `title` or `item`.
            title_id: Of the title as it is afterwards.
            before: In JSON.
        """
        self._cursor.execute(
            "INSERT INTO load_changes(load_id, kind, row_id, title_id, before)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (load_id, kind, row_id, title_id, before),
        )

    def changes(self, load_id: int, kind: str, most: int) -> list[ChangeRow]:
        """Some of the rows of a kind that a load changed, as they were before."""
        sql = (
            "SELECT kind, row_id, title_id, before FROM load_changes"
            " WHERE load_id = :load_id AND kind = :kind ORDER BY row_id LIMIT :most"
        )
        rows = self._all(sql, load_id=load_id, kind=kind, most=most)
        return [ChangeRow._make(row) for row in rows]

    def is_changed(self, load_id: int, kind: str, row_id: int) -> bool:
        """Whether a load changed a row, and that was not taken back yet."""
        sql = (
            "SELECT 1 FROM load_changes"
            " WHERE load_id = :load_id AND kind = :kind AND row_id = :row_id"
        )
        return bool(self._all(sql, load_id=load_id, kind=kind, row_id=row_id))

    def forget_change(self, load_id: int, change: ChangeRow) -> None:
        self._cursor.execute(
            "DELETE FROM load_changes WHERE load_id = ? AND kind = ? AND row_id = ?",
            (load_id, change.kind, change.row_id),
        )

    def titles_added(self, load_id: int, behind: int, most: int) -> list[TitleRow]:
        """Titles a load added, in the order of their numbers, from behind one on."""
        rows = self._all(_ADDED.format("titles"), load_id=load_id, behind=behind, most=most)
        return [title for row in rows if (title := self.title(row[0])) is not None]

    def items_added(self, load_id: int, behind: int, most: int) -> list[ItemRow]:
        """Items a load added, in the order of their numbers, from behind one on."""
        rows = self._all(_ADDED.format("items"), load_id=load_id, behind=behind, most=most)
        return [item for row in rows if (item := self.item(row[0])) is not None]

    def titles_counted(self, load_id: int) -> tuple[int, int, int]:
        """How many titles a load added, updated (or their items), and named unchanged."""
        [(added, updated, named)] = self._all(_COUNTS, load_id=load_id)
        return added, updated, max(named - added - updated, 0)

    def drop_old_claims(self, load_id: int) -> None:
        """Drop claims of earlier loads on the barcodes that this load has named."""
        self._cursor.execute(
            "UPDATE barcode_claims SET dropped_by = :load_id WHERE load_id < :load_id"
            " AND dropped_by IS NULL"
            " AND barcode IN (SELECT barcode FROM items WHERE load_id = :load_id)",
            {"load_id": load_id},
        )

    def undo_claims(self, load_id: int) -> None:
        """Forget the claims of a load, and bring back those it dropped."""
        self._cursor.execute("DELETE FROM barcode_claims WHERE load_id = ?", (load_id,))
        self._cursor.execute(
            "UPDATE barcode_claims SET dropped_by = NULL WHERE dropped_by = ?", (load_id,)
        )
