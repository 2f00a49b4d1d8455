"""Telling a library system, so that each thing is done once: look first, then ask, then compare.

What was asked for and never answered is simply tried again later: the look tells whether it was
done. So nothing here needs to remember more than the message itself.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from typing import ParamSpec, TypeVar

from procstation.errors import StationDefect, StationError
from procstation.ils import ItemField, ItemKey, LibrarySystem, RemoteItem
from procstation.language import tr
from procstation.outbox.message import Kind, Message, State
from procstation.outbox.outcome import Outcome, Told, outcome_of
from procstation.outbox.wishes import ACTS, barcode_there, create, mark_seen

T = TypeVar("T")
P = ParamSpec("P")


def deliver(
    system: LibrarySystem,
    messages: Sequence[Message],
    told: Told,
    parallel: int = 0,
    begun: Callable[[Message], None] = lambda _: None,
    *,
    make_records: bool = False,
) -> None:
    """Tell a system what the messages say. Those of one item are never in one call of this.

    Args:
        told: Called with the outcome of each message, on any thread, as soon as it is known.
        parallel: Most calls at the same time; 0 for as many as the system bears.
        begun: Called just before a check-in is asked for, of which no later look may tell.
        make_records: Also make the bib record of an item that the system has not.
    """
    abilities = system.abilities
    size = max(1, abilities.batch)
    seen = [one for one in messages if one.kind is Kind.SEEN]
    others = [one for one in messages if one.kind is not Kind.SEEN]
    width = max(1, min(parallel or abilities.parallel, abilities.parallel))
    with ThreadPoolExecutor(max_workers=width) as pool:
        # With one that is lost in the middle, nobody would know of the others either.
        for batch in _pieces(seen, 1 if abilities.seen == "check-in" else size):
            pool.submit(_guarded, batch, told, _mark_seen, system, batch, begun)
        looks = {pool.submit(_look, system, batch, told): batch for batch in _pieces(others, size)}
        for look in as_completed(looks):
            for message, item in zip(looks[look], look.result(), strict=False):
                pool.submit(
                    _guarded, (message,), told, _act, system, message, item, begun, make_records
                )


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
        outcomes = [outcome_of(message, error) for message in batch]
    except Exception as error:  # noqa: BLE001
        # A connector from elsewhere may raise anything: each message gets its outcome all the same.
        outcomes = [outcome_of(message, StationDefect(error)) for message in batch]
    for outcome in outcomes:
        told(outcome)


def _look(system: LibrarySystem, batch: Sequence[Message], told: Told) -> list[RemoteItem | None]:
    """Return the items of a batch as they are there; nothing when that cannot be told now."""
    if not system.abilities.find_items:
        return [None if one.kind is Kind.CREATE else _as_we_know_it(one) for one in batch]
    found: list[RemoteItem | None] = []

    def find() -> list[Outcome]:
        found.extend(
            system.find_items([ItemKey(one.wish.system_id, barcode_there(one)) for one in batch])
        )
        return []

    _guarded(batch, told, find)
    return found


def _mark_seen(
    system: LibrarySystem, batch: Sequence[Message], begun: Callable[[Message], None]
) -> list[Outcome]:
    if system.abilities.seen == "check-in":
        begun(batch[0])
    return mark_seen(system, batch)


def _act(
    system: LibrarySystem,
    message: Message,
    item: RemoteItem | None,
    begun: Callable[[Message], None],
    make_records: bool,
) -> list[Outcome]:
    if message.kind is Kind.CHECK_IN:
        begun(message)
    if message.kind is Kind.CREATE:
        outcome = create(system, message, item, make_records)
    else:
        outcome = ACTS[message.kind](system, message, item)
    if outcome.state is State.DONE and not system.abilities.find_items:
        # What becomes of it there, nobody can tell from here.
        outcome = replace(outcome, said=tr("handed over"))
    return [outcome]


def _as_we_know_it(message: Message) -> RemoteItem:
    """Return the item of a message as it was before, for a system that tells nothing itself."""
    wish = message.wish
    before: dict[ItemField, str] = {name: one.before for name, one in wish.fields.items()}
    values = {**before, ItemField.BARCODE: barcode_there(message)}
    return RemoteItem(wish.system_id, wish.record.control_number, values, wish.record.title)


def _pieces(all_of: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(all_of), size):
        yield all_of[start : start + size]
