"""What the bench has to say, in words: the same for the screen, the plain lines and the tests."""

from dataclasses import dataclass

from procstation.catalog.freshness import age_in_words
from procstation.items.field_words import field_in_words
from procstation.keys import key
from procstation.language import tr
from procstation.linking.change import next_unsaid
from procstation.linking.change_step import at_change, cart_missing
from procstation.linking.effects import AskAround, AskLoan, LookUp, TakeOffer
from procstation.linking.item import ItemInWork
from procstation.linking.item_set import ItemSet
from procstation.linking.pace import Pace
from procstation.linking.rolls import Roll
from procstation.linking.stack_books import GOOD, IN_WORK, Stack, Verdict
from procstation.linking.state import BenchState
from procstation.linking.step import StepName, StepState
from procstation.sound import Outcome

SIGNS = {
    StepState.WAITING: "·",
    StepState.ASKING: "▸",
    StepState.WORKING: "…",
    StepState.DONE: "✓",
    StepState.SKIPPED: "–",
    StepState.FAILED: "✗",
}
"""A sign for each state. Beside it always stands a word."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as it is shown."""

    sign: str
    name: str
    text: str
    state: StepState


def step_lines(item: ItemInWork) -> list[StepLine]:
    """Return the steps of an item, each with a sign and words."""
    return [
        StepLine(SIGNS[step.state], step.name.word, step.detail or step.state.word, step.state)
        for step in item.steps
    ]


def prompt(state: BenchState) -> str:
    """Return the next thing for the person to do, as a sentence."""
    if state.question is not None:
        return state.question.text
    item = state.now
    if item is None:
        if state.profile is not None and state.profile.pad == "stack":
            return _stack_prompt(state)
        unsaid = cart_missing(state.profile, state.cart)
        if unsaid:
            return tr(
                "Say the {name} for the whole cart ({say}).",
                name=field_in_words(unsaid),
                say=key("bench.say"),
            )
        if state.profile is not None and state.profile.hands_free:
            return tr("Take a book: scan its barcode, or lay it on the pad if its tag is written.")
        existing = state.profile is not None and state.profile.barcode == "existing"
        find = key("go.find")
        if existing:
            return tr(
                "Take a book and scan its barcode, or search for its title ({find}).",
                find=find,
            )
        return tr(
            "Take a book and scan its ISBN or barcode, or search for its title ({find}).",
            find=find,
        )
    if item.undoing:
        return tr("Lay the book on the pad: its tag gets its old content back.")
    step = item.step
    if step is None:
        return tr("Done.")
    if step.state == StepState.FAILED:
        return tr(
            "{detail} {retry} tries again, {skip} skips the step, {aside} sets the item aside.",
            detail=step.detail,
            retry=key("bench.retry"),
            skip=key("bench.skip"),
            aside=key("bench.aside"),
        )
    return _prompt_at(step.name, item, {one.uid for one in state.on_pad})


def _stack_prompt(state: BenchState) -> str:
    if state.stack is None or not state.on_pad:
        return tr("Lay the next books on the pad, several at once.")
    if state.stack.writing or not state.stack.told:
        return tr("Keep the books on the pad.")
    if all(one.verdict in GOOD for one in state.stack.books):
        return tr("All right. Take them off, and lay the next ones down.")
    return tr("Take out those with trouble, see to them, and lay the next ones down.")


def _prompt_at(name: StepName, item: ItemInWork, on_pad: set[str]) -> str:
    working = item.awaiting is not None
    match name:
        case StepName.RECORD if isinstance(item.awaiting, AskAround | TakeOffer):
            return tr(
                "{detail} for {code}. Scan the next book meanwhile; this one waits.",
                detail=_detail(item),
                code=item.code,
            )
        case StepName.RECORD if item.code:
            return tr(
                "{detail}. Scan another code of it, {find} searches, {by_hand} enters it by hand.",
                detail=_detail(item),
                find=key("go.find"),
                by_hand=key("bench.by_hand"),
            )
        case StepName.RECORD if isinstance(item.awaiting, LookUp):
            return tr("Looking for {code}.", code=item.awaiting.code)
        case StepName.RECORD:
            return tr(
                "Scan another code of it, search for its title ({find}), or enter it by hand"
                " ({by_hand}).",
                find=key("go.find"),
                by_hand=key("bench.by_hand"),
            )
        case StepName.CHANGE if working:
            return tr("Changing it.")
        case StepName.CHANGE:
            return tr("{detail} ({say}).", detail=_detail(item), say=key("bench.say"))
        case StepName.BARCODE if working:
            return tr("Taking the number.")
        case StepName.BARCODE:
            return tr("Stick a barcode on the book and scan it.")
        case StepName.TAG:
            return _prompt_at_tag(item, on_pad)
        case StepName.LABELS:
            return tr("Take the labels from the printer.")
        case StepName.CONFIRM:
            return tr(
                "Stick the labels on, then scan the barcode. ({retry} prints them again.)",
                retry=key("bench.retry"),
            )
        case StepName.SYSTEM | StepName.RELEASE:
            return tr("Releasing.")


def _prompt_at_tag(item: ItemInWork, on_pad: set[str]) -> str:
    if isinstance(item.awaiting, AskLoan):
        return tr("Asking whether it is on loan.")
    if item.awaiting is not None:
        return tr("Keep the book on the pad.")
    if item.item_set is not None and item.item_set.missing:
        return tr(
            "{detail}. Lay the next part on the pad, or all of them together.", detail=_detail(item)
        )
    if item.attempts and on_pad == {item.tag_uid}:
        return tr("Lift the book, and lay it down again: its tag is not finished.")
    if on_pad:
        return tr("{detail}: lay this book on the pad, and no other.", detail=_detail(item))
    if item.changed_tags:
        return f"{_detail(item)}."
    if item.tag_uid:
        return tr("Lay the book back on the pad: its tag is not finished.")
    return tr("Lay the book on the pad.")


def _detail(item: ItemInWork) -> str:
    step = item.step
    detail = step.detail if step is not None else ""
    return detail[:1].upper() + detail[1:]


def unsaid(state: BenchState) -> str:
    """Return what the job waits to be told, of the item in work or of the cart; "" for nothing."""
    item = state.now
    if item is not None and item.profile.change is not None and at_change(item):
        said = {**(state.cart if item.profile == state.profile else {}), **item.said}
        return next_unsaid(item.profile.change, said)
    return cart_missing(state.profile, state.cart)


def cart_lines(state: BenchState) -> list[str]:
    """Return what was said for the whole cart, a line each."""
    return [f"{field_in_words(name)}: {value}" for name, value in state.cart.items()]


def pace_lines(state: BenchState) -> list[str]:
    """Return how fast it goes, what is left, and how the roll of tags in work does."""
    lines = []
    now = state.lines[-1].at if state.lines else ""
    rate = state.pace.items_an_hour(now) if now else None
    if rate is not None:
        lines.append(tr("{rate} an hour", rate=rate))
    if state.pace.goal:
        lines.append(_goal(state.pace, now))
    if state.rolls:
        lines.append(_roll(state.rolls[-1]))
    return lines


def _roll(roll: Roll) -> str:
    bad = len(roll.failed)
    if roll.name:
        return tr("roll {name}: {good} good, {bad} bad", name=roll.name, good=roll.written, bad=bad)
    return tr("tags: {good} good, {bad} bad", good=roll.written, bad=bad)


def _goal(pace: Pace, now: str) -> str:
    minutes = pace.minutes_left(now)
    of = f"{pace.goal} {pace.of}" if pace.of else str(pace.goal)
    if minutes is None:
        return tr("{done} of {goal}", done=pace.towards, goal=of)
    if minutes < 60:
        return tr(
            "{done} of {goal}, {minutes} min left", done=pace.towards, goal=of, minutes=minutes
        )
    return tr(
        "{done} of {goal}, {hours} h {minutes} min left",
        done=pace.towards,
        goal=of,
        hours=minutes // 60,
        minutes=minutes % 60,
    )


STACK_SIGNS = {
    **dict.fromkeys(GOOD, SIGNS[StepState.DONE]),
    Verdict.CHECKING: SIGNS[StepState.WORKING],
    Verdict.TO_WRITE: SIGNS[StepState.WAITING],
}
"""Every other verdict is trouble."""


@dataclass(frozen=True, slots=True)
class StackLine:
    """One book of a stack as it is shown."""

    sign: str
    number: str
    title: str
    text: str
    good: bool


def stack_lines(stack: Stack) -> list[StackLine]:
    """Return the books of a stack, those with trouble first, each with a sign and words."""
    lines = [
        StackLine(
            STACK_SIGNS.get(one.verdict, SIGNS[StepState.FAILED])
            if one.tag.uid != stack.writing or not stack.writing
            else SIGNS[StepState.WORKING],
            one.number or tr("no number"),
            one.match.title.title if one.match is not None else "",
            tr("being written") if stack.writing and one.tag.uid == stack.writing else one.words,
            one.verdict in GOOD or one.verdict in IN_WORK,
        )
        for one in stack.books
    ]
    return sorted(lines, key=lambda line: line.good)


def part_lines(item_set: ItemSet, state: BenchState) -> list[str]:
    """Return one line for each part of a set that carries a tag: how it stands, and where."""
    here = {tag.uid for tag in state.on_pad}
    lines = []
    for part in range(1, item_set.tagged + 1):
        tag = next((one for one in item_set.tags if one.part == part), None)
        sign, words = SIGNS[StepState.WAITING], tr("missing")
        if tag is not None:
            sign = SIGNS[StepState.DONE if tag.right else StepState.WORKING]
            where = tr("on the pad") if tag.uid in here else tr("not on the pad")
            words = f"{tr('written') if tag.right else tr('not written')}, {where}"
        lines.append(tr("{sign} part {part}  {words}", sign=sign, part=part, words=words))
    return lines


def half_done_line(item: ItemInWork) -> str:
    """Return one line for the list of half-done items: which, and what is missing."""
    step = item.step
    if item.undoing:
        what = tr("being undone")
    elif step is None:
        what = tr("done")
    else:
        what = f"{step.name.word}: {step.detail or step.state.word}"
    return f"{item.barcode or item.code or tr('no number yet')}  {what}"


def told_line(item: ItemInWork) -> str:
    """Say who last told of an item, and how long before it was begun; "" when nobody did."""
    if item.told is None:
        return ""
    return tr(
        "{by} said so {age}",
        by=item.told.by,
        age=age_in_words(item.told.at, item.opened_at),
    )


def spoken_of(state: BenchState, outcome: Outcome) -> str:
    """Return what an outcome is about, for the voice: the title of the book, or, when that was
    asked for, the next thing to do."""
    if outcome is Outcome.NEXT:
        return prompt(state)
    item = state.now or state.last_released
    if outcome is Outcome.LATER and state.aside:
        item = state.aside[-1]
    return item.title.title if item is not None and item.title is not None else ""
