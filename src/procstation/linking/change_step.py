"""The step of the change: fields of the item become what the job says, once all was said."""

from procstation.items.field_words import field_in_words
from procstation.language import tr
from procstation.linking.change import (
    NOTHING,
    SITE,
    SITE_HERE,
    ChangeSection,
    changes_in_words,
    fields_wanted,
    filled,
    hindrance,
    next_unsaid,
    value_of,
)
from procstation.linking.effects import ChangeItem
from procstation.linking.inputs import Changed, ChangedElsewhere, ValueSaid
from procstation.linking.item import ItemInWork
from procstation.linking.profiles import JobProfile
from procstation.linking.state import Level, Topic
from procstation.linking.step import StepName, StepState
from procstation.linking.turn import Turn


def value_said(turn: Turn, entry: ValueSaid) -> ItemInWork | None:
    """Take a value for the cart, or for the item in work; return that one, to be gone on with."""
    item, profile = turn.state.now, turn.state.profile
    of_item = item.profile.change if item is not None and at_change(item) else None
    name, value = entry.name.strip().lower(), entry.value.strip()
    if item is not None and of_item is not None and name in _of_this_item(turn, item, of_item):
        said = {**item.said, name: "" if value == NOTHING else value}
        if not value:
            del said[name]
        said_now = value or tr("nothing said")
        turn.say(Level.INFO, f"{item.barcode}, {field_in_words(name)}: {said_now}.")
        return turn.put(item, said=said)
    change = profile.change if profile is not None else None
    known = (*change.ask, *change.may_ask) if change is not None else ()
    if name not in known:
        turn.say(Level.BAD, _not_asked(change, name))
        return None
    cart = {**turn.state.cart, name: value}
    if not value:
        del cart[name]
    turn.change(cart=cart)
    turn.say(
        Level.INFO,
        tr(
            "From now on, {name}: {value}.",
            name=field_in_words(name),
            value=value or tr("nothing said"),
        ),
    )
    return item if of_item is not None else None


def _of_this_item(turn: Turn, item: ItemInWork, change: ChangeSection) -> tuple[str, ...]:
    """Return what is said of the item alone: all, when the bench goes by another job by now."""
    return change.ask_each if item.profile == turn.state.profile else change.names


def _not_asked(change: ChangeSection | None, name: str) -> str:
    if change is None or not change.names:
        return tr("The job in work asks for no values.")
    if name in change.ask_each:
        return tr(
            "The {name} is said of each item, once it stands there.", name=field_in_words(name)
        )
    return tr(
        "The job in work does not ask for {name!r}: it knows {names}.",
        name=name,
        names=", ".join(change.names),
    )


def at_change(item: ItemInWork) -> bool:
    """Whether an item waits for something to be said, or for what hinders it."""
    step = item.step
    waits = item.awaiting is None and not item.undoing
    return step is not None and step.name == StepName.CHANGE and waits


def consider_change(turn: Turn, item: ItemInWork) -> ItemInWork | None:
    """Change what there is to change, or ask; return the item when nothing is left to do."""
    change, record = item.profile.change, item.item
    assert change is not None, "a profile with the step has the table"
    assert record is not None, "the item was found or made in a step before"
    cart = turn.state.cart if item.profile == turn.state.profile else {}
    said = {**cart, **item.said}
    unsaid = next_unsaid(change, said)
    if unsaid:
        turn.set_step(
            item,
            StepName.CHANGE,
            StepState.ASKING,
            tr("say the {name}", name=field_in_words(unsaid)),
        )
        return None
    item = turn.put(item, said={name: said[name] for name in change.names if name in said})
    fields = fields_wanted(change, record, said)
    why = hindrance(change, record, fields)
    if why:
        turn.set_step(item, StepName.CHANGE, StepState.FAILED, why)
        turn.say(
            Level.BAD,
            tr("{barcode} is not changed: {why}. Lay it aside.", barcode=item.barcode, why=why),
        )
        return None
    if not fields:
        return turn.set_step(item, StepName.CHANGE, StepState.DONE, tr("was so already"))
    item = turn.set_step(item, StepName.CHANGE, StepState.WORKING)
    turn.request(item, ChangeItem(item.barcode, fields, record))
    return None


def changed(turn: Turn, item: ItemInWork, entry: Changed, effect: ChangeItem) -> ItemInWork:
    """The store has the new values; what it had is kept for an undo."""
    item = turn.put(item, item=entry.record, was=effect.was, changed=tuple(effect.fields))
    if entry.warning:
        turn.say(Level.BAD, f"{item.barcode}: {entry.warning}")
    if entry.meanwhile:
        turn.say(Level.INFO, f"{item.barcode}: {entry.meanwhile}.")
    turn.say(Level.GOOD, f"{item.barcode}: {entry.detail}.")
    return turn.set_step(item, StepName.CHANGE, StepState.DONE, entry.detail)


def changed_elsewhere(turn: Turn, item: ItemInWork, entry: ChangedElsewhere) -> None:
    """Ask which value holds where both changed the item."""
    item = turn.set_step(item, StepName.CHANGE, StepState.ASKING, entry.detail)
    if not turn.may_ask(item):
        # It is found out again when the item goes on.
        return
    item = turn.put(item, others=entry.record)
    change = item.profile.change
    assert change is not None, "only a profile with the table asks for a change"
    wanted = fields_wanted(change, entry.record, item.said)
    ours = changes_in_words(entry.record, {n: wanted[n] for n in entry.fields if n in wanted})
    turn.ask(
        Topic.CHANGED_ELSEWHERE,
        tr("{barcode} was changed elsewhere: {detail}.", barcode=item.barcode, detail=entry.detail),
        (tr("leave that as it is"), tr("change it all the same ({changes})", changes=ours)),
        subject=entry.fields,
    )


def answer_changed_elsewhere(
    turn: Turn, item: ItemInWork, names: tuple[str, ...], *, ours: bool
) -> ItemInWork | None:
    """Take the item as others left it, and change what is left to change; return the item when
    that is nothing.

    Args:
        names: The fields that both changed.
        ours: A person said that the values of this job hold.
    """
    change, record = item.profile.change, item.others
    assert change is not None, "only a profile with the table asks for a change"
    assert record is not None, "it came with the question"
    item = turn.put(item, item=record, others=None)
    wanted = fields_wanted(change, record, item.said)
    fields = {name: text for name, text in wanted.items() if ours or name not in names}
    why = hindrance(change, record, fields)
    if why:
        turn.set_step(item, StepName.CHANGE, StepState.FAILED, why)
        turn.say(
            Level.BAD,
            tr("{barcode} is not changed: {why}. Lay it aside.", barcode=item.barcode, why=why),
        )
        return None
    if not fields:
        return turn.set_step(item, StepName.CHANGE, StepState.DONE, tr("left as others have it"))
    item = turn.set_step(item, StepName.CHANGE, StepState.WORKING)
    turn.request(item, ChangeItem(item.barcode, fields, record))
    return None


def changed_to(item: ItemInWork) -> dict[str, str]:
    """Return what the job made of the fields it changed, by name."""
    record = item.item
    return {name: value_of(record, name) for name in item.changed} if record is not None else {}


def elements_of(item: ItemInWork) -> dict[int, str]:
    """Return the elements that the job gives the tag of an item, by number. The library's own ISIL
    is put in where the tag is written."""
    change = item.profile.change
    if change is None:
        return {}
    said = {SITE: SITE_HERE, **item.said}
    return {int(number): filled(text, said) for number, text in change.elements.items()}


def cart_missing(profile: JobProfile | None, cart: dict[str, str]) -> str:
    """Return what has to be said for the cart first; "" when all was."""
    change = profile.change if profile is not None else None
    return next((name for name in change.ask if name not in cart), "") if change else ""
