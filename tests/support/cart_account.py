"""The account of a cart: what the system has in the end, item by item, beside what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contract_systems import SystemCase, without
from kill_play import recorded

from procstation.catalog import Catalogue, Item
from procstation.ils import ItemField, ItemKey, LibrarySystem, RemoteItem, copy_number
from procstation.linking import NumberLeased, Released
from procstation.outbox import SETTLED, Kind, Message, State
from procstation_simulators.ils.stock import Book

SCHEMES = frozenset({"itemLevelCallNumberTypeId"})
"""Keys of items that a scheme goes to, which is told along with a call number."""


@dataclass
class Tally:
    """What was counted, of one cart.

    Attributes:
        calls: To the system.
        failed: Of those went wrong, as was meant.
        restarts: The courier was cut off in mid-call, and the station opened anew.
        tries: Of all messages.
        conflicts: Items that were changed there meanwhile, and were named so.
        asked: Messages that a person had to look after for another reason.
        wrong: What the system has otherwise, and what it was told twice; in words.
    """

    system: str
    items: int
    calls: int = 0
    failed: int = 0
    restarts: int = 0
    tries: int = 0
    conflicts: int = 0
    asked: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """What happens to each book.

    Attributes:
        new: A further copy of these is taken in.
        renumbered: The call number that these get at the bench, by barcode.
        desk: What the system's own desk has made of the call number of some of those.
        touched_there: In these the desk changed something else.
        seen: These are seen on the shelf.
    """

    new: tuple[Book, ...]
    renumbered: Mapping[str, str]
    desk: Mapping[str, str]
    touched_there: tuple[str, ...]
    seen: tuple[str, ...]

    @property
    def ours(self) -> frozenset[str]:
        """The conflicts that a person decides for the station; the others are for the desk."""
        return frozenset(list(self.desk)[::2])

    def call_number(self, barcode: str) -> str:
        """Return what an item has in the end."""
        if barcode in self.desk and barcode not in self.ours:
            return self.desk[barcode]
        return self.renumbered[barcode]


def account(
    home: Path,
    case: SystemCase,
    plan: Plan,
    messages: Sequence[Message],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    library: LibrarySystem,
) -> list[str]:
    """Return what is not as it should be, in words.

    Args:
        before, after: All items in the system's own store.
        library: A connection to it, where nothing fails any more.
    """
    wrong = [f"not settled: {one}" for one in messages if one.state not in SETTLED]
    made = _taken_in(home)
    if len(made) != len(plan.new):
        wrong.append(f"{len(made)} were taken in, not {len(plan.new)}")
    if set(after) - set(before) != set(made) or set(before) - set(after):
        wrong.append(f"items there: {sorted(set(after) ^ set(before))}, taken in: {sorted(made)}")
    told = {one.barcode: one for one in messages if one.kind is Kind.CREATE}
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    try:
        for barcode in made:
            wrong += _of_new(catalogue, told.get(barcode), _find(library, barcode), barcode)
        for barcode in plan.renumbered:
            wrong += _of_renumbered(catalogue, plan, _find(library, barcode), barcode)
    finally:
        catalogue.close()
    for barcode in before:
        renumbered = case.touched | SCHEMES if barcode in plan.renumbered else frozenset()
        volatile = case.volatile | renumbered
        same = without(before[barcode], volatile) == without(after.get(barcode), volatile)
        if barcode not in plan.seen and not same:
            wrong.append(f"{barcode} there: {_difference(before[barcode], after.get(barcode))}")
    done = {one.barcode for one in messages if one.kind is Kind.SEEN}
    if done != set(plan.seen):
        wrong.append(f"seen: {sorted(done)}")
    return wrong


def _taken_in(home: Path) -> list[str]:
    """Return the numbers of the books that were taken in, as the journal tells."""
    entries = recorded(home)
    numbers = {one.item: one.barcode for one in entries if isinstance(one, NumberLeased)}
    released = [one.item for one in entries if isinstance(one, Released)]
    return [numbers[one] for one in released if one in numbers]


def _find(library: LibrarySystem, barcode: str) -> RemoteItem | None:
    return library.find_items([ItemKey(barcode=barcode)])[0]


def _of_new(
    catalogue: Catalogue, message: Message | None, item: RemoteItem | None, barcode: str
) -> list[str]:
    held = catalogue.by_barcode(barcode)
    if held is None or message is None or item is None or message.state is not State.DONE:
        return [f"{barcode} is not everywhere: {held} {message} {item}"]
    wrong = []
    if item.title_id != held[1].control_number:
        wrong.append(f"{barcode} is at the record {item.title_id}, not {held[1].control_number}")
    wanted = {**message.wish.values, ItemField.CALL_NUMBER: _call_number(held[0])}
    for name, value in wanted.items():
        theirs = item.values.get(name, value)
        # Some systems keep a number of the copy.
        same = theirs == value or (name is ItemField.COPY and theirs == copy_number(value))
        if name is not ItemField.SCHEME and not same:
            wrong.append(f"{barcode}: {name} is {theirs!r} there, not {value!r}")
    return wrong


def _of_renumbered(
    catalogue: Catalogue, plan: Plan, item: RemoteItem | None, barcode: str
) -> list[str]:
    held, wanted = catalogue.by_barcode(barcode), plan.call_number(barcode)
    assert held is not None
    theirs = item.values[ItemField.CALL_NUMBER] if item is not None else None
    ours = _call_number(held[0])
    if ours == theirs == wanted:
        return []
    return [f"{barcode}: {theirs!r} there, {ours!r} here, not {wanted!r}"]


def _call_number(item: Item) -> str:
    return item.call_number.text if item.call_number is not None else ""


def _difference(before: Any, after: Any) -> str:
    """Say which fields of an item are otherwise."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return f"{before!r} is {after!r} now"
    keys = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    return ", ".join(f"{key}: {_difference(before.get(key), after.get(key))}" for key in keys)
