"""The sweep at the shelf: one outcome, one thing to do, and how far it is."""

from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.timer import Timer

from procstation.errors import StationError
from procstation.keys import key
from procstation.language import tr
from procstation.station.sweep_station import SweepStation
from procstation.sweeping.live_inputs import (
    BayEnded,
    ConditionSaid,
    FindAsked,
    PassAsked,
    PlaceScanned,
    Pulled,
)
from procstation.tui.bindings import bound
from procstation.tui.screens.sweep_report import SweepReportScreen
from procstation.tui.screens.value import ValueScreen
from procstation.tui.widgets.devices import DevicesBar
from procstation.tui.widgets.keys_bar import KeysBar
from procstation.tui.widgets.sweep_now import SweepNow
from procstation.tui.widgets.sweep_side import LastReads, Progress, ToDo

SOON_S = 0.03
"""Radio reports more in a second than anybody sees: what changes within this is drawn at once."""


class SweepScreen(Screen[None]):
    """Turns keys into decisions for the live sweep, and its state into what is shown."""

    CSS_PATH = Path(__file__).with_name("sweep.tcss")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (36, "-tall")]
    PLACE = "sweep"
    BINDINGS = [
        bound("sweep.place", "place"),
        bound("sweep.again", "again"),
        bound("sweep.end_bay", "end_bay"),
        bound("sweep.find", "find"),
        bound("sweep.pulled", "pulled"),
        bound("sweep.damaged", "condition('damaged')"),
        bound("sweep.relabel", "condition('relabel')"),
        bound("sweep.weed", "condition('weed')"),
        bound("sweep.report", "report"),
        bound("sweep.all_right", "condition('')"),
        bound("sweep.back", "leave"),
    ]

    def __init__(self, station: SweepStation) -> None:
        super().__init__()
        self._station = station
        self._due: Timer | None = None

    def compose(self) -> ComposeResult:
        yield DevicesBar(id="devices")
        yield SweepNow(id="sweep-now")
        with Horizontal(id="sweep-below"):
            yield LastReads(id="sweep-last")
            with Vertical(id="sweep-side"):
                yield Progress(id="sweep-progress")
                yield ToDo(id="sweep-to-do")
        yield KeysBar()

    def on_resize(self) -> None:
        # How much the panels show depends on the room they have got.
        self.call_after_refresh(self.show)

    def station_changed(self) -> None:
        """Show it soon, with what else comes until then."""
        if self._due is None:
            self._due = self.set_timer(SOON_S, self.show)

    def show(self) -> None:
        """Draw the state of the sweep."""
        if self._due is not None:
            self._due.stop()
            self._due = None
        station, desk = self._station, self._station.desk
        if desk.crashed is not None:
            self.app.exit(desk.crashed)
            return
        state, shelf = desk.state, desk.shelf
        self.query_one(DevicesBar).show(station.name, station.sweep, station.devices())
        self.query_one(SweepNow).show(state, shelf, desk.trouble)
        self.query_one(LastReads).show(state)
        self.query_one(Progress).show(state, shelf)
        self.query_one(ToDo).show(state, shelf)

    def action_leave(self) -> None:
        self.app.exit()

    def action_report(self) -> None:
        self.app.push_screen(SweepReportScreen(self._station.reports, self._station.sweep))

    def action_place(self) -> None:
        self.app.push_screen(
            ValueScreen(tr("Which bay is this?"), tr("what its marker says")), self._place_given
        )

    def action_again(self) -> None:
        self._station.post(PassAsked())

    def action_end_bay(self) -> None:
        self._station.post(BayEnded())

    def action_condition(self, condition: str) -> None:
        self._station.post(ConditionSaid(condition))

    def action_pulled(self) -> None:
        """The newest on the list is off the shelf; of those looked for, the one that is near."""
        state = self._station.state
        if state.finding is not None:
            if state.signal is not None:
                self._station.post(Pulled(state.signal.barcode))
        elif state.pulls:
            self._station.post(Pulled(state.pulls[-1].barcode))

    def action_find(self) -> None:
        if self._station.state.finding is not None:
            self._station.post(FindAsked())
        else:
            self._look_for()

    @work(thread=True, exclusive=True)
    def _look_for(self) -> None:
        try:
            wanted = self._station.look_for()
        except StationError as error:
            self.app.call_from_thread(self.notify, f"{error.what} {error.do_next}")
            return
        if not wanted:
            self.app.call_from_thread(self.notify, tr("Nothing is missed where enough was heard."))

    def _place_given(self, place: str | None) -> None:
        if place:
            self._station.post(PlaceScanned(place))


class SweepAtBench(SweepScreen):
    """The same beside the bench, to which leaving goes back."""

    def on_mount(self) -> None:
        self.query_one(SweepNow).border_subtitle = tr("scans go to the sweep, not to the bench")

    @property
    def stays(self) -> str:
        """Why it cannot be left for another room."""
        return tr("The walk goes on: {key} ends it.", key=key("sweep.back"))

    def action_leave(self) -> None:
        self.dismiss()
