"""The bench: the item in work, its steps, what waits, what happened, and what to do next."""

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.timer import Timer

from procstation.catalog.isbn import isbn13
from procstation.items.field_words import field_in_words
from procstation.language import tr, tr_marked
from procstation.linking import (
    BriefRecord,
    Chose,
    GoalOf,
    GoalSet,
    PartsSet,
    ProfileChosen,
    RecordWritten,
    RollAsked,
    RollTaken,
    SetAside,
    Skipped,
    TookUp,
    Topic,
    TriedAgain,
    UndoAsked,
    ValueSaid,
    read_goal,
    read_parts,
    read_said,
)
from procstation.linking.view import unsaid
from procstation.station import Station
from procstation.tui.bindings import bound
from procstation.tui.screens.half_done import HalfDoneScreen
from procstation.tui.screens.profiles import ProfilesScreen
from procstation.tui.screens.reason import ReasonScreen
from procstation.tui.screens.value import ValueScreen
from procstation.tui.widgets.devices import DevicesBar
from procstation.tui.widgets.half_done import HalfDonePanel
from procstation.tui.widgets.happened import HappenedPanel
from procstation.tui.widgets.keys_bar import KeysBar
from procstation.tui.widgets.now import NowPanel
from procstation.tui.widgets.pace import PacePanel
from procstation.tui.widgets.prompt import Prompt
from procstation.tui.widgets.steps import StepsPanel

SOON_S = 0.01
"""What ends sooner is shown only when it has ended: a look-up is painted once and not twice."""


class BenchScreen(Screen[None]):
    """Turns keys into decisions for the linking job, and its state into what is shown."""

    CSS_PATH = Path(__file__).with_name("bench.tcss")
    PLACE = "bench"
    BINDINGS = [
        bound("bench.skip", "skip"),
        bound("bench.aside", "aside"),
        bound("bench.half_done", "half_done"),
        bound("bench.undo", "undo"),
        # The prompt names these when they are of use.
        bound("bench.retry", "retry", show=False),
        bound("bench.by_hand", "by_hand", show=False),
        bound("bench.profile", "profile", show=False),
        bound("bench.say", "say", show=False),
        bound("bench.parts", "parts", show=False),
        bound("bench.goal", "goal", show=False),
        bound("bench.roll", "roll", show=False),
        bound("bench.quit", "app.quit", show=False),
        *[
            bound(f"bench.choice_{number}", f"choose({number - 1})", show=False)
            for number in range(1, 10)
        ],
    ]

    def __init__(self, station: Station) -> None:
        super().__init__()
        self._station = station
        self._due: Timer | None = None

    def compose(self) -> ComposeResult:
        yield DevicesBar(id="devices")
        with Horizontal(id="work"):
            with Vertical(id="left"):
                yield NowPanel(id="now")
                yield HappenedPanel(id="happened")
            with Vertical(id="right"):
                yield StepsPanel(id="steps")
                yield PacePanel(id="pace")
                yield HalfDonePanel(id="half-done")
        yield Prompt(id="prompt")
        yield KeysBar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An answer can be given where there is a question with that many."""
        if action != "choose":
            return True
        question = self._station.bench.state.question
        count = len(question.choices) if question is not None else 0
        return parameters[0] in range(count) or None

    def on_resize(self) -> None:
        # How much the panels show depends on the room they have got.
        self.call_after_refresh(self.show)

    def station_changed(self) -> None:
        """Show it now, or soon if more is coming."""
        if self._station.bench.is_calm:
            self.show()
        elif self._due is None:
            self._due = self.set_timer(SOON_S, self.show)

    def show(self) -> None:
        """Draw the station's state."""
        if self._due is not None:
            self._due.stop()
            self._due = None
        station, bench = self._station, self._station.bench
        if bench.crashed is not None:
            self.app.exit(bench.crashed)
            return
        state = bench.state
        profile = tr_marked(state.profile.title) if state.profile is not None else ""
        self.query_one(DevicesBar).show(station.name, profile, station.devices())
        self.query_one(NowPanel).show(state)
        self.query_one(StepsPanel).show(state)
        self.query_one(PacePanel).show(state)
        self.query_one(HalfDonePanel).show(state)
        self.query_one(HappenedPanel).show(state)
        self.query_one(Prompt).show(state, bench.trouble)

    def action_by_hand(self) -> None:
        from procstation.tui.screens.by_hand import ByHandScreen  # noqa: PLC0415

        item = self._station.bench.state.now
        code = item.code if item is not None and isbn13(item.code) is not None else ""
        self.app.push_screen(ByHandScreen(code), self._record_written)

    def action_retry(self) -> None:
        self._post(TriedAgain())

    def action_aside(self) -> None:
        self._post(SetAside())

    def action_undo(self) -> None:
        self._post(UndoAsked())

    def action_choose(self, choice: int) -> None:
        self._post(Chose(choice))

    def action_skip(self) -> None:
        item = self._station.bench.state.now
        if item is None or item.step is None:
            self._post(Skipped(""))
        else:
            self.app.push_screen(ReasonScreen(item.step.name), self._reason_given)

    def action_half_done(self) -> None:
        items = self._station.bench.state.aside[::-1]
        self.app.push_screen(HalfDoneScreen(items), self._half_done_chosen)

    def action_profile(self) -> None:
        current = self._station.bench.state.profile
        self.app.push_screen(
            ProfilesScreen(self._station.profiles, current.name if current else ""),
            self._profile_chosen,
        )

    def action_parts(self) -> None:
        self.app.push_screen(
            ValueScreen(
                tr("How many parts has the item?"), tr("3, or 4 1: one of four carries no tag")
            ),
            self._parts_given,
        )

    def action_say(self) -> None:
        name = unsaid(self._station.bench.state)
        question = (
            tr("What is the {name}?", name=field_in_words(name))
            if name
            else tr("What else is said?")
        )
        hint = tr("type or scan it") if name else tr("location=REF; nothing behind = takes it back")

        def said(text: str | None) -> None:
            if text is not None:
                self._post(ValueSaid(name, text) if name else read_said(text) or ValueSaid("", ""))

        self.app.push_screen(ValueScreen(question, hint), said)

    def action_goal(self) -> None:
        self.app.push_screen(
            ValueScreen(
                tr("How many items are to be done from now on?"),
                tr("300, 300 Stacks, or Stacks: all there without a tag"),
            ),
            self._goal_given,
        )

    def action_roll(self) -> None:
        question = self._station.bench.state.question
        if question is None or question.topic is not Topic.ROLL:
            self._post(RollAsked())
            return
        self.app.push_screen(
            ValueScreen(tr("Which roll are the tags from now?"), tr("what is written on it")),
            self._roll_given,
        )

    def _record_written(self, record: BriefRecord | None) -> None:
        if record is not None:
            self._post(RecordWritten(record))

    def _reason_given(self, reason: str | None) -> None:
        if reason is not None:
            self._post(Skipped(reason))

    def _parts_given(self, text: str | None) -> None:
        if text is not None:
            self._post(read_parts(text) or PartsSet(0))

    def _goal_given(self, text: str | None) -> None:
        if text is not None:
            self._post(read_goal(text) or GoalSet(0))

    def _roll_given(self, name: str | None) -> None:
        if name is not None:
            self._post(RollTaken(name))

    def _half_done_chosen(self, number: int | None) -> None:
        if number is not None:
            self._post(TookUp(number))

    def _profile_chosen(self, name: str | None) -> None:
        if name is not None:
            self._post(ProfileChosen(self._station.profiles[name]))

    def _post(
        self,
        entry: Chose
        | GoalOf
        | GoalSet
        | PartsSet
        | ProfileChosen
        | RecordWritten
        | RollAsked
        | RollTaken
        | SetAside
        | Skipped
        | TookUp
        | TriedAgain
        | UndoAsked
        | ValueSaid,
    ) -> None:
        self._station.bench.post(entry)
