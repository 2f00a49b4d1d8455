"""The linking job: a cart of books, from record to shelf, as a pure function of what happened.

`receive` takes the state and one journaled input and returns the next state and the effects asked
for. It reads no clock, no file and no device; so the same journal gives the same state, whenever it
is replayed. An effect's answer comes back as an input like any other.
"""

from procstation.journal import Recorded
from procstation.language import mark, tr, tr_marked
from procstation.linking import (
    asking,
    by_scan,
    change_step,
    hands_free,
    loan_step,
    pad,
    questions,
    recovery,
    repairs,
    said,
    scans,
    set_step,
    stack,
    steps,
    undoing,
)
from procstation.linking.change_tag_step import changes_tag, tag_changed
from procstation.linking.effects import (
    AnyEffect,
    ChangeItem,
    Request,
)
from procstation.linking.inputs import (
    AnyInput,
    Assigned,
    Changed,
    ChangedElsewhere,
    Chose,
    DeviceChanged,
    Failed,
    Found,
    Garbled,
    GoalOf,
    GoalSet,
    HandedOver,
    HelpAsked,
    ItemsCounted,
    ItemTold,
    LabelsAsked,
    LoanTold,
    LookedAround,
    NextProfile,
    NumberLeased,
    PartsSet,
    PatronCardRefused,
    Printed,
    ProfileChosen,
    RecordWritten,
    Released,
    RepairAsked,
    RepairFailed,
    RollAsked,
    RollTaken,
    Scanned,
    SetAside,
    SetChecked,
    SignedIn,
    SignedOut,
    Skipped,
    SoundTurned,
    Started,
    SupervisorAgreed,
    SystemAnswered,
    TagRepaired,
    TagsOnPad,
    TagWritten,
    TitleChosen,
    TookUp,
    TriedAgain,
    UndoAsked,
    Undone,
    ValueSaid,
)
from procstation.linking.item import ItemInWork
from procstation.linking.owner_step import say_losses
from procstation.linking.rolls import count_failed, count_written
from procstation.linking.state import BenchState, Level
from procstation.linking.step import StepName, StepState
from procstation.linking.tag_step import ask_second_tag, consider_tags
from procstation.linking.turn import Turn
from procstation.sound import Outcome

DEFECT = mark("procstation met a defect, and passed over what happened")

MOST_ATTEMPTS = 3
"""A tag that three times in a row could not be written is not tried again by itself."""


def receive(state: BenchState, recorded: Recorded[AnyInput]) -> tuple[BenchState, list[Request]]:
    """Return the state after an input, and what it asks to be done, in order."""
    turn = Turn(state, recorded)
    try:
        _take(turn, recorded.entry)
    except Exception as error:  # noqa: BLE001
        # A defect of ours. The entry is in the journal for good, and no start may end on it: it
        # changes nothing, now and in every replay, and the person is told.
        turn = Turn(state, recorded)
        turn.say(
            Level.BAD,
            tr(
                "{defect} at entry {seq}: {kind}: {error}",
                defect=tr_marked(DEFECT),
                seq=recorded.seq,
                kind=type(error).__name__,
                error=error,
            ),
        )
    return turn.state, turn.requests


def _take(turn: Turn, entry: AnyInput) -> None:
    match entry:
        case Scanned():
            scans.scanned(turn, entry)
        case TagsOnPad():
            pad.tags_on_pad(turn, entry)
        case Garbled():
            turn.say(Level.BAD, tr("Unreadable: {reason}. Scan it again.", reason=entry.reason))
            hands_free.another_scanned(turn)
        case PatronCardRefused():
            turn.say(
                Level.BAD,
                tr("That is a patron card. It was refused, and nothing of it was kept."),
                Outcome.REFUSED,
            )
        case SignedIn() | SignedOut() | SupervisorAgreed():
            _somebody(turn, entry)
        case DeviceChanged():
            level = Level.INFO if entry.presence == "ready" else Level.BAD
            turn.say(
                level,
                f"{turn.recorded.source} {tr_marked(entry.presence)}: {entry.detail}",
                Outcome.LOOK if level is Level.BAD else None,
            )
        case Started():
            recovery.started(turn, entry)
        case Found():
            scans.found(turn, entry)
        case LookedAround() | ItemTold():
            asking.answered(turn, entry)
        case RepairAsked() | TagRepaired() | RepairFailed():
            repairs.take(turn, entry)
        case _:
            _decision_or_outcome(turn, entry)


def _decision_or_outcome(turn: Turn, entry: AnyInput) -> None:
    match entry:
        case TitleChosen() | RecordWritten():
            scans.title_chosen(turn, entry)
        case Chose():
            questions.choose(turn, entry.choice)
        case UndoAsked():
            questions.ask_undo(turn)
        case SetAside():
            if turn.state.now is None:
                turn.say(Level.INFO, tr("No item is in work."))
            steps.set_aside(turn)
        case TookUp():
            _take_up(turn, entry)
        case TriedAgain() | Skipped():
            _on_item_in_work(turn, entry)
        case HelpAsked() | LabelsAsked() | SoundTurned():
            by_scan.take(turn, entry)
        case RollTaken():
            questions.take_roll(turn, entry.name)
        case RollAsked():
            questions.ask_roll(turn)
        case (
            ProfileChosen()
            | NextProfile()
            | GoalSet()
            | GoalOf()
            | ItemsCounted()
            | PartsSet()
            | ValueSaid()
            | SystemAnswered()
        ):
            said.take(turn, entry)
        case _:
            _outcome(turn, entry)


def _take_up(turn: Turn, entry: TookUp) -> None:
    item = turn.item(entry.item)
    if not entry.item and turn.state.aside:
        item = turn.state.aside[-1]
    if item is None and not entry.item:
        turn.say(Level.INFO, tr("No item is half done."))
    elif item is None:
        turn.say(Level.BAD, tr("No half-done item has the number {item}.", item=entry.item))
    elif item is not turn.state.now:
        steps.take_up(turn, item)


def _on_item_in_work(turn: Turn, entry: TriedAgain | Skipped) -> None:
    item = turn.state.now
    if item is None:
        if not (isinstance(entry, TriedAgain) and stack.try_again(turn)):
            turn.say(Level.INFO, tr("No item is in work."))
    elif isinstance(entry, Skipped):
        steps.skip(turn, item, entry.reason)
    elif turn.state.question is not None:
        turn.say(Level.BAD, tr("Answer the question first."))
    else:
        steps.retry(turn, turn.put(item, attempts=0))


def _somebody(turn: Turn, entry: SignedIn | SignedOut | SupervisorAgreed) -> None:
    match entry:
        case SignedIn(name):
            turn.say(Level.INFO, tr("{name} is signed in.", name=name))
        case SignedOut(name, why):
            turn.say(
                Level.INFO,
                tr("{name} is signed out: {why}.", name=name, why=why)
                if why
                else tr("{name} is signed out.", name=name),
            )
        case SupervisorAgreed(name, act):
            turn.say(Level.INFO, tr("{name} agreed, as a supervisor: {act}.", name=name, act=act))


def _outcome(turn: Turn, entry: AnyInput) -> None:
    if stack.answered(turn, entry) or by_scan.printed_again(turn, entry):
        return
    if isinstance(entry, Failed) and _failed_apart(turn, entry):
        return
    number = getattr(entry, "item", None)
    item = turn.item(number) if isinstance(number, int) else None
    if item is None or item.awaiting is None:
        # An answer to something asked before a restart and asked again since: the first one counts.
        return
    asked = item.awaiting
    item = turn.put(item, awaiting=None)
    match entry:
        case Changed() | ChangedElsewhere() | LoanTold():
            _changed_or_told(turn, item, entry, asked)
        case NumberLeased():
            steps.assign(turn, item, entry.barcode)
        case Assigned():
            barcode = entry.record.barcode or ""
            item = turn.put(item, item=entry.record, barcode=barcode, assigned_here=True)
            item = turn.set_step(item, StepName.BARCODE, StepState.DONE, barcode)
            turn.say(
                Level.GOOD, tr("{barcode} assigned to {name}.", barcode=barcode, name=item.name)
            )
            steps.advance(turn, item)
        case TagWritten() | SetChecked():
            _tag_right(turn, item, entry)
        case Printed():
            _printed(turn, item, entry)
        case HandedOver() | Released():
            _let_go(turn, item, entry)
        case Undone():
            undoing.undone(turn, item, entry.detail)
        case Failed():
            _failed(turn, item, entry)
        case _:
            raise AssertionError(f"no rule for {entry!r}")


def _changed_or_told(
    turn: Turn, item: ItemInWork, entry: Changed | ChangedElsewhere | LoanTold, asked: AnyEffect
) -> None:
    if isinstance(entry, ChangedElsewhere):
        change_step.changed_elsewhere(turn, item, entry)
    elif isinstance(entry, LoanTold):
        told = loan_step.loan_told(turn, item, entry)
        if told is not None:
            steps.advance(turn, told)
    elif isinstance(asked, ChangeItem):
        steps.advance(turn, change_step.changed(turn, item, entry, asked))


def _let_go(turn: Turn, item: ItemInWork, entry: HandedOver | Released) -> None:
    if isinstance(entry, Released):
        steps.finish(turn, item)
    else:
        steps.advance(turn, turn.set_step(item, StepName.SYSTEM, StepState.DONE, entry.detail))


def _failed_apart(turn: Turn, entry: Failed) -> bool:
    """Whether what failed was asked for no step of an item; it is told then."""
    checking = turn.state.checking
    was_checking = checking is not None and entry.code == checking.code
    if was_checking or not entry.item:
        turn.say(Level.BAD, entry.words)
    if was_checking:
        turn.change(checking=None)
        hands_free.another_scanned(turn)
    return was_checking or not entry.item


def _tag_right(turn: Turn, item: ItemInWork, entry: TagWritten | SetChecked) -> None:
    if isinstance(entry, TagWritten):
        _tag_written(turn, item, entry)
        return
    done = set_step.set_checked(turn, item, entry)
    if done is not None:
        steps.advance(turn, done)


def _tag_written(turn: Turn, item: ItemInWork, entry: TagWritten) -> None:
    if changes_tag(item):
        done = tag_changed(turn, item, entry)
        if done is not None:
            steps.advance(turn, done)
        return
    on_pad = tuple(
        type(tag)(tag.uid, "written", item.barcode) if tag.uid == entry.uid else tag
        for tag in turn.state.on_pad
    )
    turn.change(on_pad=on_pad)
    turn.change(rolls=count_written(turn.state.rolls, entry.uid))
    if item.item_set is not None:
        set_step.part_written(turn, item, entry)
        return
    item = turn.put(item, tag_uid=entry.uid, attempts=0, overwrite="", replacing="")
    item = turn.set_step(item, StepName.TAG, StepState.DONE, entry.detail)
    say_losses(turn, item.barcode, entry.losses)
    turn.say(Level.GOOD, tr("Tag {uid}: {detail}.", uid=entry.uid, detail=entry.detail))
    steps.advance(turn, item)


def _printed(turn: Turn, item: ItemInWork, entry: Printed) -> None:
    if entry.outcome == "unknown":
        steps.ask_label_came_out(turn, item, entry.template)
        return
    more = f" ({entry.detail})" if entry.detail else ""
    turn.say(
        Level.GOOD,
        tr("{template} label printed{more}.", template=entry.template.capitalize(), more=more)
        if entry.outcome == "printed"
        else tr("{template} label sent{more}.", template=entry.template.capitalize(), more=more),
    )
    steps.label_is_out(turn, item, entry.template)


def _failed(turn: Turn, item: ItemInWork, entry: Failed) -> None:
    if entry.has_tags:
        ask_second_tag(turn, item, entry)
        return
    item = turn.put(item, attempts=item.attempts + 1)
    step = item.step
    tagging = step is not None and step.name == StepName.TAG and item.tag_uid
    if tagging and not changes_tag(item):
        turn.change(rolls=count_failed(turn.state.rolls, item.tag_uid))
    by_itself = entry.needs_tag and item.attempts < MOST_ATTEMPTS
    state = StepState.ASKING if by_itself else StepState.FAILED
    turn.say(Level.BAD, entry.words)
    if step is not None and not item.undoing:
        item = turn.set_step(item, step.name, state, entry.error)
        if by_itself and step.name == StepName.TAG and not turn.state.on_pad:
            # The pad told that the tag had left before the write knew it: nothing more is coming.
            consider_tags(turn, item)
    hands_free.failed(turn, item)
