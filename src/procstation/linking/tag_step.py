"""The step of the tag: what lies on the pad decides whether to write, to wait or to ask."""

import msgspec

from procstation.language import mark, tr, tr_marked
from procstation.linking.change_step import elements_of
from procstation.linking.change_tag_step import changes_tag, consider_changed_tag
from procstation.linking.effects import WriteTag
from procstation.linking.inputs import Failed, TagOnPad
from procstation.linking.item import ItemInWork
from procstation.linking.loan_step import asks_loan, secured
from procstation.linking.owner_step import asks_owner
from procstation.linking.set_step import consider_set, expected_set
from procstation.linking.state import Level, Topic
from procstation.linking.step import StepName, StepState
from procstation.linking.turn import Turn

SECOND_TAG_ANSWERS = {
    "gone": mark("yes, the old one is gone"),
    "stay": mark("yes, and the old one stays: it is on another part"),
}


def consider_tags(turn: Turn, item: ItemInWork) -> None:
    """Look at what lies on the pad, and write, wait or ask. Called again whenever that changes."""
    if asks_loan(turn, item):
        return
    if changes_tag(item):
        consider_changed_tag(turn, item)
        return
    tags = turn.state.on_pad
    found = item.item_set or expected_set(turn, item, tags)
    if found is not None:
        consider_set(turn, turn.put(item, item_set=found))
        return
    if not tags:
        wanted = tr("not finished: lay it back") if item.tag_uid else tr("lay the book on the pad")
        turn.set_step(item, StepName.TAG, StepState.ASKING, item.wrong_tag or wanted)
        return
    tag, *others = tags
    if others:
        turn.set_step(
            item, StepName.TAG, StepState.ASKING, tr("{count} tags on the pad", count=len(tags))
        )
        turn.say(
            Level.BAD, tr("{count} tags on the pad: leave only this book on it.", count=len(tags))
        )
        return
    if tag.trouble:
        turn.set_step(item, StepName.TAG, StepState.ASKING, tag.trouble)
        turn.say(Level.BAD, tag.trouble)
    elif _lay_there_before(turn, item, tag):
        _still_there(turn, item, tag.barcode or tr("what lay there before"))
    elif not _is_the_one_begun(item, tag):
        _another_tag(turn, item)
    elif asks_owner(turn, item, tags):
        return
    elif _may_write(tag, item):
        item = turn.set_step(
            item, StepName.TAG, StepState.WORKING, tr("writing tag {uid}", uid=tag.uid)
        )
        if tag.uid != item.tag_uid:
            right = tag.barcode == item.barcode
            item = turn.put(item, tag_uid=tag.uid, tag_was_right=right)
        turn.request(turn.put(item, any_tag=False, wrong_tag=""), _write(tag, item))
    else:
        _strange_tag(turn, item, tag)


def ask_second_tag(turn: Turn, item: ItemInWork, failed: Failed) -> None:
    """The item has its tag already: nothing was written, and only a person can tell why it gets
    another."""
    uid = item.tag_uid
    item = turn.put(item, tag_uid="", tag_was_right=False)
    turn.set_step(item, StepName.TAG, StepState.ASKING, failed.error)
    if not turn.may_ask(item):
        return
    turn.ask(
        Topic.SECOND_TAG,
        tr("{error} Is {uid} to be its tag now?", error=failed.error, uid=uid),
        (tr("no, another book comes onto the pad"), *map(tr_marked, SECOND_TAG_ANSWERS.values())),
        subject=(uid,),
    )


def _lay_there_before(turn: Turn, item: ItemInWork, tag: TagOnPad) -> bool:
    """Whether it is the tag of a book that left work, whatever it holds by now."""
    if tag.barcode == item.barcode or tag.uid in {item.tag_uid, item.overwrite}:
        return False
    begun = any(one.tag_uid == tag.uid for one in turn.state.aside)
    return begun or tag.uid in turn.state.left_on_pad


def _still_there(turn: Turn, item: ItemInWork, what: str) -> None:
    turn.set_step(item, StepName.TAG, StepState.ASKING, tr("{what} is still on the pad", what=what))
    turn.say(
        Level.INFO,
        tr(
            "{what} is still on the pad: take it off and lay {barcode} on it.",
            what=f"{what[:1].upper()}{what[1:]}",
            barcode=item.barcode,
        ),
    )


def _is_the_one_begun(item: ItemInWork, tag: TagOnPad) -> bool:
    """With nothing to press, another tag than the one begun is more likely the next book's than a
    new one in this book."""
    begun = {"", tag.uid}
    return item.tag_uid in begun or item.any_tag or bool(tag.barcode) or not item.profile.hands_free


def _another_tag(turn: Turn, item: ItemInWork) -> None:
    turn.set_step(
        item,
        StepName.TAG,
        StepState.ASKING,
        tr("tag {tag_uid} is not finished", tag_uid=item.tag_uid),
    )
    turn.say(
        Level.BAD,
        tr(
            "The tag of {barcode} is not finished, and this is another: lay that "
            "book back, or scan {barcode} again to give it this tag.",
            barcode=item.barcode,
        ),
    )


def _write(tag: TagOnPad, item: ItemInWork) -> WriteTag:
    write = WriteTag(
        tag.uid,
        item.barcode,
        other_tags=item.other_tags,
        take_over=bool(item.taken_over_from),
        secured=secured(item) is not False,
        elements=elements_of(item),
    )
    if item.overwrite != tag.uid:
        return write
    return msgspec.structs.replace(write, overwrite=True, replacing=item.replacing)


def _may_write(tag: TagOnPad, item: ItemInWork) -> bool:
    if tag.uid == item.overwrite:
        return True
    number = tag.barcode or tag.unfinished
    if number:
        return number == item.barcode
    return tag.model == "blank" or tag.uid == item.tag_uid


def _strange_tag(turn: Turn, item: ItemInWork, tag: TagOnPad) -> None:
    earlier = (
        *turn.state.aside,
        *((turn.state.last_released,) if turn.state.last_released else ()),
    )
    before = next((one for one in earlier if tag.barcode and one.barcode == tag.barcode), None)
    if before is not None:
        _still_there(turn, item, tag.barcode)
        return
    holds = _what_it_holds(tag)
    item = turn.put(item, wrong_tag=tr("tag {uid} holds {holds}", uid=tag.uid, holds=holds))
    turn.set_step(item, StepName.TAG, StepState.ASKING, item.wrong_tag)
    if not turn.may_ask(item):
        return
    turn.ask(
        Topic.OVERWRITE,
        tr(
            "The tag on the pad holds {holds}, this item is {barcode}. Is it the right book?",
            holds=holds,
            barcode=item.barcode,
        ),
        (
            tr("no, another book comes onto the pad"),
            tr("yes, overwrite it with {barcode}", barcode=item.barcode),
        ),
        subject=(tag.uid, tag.barcode or tag.unfinished),
    )


def _what_it_holds(tag: TagOnPad) -> str:
    if tag.barcode:
        return tr("the number {barcode}", barcode=tag.barcode)
    if tag.unfinished:
        return tr("an unfinished write of the number {unfinished}", unfinished=tag.unfinished)
    return tr("something else ({model})", model=tag.model)
