"""Why a step is skipped: a usual reason by one key, or one's own."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList

USUAL = {
    "tag": ("the item cannot carry a tag", "no tags left", "the tag cannot be written"),
    "labels": ("the item cannot carry a label", "the printer is out of order"),
    "confirm": ("the barcode cannot be scanned", "no scanner at hand"),
}


class ReasonScreen(ModalScreen[str | None]):
    """Ends with the reason, or None."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS = [Binding("escape", "dismiss(None)", "Back")]

    def __init__(self, step: str) -> None:
        super().__init__()
        self._step = step

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(f"Why is the step “{self._step}” skipped?")
            yield OptionList(*USUAL.get(self._step, ()), id="usual")
            yield Input(placeholder="or your own reason", id="own")
            yield Label("Enter takes it · Tab to your own · Esc back", classes="keys")

    def on_mount(self) -> None:
        usual = self.query_one(OptionList)
        usual.highlighted = 0 if usual.option_count else None
        (usual if usual.option_count else self.query_one(Input)).focus()

    @on(OptionList.OptionSelected)
    def _usual(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(str(event.option.prompt))

    @on(Input.Submitted)
    def _own(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.dismiss(event.value.strip())
