"""What is said of the whole cart: how it goes, how many there are; and what the system answers."""

from procstation.language import tr, tr_marked
from procstation.linking import change_step, set_step, steps
from procstation.linking.effects import CountItems, Request
from procstation.linking.inputs import (
    GoalOf,
    GoalSet,
    ItemsCounted,
    NextProfile,
    PartsSet,
    ProfileChosen,
    SystemAnswered,
    ValueSaid,
)
from procstation.linking.profiles import JobProfile
from procstation.linking.state import Level
from procstation.linking.step import StepName
from procstation.linking.turn import Turn
from procstation.sound import Outcome

AnySaid = (
    ProfileChosen
    | NextProfile
    | GoalSet
    | GoalOf
    | ItemsCounted
    | PartsSet
    | ValueSaid
    | SystemAnswered
)


def take(
    turn: Turn,
    entry: AnySaid,
) -> None:
    """Take what was said."""
    match entry:
        case SystemAnswered():
            level = Level.INFO if entry.outcome == "done" else Level.BAD
            heard = Outcome.LOOK if level is Level.BAD else None
            turn.say(level, f"{entry.barcode}: {entry.detail}", heard)
        case ProfileChosen():
            _profile_chosen(turn, entry.profile)
        case NextProfile(profiles):
            _next_profile(turn, profiles)
        case GoalSet():
            turn.change(pace=turn.state.pace.with_goal(entry.count, entry.of))
            turn.say(Level.INFO, _goal_in_words(entry))
        case GoalOf():
            turn.requests.append(Request(0, CountItems(entry.place)))
        case ItemsCounted():
            _counted(turn, entry)
        case ValueSaid():
            waiting = change_step.value_said(turn, entry)
            if waiting is not None and turn.state.question is None:
                steps.advance(turn, waiting)
        case PartsSet():
            item = set_step.parts_said(turn, entry)
            if item is not None and item.step is not None and item.step.name == StepName.TAG:
                steps.advance(turn, item)


def _goal_in_words(goal: GoalSet) -> str:
    if not goal.count:
        return tr("There is no goal now.")
    if not goal.of:
        return tr("The goal is {count} items.", count=goal.count)
    return tr("The goal is {count} items: {of}.", count=goal.count, of=goal.of)


def _counted(turn: Turn, entry: ItemsCounted) -> None:
    if not entry.items:
        turn.say(
            Level.BAD,
            tr(
                "No item of the catalogue is in {place!r}. {hint}",
                place=entry.place,
                hint=entry.hint,
            ),
        )
        return
    left = entry.items - entry.tagged
    turn.change(pace=turn.state.pace.with_goal(left, entry.place))
    turn.say(
        Level.INFO,
        tr(
            "{place}: {items} items, {tagged} have a tag; the goal is the other {left}.",
            place=entry.place,
            items=entry.items,
            tagged=entry.tagged,
            left=left,
        ),
    )


def _profile_chosen(turn: Turn, profile: JobProfile) -> None:
    turn.change(profile=profile, cart={})
    turn.say(Level.INFO, tr("New items now go by “{title}”.", title=tr_marked(profile.title)))


def _next_profile(turn: Turn, profiles: tuple[JobProfile, ...]) -> None:
    names = [profile.name for profile in profiles]
    now = turn.state.profile.name if turn.state.profile is not None else ""
    following = names.index(now) + 1 if now in names else 0
    if profiles:
        _profile_chosen(turn, profiles[following % len(profiles)])
