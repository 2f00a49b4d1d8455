"""What comes of sweeps: cases of items not heard, write-backs, and when an item was last seen."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from procstation.store.sweep_rows import SweepRows


class CaseRow(NamedTuple):
    """A row of `sweep_cases`, with the name of its sweep."""

    barcode: str
    sweep: str
    grade: str
    reason: str
    opened_at: str
    closed_at: str | None
    closed_where: str


class WriteBackRow(NamedTuple):
    """A row of `sweep_writebacks`, with how many changes it made."""

    id: int
    written_at: str
    written_by: str
    undone_at: str | None
    changes: int


class ChangeRow(NamedTuple):
    """A row of `sweep_writeback_items`."""

    barcode: str
    column: str
    before: str
    after: str


_CASES = (
    "SELECT c.barcode, s.name, c.grade, c.reason, c.opened_at, c.closed_at, c.closed_where"
    " FROM sweep_cases c JOIN sweeps s ON s.id = c.sweep_id"
)


class SweepCaseRows(SweepRows):
    """The sweeps of a store and what came of them, within one transaction."""

    def cases(self, *, closed: bool) -> list[CaseRow]:
        """The cases, the oldest first; those that are closed only when asked for."""
        where = "" if closed else " WHERE c.closed_at IS NULL"
        return [CaseRow._make(row) for row in self._all(f"{_CASES}{where} ORDER BY c.id")]

    def cases_closed_in(self, sweep: str) -> list[CaseRow]:
        """The cases that a sweep closed."""
        sql = f"{_CASES} WHERE c.closed_where = ? ORDER BY c.id"
        return [CaseRow._make(row) for row in self._all(sql, sweep)]

    def history(self, sweep_id: int, among: Collection[str]) -> dict[str, tuple[int, int]]:
        """In how many sittings of earlier sweeps each of some codes was heard, and of how many that
        is: those, and the sweeps that did not hear it though it was met again afterwards."""
        heard: Counter[str] = Counter()
        told: set[tuple[int, str]] = set()
        sql = "SELECT sitting_id, barcode FROM sweep_heard WHERE sweep_id < :sweep"
        for sitting, barcode in self._pieces(sql, {"sweep": sweep_id}) if among else ():
            if barcode in among and (sitting, barcode) not in told:
                told.add((sitting, barcode))
                heard[barcode] += 1
        missed: Counter[str] = Counter()
        sql = "SELECT barcode FROM sweep_cases WHERE sweep_id < :sweep AND closed_at IS NOT NULL"
        for (barcode,) in self._pieces(sql, {"sweep": sweep_id}):
            if barcode in among:
                missed[barcode] += 1
        return {one: (heard[one], heard[one] + missed[one]) for one in heard | missed}

    def open_cases(self) -> set[str]:
        """The barcodes of items that are looked for."""
        sql = "SELECT barcode FROM sweep_cases WHERE closed_at IS NULL"
        return {row[0] for row in self._all(sql)}

    def is_looked_for(self, barcode: str) -> bool:
        sql = "SELECT 1 FROM sweep_cases WHERE barcode = ? AND closed_at IS NULL LIMIT 1"
        return bool(self._all(sql, barcode))

    def add_cases(self, sweep_id: int, at: str, cases: Iterable[tuple[str, str, str]]) -> None:
        """Open cases of a sweep: barcode, grade and reason of each."""
        self._cursor.executemany(
            "INSERT INTO sweep_cases(sweep_id, opened_at, barcode, grade, reason)"
            " VALUES (?, ?, ?, ?, ?)",
            ((sweep_id, at, *case) for case in cases),
        )

    def remove_open_cases(self, sweep_id: int) -> None:
        """Forget the cases a sweep opened and nobody has closed."""
        self._cursor.execute(
            "DELETE FROM sweep_cases WHERE sweep_id = ? AND closed_at IS NULL", (sweep_id,)
        )

    def close_cases(self, barcodes: Collection[str], where: str, at: str) -> int:
        """Close the open cases of some items; return how many there were."""
        self._cursor.execute(
            "UPDATE sweep_cases SET closed_at = :at, closed_where = :where"  # noqa: S608
            " WHERE closed_at IS NULL"
            f" AND barcode IN (SELECT j.value FROM {self._connection.each('codes', 'j')})",
            {"at": at, "where": where, "codes": self._connection.listed(barcodes)},
        )
        return self._cursor.rowcount

    def note_conditions(self, sweep_id: int, said: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Keep what was said of books, in place of what was said of them before."""
        self._cursor.executemany(
            "INSERT INTO sweep_conditions(sweep_id, barcode, conditions) VALUES (?, ?, ?)"
            " ON CONFLICT (sweep_id, barcode) DO UPDATE SET conditions = excluded.conditions",
            ((sweep_id, barcode, json.dumps(list(words))) for barcode, words in said),
        )

    def conditions(self, sweep_id: int) -> dict[str, tuple[str, ...]]:
        """By barcode, what was said of books; those of which nothing is said any more left out."""
        sql = "SELECT barcode, conditions FROM sweep_conditions WHERE sweep_id = ?"
        said = {barcode: tuple(json.loads(words)) for barcode, words in self._all(sql, sweep_id)}
        return {barcode: words for barcode, words in said.items() if words}

    def heard_in_others(self, sweep_id: int, sitting_id: int) -> set[str]:
        """The codes that other sittings of a sweep have heard."""
        sql = "SELECT barcode FROM sweep_heard WHERE sweep_id = :sweep AND sitting_id <> :sitting"
        return {row[0] for row in self._pieces(sql, {"sweep": sweep_id, "sitting": sitting_id})}

    def note_seen(self, seen: Iterable[tuple[str, str, str]]) -> None:
        """Note barcode, time and place of items that were met; an older time changes nothing."""
        self._cursor.executemany(
            "INSERT INTO last_seen(barcode, seen_at, seen_where) VALUES (?, ?, ?)"
            " ON CONFLICT(barcode) DO UPDATE SET seen_at = excluded.seen_at,"
            " seen_where = excluded.seen_where WHERE excluded.seen_at > last_seen.seen_at",
            seen,
        )

    def last_seen(self, barcode: str) -> tuple[str, str] | None:
        """When and where an item was last met."""
        rows = self._all("SELECT seen_at, seen_where FROM last_seen WHERE barcode = ?", barcode)
        return rows[0] if rows else None

    def add_writeback(self, sweep_id: int, at: str, by: str, changes: Iterable[ChangeRow]) -> int:
        number = self._insert(
            "INSERT INTO sweep_writebacks(sweep_id, written_at, written_by)"
            " VALUES (:sweep_id, :at, :by) RETURNING id",
            {"sweep_id": sweep_id, "at": at, "by": by},
        )
        self._cursor.executemany(
            'INSERT INTO sweep_writeback_items(writeback_id, barcode, "column", before, after)'
            " VALUES (?, ?, ?, ?, ?)",
            ((number, *change) for change in changes),
        )
        return number

    def writebacks(self, sweep_id: int) -> list[WriteBackRow]:
        """The write-backs of a sweep, the latest first."""
        rows = self._all(
            "SELECT w.id, w.written_at, w.written_by, w.undone_at,"
            " (SELECT count(*) FROM sweep_writeback_items i WHERE i.writeback_id = w.id)"
            " FROM sweep_writebacks w WHERE w.sweep_id = ? ORDER BY w.id DESC",
            sweep_id,
        )
        return [WriteBackRow._make(row) for row in rows]

    def changes(self, writeback_id: int) -> list[ChangeRow]:
        rows = self._all(
            'SELECT barcode, "column", before, after FROM sweep_writeback_items'
            " WHERE writeback_id = ? ORDER BY barcode",
            writeback_id,
        )
        return [ChangeRow._make(row) for row in rows]

    def note_undone(self, writeback_id: int, at: str) -> None:
        self._cursor.execute(
            "UPDATE sweep_writebacks SET undone_at = ? WHERE id = ?", (at, writeback_id)
        )
