"""Telling a library system, so that each thing is done once: look first, then ask, then compare.

What was asked for and never answered is simply tried again later: the look tells whether it was
done. So nothing here needs to remember more than the message itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from procstation.catalog.text import folded
from procstation.errors import (
    InputRefused,
    OutcomeUnknown,
    StationDefect,
    StationError,
    SystemBusy,
    SystemConfused,
    SystemDenied,
    SystemMoved,
    SystemRefused,
    SystemUnreachable,
)
from procstation.ils import (
    ItemDraft,
    ItemField,
    ItemKey,
    LibrarySystem,
    RemoteItem,
    RemoteTitle,
    Sighting,
    TitleQuery,
)
from procstation.outbox.message import Answer, FieldChange, Kind, Message, Record, State

T = TypeVar("T")
P = ParamSpec("P")

LIKE = 12
"""So many letters of two titles agree when they are the same work."""


NOTHING_MORE = Answer()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one try.

    Attributes:
        state: DONE, REFUSED, CONFLICT; or WAITING, to be tried again.
        said: What happened, in words, for the trace.
        item: The item as the system has it now; None when it did not say.
        wait_s: How long the system wants to be left alone, when it says so.
        stops_all: Nothing else can be sent until that is put right.
        unsure: It may have been done there; the next try looks.
    """

    message: Message
    state: State
    said: str
    answer: Answer = NOTHING_MORE
    item: RemoteItem | None = None
    wait_s: float | None = None
    stops_all: bool = False
    unsure: bool = False


Told = Callable[[Outcome], None]


def deliver(
    system: LibrarySystem, messages: Sequence[Message], told: Told, parallel: int = 0
) -> None:
    """Tell a system what the messages say. Those of one item are never in one call of this.

    Args:
        told: Called with the outcome of each message, on any thread, as soon as it is known.
        parallel: Most calls at the same time; 0 for as many as the system bears.
    """
    abilities = system.abilities
    size = max(1, abilities.batch)
    seen = [one for one in messages if one.kind is Kind.SEEN]
    others = [one for one in messages if one.kind is not Kind.SEEN]
    width = max(1, min(parallel or abilities.parallel, abilities.parallel))
    with ThreadPoolExecutor(max_workers=width) as pool:
        for batch in _pieces(seen, size):
            pool.submit(_guarded, batch, told, _mark_seen, system, batch)
        looks = {pool.submit(_look, system, batch, told): batch for batch in _pieces(others, size)}
        for look in as_completed(looks):
            for message, item in zip(looks[look], look.result(), strict=False):
                pool.submit(_guarded, (message,), told, _act, system, message, item)


def _guarded(
    batch: Sequence[Message],
    told: Told,
    act: Callable[P, list[Outcome]],
    *args: P.args,
    **named: P.kwargs,
) -> None:
    try:
        outcomes = act(*args, **named)
    except StationError as error:
        outcomes = [_outcome_of(message, error) for message in batch]
    except Exception as error:  # noqa: BLE001
        # A connector from elsewhere may raise anything: each message gets its outcome all the same.
        outcomes = [_outcome_of(message, StationDefect(error)) for message in batch]
    for outcome in outcomes:
        told(outcome)


def _look(system: LibrarySystem, batch: Sequence[Message], told: Told) -> list[RemoteItem | None]:
    """Return the items of a batch as they are there; nothing when that cannot be told now."""
    found: list[RemoteItem | None] = []

    def find() -> list[Outcome]:
        found.extend(
            system.find_items([ItemKey(one.wish.system_id, _barcode_there(one)) for one in batch])
        )
        return []

    _guarded(batch, told, find)
    return found


def _act(system: LibrarySystem, message: Message, item: RemoteItem | None) -> list[Outcome]:
    return [ACTS[message.kind](system, message, item)]


def _barcode_there(message: Message) -> str:
    """The barcode the system knows an item by before it is told."""
    change = message.wish.fields.get(ItemField.BARCODE)
    if change is None or message.kind is not Kind.CHANGE:
        return message.barcode
    return change.before or change.after


def _create(system: LibrarySystem, message: Message, item: RemoteItem | None) -> Outcome:
    if item is not None:
        if _same_record(message.wish.record, item.title):
            return _done(message, "it was there already", item)
        return _refused(
            message,
            f"Barcode {message.barcode} is on another item there: {item.title or item.system_id}.",
            "Look at both books; give one of them another barcode.",
        )
    if not system.abilities.create_items:
        return _refused(
            message,
            "This system does not let a station make items.",
            f"Make the item {message.barcode} there by hand, then try again.",
        )
    title = _title_there(system, message.wish.record)
    made = system.create_item(ItemDraft(title.system_id, message.wish.values))
    return _compared(message, made, "made")


def _change(system: LibrarySystem, message: Message, item: RemoteItem | None) -> Outcome:
    wish = message.wish
    if item is None:
        return _refused(
            message,
            f"There is no item {_barcode_there(message)} there.",
            "Look it up in the system: it may be deleted, or have another barcode.",
        )
    if item.barcode and item.barcode not in {_barcode_there(message), message.barcode}:
        return Outcome(
            message,
            State.CONFLICT,
            f"number {wish.system_id} there is the item {item.barcode}",
            Answer(
                f"The system's number {wish.system_id} means another item there: {item.barcode}.",
                "Look at both items, then decide.",
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
            f"changed there meanwhile: {names}",
            Answer(
                f"The item was changed there meanwhile: {names}.",
                "Decide which is right: F6 or `procstation outbox show` puts both side by side.",
                dict(item.values),
            ),
            item,
        )
    if to_do:
        try:
            item = system.update_item(item, to_do)
        except SystemMoved:
            return Outcome(message, State.WAITING, "it was changed there at this very moment")
        differs = _differences(to_do, item)
        if differs:
            return _refused(
                message,
                f"The system took it, and says {differs} now.",
                "Look at its rules for that field, then try again.",
                item,
            )
    if cannot:
        what = ", ".join(f"{name.replace('_', ' ')} to {value!r}" for name, value in cannot.items())
        return _refused(
            message,
            f"This system does not let a station change {what}.",
            "Change it there by hand, then try again: what is right already is only noted.",
            item,
        )
    return _done(message, "changed" if to_do else "it was so already", item)


def _remove(system: LibrarySystem, message: Message, item: RemoteItem | None) -> Outcome:
    if item is None:
        return _done(message, "it was not there", None)
    if not _same_record(message.wish.record, item.title):
        return _refused(
            message,
            f"Barcode {message.barcode} is on another item there: {item.title or item.system_id}.",
            "Look at it; nothing was removed.",
            item,
        )
    if not system.abilities.remove_items:
        return _refused(
            message,
            "This system does not let a station remove items.",
            f"Delete the item {message.barcode} there by hand, then try again.",
            item,
        )
    system.remove_item(item)
    return Outcome(message, State.DONE, "removed")


def _check_in(system: LibrarySystem, message: Message, item: RemoteItem | None) -> Outcome:
    if item is None:
        return _refused(
            message, f"There is no item {message.barcode} there.", "Look it up in the system."
        )
    if not system.abilities.check_in:
        return _refused(
            message,
            "This system does not let a station check items in.",
            f"Check {message.barcode} in there by hand.",
            item,
        )
    if message.tries > 1 and item.last_seen >= message.wish.at:
        return _done(message, "it was checked in already", item)
    if message.tries > 1 and not item.last_seen:
        return _refused(
            message,
            "The answer to the check-in got lost, and the system does not say whether it was done.",
            "Look at the item there: try again if it was not, drop the message if it was.",
            item,
        )
    answer = system.check_in(message.barcode, message.wish.at)
    more = [answer.message, f"goes to {answer.destination}" if answer.destination else ""]
    more.append("somebody waits for it" if answer.on_hold else "")
    return _done(message, "; ".join(["checked in", *filter(None, more)]), item)


ACTS: dict[Kind, Callable[[LibrarySystem, Message, RemoteItem | None], Outcome]] = {
    Kind.CREATE: _create,
    Kind.CHANGE: _change,
    Kind.REMOVE: _remove,
    Kind.CHECK_IN: _check_in,
}


def _mark_seen(system: LibrarySystem, batch: Sequence[Message]) -> list[Outcome]:
    if system.abilities.seen not in {"stamp", "check-in"}:
        return [
            _refused(
                message,
                "This system takes no sightings from a station.",
                "Write a file of barcodes for its own inventory tool, and drop the messages.",
            )
            for message in batch
        ]
    sightings = [Sighting(ItemKey(one.wish.system_id, one.barcode), one.wish.at) for one in batch]
    return [
        _refused(message, trouble, "Look the item up in the system.")
        if trouble
        else _done(message, "noted", None)
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
        if theirs is not None and theirs.strip() == change.after.strip():
            continue
        if name is ItemField.SCHEME:
            # Goes along with a call number, where the system keeps such a thing.
            if name in can:
                to_do[name] = change.after
        elif name not in can:
            cannot[name] = change.after
        elif theirs is not None and theirs.strip() != change.before.strip():
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
        and item.values[name].strip() != value.strip()
    )


def _title_there(system: LibrarySystem, record: Record) -> RemoteTitle:
    """Find the bib record of an item there.

    Raises:
        InputRefused: There is none, or several that may be it.
    """
    if record.control_number:
        for title in system.find_titles(TitleQuery(system_id=record.control_number)):
            if _agrees(record, title):
                return title
    queries = [TitleQuery(isbn=number) for number in record.isbn]
    queries += [TitleQuery(issn=number) for number in record.issn]
    if record.control_number:
        queries.append(TitleQuery(control_number=record.control_number))
    for query in queries:
        found = {one.system_id: one for one in system.find_titles(query) if _agrees(record, one)}
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            raise InputRefused(
                f"There are {len(found)} records of “{record.title}” there:"
                f" {', '.join(sorted(found))}.",
                "Make the item there by hand at the right one, then try again.",
            )
    raise InputRefused(
        f"There is no record of “{record.title}” there.",
        "Bring the record into the system, then try again.",
    )


def _agrees(record: Record, title: RemoteTitle) -> bool:
    if set(record.isbn) & set(title.isbn) or set(record.issn) & set(title.issn):
        return True
    return _same_record(record, title.title)


def _same_record(record: Record, title: str) -> bool:
    """Whether a title as the system writes it may be this record's."""
    ours, theirs = (_letters(one) for one in (record.title, title))
    if not ours or not theirs:
        return True
    length = min(LIKE, len(ours), len(theirs))
    return ours[:length] == theirs[:length]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, folded(text)))


def _compared(message: Message, item: RemoteItem, said: str) -> Outcome:
    differs = _differences(message.wish.values, item)
    if differs:
        # It is there: nothing to be sent again, and a person should know.
        return Outcome(
            message, State.DONE, f"{said}, and the system says {differs}", Answer(differs), item
        )
    return _done(message, said, item)


def _done(message: Message, said: str, item: RemoteItem | None) -> Outcome:
    return Outcome(message, State.DONE, said, item=item)


def _refused(
    message: Message, what: str, do_next: str, item: RemoteItem | None = None, code: str = ""
) -> Outcome:
    return Outcome(message, State.REFUSED, what, Answer(what, do_next, code=code), item)


def _outcome_of(message: Message, error: StationError) -> Outcome:
    answer = Answer(error.what, error.do_next)
    match error:
        case SystemBusy(wait_s=wait_s):
            return Outcome(message, State.WAITING, error.what, answer, wait_s=wait_s)
        case SystemDenied():
            return Outcome(message, State.WAITING, error.what, answer, stops_all=True)
        case OutcomeUnknown() | StationDefect():
            return Outcome(message, State.WAITING, error.what, answer, unsure=True)
        case SystemUnreachable() | SystemConfused():
            return Outcome(message, State.WAITING, error.what, answer)
        case SystemRefused(code=code):
            return _refused(message, error.what, error.do_next, code=code)
        case _:
            return _refused(message, error.what, error.do_next)


def _pieces(all_of: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(all_of), size):
        yield all_of[start : start + size]
