"""Taking an item back: its tags one after another, its number, what was changed of it."""

from procstation.language import tr
from procstation.linking import stack
from procstation.linking.change_step import changed_to
from procstation.linking.change_tag_step import changes_tag
from procstation.linking.effects import Undo
from procstation.linking.item import ItemInWork
from procstation.linking.state import Level
from procstation.linking.turn import Turn
from procstation.sound import Outcome


def undo(turn: Turn, item: ItemInWork) -> None:
    """Take back what can be taken back of an item; it stays open until that was done."""
    item = turn.put(item, undoing=True)
    uid = "" if item.tag_was_right else item.tag_uid
    # Of several tags one after another; the rest is taken back with the last one.
    several: tuple[str, ...] = ()
    if changes_tag(item):
        several = tags_to_undo(item)
        uid = _first_to_undo(turn, several)
        item = turn.put(item, tag_uid=uid)
    elif item.item_set is not None:
        several = item.item_set.to_undo
        uid = _first_to_undo(turn, several)
        item = turn.put(item, tag_uid=uid)
    beside: tuple[str, ...] = ()
    if item.item_set is not None or changes_tag(item) or item.profile.pad == "stack":
        beside = tuple(tag.uid for tag in turn.state.on_pad if tag.uid not in {"", uid})
    last = len(several) <= 1
    turn.request(
        item,
        Undo(
            item.barcode,
            item.assigned_here and last,
            uid,
            beside,
            since=item.opened_at if changes_tag(item) and uid else "",
            restore=item.was if last else None,
            fields=item.changed if last else (),
            became=changed_to(item) if last else {},
        ),
    )


def tags_to_undo(item: ItemInWork) -> tuple[str, ...]:
    """Return the tags of an item that the job changed, or began to."""
    begun = (item.tag_uid,) if item.tag_uid else ()
    return tuple(dict.fromkeys((*item.changed_tags, *begun)))


def _first_to_undo(turn: Turn, uids: tuple[str, ...]) -> str:
    """Return the tag to begin with, one on the pad first; "" when none is left."""
    here = {tag.uid for tag in turn.state.on_pad}
    return next(iter(sorted(uids, key=lambda uid: uid not in here)), "")


def undone(turn: Turn, item: ItemInWork, detail: str) -> None:
    """What was asked for was taken back: the item leaves the bench, or its next tag's turn is."""
    stack.hold(turn, item.tag_uid)
    if item.item_set is not None:
        rest = item.item_set.without_tag(item.tag_uid)
        if rest.to_undo:
            turn.say(Level.INFO, f"{item.name}: {detail}.")
            undo(turn, turn.put(item, item_set=rest))
            return
    left = tuple(uid for uid in tags_to_undo(item) if uid != item.tag_uid)
    if changes_tag(item) and left:
        turn.say(Level.INFO, f"{item.name}: {detail}.")
        undo(turn, turn.put(item, changed_tags=left, tag_uid=""))
        return
    turn.leave(item)
    turn.say(
        Level.GOOD,
        tr("{name} is undone: {detail}.", name=item.name, detail=detail),
        Outcome.DONE,
    )
