"""After a start: what was under way when the program ended is found out, or asked."""

from procstation.language import tr
from procstation.linking import by_scan, steps
from procstation.linking.effects import (
    ChangeTag,
    CheckSet,
    LookUp,
    PrintLabel,
    Request,
    WriteTag,
)
from procstation.linking.inputs import Started
from procstation.linking.item import ItemInWork
from procstation.linking.state import Level
from procstation.linking.step import StepName, StepState
from procstation.linking.turn import Turn


def started(turn: Turn, entry: Started) -> None:
    """Nothing is under way any more: find out how each thing stands, or ask."""
    turn.change(on_pad=(), stack=None, muted=None)
    by_scan.recover(turn)
    if entry.profile.name != turn.state.configured:
        # The configuration was changed; a choice made at the bench outlives a restart otherwise.
        turn.change(profile=entry.profile, configured=entry.profile.name, cart={})
    turn.say(Level.INFO, tr("Started, version {version}.", version=entry.version))
    for item in (*turn.state.aside, *((turn.state.now,) if turn.state.now else ())):
        _recover(turn, item)
    if turn.state.checking is not None and turn.state.now is not None:
        look_up = LookUp(turn.state.checking.code)
        turn.requests.append(Request(turn.state.now.number, look_up))


def _recover(turn: Turn, item: ItemInWork) -> None:
    match item.awaiting:
        case None:
            pass
        case WriteTag() | ChangeTag() | CheckSet():
            # Only the tag can tell how far the write came.
            item = turn.put(item, awaiting=None)
            turn.set_step(
                item,
                StepName.TAG,
                StepState.ASKING,
                tr("the write was cut short, maybe torn: lay the book on the pad"),
            )
        case PrintLabel(template=template):
            item = turn.put(item, awaiting=None)
            if item is turn.state.now:
                steps.ask_label_came_out(turn, item, template)
            else:
                turn.set_step(
                    item, StepName.LABELS, StepState.ASKING, tr("not known whether printed")
                )
        case again:
            # Look-ups, numbers and the store's own acts can simply be asked for again.
            turn.requests.append(Request(item.number, again))
