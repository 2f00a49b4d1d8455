"""The outbox as the faces show it: what needs a person first, and what came of a message."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from procstation.items.field_words import field_in_words
from procstation.language import tr, tr_marked
from procstation.outbox.message import NEEDS_A_PERSON, SETTLED, Message, State, in_words
from procstation.outbox.outbox import Counts, Outbox

if TYPE_CHECKING:
    from procstation.store.outbox_rows import TryRow

SHOWN = 200
"""Messages of each sort that are listed; the newest count."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The outbox at one moment.

    Attributes:
        counts: The settled ones are counted only when they are listed.
        paused: Why nothing is sent; "" when it is.
        trouble: Why it could not be read.
    """

    messages: tuple[Message, ...] = ()
    counts: Counts = field(default_factory=Counts)
    paused: str = ""
    trouble: str = ""


def listing_of(outbox: Outbox, with_settled: bool = False) -> Listing:
    """Read what a face shows.

    Raises:
        StoreError: The store cannot be read.
    """
    groups: list[Sequence[State]] = [NEEDS_A_PERSON, (State.SENDING, State.WAITING)]
    if with_settled:
        groups.append(SETTLED)
    messages = tuple(one for group in groups for one in outbox.messages(group, SHOWN))
    counts = outbox.counts() if with_settled else outbox.open_counts()
    paused = next(
        (
            tr("since {since}, {reason}", since=one.since, reason=one.reason)
            for one in outbox.pauses()
        ),
        "",
    )
    return Listing(messages, counts, paused)


def message_line(message: Message) -> str:
    """Return a message in one line."""
    said = in_words(message.kind, message.wish.fields)
    return f"{message.id}, {message.state.word}, {message.barcode}, {said}"


def side_lines(message: Message) -> Iterator[str]:
    """Yield a line for each field of a message: as it was, ours, and what the system has."""
    for name, change in message.wish.fields.items():
        theirs = message.answer.theirs.get(name)
        said = tr(
            "{field}: was {before}, ours {ours}",
            field=field_in_words(name),
            before=change.before or tr("nothing"),
            ours=change.after or tr("nothing"),
        )
        if theirs is not None:
            said = tr("{said}, theirs {theirs}", said=said, theirs=theirs or tr("nothing"))
        yield said


def trace_lines(message: Message, tries: "Sequence[TryRow]") -> Iterator[str]:
    """Yield what came of a message: the answer, and each try, the latest first."""
    if message.answer.what:
        yield f"{message.answer.what} {message.answer.do_next}"
    for row in reversed(tries):
        at = row.at[:19].replace("T", " ")
        yield f"{at}  {tr_marked(row.outcome)}: {row.detail} ({row.station})"
    made = tr("posted by {name}", name=message.made_by)
    yield f"{message.made_at[:19].replace('T', ' ')}  {made}"
