"""Jobs on a list of items: what it would do is said first; what was run can be undone."""

from collections.abc import Callable, Iterable
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from procstation.errors import StationError
from procstation.keys import key
from procstation.language import mark, tr, tr_marked
from procstation.station import Station
from procstation.station.job_plain import barcodes_in, said_in
from procstation.station.job_room import JobRoom
from procstation.station.job_runs import Plan, Run, is_for_lists
from procstation.station.job_words import done_lines, plan_lines, run_line, undone_lines
from procstation.tui.bindings import bound
from procstation.tui.screens.supervisor import ask_supervisor
from procstation.tui.widgets.devices import DevicesBar
from procstation.tui.widgets.keys_bar import KeysBar
from procstation.tui.widgets.lines import Lines

FIELDS = (
    ("job", mark("Job"), mark("relocate, withdraw, …")),
    ("said", mark("With"), "location=REF"),
    ("list", mark("Items"), mark("a file, or barcodes with blanks between: scan or paste them")),
)
"""Of each: its id, its label, and what stands in it while it is empty."""

AT_FIRST = mark("▸ Enter says what it would do.")

Asked = tuple[str, str, str]


class RunsRead(Message):
    def __init__(self, runs: list[Run]) -> None:
        super().__init__()
        self.runs = runs


class Planned(Message):
    """What a job would do."""

    def __init__(self, asked: Asked, plan: Plan) -> None:
        super().__init__()
        self.asked = asked
        self.plan = plan


class Told(Message):
    """What came of an act of the person, in words."""

    def __init__(self, lines: Iterable[str]) -> None:
        super().__init__()
        self.lines = list(lines)


class JobsScreen(Screen[None]):
    """A job, its items, and below them the runs there were."""

    CSS_PATH = Path(__file__).with_name("jobs.tcss")
    PLACE = "jobs"
    BINDINGS = [
        bound("jobs.undo", "undo"),
        bound("jobs.back", "dismiss(None)"),
    ]

    def __init__(self, station: Station) -> None:
        super().__init__()
        self._station = station
        self._room: JobRoom = station.jobs
        self._planned: tuple[Asked, Plan] | None = None
        """What was shown to the person, and is done by the next Enter."""
        self._to_undo: int | None = None
        """The run that the next press of its key takes back."""

    def compose(self) -> ComposeResult:
        yield DevicesBar(id="devices")
        for name, label, hint in FIELDS:
            with Horizontal(classes="field"):
                yield Label(tr_marked(label))
                yield Input(placeholder=tr_marked(hint), id=name, compact=True)
        with VerticalScroll(id="job-answer", can_focus=False):
            yield Lines(id="job-text")
        yield OptionList(id="runs")
        yield KeysBar()

    def on_mount(self) -> None:
        self.query_one("#runs").border_title = tr("runs")
        names = ", ".join(one.name for one in self._room.jobs if is_for_lists(one))
        self._answer([tr_marked(AT_FIRST), tr("The jobs: {names}.", names=names)])
        self.query_one("#job", Input).focus()
        self.station_changed()
        self._read()

    def station_changed(self) -> None:
        """Show the devices as they are now."""
        state = self._station.bench.state
        profile = tr_marked(state.profile.title) if state.profile is not None else ""
        self.query_one(DevicesBar).show(self._station.name, profile, self._station.devices())

    @on(Input.Changed)
    def _typed(self) -> None:
        if self._planned is not None:
            self._planned = None
            self._answer([tr_marked(AT_FIRST)])

    @on(Input.Submitted)
    def _entered(self) -> None:
        job, said, items = (
            self.query_one(f"#{name}", Input).value.strip() for name, _, _ in FIELDS
        )
        asked = job, said, items
        self._to_undo = None
        if self._planned is not None and self._planned[0] == asked:
            self._run(self._planned[1])
        else:
            self._answer([tr("Counting…")])
            self._plan(asked)

    def _run(self, plan: Plan) -> None:
        title = tr_marked(plan.profile.title)

        def go_on(supervisor: str) -> None:
            self._planned = None
            self._answer([tr("At work…")])
            self._do(lambda: done_lines(plan, self._room.run(plan)), supervisor)

        ask_supervisor(self, self._station, title, go_on)

    @work(thread=True, exclusive=True, group="job")
    def _plan(self, asked: Asked) -> None:
        job, said, items = asked
        try:
            plan = self._room.plan(job, barcodes_in(items), said_in(said))
        except StationError as error:
            self.post_message(Told([f"✗ {error.what} {error.do_next}"]))
            return
        self.post_message(Planned(asked, plan))

    @on(Planned)
    def _show_plan(self, event: Planned) -> None:
        self._planned = event.asked, event.plan
        self._answer([*plan_lines(event.plan), tr("▸ Enter does it.")])

    @work(thread=True, group="job")
    def _do(self, act: Callable[[], Iterable[str]], supervisor: str) -> None:
        people = self._station.people
        assert people is not None, "every station has one"
        try:
            with people.supervised(supervisor):
                lines = list(act())
        except StationError as error:
            lines = [f"✗ {error.what} {error.do_next}"]
        self.post_message(Told(lines))
        self._post_runs()

    @work(thread=True, exclusive=True, group="runs")
    def _read(self) -> None:
        self._post_runs()

    def _post_runs(self) -> None:
        try:
            self.post_message(RunsRead(self._room.runs()))
        except StationError as error:
            self.post_message(Told([f"✗ {error.what} {error.do_next}"]))

    @on(RunsRead)
    def _show_runs(self, event: RunsRead) -> None:
        runs = self.query_one("#runs", OptionList)
        runs.clear_options()
        runs.add_options([Option(Content(run_line(one)), id=str(one.number)) for one in event.runs])
        if not event.runs:
            runs.add_option(Option(tr("No job was run yet."), disabled=True))
        runs.highlighted = 0 if event.runs else None

    @on(Told)
    def _show_told(self, event: Told) -> None:
        self._answer(event.lines)

    def action_undo(self) -> None:
        """Ask at the first press, undo at the second."""
        runs = self.query_one("#runs", OptionList)
        if runs.highlighted is None:
            self._answer([tr("No job was run yet.")])
            return
        option = runs.get_option_at_index(runs.highlighted)
        number = int(option.id or 0)
        self._planned = None
        if self._to_undo != number:
            self._to_undo = number
            self._answer(
                [
                    tr("Undo run {run}?", run=option.prompt),
                    tr("▸ {key} once more takes it back.", key=key("jobs.undo")),
                ]
            )
            return
        self._to_undo = None
        ask_supervisor(
            self,
            self._station,
            tr("Undo run {run}?", run=option.prompt),
            lambda name: self._do(lambda: undone_lines(self._room.undo(number)), name),
        )

    def _answer(self, lines: Iterable[str]) -> None:
        self.query_one("#job-text", Lines).draw(Content("\n".join(lines)))
