"""Why a step is skipped: a usual reason by one key, or one's own."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList

from procstation.language import mark, tr, tr_marked
from procstation.linking import StepName
from procstation.tui.bindings import bound
from procstation.tui.widgets.dialog_keys import DialogKeys

USUAL = {
    "tag": (
        mark("the item cannot carry a tag"),
        mark("no tags left"),
        mark("the tag cannot be written"),
    ),
    "labels": (mark("the item cannot carry a label"), mark("the printer is out of order")),
    "confirm": (mark("the barcode cannot be scanned"), mark("no scanner at hand")),
}


class ReasonScreen(ModalScreen[str | None]):
    """Ends with the reason, or None."""

    CSS_PATH = "dialogs.tcss"
    PLACE = "reason"
    BINDINGS = [bound("dialog.back", "dismiss(None)")]

    def __init__(self, step: str) -> None:
        super().__init__()
        self._step = step

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(tr("Why is the step “{step}” skipped?", step=StepName(self._step).word))
            yield OptionList(*map(tr_marked, USUAL.get(self._step, ())), id="usual")
            yield Input(placeholder=tr("or your own reason"), id="own")
            yield DialogKeys(("enter", tr("Enter takes it")), ("tab", tr("Tab to your own")))

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
