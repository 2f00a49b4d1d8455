"""The sweeps of the store: begun, gone on with, reported and closed from the bench."""

from collections.abc import Callable
from pathlib import Path

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import DataTable
from textual.widgets.data_table import ColumnKey
from textual.worker import get_current_worker

from procstation.errors import StationError
from procstation.keys import key
from procstation.language import grouped, mark, tr, tr_marked
from procstation.station import Station
from procstation.station.sweep_room import ListedSweep
from procstation.tui.bindings import bound
from procstation.tui.messages import SweepBegun
from procstation.tui.screens.new_sweep import NewSweepScreen
from procstation.tui.screens.sweep import SweepAtBench
from procstation.tui.screens.sweep_files import SweepFilesScreen
from procstation.tui.screens.sweep_report import SweepReportScreen
from procstation.tui.screens.value import ValueScreen
from procstation.tui.widgets.devices import DevicesBar
from procstation.tui.widgets.keys_bar import KeysBar
from procstation.tui.widgets.lines import Lines

COLUMNS = {
    mark("sweep"): 0,
    mark("is"): 6,
    mark("expected"): 9,
    mark("heard"): 9,
    mark("by"): 12,
    mark("about"): 0,
}
"""Characters each takes; the name and what it is about share what is left."""

COUNTS = ("expected", "heard")

BETWEEN = 2
"""Characters between two columns."""

AT_BENCH = mark("Scans go to the bench.")


class SweepsRead(Message):
    def __init__(self, sweeps: list[ListedSweep]) -> None:
        super().__init__()
        self.sweeps = sweeps


class Told(Message):
    """What came of an act of the person, in words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class SweepsScreen(Screen[None]):
    """Lists the sweeps, and leads to the shelf."""

    CSS_PATH = Path(__file__).with_name("sweeps.tcss")
    PLACE = "sweeps"
    BINDINGS = [
        bound("sweeps.new", "new"),
        bound("sweeps.report", "report"),
        bound("sweeps.files", "files"),
        bound("sweeps.who", "who"),
        bound("sweeps.close", "close_sweep"),
        bound("sweeps.reopen", "reopen"),
        bound("sweeps.back", "dismiss(None)"),
    ]

    def __init__(self, station: Station) -> None:
        super().__init__()
        self._station = station
        self._room = station.sweeps
        self._sweeps: list[ListedSweep] = []
        self._told = tr("Reading the sweeps…")
        self._to_mark = ""
        """The sweep that gets the mark when the list comes."""
        self._to_close = ""
        """The sweep whose closing was asked for once."""
        self._is_busy = True

    def compose(self) -> ComposeResult:
        yield DevicesBar(id="devices")
        table: DataTable[Text] = DataTable(id="sweeps", cursor_type="row", zebra_stripes=True)
        yield table
        yield Lines(id="sweeps-prompt")
        yield KeysBar()

    def on_mount(self) -> None:
        table = self.query_one("#sweeps", DataTable)
        table.border_title = tr("sweeps")
        for name, width in COLUMNS.items():
            label = tr_marked(name)
            if name in COUNTS:
                label = f"{label:>{width}}"
            table.add_column(label, key=name, width=width or 1)
        table.focus()
        self.station_changed()
        self._show_prompt()
        self._do(lambda: None)

    def on_resize(self) -> None:
        self.call_after_refresh(self._fill)

    def station_changed(self) -> None:
        state = self._station.bench.state
        profile = tr_marked(state.profile.title) if state.profile is not None else ""
        self.query_one(DevicesBar).show(self._station.name, profile, self._station.devices())

    def action_new(self) -> None:
        def opened(name: str | None) -> None:
            if name is not None:
                self._to_mark = name
                self._do(lambda: None, tr("Sweep {name} is open.", name=name))

        if not self._is_busy:
            self.app.push_screen(NewSweepScreen(self._room), opened)

    def action_who(self) -> None:
        def given(person: str | None) -> None:
            if person is not None:
                self._room.person = person
                self._show_prompt()

        self.app.push_screen(ValueScreen(tr("Who sweeps?"), self._room.person or tr("name")), given)

    def action_report(self) -> None:
        marked = self._marked()
        if marked is not None:
            self.app.push_screen(SweepReportScreen(self._room.reports, marked.sweep.name))

    def action_files(self) -> None:
        def left(_: None) -> None:
            self._do(lambda: None)

        marked = self._marked()
        if marked is not None and not self._is_busy:
            self.app.push_screen(SweepFilesScreen(self._room, marked.sweep.name), left)

    def action_close_sweep(self) -> None:
        marked = self._marked()
        if marked is None or self._is_busy:
            return
        name = marked.sweep.name
        if self._to_close != name:
            self._to_close = name
            found = tr(
                "{found} of {expected} found",
                found=grouped(marked.found or 0),
                expected=grouped(marked.sweep.expected),
            )
            self._say(
                tr(
                    "▸ Close {name}, {found}? What is missing becomes a case. {close} closes it.",
                    name=name,
                    close=key("sweeps.close"),
                    found=found,
                )
            )
            return
        self._do(lambda: self._room.close(name), tr("Sweep {name} is closed.", name=name))

    def action_reopen(self) -> None:
        marked = self._marked()
        if marked is not None and not self._is_busy:
            name = marked.sweep.name
            self._do(lambda: self._room.reopen(name), tr("Sweep {name} is open again.", name=name))

    @on(DataTable.RowHighlighted, "#sweeps")
    def _moved(self) -> None:
        if self._to_close:
            self._to_close = ""
            self._say("")

    @on(DataTable.RowSelected, "#sweeps")
    def _chosen(self) -> None:
        marked = self._marked()
        if marked is not None and not self._is_busy:
            self._is_busy = True
            opening = tr("Opening {name}…", name=marked.sweep.name)
            self._say(f"{opening} {tr('{key} leaves it.', key=key('sweeps.back'))}")
            self._begin(marked.sweep.name)

    @work(thread=True, group="sweep")
    def _begin(self, name: str) -> None:
        worker = get_current_worker()
        try:
            sweep = self._station.begin_sweep(name)
            if worker.is_cancelled or not self.post_message(SweepBegun(sweep)):
                # The screen was left meanwhile: nobody is there to walk.
                self._station.end_sweep(sweep)
        except StationError as error:
            self.post_message(Told(f"✗ {error.what} {error.do_next}"))

    @on(SweepBegun)
    def _begun(self, event: SweepBegun) -> None:
        sweep = event.sweep

        def left(_: None) -> None:
            self._station.turn_to(None)
            self._say(tr("Ending the walk…"))
            self._do(lambda: self._station.end_sweep(sweep))

        self._told = ""
        self._is_busy = False
        self._station.turn_to(sweep)
        self.app.push_screen(SweepAtBench(sweep), left)

    def _do(self, act: Callable[[], object], said: str = "") -> None:
        """Do what touches the store, away from the screen, and list the sweeps anew."""
        self._is_busy = True
        # A worker of the application: it goes on when the screen is left.
        self.app.run_worker(lambda: self._act(act, said), thread=True, group="sweep")

    def _act(self, act: Callable[[], object], said: str) -> None:
        try:
            act()
        except StationError as error:
            said = f"✗ {error.what} {error.do_next}"
        try:
            self._station.settle_sweeps()
            self.post_message(SweepsRead(self._room.listed()))
        except StationError as error:
            said = f"✗ {error.what} {error.do_next}"
        self.post_message(Told(said))

    @on(SweepsRead)
    def _show(self, event: SweepsRead) -> None:
        marked = self._marked()
        name = self._to_mark or (marked.sweep.name if marked is not None else "")
        self._to_mark = ""
        self._sweeps = event.sweeps
        self._fill()
        names = [one.sweep.name for one in self._sweeps]
        if name in names:
            self.query_one("#sweeps", DataTable).move_cursor(row=names.index(name))

    @on(Told)
    def _done(self, event: Told) -> None:
        self._is_busy = False
        self._to_close = ""
        self._say(event.text)

    def _say(self, text: str) -> None:
        self._told = text
        self._show_prompt()

    def _fill(self) -> None:
        table = self.query_one("#sweeps", DataTable)
        if not table.columns:
            return
        row = table.cursor_row
        room = table.content_size.width - sum(COLUMNS.values()) - BETWEEN * len(COLUMNS)
        name_width = min(max(room // 2, 8), 30)
        table.columns[ColumnKey("sweep")].width = name_width
        table.columns[ColumnKey("about")].width = max(room - name_width, 8)
        table.clear()
        for listed in self._sweeps:
            sweep = listed.sweep
            cells = (
                sweep.name,
                tr_marked(sweep.state),
                f"{grouped(sweep.expected):>9}",
                f"{grouped(listed.found):>9}" if listed.found is not None else f"{'–':>9}",
                ", ".join(listed.people) or sweep.opened_by,
                sweep.scope,
            )
            # Plain text: what a person typed is never markup.
            table.add_row(*map(Text, cells))
        table.move_cursor(row=row)

    def _marked(self) -> ListedSweep | None:
        row = self.query_one("#sweeps", DataTable).cursor_row
        return self._sweeps[row] if 0 <= row < len(self._sweeps) else None

    def _show_prompt(self) -> None:
        who = (
            tr("Swept by {person}.", person=self._room.person)
            if self._room.person
            else tr("{who} says who sweeps.", who=key("sweeps.who"))
        )
        next_thing = (
            tr("▸ Enter sweeps the marked one at the shelf.")
            if self._sweeps
            else tr("▸ There is no sweep yet: {new} opens one.", new=key("sweeps.new"))
        )
        lines = (self._told or next_thing, f"{who} {tr_marked(AT_BENCH)}")
        self.query_one("#sweeps-prompt", Lines).draw(Content("\n".join(lines)))
