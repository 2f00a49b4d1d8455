"""What commands answer of the outbox: lines for people, documents for programs."""

from collections.abc import Iterator, Sequence
from typing import Any

from procstation.language import tr
from procstation.outbox import (
    NEEDS_A_PERSON,
    Message,
    Outbox,
    Outcome,
    State,
    in_words,
)
from procstation.store.outbox_rows import TryRow


def list_lines(messages: Sequence[Message], box: Outbox) -> Iterator[str]:
    for pause in box.pauses():
        yield tr(
            "Nothing is sent to {system} since {since}: {reason}.",
            system=pause.system,
            since=pause.since,
            reason=pause.reason,
        )
    for one in messages:
        yield f"{one.id:>6}  {one.state:<9} {one.barcode:<16} {wanted_in_words(one)}"
        if one.state in NEEDS_A_PERSON or (one.state is State.WAITING and one.answer.what):
            yield f"        {one.answer.what} {one.answer.do_next}"
    if not messages:
        yield tr("There is no such message.")
    counts = box.counts()
    yield (
        tr(
            "{waiting} wait, {needs_a_person} need a person, {done} are done, {dropped} dropped.",
            waiting=counts.waiting,
            needs_a_person=counts.needs_a_person,
            done=counts.done,
            dropped=counts.dropped,
        )
    )


def show_lines(message: Message, tries: Sequence[TryRow]) -> Iterator[str]:
    yield tr(
        "Message {id}, {state}: {barcode}, “{title}”",
        id=message.id,
        state=message.state,
        barcode=message.barcode,
        title=message.title,
    )
    yield "  " + tr("from {made_by} at {made_at}", made_by=message.made_by, made_at=message.made_at)
    if message.wish.fields:
        width = max(len(name) for name in message.wish.fields)
        header = f"  {'':<{width}}  {tr('was'):<24}  {tr('ours'):<24}"
        yield header + (f"  {tr('theirs')}" if message.answer.theirs else "")
        for name, change in message.wish.fields.items():
            theirs = message.answer.theirs.get(name)
            line = f"  {name.replace('_', ' '):<{width}}  {change.before:<24}  {change.after:<24}"
            if theirs is not None:
                line += f"  {theirs}"
                if theirs not in {change.before, change.after}:
                    line += "  " + tr("← differs")
            yield line
    else:
        yield f"  {wanted_in_words(message)}"
    for row in tries:
        yield f"  {row.at}  {row.outcome}: {row.detail} ({row.station})"
    if message.answer.what:
        yield f"  {message.answer.what}"
        yield f"  next: {message.answer.do_next}"
    if message.state is State.CONFLICT:
        yield "  " + tr(
            "decide: procstation outbox decide {id} --ours (or --theirs, or --field)", id=message.id
        )


def sent_lines(document: dict[str, Any], trouble: str, do_next: str) -> Iterator[str]:
    yield tr("{done} done, {waiting} wait.", done=document["done"], waiting=document["waiting"])
    for kind in ("refused", "conflicts"):
        for one in document[kind]:
            yield tr(
                "{barcode}: {reason} {next} (message {message})",
                barcode=one["barcode"],
                reason=one["reason"],
                next=one["next"],
                message=one["message"],
            )
    if document["paused"]:
        yield tr("Nothing was sent: it is paused. `procstation outbox resume` goes on.")
    if trouble:
        yield f"error: {trouble}"
        yield f"next: {do_next}"


def queued_lines(
    items: int, posted: Sequence[Message], unknown: Sequence[str], dry_run: bool
) -> Iterator[str]:
    yield tr("{items} items", items=items) + (
        "." if dry_run else tr(", {count} messages queued.", count=len(posted))
    )
    for barcode in unknown:
        yield tr("{barcode}: no item has that barcode.", barcode=barcode)


def wanted_in_words(message: Message) -> str:
    return in_words(message.kind, message.wish.fields)


def message_line(message: Message) -> str:
    return f"{message.id}  {message.state}  {message.barcode}  {wanted_in_words(message)}"


def message_document(message: Message) -> dict[str, object]:
    return {
        "message": message.id,
        "state": message.state,
        "barcode": message.barcode,
        "title": message.title,
        "kind": message.kind,
        "fields": {
            name: [change.before, change.after] for name, change in message.wish.fields.items()
        },
        "made_at": message.made_at,
        "made_by": message.made_by,
        "tries": message.tries,
        "reason": message.answer.what,
        "next": message.answer.do_next,
        "settled_at": message.settled_at,
    }


def outcome_document(outcome: Outcome) -> dict[str, object]:
    message, given = outcome.message, outcome.answer
    return {
        "message": message.id,
        "barcode": message.barcode,
        "reason": given.what,
        "next": given.do_next,
    }
