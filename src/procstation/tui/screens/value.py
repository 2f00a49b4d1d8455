"""Asking for one value: a number, a name."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from procstation.language import tr
from procstation.tui.bindings import bound
from procstation.tui.widgets.dialog_keys import DialogKeys


class ValueScreen(ModalScreen[str | None]):
    """Ends with what was typed or scanned into it, or None."""

    CSS_PATH = "dialogs.tcss"
    PLACE = "value"
    BINDINGS = [bound("dialog.back", "dismiss(None)")]

    def __init__(self, question: str, hint: str) -> None:
        super().__init__()
        self._question = question
        self._hint = hint

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(self._question)
            yield Input(placeholder=self._hint, id="value")
            yield DialogKeys(("enter", tr("Enter takes it")))

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())
