"""Asking a supervisor, before an act that concerns more than one item."""

from collections.abc import Callable

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Label, Static

from procstation.errors import StationError
from procstation.language import tr
from procstation.station import Station
from procstation.tui.bindings import bound
from procstation.tui.widgets.dialog_keys import DialogKeys


class Answered(Message):
    """Who agreed; or, when nobody did, why not."""

    def __init__(self, name: str, refusal: str = "") -> None:
        super().__init__()
        self.name = name
        self.refusal = refusal


class SupervisorScreen(ModalScreen[str | None]):
    """Ends with the name of the supervisor who agreed, or None.

    Args:
        act: What is to be done, in words.
    """

    CSS_PATH = "dialogs.tcss"
    PLACE = "supervisor"
    BINDINGS = [bound("dialog.back", "dismiss(None)")]

    def __init__(self, station: Station, act: str) -> None:
        super().__init__()
        assert station.people is not None, "every station has one"
        self._station = station
        self._people = station.people
        self._act = act
        self._said = station.bench.state.said

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(Content(self._act))
            yield Label(
                tr(
                    "A supervisor has to agree: {names}. Scan the badge, or type name and PIN.",
                    names=", ".join(self._people.supervisors),
                )
            )
            yield Input(placeholder=tr("name"), id="name")
            yield Input(placeholder=tr("PIN"), id="pin", password=True)
            yield Static(id="told")
            yield DialogKeys(("enter", tr("Enter takes it")))

    def on_mount(self) -> None:
        supervisors = self._people.supervisors
        if len(supervisors) == 1:
            self.query_one("#name", Input).value = supervisors[0]
        self.query_one("#pin" if len(supervisors) == 1 else "#name", Input).focus()
        self._station.lend_scans(self._scanned)

    def on_unmount(self) -> None:
        self._station.lend_scans(None)

    def station_changed(self) -> None:
        """Say what the bench says of what was scanned."""
        state = self._station.bench.state
        if self.is_current and state.said != self._said and state.lines:
            self._said = state.said
            self.query_one("#told", Static).update(Content(state.lines[-1].text))

    def _scanned(self, text: str) -> bool:
        if not self._people.is_badge(text):
            # A book is scanned for the bench, and a patron card is refused there in words.
            return False
        self._ask(lambda: self._people.agree_by_badge(text, self._act))
        return True

    @on(Input.Submitted, "#name")
    def _named(self) -> None:
        self.query_one("#pin", Input).focus()

    @on(Input.Submitted, "#pin")
    def _given(self) -> None:
        name, field = self.query_one("#name", Input).value.strip(), self.query_one("#pin", Input)
        pin, field.value = field.value, ""
        self._prove(name, pin)

    @work(thread=True, exclusive=True, group="pin")
    def _prove(self, name: str, pin: str) -> None:
        self._ask(lambda: self._people.agree_by_pin(name, pin, self._act))

    def _ask(self, prove: Callable[[], str]) -> None:
        try:
            self.post_message(Answered(prove()))
        except StationError as error:
            self.post_message(Answered("", f"✗ {error.what} {error.do_next}"))

    @on(Answered)
    def _answer(self, event: Answered) -> None:
        if event.name:
            self.dismiss(event.name)
        else:
            self.query_one("#told", Static).update(Content(event.refusal))


def ask_supervisor(
    screen: Screen[None], station: Station, act: str, then: Callable[[str], object]
) -> None:
    """Go on with the name of a supervisor who agreed; with "" where none is known; else not."""
    if station.people is None or not station.people.supervisors:
        then("")
        return

    def answered(name: str | None) -> None:
        if name:
            then(name)

    screen.app.push_screen(SupervisorScreen(station, act), answered)
