"""Repairs asked for at the tag inspector: tags put right beside the items in work."""

from procstation.language import tr, tr_marked
from procstation.linking.effects import RepairTag, Request, Undo, WriteTag
from procstation.linking.inputs import RepairAsked, RepairFailed, TagRepaired
from procstation.linking.state import Level
from procstation.linking.turn import Turn


def take(turn: Turn, entry: RepairAsked | TagRepaired | RepairFailed) -> None:
    """Have a tag put right, or tell how it went. What it holds now, the pad tells by itself."""
    match entry:
        case RepairAsked():
            _ask(turn, entry)
        case TagRepaired():
            turn.say(
                Level.GOOD,
                tr(
                    "Tag {uid}, {act}: {detail}.",
                    uid=entry.uid,
                    act=tr_marked(entry.act),
                    detail=entry.detail,
                ),
            )
        case RepairFailed():
            turn.say(Level.BAD, entry.words)


def _ask(turn: Turn, entry: RepairAsked) -> None:
    item = turn.state.now
    awaiting = item.awaiting if item is not None else None
    if isinstance(awaiting, WriteTag | Undo) and awaiting.uid == entry.uid:
        turn.say(
            Level.BAD, tr("Tag {uid} is being written: wait, then look at it again.", uid=entry.uid)
        )
    else:
        turn.requests.append(Request(0, RepairTag(entry.uid, entry.act)))
