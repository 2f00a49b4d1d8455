"""The wishes of messages, one by one: look at what is there, ask for what is not, compare."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from procstation.errors import InputRefused, OutcomeUnknown, StationError, SystemMoved
from procstation.ils import (
    ItemDraft,
    ItemField,
    ItemKey,
    LibrarySystem,
    RemoteItem,
    Sighting,
    copy_number,
)
from procstation.items.field_words import field_in_words
from procstation.language import tr
from procstation.outbox.message import Answer, FieldChange, Kind, Message, State
from procstation.outbox.outcome import Outcome, done, refused
from procstation.outbox.record_there import NoRecordThere, same_record, title_there


def barcode_there(message: Message) -> str:
    """The barcode the system knows an item by before it is told."""
    change = message.wish.fields.get(ItemField.BARCODE)
    if change is None or message.kind is not Kind.CHANGE:
        return message.barcode
    return change.before or change.after


def create(
    system: LibrarySystem, message: Message, item: RemoteItem | None, make_records: bool
) -> Outcome:
    """Make an item, unless it is there; and before it, where that is allowed, its record."""
    if item is not None:
        if same_record(message.wish.record, item.title):
            return _completed(system, message, item)
        return refused(
            message,
            tr(
                "Barcode {barcode} is on another item there: {title}.",
                barcode=message.barcode,
                title=item.title or item.system_id,
            ),
            tr("Look at both books; give one of them another barcode."),
        )
    if not system.abilities.create_items:
        return refused(
            message,
            tr("This system does not let a station make items."),
            tr("Make the item {barcode} there by hand, then try again.", barcode=message.barcode),
        )
    record = message.wish.record
    if system.abilities.find_titles:
        title_id, is_new = _record_for(system, message, make_records)
    else:
        title_id, is_new = record.control_number, False
    try:
        made = system.create_item(ItemDraft(title_id, message.wish.values))
    except StationError as error:
        if not is_new:
            raise
        # Not every system can be searched for it: the next try must not make a second one.
        raise OutcomeUnknown(
            tr(
                "The record was made there, as {title_id}, and the item was not: {what}",
                title_id=title_id,
                what=error.what,
            ),
            error.do_next,
        ) from error
    return _compared(message, made, tr("made"))


def _record_for(system: LibrarySystem, message: Message, make_records: bool) -> tuple[str, bool]:
    """Return the number of the bib record of an item there, made when it is not there, and whether
    it was.

    Raises:
        InputRefused: It is not there and cannot be made, or nobody knows whether it was.
    """
    record, unsure = message.wish.record, message.answer.unsure
    try:
        return title_there(system, record, by_words=unsure).system_id, False
    except NoRecordThere as missing:
        if not (record.marc and system.abilities.create_titles):
            raise
        if not make_records:
            raise InputRefused(
                missing.what,
                tr(
                    "Bring the record into the system, or allow it with [outbox] "
                    "make_records = true; then try again."
                ),
            ) from missing
        if unsure and not missing.looked:
            raise InputRefused(
                tr(
                    "The record of “{title}” may have been made there at an earlier try, and "
                    "the system cannot be searched for it.",
                    title=record.title,
                ),
                tr(
                    "Look whether it is there, and make the item by hand at it; or take the "
                    "message back and hand the item over again."
                ),
            ) from missing
    return system.create_title(record.marc.encode()).system_id, True


def _completed(system: LibrarySystem, message: Message, item: RemoteItem) -> Outcome:
    """Take an item that is there already for the one that was to be made.

    After a lost answer it is ours: some systems take several calls for one item, and not all of
    them may have arrived.
    """
    lacking: dict[ItemField, str] = {
        name: value
        for name, value in message.wish.values.items()
        if name in item.values
        and name in system.abilities.changes
        and name is not ItemField.SCHEME
        and not _is_same(name, item.values[name], value)
    }
    if not message.answer.unsure or not lacking:
        return _compared(message, item, tr("it was there already"))
    try:
        return _compared(
            message, system.update_item(item, lacking), tr("it was there, and completed")
        )
    except SystemMoved:
        return Outcome(message, State.WAITING, tr("it was changed there at this very moment"))


def _change(system: LibrarySystem, message: Message, item: RemoteItem | None) -> Outcome:
    wish = message.wish
    if item is None:
        return refused(
            message,
            tr("There is no item {barcode} there.", barcode=barcode_there(message)),
            tr("Look it up in the system: it may be deleted, or have another barcode."),
        )
    if item.barcode and item.barcode not in {barcode_there(message), message.barcode}:
        return Outcome(
            message,
            State.CONFLICT,
            tr(
                "number {system_id} there is the item {barcode}",
                system_id=wish.system_id,
                barcode=item.barcode,
            ),
            Answer(
                tr(
                    "The system's number {system_id} means another item there: {barcode}.",
                    system_id=wish.system_id,
                    barcode=item.barcode,
                ),
                tr("Look at both items, then decide."),
                dict(item.values),
            ),
            item,
        )
    to_do, moved, cannot = _compare(wish.fields, item, system.abilities.changes)
    if moved:
        names = ", ".join(name.replace("_", " ") for name in moved)
        return Outcome(
            message,
            State.CONFLICT,
            tr("changed there meanwhile: {names}", names=names),
            Answer(
                tr("The item was changed there meanwhile: {names}.", names=names),
                tr(
                    "Decide which is right: F6 or `procstation outbox show` puts both side by side."
                ),
                dict(item.values),
            ),
            item,
        )
    if to_do:
        try:
            item = system.update_item(item, to_do)
        except SystemMoved:
            return Outcome(message, State.WAITING, tr("it was changed there at this very moment"))
        differs = _differences(to_do, item)
        if differs:
            return refused(
                message,
                tr("The system took it, and says {differs} now.", differs=differs),
                tr("Look at its rules for that field, then try again."),
                item,
            )
    if cannot:
        what = ", ".join(
            tr("{field} to {value!r}", field=field_in_words(name), value=value)
            for name, value in cannot.items()
        )
        return refused(
            message,
            tr("This system does not let a station change {what}.", what=what),
            tr("Change it there by hand, then try again: what is right already is only noted."),
            item,
        )
    return done(message, "changed" if to_do else tr("it was so already"), item)


def _remove(system: LibrarySystem, message: Message, item: RemoteItem | None) -> Outcome:
    if item is None:
        return done(message, tr("it was not there"), None)
    if not same_record(message.wish.record, item.title):
        return refused(
            message,
            tr(
                "Barcode {barcode} is on another item there: {title}.",
                barcode=message.barcode,
                title=item.title or item.system_id,
            ),
            tr("Look at it; nothing was removed."),
            item,
        )
    if not system.abilities.remove_items:
        return refused(
            message,
            tr("This system does not let a station remove items."),
            tr("Delete the item {barcode} there by hand, then try again.", barcode=message.barcode),
            item,
        )
    system.remove_item(item)
    return Outcome(message, State.DONE, tr("removed"))


def _check_in(system: LibrarySystem, message: Message, item: RemoteItem | None) -> Outcome:
    if item is None:
        return refused(
            message,
            tr("There is no item {barcode} there.", barcode=message.barcode),
            tr("Look it up in the system."),
        )
    if not system.abilities.check_in:
        return refused(
            message,
            tr("This system does not let a station check items in."),
            tr("Check {barcode} in there by hand.", barcode=message.barcode),
            item,
        )
    if message.answer.unsure:
        return _after_lost_answer(message, item)
    answer = system.check_in(message.barcode, message.wish.at)
    more = [
        answer.message,
        tr("goes to {destination}", destination=answer.destination) if answer.destination else "",
    ]
    more.append(tr("somebody waits for it") if answer.on_hold else "")
    return done(message, "; ".join([tr("checked in"), *filter(None, more)]), item)


def _after_lost_answer(message: Message, item: RemoteItem) -> Outcome:
    """Conclude from the item as it is there; a check-in is never repeated on suspicion."""
    if _seen_since(item, message.wish.at):
        return done(message, tr("it was checked in already"), item)
    return refused(
        message,
        tr("The answer to the check-in got lost, and the system does not say whether it was done."),
        tr("Look at the item there: try again if it was not, drop the message if it was."),
        item,
    )


def _seen_since(item: RemoteItem, at: str) -> bool:
    try:
        return datetime.fromisoformat(item.last_seen) >= datetime.fromisoformat(at)
    except (TypeError, ValueError):
        # It does not tell, or only a day or a local time, from which nothing follows.
        return False


ACTS: dict[Kind, Callable[[LibrarySystem, Message, RemoteItem | None], Outcome]] = {
    Kind.CHANGE: _change,
    Kind.REMOVE: _remove,
    Kind.CHECK_IN: _check_in,
}


def _look_for_sighting(system: LibrarySystem, message: Message) -> Outcome:
    (item,) = system.find_items([ItemKey(message.wish.system_id, message.barcode)])
    if item is None:
        return refused(
            message,
            tr("There is no item {barcode} there.", barcode=message.barcode),
            tr("Look it up in the system."),
        )
    return _after_lost_answer(message, item)


def mark_seen(system: LibrarySystem, batch: Sequence[Message]) -> list[Outcome]:
    if system.abilities.seen not in {"stamp", "check-in"}:
        return [
            refused(
                message,
                tr("This system takes no sightings from a station."),
                tr("Write a file of barcodes for its own inventory tool, and drop the messages."),
            )
            for message in batch
        ]
    if system.abilities.seen == "check-in" and batch[0].answer.unsure:
        assert len(batch) == 1, "check-ins are told one by one"
        return [_look_for_sighting(system, batch[0])]
    sightings = [Sighting(ItemKey(one.wish.system_id, one.barcode), one.wish.at) for one in batch]
    return [
        refused(message, trouble, tr("Look the item up in the system."))
        if trouble
        else done(message, "noted", None)
        for message, trouble in zip(batch, system.mark_seen(sightings), strict=True)
    ]


def _compare(
    fields: Mapping[ItemField, FieldChange], item: RemoteItem, can: frozenset[ItemField]
) -> tuple[dict[ItemField, str], list[ItemField], dict[ItemField, str]]:
    to_do: dict[ItemField, str] = {}
    moved: list[ItemField] = []
    cannot: dict[ItemField, str] = {}
    for name, change in fields.items():
        theirs = item.values.get(name)
        if theirs is not None and _is_same(name, theirs, change.after):
            continue
        if name is ItemField.SCHEME:
            # Goes along with a call number, where the system keeps such a thing.
            if name in can:
                to_do[name] = change.after
        elif name not in can:
            cannot[name] = change.after
        elif theirs is not None and not _is_same(name, theirs, change.before):
            moved.append(name)
        else:
            to_do[name] = change.after
    if set(to_do) == {ItemField.SCHEME} and ItemField.CALL_NUMBER not in to_do:
        to_do.clear()
    return to_do, moved, cannot


def _differences(wanted: Mapping[ItemField, str], item: RemoteItem) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')} {item.values[name]!r}"
        for name, value in wanted.items()
        if name in item.values
        and name is not ItemField.SCHEME
        and not _is_same(name, item.values[name], value)
    )


def _is_same(name: ItemField, one: str, other: str) -> bool:
    if name is ItemField.COPY and copy_number(one):
        # A system that keeps a number makes one of "c.2".
        return copy_number(one) == copy_number(other)
    return one.strip() == other.strip()


def _compared(message: Message, item: RemoteItem, said: str) -> Outcome:
    differs = _differences(message.wish.values, item)
    if differs:
        # It is there: nothing to be sent again, and a person should know.
        return Outcome(
            message,
            State.DONE,
            tr("{said}, and the system says {differs}", said=said, differs=differs),
            Answer(differs),
            item,
        )
    return done(message, said, item)
