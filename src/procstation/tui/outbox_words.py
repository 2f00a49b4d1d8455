"""Messages of the outbox as its screen tells of them."""

from collections.abc import Mapping

from rich.text import Text

from procstation.ils import ItemField
from procstation.keys import key
from procstation.language import tr
from procstation.outbox import NEEDS_A_PERSON, OURS, THEIRS, Message, State, in_words
from procstation.outbox.listing import Listing
from procstation.station.system_desk import SystemDesk

SIGNS = {
    State.WAITING: "·",
    State.SENDING: "…",
    State.DONE: "✓",
    State.REFUSED: "✗",
    State.CONFLICT: "≠",
    State.DROPPED: "–",
}
"""A sign for each state. Beside it always stands the word."""


def row_of(one: Message) -> list[Text]:
    """Return the cells of a message in the list."""
    what = f"{in_words(one.kind, one.wish.fields)} · {one.title}"
    if one.state in NEEDS_A_PERSON:
        what = f"{one.answer.what} · {one.title}"
    style = "bold" if one.state in NEEDS_A_PERSON else ""
    cells = (f"{SIGNS[one.state]} {one.state.word}", one.barcode, what)
    # Plain text: what a system answers is never markup.
    return [Text(cell, style) for cell in cells]


def count_line(listing: Listing, *, with_settled: bool) -> str:
    """Say how many messages there are, and whether they are sent."""
    counts = listing.counts
    count = tr(
        "{waiting} wait, {needing} need a person.",
        waiting=counts.waiting,
        needing=counts.needs_a_person,
    )
    if with_settled:
        count = tr(
            "{waiting} wait, {needing} need a person, {done} done, {dropped} dropped.",
            waiting=counts.waiting,
            needing=counts.needs_a_person,
            done=counts.done,
            dropped=counts.dropped,
        )
    if listing.paused:
        count += " " + tr("Paused: {why}.", why=listing.paused)
    return count


def next_thing(desk: SystemDesk, message: Message | None, choices: Mapping[ItemField, str]) -> str:
    """Say what to do next.

    Args:
        message: The one that is taken apart.
        choices: What was said of its conflict.
    """
    state = desk.state
    if state.reached is False:
        return tr(
            "○ {name} is away: {trouble} {do_next}",
            name=desk.name,
            trouble=state.trouble,
            do_next=state.do_next,
        )
    if message is not None and message.state is State.CONFLICT:
        if all(name in choices for name in message.wish.fields):
            ours = sum(one == OURS for one in choices.values())
            theirs = sum(one == THEIRS for one in choices.values())
            return tr("▸ Enter settles it: {ours} ours, {theirs} theirs.", ours=ours, theirs=theirs)
        return tr(
            "▸ For each field: {ours} sends ours, {theirs} takes theirs. Enter settles it.",
            ours=key("outbox.ours"),
            theirs=key("outbox.theirs"),
        )
    if message is not None and message.state is State.REFUSED:
        return tr(
            "▸ {do_next} Then {retry} tries again; {drop} drops it.",
            do_next=message.answer.do_next,
            retry=key("outbox.retry"),
            drop=key("outbox.drop"),
        )
    return tr("▸ Nothing needs you here.")
