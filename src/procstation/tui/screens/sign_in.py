"""Who works here: by badge, or by name and PIN."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from procstation.errors import StationError
from procstation.language import tr
from procstation.station import Station
from procstation.tui.bindings import bound
from procstation.tui.widgets.dialog_keys import DialogKeys


class Refused(Message):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class SignInScreen(ModalScreen[None]):
    """Ends when somebody is signed in, by whatever way, or it is left."""

    CSS_PATH = "dialogs.tcss"
    PLACE = "sign_in"
    BINDINGS = [bound("dialog.back", "leave")]

    def __init__(self, station: Station) -> None:
        super().__init__()
        assert station.people is not None, "every station has one"
        self._station = station
        self._people = station.people
        self._said = station.bench.state.said

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(tr("Who works here? Scan your badge, or type your name and PIN."))
            yield Input(placeholder=tr("name"), id="name")
            yield Input(placeholder=tr("PIN"), id="pin", password=True)
            yield Static(id="told")
            yield DialogKeys(("enter", tr("Enter takes it")))

    def on_mount(self) -> None:
        self.query_one("#name", Input).focus()

    def station_changed(self) -> None:
        """Go, once somebody is signed in; else say what the bench says of what was scanned."""
        if not self.is_current:
            return
        if self._people.still_here():
            self.dismiss(None)
            return
        state = self._station.bench.state
        if state.said != self._said and state.lines:
            self._said = state.said
            self.query_one("#told", Static).update(Content(state.lines[-1].text))

    @on(Input.Submitted, "#name")
    def _named(self) -> None:
        self.query_one("#pin", Input).focus()

    @on(Input.Submitted, "#pin")
    def _given(self) -> None:
        name, pin = self.query_one("#name", Input), self.query_one("#pin", Input)
        self._prove(name.value.strip(), pin.value)
        pin.value = ""

    @work(thread=True, exclusive=True, group="pin")
    def _prove(self, name: str, pin: str) -> None:
        try:
            self._people.sign_in(name, pin)
        except StationError as error:
            self.post_message(Refused(f"✗ {error.what} {error.do_next}"))

    @on(Refused)
    def _tell(self, event: Refused) -> None:
        self.query_one("#told", Static).update(Content(event.text))

    def action_leave(self) -> None:
        """Go back, unless somebody has to be signed in."""
        if self._people.wants_somebody:
            text = tr("This station asks who works at it; what is scanned is taken all the same.")
            self.post_message(Refused(text))
        else:
            self.dismiss(None)
