"""Work by scans alone: what command barcodes ask for that no key of the bench does."""

from procstation.language import tr
from procstation.linking import steps
from procstation.linking.effects import PrintLabel, Request
from procstation.linking.inputs import (
    AnyInput,
    Failed,
    HelpAsked,
    LabelsAsked,
    Printed,
    SoundTurned,
)
from procstation.linking.item import ItemInWork
from procstation.linking.state import Level
from procstation.linking.step import StepName, StepState
from procstation.linking.turn import Turn
from procstation.linking.view import prompt
from procstation.sound import Outcome

AnyByScan = HelpAsked | LabelsAsked | SoundTurned


def take(turn: Turn, entry: AnyByScan) -> None:
    """Take a command."""
    match entry:
        case HelpAsked():
            _help(turn)
        case LabelsAsked(copies):
            _print_again(turn, copies)
        case SoundTurned(on):
            turn.change(muted=not on)
            turn.say(
                Level.INFO,
                tr("Sound is on.") if on else tr("Sound is off."),
                Outcome.DONE if on else None,
            )


def _help(turn: Turn) -> None:
    state = turn.state
    turn.say(Level.INFO, prompt(state), Outcome.NEXT)
    question, item = state.question, state.now
    if question is not None:
        for number, choice in enumerate(question.choices, start=1):
            turn.say(Level.INFO, tr("Answer {number}: {choice}", number=number, choice=choice))
    elif item is not None and item.step is not None and item.step.state == StepState.FAILED:
        turn.say(Level.INFO, tr("By scan: Try again, Skip with its reason, or Set the item aside."))


def _print_again(turn: Turn, copies: int) -> None:
    item = turn.state.now or turn.state.last_released
    if turn.state.question is not None:
        turn.say(Level.BAD, tr("Answer the question first."))
        return
    if item is not None and item.awaiting is None and _is_at_labels(item):
        steps.retry(turn, item)
        return
    if item is None or not item.printed:
        turn.say(Level.BAD, tr("No label was printed that could be printed again."))
        return
    wanted = tuple(
        PrintLabel(item.barcode, template, item.said)
        for template in item.printed
        for _ in range(copies)
    )
    turn.change(printing_again=(*turn.state.printing_again, *wanted))
    turn.requests.extend(Request(0, one) for one in wanted)
    turn.say(
        Level.INFO,
        tr(
            "Printed again: {templates}, {copies} of each, for {name}.",
            templates=", ".join(item.printed),
            copies=copies,
            name=item.name,
        ),
    )


def _is_at_labels(item: ItemInWork) -> bool:
    return item.step is not None and item.step.name == StepName.LABELS


def printed_again(turn: Turn, entry: AnyInput) -> bool:
    """Whether this tells of a label that was asked for once more; what became of it is said."""
    if not isinstance(entry, Printed | Failed) or entry.item or not turn.state.printing_again:
        return False
    template = entry.template if isinstance(entry, Printed) else ""
    waiting = list(turn.state.printing_again)
    ended = next((one for one in waiting if one.template == template), waiting[0])
    waiting.remove(ended)
    turn.change(printing_again=tuple(waiting))
    if isinstance(entry, Failed):
        turn.say(Level.BAD, entry.words)
    elif entry.outcome == "unknown":
        turn.say(
            Level.BAD,
            tr(
                "It is not known whether the {template} label of {barcode} came out: look at the"
                " printer.",
                template=ended.template,
                barcode=ended.barcode,
            ),
        )
    else:
        turn.say(
            Level.GOOD,
            tr(
                "Label {template} of {barcode} printed again.",
                template=ended.template,
                barcode=ended.barcode,
            ),
        )
    return True


def recover(turn: Turn) -> None:
    """Say of which labels nobody knows, after a restart, whether they came out."""
    for one in turn.state.printing_again:
        turn.say(
            Level.BAD,
            tr(
                "It is not known whether the {template} label of {barcode} came out: look at the"
                " printer.",
                template=one.template,
                barcode=one.barcode,
            ),
        )
    turn.change(printing_again=())
