"""Who did what to which item, read newest first and piece by piece, on the driver's own cursor."""

from typing import Any, NamedTuple

from procstation.store.connection import StoreConnection

NEWEST = 2**62
"""Stands for a number behind all others."""


class ItemChangeRow(NamedTuple):
    """A row of `item_changes`; `id` is 0 before it is stored."""

    id: int
    at: str
    who: str
    station: str
    act: str
    kind: str
    item_id: int
    barcode: str
    before: str
    after: str


class PostedRow(NamedTuple):
    """What history tells of a row of `outbox`."""

    id: int
    made_at: str
    made_by: str
    barcode: str
    kind: str
    state: str
    settled_at: str | None


class LoadedRow(NamedTuple):
    """What history tells of an act of loading; `before` is what an item was, for one item;
    `progress` holds, in JSON, who took the load back and when."""

    id: int
    loaded_at: str
    files: str
    profile: str
    state: str
    progress: str
    before: str


class RunDoneRow(NamedTuple):
    """What history tells of a run of a job, or of what a sweep brought into the catalogue."""

    id: int
    at: str
    by: str
    title: str
    items: int
    undone_at: str
    undone_by: str


class Wanted(NamedTuple):
    """What is asked for; "" for all. `since` is included, `until` is not (ISO 8601)."""

    barcode: str = ""
    who: str = ""
    station: str = ""
    since: str = ""
    until: str = ""


_CHANGE = ", ".join(ItemChangeRow._fields)
_NEW = (
    f"INSERT INTO item_changes({', '.join(ItemChangeRow._fields[1:])})"  # noqa: S608
    f" VALUES ({', '.join('?' for _ in ItemChangeRow._fields[1:])})"
)


class HistoryRows:
    """Within the transaction of a connection."""

    def __init__(self, connection: StoreConnection) -> None:
        self._cursor = connection.cursor()

    def _all(self, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
        return self._cursor.execute(sql, values).fetchall()

    def change(self, number: int) -> ItemChangeRow | None:
        sql = f"SELECT {_CHANGE} FROM item_changes WHERE id = ?"  # noqa: S608
        return next(map(ItemChangeRow._make, self._all(sql, [number])), None)

    def later_changes(self, change: ItemChangeRow) -> list[ItemChangeRow]:
        """What was done to the same item after a change, oldest first."""
        sql = f"SELECT {_CHANGE} FROM item_changes WHERE item_id = ? AND id > ? ORDER BY id"  # noqa: S608
        return list(map(ItemChangeRow._make, self._all(sql, [change.item_id, change.id])))

    def changes(self, wanted: Wanted, behind: int, most: int) -> list[ItemChangeRow]:
        """Changes with a number below `behind`, newest first."""
        values: list[Any] = [behind]
        where = "id < ?"
        if wanted.barcode:
            # What was done while it had no number, or another one, belongs to it as well.
            sql = "SELECT DISTINCT item_id FROM item_changes WHERE barcode = ? AND item_id <> 0"
            ids = ", ".join(str(int(row[0])) for row in self._all(sql, [wanted.barcode]))
            where += f" AND (barcode = ? OR item_id IN ({ids}))" if ids else " AND barcode = ?"
            values.append(wanted.barcode)
        if wanted.who:
            where, values = f"{where} AND who = ?", [*values, wanted.who]
        if wanted.station:
            where, values = f"{where} AND station = ?", [*values, wanted.station]
        where, values = _in_time(where, values, "at", wanted)
        sql = f"SELECT {_CHANGE} FROM item_changes WHERE {where} ORDER BY id DESC LIMIT ?"  # noqa: S608
        return list(map(ItemChangeRow._make, self._all(sql, [*values, most])))

    def posted(self, wanted: Wanted, behind: int, most: int) -> list[PostedRow]:
        """Messages of the outbox with a number below `behind`, newest first."""
        values: list[Any] = [behind]
        where = "id < ?"
        if wanted.barcode:
            where, values = f"{where} AND barcode = ?", [*values, wanted.barcode]
        where, values = _by(where, values, "made_by", wanted)
        where, values = _in_time(where, values, "made_at", wanted)
        sql = (
            f"SELECT {', '.join(PostedRow._fields)} FROM outbox"  # noqa: S608
            f" WHERE {where} ORDER BY id DESC LIMIT ?"
        )
        return list(map(PostedRow._make, self._all(sql, [*values, most])))

    def loaded(self, wanted: Wanted, behind: int, most: int) -> list[LoadedRow]:
        """Acts of loading with a number below `behind`, newest first; of one item those that
        added or changed it."""
        if wanted.who or wanted.station:
            # Nobody is noted to have loaded a file.
            return []
        values: list[Any] = [behind]
        where, before, tables = "l.id < ?", "''", "loads l"
        if wanted.barcode:
            before = "coalesce(c.before, '')"
            tables += (
                " JOIN items i ON i.barcode = ? LEFT JOIN load_changes c"
                " ON c.load_id = l.id AND c.kind = 'item' AND c.row_id = i.id"
            )
            where += " AND (c.load_id IS NOT NULL OR i.added_by = l.id)"
            values = [wanted.barcode, behind]
        where, values = _in_time(where, values, "loaded_at", wanted)
        sql = (
            f"SELECT l.id, l.loaded_at, l.files, l.profile, l.state, l.progress, {before}"  # noqa: S608
            f" FROM {tables} WHERE {where} ORDER BY l.id DESC LIMIT ?"
        )
        return list(map(LoadedRow._make, self._all(sql, [*values, most])))

    def runs(self, wanted: Wanted, behind: int, most: int) -> list[RunDoneRow]:
        """Runs of jobs on lists, newest first; what became of each item is among the changes."""
        if wanted.barcode:
            return []
        where, values = _by("id < ?", [behind], "run_by", wanted)
        where, values = _in_time(where, values, "run_at", wanted)
        sql = (
            "SELECT id, run_at, run_by, title,"  # noqa: S608
            " (SELECT count(*) FROM job_items WHERE run_id = id), undone_at, undone_by"
            f" FROM job_runs WHERE {where} ORDER BY id DESC LIMIT ?"
        )
        return list(map(RunDoneRow._make, self._all(sql, [*values, most])))

    def swept(self, wanted: Wanted, behind: int, most: int) -> list[RunDoneRow]:
        """What sweeps brought into the catalogue, newest first, with the name of the sweep."""
        if wanted.barcode:
            return []
        where, values = _by("w.id < ?", [behind], "written_by", wanted)
        where, values = _in_time(where, values, "written_at", wanted)
        sql = (
            "SELECT w.id, w.written_at, w.written_by, s.name,"  # noqa: S608
            " (SELECT count(*) FROM sweep_writeback_items c WHERE c.writeback_id = w.id),"
            " coalesce(w.undone_at, ''), ''"
            " FROM sweep_writebacks w JOIN sweeps s ON s.id = w.sweep_id"
            f" WHERE {where} ORDER BY w.id DESC LIMIT ?"
        )
        return list(map(RunDoneRow._make, self._all(sql, [*values, most])))


def note_change(connection: StoreConnection, row: ItemChangeRow) -> None:
    """Add a change, within the transaction that makes it."""
    connection.cursor().execute(_NEW, row[1:])


def _in_time(where: str, values: list[Any], column: str, wanted: Wanted) -> tuple[str, list[Any]]:
    if wanted.since:
        where, values = f"{where} AND {column} >= ?", [*values, wanted.since]
    if wanted.until:
        where, values = f"{where} AND {column} < ?", [*values, wanted.until]
    return where, values


def _by(where: str, values: list[Any], column: str, wanted: Wanted) -> tuple[str, list[Any]]:
    """What a person, or a station, signed: `anna at bench-1`, `bench-1`."""
    if wanted.who:
        where += f" AND ({column} = ? OR {column} LIKE ? ESCAPE '!')"
        values = [*values, wanted.who, f"{_plain(wanted.who)} at %"]
    if wanted.station:
        where += f" AND ({column} = ? OR {column} LIKE ? ESCAPE '!')"
        values = [*values, wanted.station, f"% at {_plain(wanted.station)}"]
    return where, values


def _plain(text: str) -> str:
    """A text as it stands for itself in a pattern of LIKE."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
