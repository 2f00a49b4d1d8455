"""Read and write the outbox, row by row, on the driver's own cursor."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from procstation.store.connection import StoreConnection

WAITING, SENDING, DONE, REFUSED, CONFLICT, DROPPED = (
    "waiting", "sending", "done", "refused", "conflict", "dropped",
)  # fmt: skip
OPEN = (WAITING, SENDING, REFUSED, CONFLICT)
"""States in which later messages of the same item have to wait."""


class MessageRow(NamedTuple):
    """A row of `outbox`; `id` is 0 before it is stored."""

    id: int
    key: str
    item_id: int
    barcode: str
    kind: str
    wish: str
    made_at: str
    made_by: str
    state: str = WAITING
    tries: int = 0
    next_at: str = ""
    claimed_by: str = ""
    claimed_until: str = ""
    answer: str = "{}"
    settled_at: str | None = None
    settled_by: str = ""


class TryRow(NamedTuple):
    """A row of `outbox_tries`, without its number and that of its message."""

    at: str
    station: str
    outcome: str
    detail: str


class PauseRow(NamedTuple):
    """A row of `outbox_pause`."""

    system: str
    since: str
    reason: str
    said_by: str


_COLUMNS = ", ".join(MessageRow._fields)
_UNBLOCKED = """
FROM outbox AS m WHERE state = 'waiting'
AND NOT EXISTS (
  SELECT 1 FROM outbox AS e WHERE e.item_id = m.item_id AND e.id < m.id
  AND e.state IN ('waiting', 'sending', 'refused', 'conflict'))
AND NOT EXISTS (
  SELECT 1 FROM outbox AS e WHERE e.barcode = m.barcode AND e.id < m.id
  AND e.state IN ('waiting', 'sending', 'refused', 'conflict'))
"""
_DUE = f"SELECT {_COLUMNS} {_UNBLOCKED} AND next_at <= :now ORDER BY m.id LIMIT :most"
_NEXT_DUE = f"SELECT min(next_at) {_UNBLOCKED}"


class OutboxRows:
    """The outbox of a store, within the transaction of a connection."""

    def __init__(self, connection: StoreConnection) -> None:
        self._cursor = connection.cursor()

    def _all(self, sql: str, **values: str | int | None) -> list[tuple[Any, ...]]:
        return self._cursor.execute(sql, values).fetchall()

    def _messages(self, sql: str, **values: str | int | None) -> list[MessageRow]:
        return [MessageRow._make(row) for row in self._all(sql, **values)]

    def add(self, row: MessageRow) -> int | None:
        """Store a message and return its number; None when one with its key is there already."""
        names = MessageRow._fields[1:]
        sql = (
            f"INSERT INTO outbox({', '.join(names)}) VALUES ({', '.join(f':{n}' for n in names)})"  # noqa: S608
            " ON CONFLICT (key) DO NOTHING RETURNING id"
        )
        added = self._all(sql, **row._asdict())
        return int(added[0][0]) if added else None

    def change(self, row: MessageRow) -> None:
        names = MessageRow._fields[1:]
        sets = ", ".join(f"{name} = :{name}" for name in names)
        self._cursor.execute(f"UPDATE outbox SET {sets} WHERE id = :id", row._asdict())  # noqa: S608

    def message(self, number: int) -> MessageRow | None:
        sql = f"SELECT {_COLUMNS} FROM outbox WHERE id = :id"  # noqa: S608
        return next(iter(self._messages(sql, id=number)), None)

    def with_key(self, key: str) -> MessageRow | None:
        sql = f"SELECT {_COLUMNS} FROM outbox WHERE key = :key"  # noqa: S608
        return next(iter(self._messages(sql, key=key)), None)

    def of_item(self, item_id: int) -> list[MessageRow]:
        """All messages of an item, the oldest first."""
        sql = f"SELECT {_COLUMNS} FROM outbox WHERE item_id = :item_id ORDER BY id"  # noqa: S608
        return self._messages(sql, item_id=item_id)

    def in_states(self, states: Sequence[str], most: int, before: int) -> list[MessageRow]:
        """The messages in some states, the newest first, with numbers below `before`."""
        marks = ", ".join("?" for _ in states)
        sql = (
            f"SELECT {_COLUMNS} FROM outbox WHERE state IN ({marks}) AND id < ?"  # noqa: S608
            " ORDER BY id DESC LIMIT ?"
        )
        rows = self._cursor.execute(sql, (*states, before, most)).fetchall()
        return list(map(MessageRow._make, rows))

    def counts(self) -> dict[str, int]:
        """How many messages are in each state."""
        return dict(self._all("SELECT state, count(*) FROM outbox GROUP BY state"))

    def open_counts(self) -> dict[str, int]:
        """How many messages are in each state that is not settled: as quick as those are few."""
        marks = ", ".join("?" for _ in OPEN)
        sql = f"SELECT state, count(*) FROM outbox WHERE state IN ({marks}) GROUP BY state"  # noqa: S608
        return dict(self._cursor.execute(sql, OPEN).fetchall())

    def due(self, now: str, most: int) -> list[MessageRow]:
        """The messages whose turn it is: of each item, and of each barcode, the oldest open one."""
        return self._messages(_DUE, now=now, most=most)

    def hurry(self) -> None:
        """Have all messages that wait tried at once."""
        self._cursor.execute("UPDATE outbox SET next_at = '' WHERE state = 'waiting'")

    def next_due_at(self) -> str | None:
        """When the next message that is not held up by an earlier one wants to be tried; None when
        there is none."""
        [(at,)] = self._all(_NEXT_DUE)
        return at if at is None else str(at)

    def claim(self, number: int, station: str, until: str) -> bool:
        """Take a waiting message for sending; False when another station was faster."""
        sql = (
            "UPDATE outbox SET state = 'sending', tries = tries + 1, claimed_by = :station,"
            " claimed_until = :until WHERE id = :id AND state = 'waiting'"
        )
        self._cursor.execute(sql, {"id": number, "station": station, "until": until})
        return self._cursor.rowcount == 1

    def lost(self, station: str, now: str) -> list[MessageRow]:
        """The messages being sent by a station that is starting, or by one that never came back."""
        sql = (
            f"SELECT {_COLUMNS} FROM outbox WHERE state = 'sending'"  # noqa: S608
            " AND (claimed_by = :station OR claimed_until < :now)"
        )
        return self._messages(sql, station=station, now=now)

    def note_try(self, number: int, tried: TryRow) -> None:
        self._cursor.execute(
            "INSERT INTO outbox_tries(message_id, at, station, outcome, detail)"
            " VALUES (?, ?, ?, ?, ?)",
            (number, *tried),
        )

    def tries(self, number: int) -> list[TryRow]:
        """What was sent of a message and what was answered, the oldest first."""
        sql = (
            "SELECT at, station, outcome, detail FROM outbox_tries WHERE message_id = :id"
            " ORDER BY id"
        )
        return [TryRow._make(row) for row in self._all(sql, id=number)]

    def pauses(self) -> list[PauseRow]:
        return [
            PauseRow._make(row)
            for row in self._all("SELECT system, since, reason, said_by FROM outbox_pause")
        ]

    def pause(self, row: PauseRow) -> None:
        self._cursor.execute(
            "INSERT INTO outbox_pause(system, since, reason, said_by) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (system) DO NOTHING",
            row,
        )

    def resume(self, system: str) -> bool:
        """Take a pause away; False when there was none."""
        self._cursor.execute("DELETE FROM outbox_pause WHERE system = ?", (system,))
        return self._cursor.rowcount == 1

    def note_asked(self, item_id: int, at: str, on_loan: bool | None) -> None:
        """Note that the library system told about an item."""
        self._cursor.execute(
            "INSERT INTO item_freshness(item_id, asked_at, on_loan) VALUES (?, ?, ?)"
            " ON CONFLICT (item_id) DO UPDATE SET asked_at = excluded.asked_at,"
            " on_loan = excluded.on_loan",
            (item_id, at, None if on_loan is None else int(on_loan)),
        )

    def asked_at(self, item_id: int) -> tuple[str, bool | None] | None:
        """When the system last told about an item, and whether it was on loan."""
        sql = "SELECT asked_at, on_loan FROM item_freshness WHERE item_id = :id"
        for at, on_loan in self._all(sql, id=item_id):
            return str(at), None if on_loan is None else bool(on_loan)
        return None

    def loaded_at(self, load_id: int) -> tuple[str, str] | None:
        """When a load began, and its files in JSON."""
        found = self._all("SELECT loaded_at, files FROM loads WHERE id = :id", id=load_id)
        return next(((str(at), str(files)) for at, files in found), None)

    def forget_settled(self, before: str) -> int:
        """Delete what was settled before a time, and return how many that were."""
        self._cursor.execute(
            "DELETE FROM outbox WHERE state IN ('done', 'dropped') AND settled_at < ?", (before,)
        )
        return self._cursor.rowcount

    def edited_items(self) -> list[int]:
        """The numbers of the items that the bench changed and the system has not confirmed."""
        return [
            row[0] for row in self._all("SELECT id FROM items WHERE bench_edits <> '' ORDER BY id")
        ]
