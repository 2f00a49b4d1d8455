"""The step of the tag where a job changes tags that hold the item: each that lies there, one after
another; of an item of several parts, all."""

from procstation.language import tr
from procstation.linking.change_step import elements_of
from procstation.linking.effects import ChangeTag
from procstation.linking.inputs import TagOnPad, TagWritten
from procstation.linking.item import ItemInWork
from procstation.linking.loan_step import secured
from procstation.linking.owner_step import say_losses
from procstation.linking.state import Level
from procstation.linking.step import StepName, StepState
from procstation.linking.turn import Turn


def changes_tag(item: ItemInWork) -> bool:
    """Whether its tag is changed, and not written for it."""
    return item.profile.change is not None and item.profile.change.tag != "write"


def consider_changed_tag(turn: Turn, item: ItemInWork) -> None:
    """Look at what lies on the pad: change the next tag of the item, or wait for it."""
    change, tags = item.profile.change, turn.state.on_pad
    assert change is not None
    left = [tag for tag in tags if tag.uid not in item.changed_tags]
    still = [tag for tag in left if _lay_there_before(turn, item, tag)]
    trouble = next(filter(None, (_trouble(item, tag) for tag in left)), "")
    if still or trouble or not left:
        before = tr("what lay there before is still on the pad") if still else ""
        waits = before or trouble or _missing(item, tags) or tr("lay the book on the pad")
        turn.set_step(item, StepName.TAG, StepState.ASKING, waits)
        if trouble and not still:
            turn.say(Level.BAD, f"{trouble[:1].upper()}{trouble[1:].rstrip('.')}.")
        return
    uid = left[0].uid
    item = turn.set_step(item, StepName.TAG, StepState.WORKING, tr("changing tag {uid}", uid=uid))
    item = turn.put(item, tag_uid=uid)
    elements = elements_of(item) if change.tag == "correct" else {}
    beside = tuple(tag.uid for tag in tags if tag.uid != uid)
    turn.request(
        item,
        ChangeTag(
            uid,
            item.barcode,
            change.tag,
            secured(item),
            change.usage if change.tag == "mark" else 0,
            elements,
            beside,
        ),
    )


def tag_changed(turn: Turn, item: ItemInWork, entry: TagWritten) -> ItemInWork | None:
    """A tag was changed; return the item when all of its tags are."""
    change = item.profile.change
    assert change is not None
    parts = next((tag.parts for tag in turn.state.on_pad if tag.uid == entry.uid), 0)
    if change.tag == "clear":
        emptied = tuple(
            TagOnPad(tag.uid, "blank") if tag.uid == entry.uid else tag for tag in turn.state.on_pad
        )
        turn.change(on_pad=emptied)
    done = tuple(dict.fromkeys((*item.changed_tags, entry.uid)))
    item = turn.put(item, changed_tags=done, parts=max(parts, item.parts), attempts=0)
    say_losses(turn, item.barcode, entry.losses)
    turn.say(Level.GOOD, tr("Tag {uid}: {detail}.", uid=entry.uid, detail=entry.detail))
    if any(tag.uid not in done for tag in turn.state.on_pad) or _missing(item, ()):
        consider_changed_tag(turn, item)
        return None
    return turn.set_step(item, StepName.TAG, StepState.DONE, entry.detail)


def _lay_there_before(turn: Turn, item: ItemInWork, tag: TagOnPad) -> bool:
    return tag.uid in turn.state.left_on_pad and tag.barcode != item.barcode


def _trouble(item: ItemInWork, tag: TagOnPad) -> str:
    if tag.trouble:
        return tag.trouble
    number = tag.barcode or tag.unfinished
    if number == item.barcode or tag.uid == item.tag_uid:
        return ""
    if number:
        return tr(
            "{number} lies on the pad: leave only {barcode} on it",
            number=number,
            barcode=item.barcode,
        )
    return tr(
        "the tag {uid} does not hold {barcode}: skip the step if the book has no other",
        uid=tag.uid,
        barcode=item.barcode,
    )


def _missing(item: ItemInWork, tags: tuple[TagOnPad, ...]) -> str:
    """Say which tags of the item are still to come; "" for none."""
    stated = max((item.parts, *(tag.parts for tag in tags)))
    done = len(item.changed_tags)
    if not done or done >= stated:
        return ""
    return tr(
        "{done} of {stated} tags are changed: lay the other parts on the pad",
        done=done,
        stated=stated,
    )
