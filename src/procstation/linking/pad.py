"""What tags on the pad mean, depending on where the bench stands."""

from procstation.language import mark, tr, tr_marked
from procstation.linking import (
    hands_free,
    stack,
    steps,
    undoing,
)
from procstation.linking.effects import LookUp
from procstation.linking.inputs import TagOnPad, TagsOnPad
from procstation.linking.item import ItemInWork
from procstation.linking.state import ABOUT_A_TAG, Level
from procstation.linking.step import StepName, StepState
from procstation.linking.tag_step import consider_tags
from procstation.linking.turn import Turn
from procstation.tagging.sets import PartSeen, sets_seen

SCAN_IT = mark("The tag on the pad holds no number: scan the book's barcode.")
TAKE_IT_OFF = mark(
    "The tag on the pad holds no number: take it off, scan the book's barcode, then lay it down."
)


def tags_on_pad(turn: Turn, seen: TagsOnPad) -> None:
    """The tags in the field changed."""
    before, item = turn.state.on_pad, turn.state.now
    # Beside a patron card no tag is worked on; without it they are seen as if laid down anew.
    here = () if seen.patron_cards else seen.tags
    uids = [tag.uid for tag in here if tag.uid]
    left = tuple(uid for uid in uids if turn.state.wants_scan or uid in turn.state.left_on_pad)
    turn.change(on_pad=here, left_on_pad=left)
    if seen.patron_cards:
        turn.say(Level.BAD, tr("A patron card is on the pad: take it off. Nothing of it was kept."))
        return
    if stack.takes_stacks(turn.state):
        waiting = _waiting(turn, here[0]) if len(here) == 1 else None
        if waiting is None:
            stack.laid(turn)
        else:
            steps.take_up(turn, waiting)
        return
    question = turn.state.question
    if question is not None and question.topic in ABOUT_A_TAG:
        # It was about a tag that is not alone there any more.
        turn.change(question=None)
    elif question is not None:
        return
    if item is None:
        _nobody_in_work(turn, seen)
    elif item.awaiting is not None:
        return
    elif item.undoing:
        if any(_waits_for(item, tag) for tag in seen.tags):
            undoing.undo(turn, item)
    elif len(seen.tags) == 1 and hands_free.next_book_laid(turn, item, seen.tags[0]):
        return
    elif _at_tag(item) and seen.tags != before and not _given_up(item, seen):
        consider_tags(turn, item)


def _at_tag(item: ItemInWork) -> bool:
    step = item.step
    return step is not None and step.name == StepName.TAG


def _waits_for(item: ItemInWork, tag: TagOnPad) -> bool:
    """Whether it is the half-done item's own tag: torn, or to get its old content back."""
    parts = item.item_set.tags if item.item_set is not None else ()
    begun = {item.tag_uid, *item.changed_tags, *(one.uid for one in parts)}
    return bool(tag.uid) and tag.uid in begun and (item.undoing or _at_tag(item))


def _given_up(item: ItemInWork, seen: TagsOnPad) -> bool:
    """Whether only the tag lies there that could not be written: a person tries that again."""
    failed = item.step is not None and item.step.state == StepState.FAILED
    begun = {item.tag_uid} if item.item_set is None else {one.uid for one in item.item_set.tags}
    return failed and all(tag.uid in begun for tag in seen.tags)


def _tell_of_sets(turn: Turn, tags: tuple[TagOnPad, ...]) -> None:
    for one in sets_seen(PartSeen(tag.barcode, tag.parts, tag.part) for tag in tags):
        level = Level.INFO if one.is_whole else Level.BAD
        turn.say(level, f"{one.item}: {one}.")


def _waiting(turn: Turn, tag: TagOnPad) -> ItemInWork | None:
    return next((item for item in turn.state.aside if _waits_for(item, tag)), None)


def _nobody_in_work(turn: Turn, seen: TagsOnPad) -> None:
    if not seen.tags:
        return
    tag = seen.tags[0]
    _tell_of_sets(turn, seen.tags)
    if any((one.barcode, one.parts > 1) != (tag.barcode, True) for one in seen.tags[1:]):
        return
    wanted = _waiting(turn, tag)
    if wanted is not None:
        steps.take_up(turn, wanted)
        return
    released = turn.state.last_released
    if tag.barcode and (released is None or released.barcode != tag.barcode):
        turn.say(Level.INFO, tr("The tag on the pad holds {barcode}.", barcode=tag.barcode))
        if turn.state.profile is not None and turn.state.profile.barcode == "existing":
            steps.begin(turn, LookUp(tag.barcode))
    elif tag.trouble:
        turn.say(Level.BAD, tag.trouble)
    elif tag.uid in turn.state.left_on_pad:
        if turn.state.wants_scan:
            turn.say(
                Level.BAD, tr("Scan a book first, and then lay it down: this one has no number.")
            )
    elif turn.state.profile is not None and turn.state.profile.hands_free and not tag.barcode:
        first = turn.state.profile.lay_first
        turn.say(Level.ASK, tr_marked(SCAN_IT if first else TAKE_IT_OFF))
