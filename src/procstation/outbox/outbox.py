"""The outbox: messages to the library system, from the act at the bench to the system's answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from procstation.catalog.bench_edits import Signed
from procstation.errors import InputRefused
from procstation.ils import ItemField
from procstation.language import mark, tr, tr_marked
from procstation.outbox.deciding import decided_on, take_theirs
from procstation.outbox.fetched_record import FetchedRecords
from procstation.outbox.message import (
    NEEDS_A_PERSON,
    SETTLED,
    Answer,
    Kind,
    Message,
    State,
    encoded,
    message_from,
)
from procstation.outbox.outcome import Outcome
from procstation.outbox.posting import NewItems, confirmed, post_item, post_seen
from procstation.store.outbox_rows import SENDING, MessageRow, PauseRow, TryRow

if TYPE_CHECKING:
    from procstation.store.catalog_rows import CatalogRows
    from procstation.store.catalogue_store import CatalogueStore
    from procstation.store.outbox_rows import OutboxRows

CLAIM_S = 600
"""So long a station may take to send one message; then nobody knows what became of it."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages there are."""

    waiting: int = 0
    needs_a_person: int = 0
    done: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait before the next try, in seconds."""

    first_s: float = 15.0
    longest_s: float = 1800.0

    def after(self, tries: int, wish_s: float | None) -> float:
        growing = min(self.first_s * 2.0 ** max(0, min(tries, 30) - 1), self.longest_s)
        return max(growing, wish_s or 0.0)


class Outbox:
    """May be used from any thread.

    Args:
        station: Who sends and decides, for the trace.
        now: The time, ISO 8601 in UTC.
        new_items: What items made at the bench get where nobody said otherwise.
        fetched: Where the files of records are that were fetched or entered here.
    """

    def __init__(
        self,
        store: "CatalogueStore",
        station: str,
        now: Callable[[], str],
        new_items: NewItems = NewItems(),  # noqa: B008  (frozen)
        patience: Patience = Patience(),
        fetched: Path | None = None,
    ) -> None:
        self.by: Callable[[], str] = lambda: station
        """Who posts and decides, for the trace: a person at the station, where people sign in."""
        self._store = store
        self._station = station
        self._now = now
        self._new_items = new_items
        self._patience = patience
        self._fetched = FetchedRecords(store, fetched)

    @property
    def who(self) -> str:
        """Who sends and decides, for the trace."""
        return self._station

    def post(self, item_ids: Sequence[int], act: str) -> list[Message]:
        """Post what the system does not know of some items yet.

        Args:
            act: Names the act: done again, it posts nothing twice.
        """
        signed = Signed(self.by(), self._now())
        # Before the transaction, which others wait for.
        marc = {one: self._fetched.of_item(one) for one in item_ids}
        with self._store.posting() as (rows, items):
            posted = (
                post_item(rows, items, one, f"{act}/{one}", signed, self._new_items, marc[one])
                for one in item_ids
            )
            return [message for message in posted if message is not None]

    def post_seen(self, seen: Mapping[str, str], act: str) -> list[Message]:
        """Post when items were last seen: the time (ISO 8601) by barcode."""
        signed = Signed(self.by(), self._now())
        with self._store.posting() as (rows, items):
            posted = (
                post_seen(rows, items, barcode, at, f"{act}/{at}/{barcode}", signed)
                for barcode, at in seen.items()
            )
            return [message for message in posted if message is not None]

    def unsaid(self) -> list[int]:
        """Return the numbers of the items that are not the same in the system yet."""
        with self._store.reading_outbox() as (rows, _):
            return rows.edited_items()

    def counts(self) -> Counts:
        with self._store.reading_outbox() as (rows, _):
            by_state = rows.counts()
        return Counts(
            sum(by_state.get(one, 0) for one in (State.WAITING, State.SENDING)),
            sum(by_state.get(one, 0) for one in NEEDS_A_PERSON),
            by_state.get(State.DONE, 0),
            by_state.get(State.DROPPED, 0),
        )

    def open_counts(self) -> Counts:
        """Count what is not settled; however much has been, that takes no longer."""
        with self._store.reading_outbox() as (rows, _):
            by_state = rows.open_counts()
        return Counts(
            sum(by_state.get(one, 0) for one in (State.WAITING, State.SENDING)),
            sum(by_state.get(one, 0) for one in NEEDS_A_PERSON),
        )

    def messages(
        self, states: Sequence[State] = tuple(State), most: int = 100, before: int = 2**62
    ) -> list[Message]:
        """Return messages in some states, the newest first."""
        with self._store.reading_outbox() as (rows, _):
            return list(map(message_from, rows.in_states(states, most, before)))

    def message(self, number: int) -> tuple[Message, list[TryRow]]:
        """Return a message, and what was sent of it and answered.

        Raises:
            InputRefused: There is no such message.
        """
        with self._store.reading_outbox() as (rows, _):
            return message_from(_row(rows, number)), rows.tries(number)

    def open(self) -> int:
        """Take up what this station was sending when it stopped, and what no station came back
        for: the next try looks how far that came. Return how many that were."""
        with self._store.posting() as (rows, _):
            lost = rows.lost(self._station, self._now())
            for row in lost:
                again = row._replace(state=State.WAITING, next_at="", claimed_by="")
                if row.kind not in {Kind.SEEN, Kind.CHECK_IN}:
                    again = again._replace(answer=encoded(Answer(unsure=True)))
                rows.change(again)
                rows.note_try(
                    row.id,
                    TryRow(
                        self._now(), self._station, mark("cut off"), tr("it is looked up first")
                    ),
                )
            return len(lost)

    def claim(self, most: int) -> list[Message]:
        """Take the messages whose turn it is, one for each item; they are to be settled."""
        with self._store.posting() as (rows, _):
            until = _later(self._now(), CLAIM_S)
            taken = [
                row
                for row in rows.due(self._now(), most)
                if rows.claim(row.id, self._station, until)
            ]
        return [message_from(row._replace(state=SENDING, tries=row.tries + 1)) for row in taken]

    def note_begun(self, message: Message) -> None:
        """Keep that a check-in is asked for from now on: it may be done, whatever becomes of us."""
        with self._store.posting() as (rows, _):
            row = _row(rows, message.id)
            if row.state == SENDING and row.claimed_by == self._station:
                rows.change(row._replace(answer=encoded(Answer(unsure=True))))

    def next_due_at(self) -> str | None:
        """When the next message wants to be tried; None when none waits."""
        with self._store.reading_outbox() as (rows, _):
            return rows.next_due_at()

    def hurry(self) -> None:
        """Have all messages that wait tried at once: the system is back."""
        with self._store.posting() as (rows, _):
            rows.hurry()

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Keep what came of tries; what the system has confirmed is no change of the bench's own
        any more."""
        now = self._now()
        with self._store.posting() as (rows, items):
            for outcome in outcomes:
                self._settle(rows, items, outcome, now)

    def _settle(self, rows: "OutboxRows", items: "CatalogRows", outcome: Outcome, now: str) -> None:
        message = outcome.message
        row = _row(rows, message.id)
        if row.state != SENDING or row.claimed_by != self._station:
            # Somebody else took it over, since this try took too long.
            return
        settled = outcome.state is State.DONE
        next_at = ""
        if outcome.state is State.WAITING:
            next_at = _later(now, self._patience.after(message.tries, outcome.wait_s))
        rows.change(
            row._replace(
                state=outcome.state,
                next_at=next_at,
                claimed_by="",
                claimed_until="",
                answer=encoded(_kept(outcome)),
                settled_at=now if settled else None,
                settled_by=self._station if settled else "",
            )
        )
        word = mark("tried") if outcome.state is State.WAITING else outcome.state.value
        rows.note_try(message.id, TryRow(now, self._station, word, outcome.said))
        if settled and message.kind in {Kind.CREATE, Kind.CHANGE}:
            confirmed(items, message, outcome.item.system_id if outcome.item else "")
        if outcome.item is not None and items.item(message.item_id) is not None:
            rows.note_asked(message.item_id, now, outcome.item.on_loan)

    def retry(self, number: int) -> Message:
        """Have a message tried again at once.

        Raises:
            InputRefused: There is none, or it is settled.
        """
        with self._store.posting() as (rows, _):
            row = _open_row(rows, number)
            again = row._replace(state=State.WAITING, next_at="")
            rows.change(again)
            rows.note_try(
                number, TryRow(self._now(), self.by(), mark("again"), tr("a person said so"))
            )
        return message_from(again)

    def drop(self, number: int, reason: str) -> Message:
        """Never send a message; the change stays in the catalogue, noted as the bench's own.

        Raises:
            InputRefused: There is none, it is settled, or it is being sent.
        """
        with self._store.posting() as (rows, _):
            row = _open_row(rows, number)
            if row.state == SENDING:
                raise InputRefused(
                    tr("Message {number} is being sent at this moment.", number=number),
                    tr("Try again in a moment."),
                )
            dropped = row._replace(
                state=State.DROPPED, settled_at=self._now(), settled_by=self.by()
            )
            rows.change(dropped)
            rows.note_try(number, TryRow(self._now(), self.by(), mark("dropped"), reason))
        return message_from(dropped)

    def decide(self, number: int, choices: Mapping[ItemField, str]) -> Message:
        """Settle a conflict, field by field: `ours` is sent, `theirs` goes into the catalogue.

        Args:
            choices: For each field the message wants to change.

        Raises:
            InputRefused: There is no such conflict, or a field is not decided on.
        """
        now = self._now()
        with self._store.posting() as (rows, items):
            row = _open_row(rows, number)
            message = message_from(row)
            if message.state is not State.CONFLICT:
                raise InputRefused(
                    tr(
                        "Message {number} is no conflict; it is {state}.",
                        number=number,
                        state=message.state.word,
                    ),
                    tr("Look at it with `procstation outbox show`."),
                )
            fields, taken = decided_on(message, choices)
            take_theirs(items, message, taken, Signed(self.by(), now))
            state = State.WAITING if fields else State.DROPPED
            wish = type(message.wish)(
                message.wish.record, message.wish.system_id, fields, message.wish.at
            )
            decided = row._replace(
                state=state,
                wish=encoded(wish),
                next_at="",
                answer=encoded(Answer()),
                settled_at=None if fields else now,
                settled_by="" if fields else self.by(),
            )
            rows.change(decided)
            said = ", ".join(f"{name}: {choice}" for name, choice in choices.items())
            rows.note_try(number, TryRow(now, self.by(), mark("decided"), said))
        return message_from(decided)

    def pauses(self) -> list[PauseRow]:
        """Return the systems nothing is sent to, since when and why."""
        with self._store.reading_outbox() as (rows, _):
            return rows.pauses()

    def pause(self, system: str, reason: str) -> None:
        """Send nothing to a system until `resume`; what is posted waits."""
        with self._store.posting() as (rows, _):
            rows.pause(PauseRow(system, self._now(), reason, self.by()))

    def resume(self, system: str) -> bool:
        """Send again; False when nothing was paused."""
        with self._store.posting() as (rows, _):
            return rows.resume(system)

    def prune(self, days: int) -> int:
        """Delete what was settled so many days ago, and return how many messages that were."""
        with self._store.posting() as (rows, _):
            return rows.forget_settled(_later(self._now(), -days * 86_400))


def _kept(outcome: Outcome) -> Answer:
    """Return the answer with what no later try may forget."""
    unsure = outcome.unsure or outcome.message.answer.unsure
    if outcome.state is not State.WAITING or not unsure:
        return outcome.answer
    return msgspec.structs.replace(outcome.answer, unsure=True)


def _row(rows: "OutboxRows", number: int) -> MessageRow:
    row = rows.message(number)
    if row is None:
        raise InputRefused(
            tr("There is no message {number}.", number=number),
            tr("List them with `procstation outbox list`."),
        )
    return row


def _open_row(rows: "OutboxRows", number: int) -> MessageRow:
    row = _row(rows, number)
    if row.state in SETTLED:
        raise InputRefused(
            tr(
                "Message {number} is settled: {state} at {settled_at}.",
                number=number,
                state=tr_marked(row.state),
                settled_at=row.settled_at,
            ),
            tr("Nothing is to do."),
        )
    return row


def _later(at: str, seconds: float) -> str:
    moment = datetime.fromisoformat(at) + timedelta(seconds=seconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
