"""Read and write runs of jobs, row by row, on the driver's own cursor."""

from typing import NamedTuple

from procstation.store.connection import StoreConnection

WAITS = "waits"
"""Of `job_items.at_pad`."""


class RunRow(NamedTuple):
    """A row of `job_runs`; `id` is 0 before it is stored."""

    id: int
    profile: str
    title: str
    said: str
    run_at: str
    run_by: str
    labels: str = "[]"
    undone_at: str = ""
    undone_by: str = ""


class RunItemRow(NamedTuple):
    """A row of `job_items`."""

    run_id: int
    place: int
    item_id: int
    barcode: str
    was: str
    fields: str
    at_pad: str = ""


_RUN = ", ".join(RunRow._fields)
_ITEM = ", ".join(RunItemRow._fields)


class JobRows:
    """The runs of a store, within the transaction of a connection."""

    def __init__(self, connection: StoreConnection) -> None:
        self._cursor = connection.cursor()

    def add(self, row: RunRow) -> int:
        """Store a run and return its number."""
        names = RunRow._fields[1:]
        sql = (
            f"INSERT INTO job_runs({', '.join(names)})"  # noqa: S608
            f" VALUES ({', '.join('?' for _ in names)}) RETURNING id"
        )
        return int(self._cursor.execute(sql, row[1:]).fetchall()[0][0])

    def add_item(self, row: RunItemRow) -> None:
        marks = ", ".join("?" for _ in row)
        self._cursor.execute(f"INSERT INTO job_items({_ITEM}) VALUES ({marks})", row)  # noqa: S608

    def run(self, number: int) -> RunRow | None:
        sql = f"SELECT {_RUN} FROM job_runs WHERE id = ?"  # noqa: S608
        return next(map(RunRow._make, self._cursor.execute(sql, (number,)).fetchall()), None)

    def runs(self, most: int) -> list[tuple[RunRow, int, int]]:
        """The latest runs, each with its number of items and of those that wait for a pad."""
        sql = (
            f"SELECT {_RUN},"  # noqa: S608
            " (SELECT count(*) FROM job_items WHERE run_id = id),"
            " (SELECT count(*) FROM job_items WHERE run_id = id AND at_pad = 'waits')"
            " FROM job_runs ORDER BY id DESC LIMIT ?"
        )
        return [
            (RunRow._make(row[:-2]), row[-2], row[-1])
            for row in self._cursor.execute(sql, (most,)).fetchall()
        ]

    def items(self, run: int) -> list[RunItemRow]:
        """The items of a run in its order."""
        sql = f"SELECT {_ITEM} FROM job_items WHERE run_id = ? ORDER BY place"  # noqa: S608
        return [RunItemRow._make(row) for row in self._cursor.execute(sql, (run,)).fetchall()]

    def set_labels(self, run: int, labels: str) -> None:
        self._cursor.execute("UPDATE job_runs SET labels = ? WHERE id = ?", (labels, run))

    def set_undone(self, run: int, at: str, by: str) -> None:
        self._cursor.execute(
            "UPDATE job_runs SET undone_at = ?, undone_by = ? WHERE id = ?", (at, by, run)
        )

    def done_at_pad(self, barcode: str, at: str) -> None:
        """Note that the tag of an item was changed, which a run may have waited for."""
        self._cursor.execute(
            "UPDATE job_items SET at_pad = ? WHERE barcode = ? AND at_pad = ?", (at, barcode, WAITS)
        )
