"""How an item goes from step to step."""

from procstation.catalog import Title
from procstation.language import tr, tr_marked
from procstation.linking.change_step import consider_change
from procstation.linking.effects import (
    AddRecord,
    AssignBarcode,
    FetchTitle,
    HandOver,
    LeaseNumber,
    LookUp,
    PrintLabel,
    Refresh,
    Release,
    Request,
)
from procstation.linking.inputs import Match
from procstation.linking.item import ItemInWork
from procstation.linking.state import Level, Topic
from procstation.linking.step import Step, StepName, StepState
from procstation.linking.tag_step import consider_tags
from procstation.linking.turn import Turn
from procstation.linking.undoing import undo
from procstation.sound import Outcome

CANNOT_BE_SKIPPED = frozenset(
    {StepName.RECORD, StepName.BARCODE, StepName.CHANGE, StepName.RELEASE}
)
"""What comes after them would be wrong without them."""


def begin(turn: Turn, search: LookUp | FetchTitle | AddRecord) -> None:
    """Begin an item with what was scanned or chosen; it gets the number of this entry."""
    profile = turn.state.profile
    assert profile is not None, "the station is started before anything is scanned"
    item = ItemInWork(
        number=turn.recorded.seq,
        profile=profile,
        opened_at=turn.recorded.at,
        steps=tuple(Step(name) for name in profile.steps),
    )
    turn.change(now=item, wants_scan=False)
    if profile.hands_free and not profile.lay_first:
        turn.leave_nameless()
    find(turn, item, search)


def begin_scanned(turn: Turn, code: str) -> None:
    """Begin an item with what was scanned, or take up the one that waits aside for its record."""
    waiting = next((one for one in turn.state.aside if one.code == code), None)
    if waiting is not None:
        take_up(turn, waiting)
    else:
        begin(turn, LookUp(code))


def find(turn: Turn, item: ItemInWork, search: LookUp | FetchTitle | AddRecord) -> None:
    """Look for the record of an item."""
    item = turn.set_step(item, StepName.RECORD, StepState.WORKING, tr("looking it up"))
    turn.request(item, search)


def record_found(turn: Turn, item: ItemInWork, match: Match, how: str) -> None:
    """The record is known: take over what the catalogue says and go on.

    Args:
        how: The code it was found by, or `hand`.
    """
    held = match.item
    if held is None and item.profile.barcode != "existing":
        # An item the library system made at ordering waits for its barcode: use it, not a new one,
        # unless a half-done copy has it.
        taken = {one.item.id for one in turn.state.aside if one.item is not None}
        waiting = (one for one in match.items if one.barcode is None and one.id not in taken)
        held = next(waiting, None)
    barcode = held.barcode if held is not None and held.barcode else ""
    item = turn.put(item, title=match.title, item=held, barcode=barcode, code="", told=match.told)
    refresh(turn, item)
    if item.profile.barcode == "existing" and not barcode:
        turn.set_step(
            item, StepName.RECORD, StepState.ASKING, tr("scan the book's own barcode, not its ISBN")
        )
        turn.say(
            Level.BAD,
            tr("{name} was found, but not which copy: scan the item's barcode.", name=item.name),
        )
        return
    item = turn.set_step(item, StepName.RECORD, StepState.DONE, tr("found by {how}", how=how))
    turn.say(Level.GOOD, tr("Found {name}.", name=item.name), Outcome.KNOWN)
    advance(turn, item)


def refresh(turn: Turn, item: ItemInWork) -> None:
    """Have the library system asked about an item whose news are old; nobody waits for that."""
    if item.told is not None and item.told.is_stale and item.barcode:
        turn.requests.append(Request(item.number, Refresh(item.barcode)))


def go_on(turn: Turn, item: ItemInWork) -> None:
    """Go on after a question that changed nothing: the pad may have changed while it was open."""
    step = item.step
    if item.awaiting is None and step is not None and step.state == StepState.ASKING:
        advance(turn, item)


def advance(turn: Turn, item: ItemInWork) -> None:
    """Do what the step the item stands at calls for."""
    if item.undoing:
        undo(turn, item)
        return
    step = item.step
    in_work = turn.state.now is not None and turn.state.now.number == item.number
    if step is None or not in_work:
        # An item set aside while something was under way stops when that has ended.
        return
    if step.name == StepName.BARCODE:
        _barcode(turn, item)
    elif step.name == StepName.CHANGE:
        ready = consider_change(turn, item)
        if ready is not None:
            advance(turn, ready)
    elif step.name == StepName.TAG:
        consider_tags(turn, item)
    elif step.name == StepName.LABELS and step.state == StepState.ASKING:
        ask_label_came_out(turn, item, next_label(item))
    elif step.name == StepName.LABELS:
        print_labels(turn, item)
    elif step.name == StepName.SYSTEM:
        item = turn.set_step(item, StepName.SYSTEM, StepState.WORKING)
        turn.request(item, HandOver(item.barcode, item.profile.status))
    elif step.name == StepName.RELEASE:
        item = turn.set_step(item, StepName.RELEASE, StepState.WORKING)
        turn.request(item, Release(item.barcode, item.profile.status))
    else:
        turn.set_step(item, step.name, StepState.ASKING, step.detail)


def print_labels(turn: Turn, item: ItemInWork) -> None:
    """Have the item's next label printed, or go on when all are out."""
    template = next_label(item)
    if not template:
        left_out = [
            tr("no {name}: {reason}", name=name, reason=reason)
            for name, reason in item.without.items()
        ]
        state = StepState.SKIPPED if left_out else StepState.DONE
        detail = ", ".join((*item.printed, *left_out))
        advance(turn, turn.set_step(item, StepName.LABELS, state, detail))
        return
    item = turn.set_step(
        item, StepName.LABELS, StepState.WORKING, tr("printing: {template}", template=template)
    )
    turn.request(item, PrintLabel(item.barcode, template, item.said))


def next_label(item: ItemInWork) -> str:
    """Return the first template of which a label is wanted and not out; "" when there is none."""
    ended = {*item.printed, *item.without}
    return next((name for name in item.profile.templates if name not in ended), "")


def label_is_out(turn: Turn, item: ItemInWork, template: str) -> None:
    """One label is known to be out: on to the next."""
    print_labels(turn, turn.put(item, printed=(*item.printed, template)))


def ask_label_came_out(turn: Turn, item: ItemInWork, template: str) -> None:
    """Nobody can know but the person at the printer."""
    turn.set_step(
        item,
        StepName.LABELS,
        StepState.ASKING,
        tr("did the {template} label come out?", template=template),
    )
    if not turn.may_ask(item):
        return
    turn.ask(
        Topic.LABEL_CAME_OUT,
        tr(
            "It is not known whether the {template} label of {name} came out. Did it?",
            template=template,
            name=item.name,
        ),
        (tr("no, print it again"), tr("yes, it is here")),
        subject=(template,),
    )


def _barcode(turn: Turn, item: ItemInWork) -> None:
    if item.barcode:
        item = turn.set_step(
            item, StepName.BARCODE, StepState.DONE, tr("{barcode}, had it", barcode=item.barcode)
        )
        advance(turn, item)
    elif item.profile.barcode == "leased":
        item = turn.set_step(
            item, StepName.BARCODE, StepState.WORKING, tr("taking the next number")
        )
        turn.request(item, LeaseNumber())
    else:
        turn.set_step(item, StepName.BARCODE, StepState.ASKING)


def assign(turn: Turn, item: ItemInWork, barcode: str) -> None:
    """Have the store give the item this barcode."""
    title = item.title
    assert title is not None, "a record comes before a barcode"
    item = turn.set_step(
        item, StepName.BARCODE, StepState.WORKING, tr("assigning {barcode}", barcode=barcode)
    )
    turn.request(
        item,
        AssignBarcode(
            title_id=title.id,
            item_id=item.item.id if item.item is not None else None,
            barcode=barcode,
        ),
    )


def set_aside(turn: Turn) -> None:
    """Put the item in work to the half-done ones; one that has nothing yet is dropped."""
    item = turn.state.now
    if item is None:
        return
    turn.change(now=None, question=None, checking=None, next_code="")
    turn.remember_pad()
    if item.title is None and not item.code:
        turn.say(Level.INFO, tr("Nothing had been found yet, so nothing is set aside."))
    else:
        turn.change(aside=(*turn.state.aside, item))
        turn.say(Level.INFO, tr("{name} is set aside, half done.", name=item.name), Outcome.LATER)


def take_up(turn: Turn, item: ItemInWork) -> None:
    """Bring a half-done item back into work, at the step where it stood."""
    set_aside(turn)
    # Without an item in work, the question was whether to undo the last one: this is the answer.
    turn.change(question=None)
    rest = tuple(other for other in turn.state.aside if other.number != item.number)
    turn.change(now=item, aside=rest, wants_scan=False)
    turn.say(Level.INFO, tr("{name} is taken up again.", name=item.name))
    if item.awaiting is None and item.code:
        find(turn, item, LookUp(item.code))
    elif item.awaiting is None:
        advance(turn, item)


def retry(turn: Turn, item: ItemInWork) -> None:
    """Try the step the item stands at once more."""
    if item.awaiting is not None:
        turn.say(Level.INFO, tr("It is being done right now."))
        return
    step = item.step
    if step is not None and step.name == StepName.CONFIRM:
        # The labels were spoiled while they were stuck on.
        item = turn.put(item, printed=())
        print_labels(turn, turn.set_step(item, StepName.LABELS, StepState.WAITING))
        return
    advance(turn, item)


def skip(turn: Turn, item: ItemInWork, reason: str) -> None:
    """Skip the step the item stands at, for a reason; some cannot be."""
    if item.awaiting is not None:
        turn.say(Level.BAD, tr("It is being done right now: wait for that to end."))
        return
    if not reason.strip():
        turn.say(Level.BAD, tr("A step is skipped only with a reason."))
        return
    reason = tr_marked(reason.strip())
    if item.undoing:
        # The book is not at hand: the rest is taken back, and the tag is named in the trace.
        turn.say(
            Level.INFO,
            tr(
                "The tag {tag_uid} keeps what was written: {reason}.",
                tag_uid=item.tag_uid,
                reason=reason,
            ),
        )
        parts = item.item_set.without_tag(item.tag_uid) if item.item_set is not None else None
        rest = tuple(uid for uid in item.changed_tags if uid != item.tag_uid)
        undo(turn, turn.put(item, tag_uid="", item_set=parts, changed_tags=rest))
        return
    step = item.step
    if step is None:
        return
    if step.name in CANNOT_BE_SKIPPED:
        turn.say(
            Level.BAD,
            tr(
                "The step “{name}” cannot be skipped: set the item aside instead.",
                name=step.name.word,
            ),
        )
        return
    question = turn.state.question
    if question is not None and question.topic in {Topic.OTHER_ITEM, Topic.UNDO}:
        turn.say(Level.BAD, tr("Answer the question first."))
        return
    turn.change(question=None)
    if step.name == StepName.LABELS:
        # Only this label: one that cannot be made is no reason to do without the other.
        template = next_label(item)
        turn.say(
            Level.INFO,
            tr(
                "The {template} label is left out: {reason}.",
                template=template,
                reason=reason,
            ),
        )
        without = {**item.without, template: reason}
        print_labels(turn, turn.put(item, without=without))
        return
    item = turn.set_step(item, step.name, StepState.SKIPPED, reason)
    turn.say(Level.INFO, tr("Step “{name}” skipped: {reason}.", name=step.name.word, reason=reason))
    advance(turn, item)


def finish(turn: Turn, item: ItemInWork) -> None:
    """All steps have ended: the item leaves the bench."""
    item = turn.set_step(item, StepName.RELEASE, StepState.DONE, "released")
    was_scanned = next_scanned(turn, item)
    turn.leave(item)
    turn.change(
        last_released=item,
        released=turn.state.released + 1,
        pace=turn.state.pace.released(turn.recorded.at),
    )
    skipped = [
        step.name.word
        for step in item.steps
        if step.state == StepState.SKIPPED and step.name != StepName.LABELS
    ] + [tr("{template} label", template=template) for template in item.without]
    released = tr("{barcode} released: {name}.", barcode=item.barcode, name=item.name)
    if skipped:
        released = tr(
            "{barcode} released, without {skipped}: {name}.",
            barcode=item.barcode,
            skipped=tr(" and ").join(skipped),
            name=item.name,
        )
    turn.say(Level.GOOD, released, Outcome.DONE)
    if was_scanned:
        begin_scanned(turn, was_scanned)


def next_scanned(turn: Turn, item: ItemInWork) -> str:
    """The next book, scanned before this one was done: its turn comes now, the scan is not lost."""
    if turn.state.now is None or turn.state.now.number != item.number:
        return ""
    question = turn.state.question
    if question is not None and question.topic == Topic.OTHER_ITEM:
        return question.scan
    if turn.state.next_code:
        return turn.state.next_code
    return turn.state.checking.code if turn.state.checking is not None else ""


def is_same(code: str, item: ItemInWork) -> bool:
    """Whether a code is the item's own barcode, or its own title's ISBN or ISSN."""
    title: Title | None = item.title
    if item.barcode and code == item.barcode:
        return True
    return title is not None and code in {*title.isbn, *title.issn}
