"""The step of the tag for an item of several parts: all its tags, written and checked as one."""

import msgspec

from procstation.keys import key
from procstation.language import tr, trn
from procstation.linking.change_step import elements_of
from procstation.linking.effects import CheckSet, WriteTag
from procstation.linking.inputs import PartsSet, SetChecked, TagOnPad, TagWritten
from procstation.linking.item import ItemInWork
from procstation.linking.item_set import ItemSet, PartTag
from procstation.linking.loan_step import secured
from procstation.linking.owner_step import asks_owner, say_losses
from procstation.linking.state import Level
from procstation.linking.step import ENDED, StepName, StepState
from procstation.linking.turn import Turn
from procstation.tags.set_information import MOST_PARTS


def parts_said(turn: Turn, said: PartsSet) -> ItemInWork | None:
    """A person says how many parts the item in work has; return it to be gone on with."""
    item = turn.state.now
    if item is None or item.undoing or item.state_of(StepName.TAG) in {None, *ENDED}:
        turn.say(Level.BAD, tr("No item is in work whose tags are still to be written."))
        return None
    if item.awaiting is not None and isinstance(item.awaiting, WriteTag | CheckSet):
        turn.say(Level.BAD, tr("Its tag is being written right now: wait for that to end."))
        return None
    if not 1 <= said.parts <= MOST_PARTS or not 0 <= said.untagged < said.parts:
        turn.say(
            Level.BAD,
            tr(
                "{parts} parts, {untagged} of them without a tag, make no set: say 1 to "
                "{most_parts}, and at least one with a tag.",
                parts=said.parts,
                untagged=said.untagged,
                most_parts=MOST_PARTS,
            ),
        )
        return None
    counted = item.profile.untaggable == "count"
    known = item.item_set.tags if item.item_set is not None else ()
    item_set = ItemSet(said.parts, said.untagged, counted)
    # Numbers may be others now: what was written is looked at anew, and can still be undone.
    for tag in known:
        if tag.part <= item_set.tagged:
            item_set = item_set.with_tag(msgspec.structs.replace(tag, right=False))
    has = tr("{name} has {parts} parts.", name=item.name, parts=said.parts)
    if said.untagged:
        has = tr(
            "{name} has {parts} parts, {untagged} of them without a tag.",
            name=item.name,
            parts=said.parts,
            untagged=said.untagged,
        )
    turn.say(Level.INFO, has)
    return turn.put(item, item_set=item_set)


def expected_set(turn: Turn, item: ItemInWork, tags: tuple[TagOnPad, ...]) -> ItemSet | None:
    """Return the set an item is by its tags, else by the catalogue, when nobody said it; None for
    none."""
    stated = [tag.parts for tag in tags if tag.barcode == item.barcode]
    most = max(stated, default=0)
    if most > 1:
        return ItemSet(most)
    known = item.item.parts if item.item is not None else 0
    if not 1 < known <= MOST_PARTS:
        return None
    turn.say(
        Level.INFO,
        tr(
            "By the catalogue {name} has {known} parts, each with a tag: {parts} says otherwise.",
            name=item.name,
            known=known,
            parts=key("bench.parts"),
        ),
    )
    return ItemSet(known)


def consider_set(turn: Turn, item: ItemInWork) -> None:
    """Look at what lies on the pad: write the next tag, wait for a part, or check the whole."""
    assert item.item_set is not None
    tags = turn.state.on_pad
    trouble = _trouble(turn, item, tags)
    if trouble:
        turn.set_step(item, StepName.TAG, StepState.ASKING, trouble)
        turn.say(Level.BAD, f"{trouble[:1].upper()}{trouble[1:]}.")
        return
    if asks_owner(turn, item, tags):
        return
    item = _with_numbers(turn, item, tags)
    item_set = item.item_set
    assert item_set is not None
    uids = tuple(tag.uid for tag in tags)
    for tag in tags:
        part = item_set.of(tag.uid)
        if part is not None and not part.right:
            doing = tr("writing part {part} of {tagged}", part=part.part, tagged=item_set.tagged)
            item = turn.set_step(item, StepName.TAG, StepState.WORKING, doing)
            item = turn.put(item, tag_uid=tag.uid)
            beside = tuple(uid for uid in uids if uid != tag.uid)
            turn.request(
                item,
                WriteTag(
                    tag.uid,
                    item.barcode,
                    other_tags=item.other_tags,
                    parts=item_set.stated,
                    part=part.part,
                    beside=beside,
                    take_over=bool(item.taken_over_from),
                    secured=secured(item) is not False,
                    elements=elements_of(item),
                ),
            )
            return
    if item_set.missing:
        turn.set_step(item, StepName.TAG, StepState.ASKING, str(item_set))
        if tags:
            turn.say(Level.ASK, f"{item.barcode}: {item_set}.")
        return
    item = turn.set_step(item, StepName.TAG, StepState.WORKING, tr("checking all parts"))
    mine = tuple(uid for uid in uids if item_set.of(uid) is not None)
    turn.request(item, CheckSet(item.barcode, item_set.stated, mine, secured(item) is not False))


def _trouble(turn: Turn, item: ItemInWork, tags: tuple[TagOnPad, ...]) -> str:
    """Return why nothing may be written beside what lies there; "" when it may."""
    assert item.item_set is not None
    new = 0
    for tag in tags:
        if tag.trouble:
            return tag.trouble.rstrip(".")
        number = tag.barcode or tag.unfinished
        if number and number != item.barcode:
            return tr(
                "{number} lies on the pad too: leave only the parts of {barcode} on it",
                number=number,
                barcode=item.barcode,
            )
        if not number and tag.model != "blank" and item.item_set.of(tag.uid) is None:
            return tr(
                "tag {uid} holds something else ({model}): use another for that part",
                uid=tag.uid,
                model=tag.model,
            )
        if not number and tag.uid in turn.state.left_on_pad:
            return tr(
                "what lay there before is still on the pad: take it off, and lay the parts on it"
            )
        new += item.item_set.of(tag.uid) is None
    replaced = len([one for one in item.item_set.tags if not one.right])
    if new > len(item.item_set.free) + replaced:
        many = len(tags)
        return tr(
            "{many} tags on the pad, and {barcode} has {tagged} with a tag",
            many=many,
            barcode=item.barcode,
            tagged=item.item_set.tagged,
        )
    return ""


def _with_numbers(turn: Turn, item: ItemInWork, tags: tuple[TagOnPad, ...]) -> ItemInWork:
    """Give each tag its part: the one it holds already, else the next one free."""
    item_set = item.item_set
    assert item_set is not None
    for tag in sorted(tags, key=lambda one: not one.part):
        if item_set.of(tag.uid) is not None:
            continue
        own = tag.part if tag.barcode == item.barcode else 0
        # A part whose tag was never right may have got a new one.
        begun = tuple(one.part for one in item_set.tags if not one.right)
        part = own if own in item_set.free else next(iter((*item_set.free, *begun)))
        was_right = own == part and tag.parts == item_set.stated
        item_set = item_set.with_tag(PartTag(part, tag.uid, was_right=was_right))
    return turn.put(item, item_set=item_set)


def part_written(turn: Turn, item: ItemInWork, entry: TagWritten) -> None:
    """The tag of one part is right: on to the next."""
    assert item.item_set is not None
    tag = item.item_set.of(entry.uid)
    if tag is not None:
        right = msgspec.structs.replace(tag, right=True)
        item = turn.put(item, item_set=item.item_set.with_tag(right), attempts=0)
        assert item.item_set is not None
        turn.say(
            Level.INFO,
            tr(
                "Part {part} of {tagged}, tag {uid}: {detail}.",
                part=tag.part,
                tagged=item.item_set.tagged,
                uid=entry.uid,
                detail=entry.detail,
            ),
        )
        say_losses(turn, item.barcode, entry.losses)
    consider_set(turn, item)


def set_checked(turn: Turn, item: ItemInWork, entry: SetChecked) -> ItemInWork | None:
    """All that lay there was read once more; return the item when the whole set is right."""
    assert item.item_set is not None
    if entry.wrong:
        item_set = item.item_set
        for uid in entry.wrong:
            tag = item_set.of(uid)
            if tag is not None:
                item_set = item_set.with_tag(msgspec.structs.replace(tag, right=False))
        item = turn.put(item, item_set=item_set, attempts=item.attempts + 1)
        turn.set_step(item, StepName.TAG, StepState.FAILED, f"{entry.detail}; {item_set}")
        turn.say(
            Level.BAD,
            tr(
                "{detail}. {retry} writes it again.",
                detail=entry.detail,
                retry=key("bench.retry"),
            ),
        )
        return None
    parts = item.item_set
    assert parts is not None
    item = turn.put(item, tag_uid=parts.tags[0].uid, attempts=0)
    detail = tr("{tagged} parts written and read back as one", tagged=parts.tagged)
    apart = [str(tag.part) for tag in parts.tags if tag.uid not in entry.read]
    if apart:
        # They rest on what was read back when each was written: a pad seldom takes a whole set.
        detail = trn(
            "{tagged} parts written and read back, part {which} not again with the last",
            "{tagged} parts written and read back, parts {which} not again with the last",
            len(apart),
            tagged=parts.tagged,
            which=", ".join(apart),
        )
    if parts.untagged:
        detail = tr("{detail}, {untagged} without a tag", detail=detail, untagged=parts.untagged)
    turn.say(Level.GOOD, f"{item.barcode}: {detail}.")
    return turn.set_step(item, StepName.TAG, StepState.DONE, detail)
