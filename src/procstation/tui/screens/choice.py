"""Choosing one of a few."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from procstation.language import tr
from procstation.tui.bindings import bound
from procstation.tui.widgets.dialog_keys import DialogKeys


class ChoiceScreen(ModalScreen[str | None]):
    """Ends with what was chosen, or None.

    Args:
        choices: Of each its value, and what it is called.
        current: The value that holds now.
    """

    CSS_PATH = "dialogs.tcss"
    PLACE = "value"
    BINDINGS = [bound("dialog.back", "dismiss(None)")]

    def __init__(self, question: str, choices: Sequence[tuple[str, str]], current: str) -> None:
        super().__init__()
        self._question = question
        self._choices = choices
        self._current = current

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(Content(self._question))
            yield OptionList(*[Option(Content(self._line(*choice))) for choice in self._choices])
            yield DialogKeys(("enter", tr("Enter takes the marked one")))

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        values = [value for value, _ in self._choices]
        options.highlighted = values.index(self._current) if self._current in values else 0
        options.focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index][0])

    def _line(self, value: str, called: str) -> str:
        return f"{'●' if value == self._current else ' '} {called}"
