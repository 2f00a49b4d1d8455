"""A new sweep: its name, and what it is about. What it would expect is said before it opens."""

from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from procstation.errors import StationError
from procstation.language import grouped, mark, tr, tr_marked
from procstation.station.sweep_room import SweepRoom
from procstation.sweeping.scope_asked import ScopeAsked
from procstation.sweeping.sweep_records import Sweep
from procstation.tui.bindings import bound
from procstation.tui.widgets.dialog_keys import DialogKeys

FIELDS = (
    ("name", mark("Name"), "stacks-2026"),
    ("location", mark("Location"), mark("all")),
    ("first", mark("From call number"), mark("the beginning")),
    ("last", mark("To call number"), mark("the end")),
    ("list_file", mark("or a list"), mark("a file, one barcode a line")),
)
"""Of each: its id, its label, and what stands in it while it is empty."""

Asked = tuple[str, ScopeAsked]


class Tried(Message):
    """What a sweep would expect, or expects now that it is open; or why it cannot be opened."""

    def __init__(self, asked: Asked, sweep: Sweep | None, error: str = "") -> None:
        super().__init__()
        self.asked = asked
        self.sweep = sweep
        self.error = error


class NewSweepScreen(ModalScreen[str | None]):
    """Ends with the name of the sweep that was opened, or None."""

    CSS_PATH = ["dialogs.tcss", Path(__file__).with_name("sweeps.tcss")]
    PLACE = "new_sweep"
    BINDINGS = [bound("dialog.back", "dismiss(None)")]

    def __init__(self, room: SweepRoom) -> None:
        super().__init__()
        self._room = room
        self._tried: Asked | None = None
        """What was shown to the person, and is opened by the next Enter."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(tr("A new sweep"))
            for name, label, hint in FIELDS:
                with Horizontal(classes="field"):
                    yield Label(tr_marked(label))
                    yield Input(placeholder=tr_marked(hint), id=name, compact=True)
            yield Static(id="new-sweep-answer")
            yield DialogKeys(("tab", tr("Tab next field")), ("enter", tr("Enter goes on")))

    def on_mount(self) -> None:
        self.query_one("#name", Input).focus()
        self._answer(tr("▸ Enter says what it would expect."))

    @on(Input.Changed)
    def _typed(self) -> None:
        if self._tried is not None:
            self._tried = None
            self._answer(tr("▸ Enter says what it would expect."))

    @on(Input.Submitted)
    def _entered(self) -> None:
        values = {name: self.query_one(f"#{name}", Input).value.strip() for name, _, _ in FIELDS}
        name = values.pop("name")
        asked = name, ScopeAsked(**values)
        self._answer(tr("Counting…"))
        self._try(asked, dry_run=asked != self._tried)

    @work(thread=True, exclusive=True)
    def _try(self, asked: Asked, *, dry_run: bool) -> None:
        name, scope = asked
        try:
            sweep = self._room.open(name, scope, dry_run=dry_run)
        except StationError as error:
            self.post_message(Tried(asked, None, f"✗ {error.what} {error.do_next}"))
            return
        self.post_message(Tried(asked, sweep))

    @on(Tried)
    def _show(self, event: Tried) -> None:
        sweep = event.sweep
        if sweep is None:
            self._answer(event.error)
            return
        if sweep.id:
            self.dismiss(sweep.name)
            return
        self._tried = event.asked
        warnings = "".join(f"! {one}\n" for one in sweep.warnings)
        self._answer(
            tr(
                "{scope}: {expected} items expected on the shelf, of "
                "{in_scope}.\n{warnings}▸ Enter opens it.",
                scope=sweep.scope,
                expected=grouped(sweep.expected),
                in_scope=grouped(sweep.in_scope),
                warnings=warnings,
            )
        )

    def _answer(self, text: str) -> None:
        self.query_one("#new-sweep-answer", Static).update(Content(text))
