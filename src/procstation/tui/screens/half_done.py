"""Choose a half-done item to take up again."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from procstation.language import tr
from procstation.linking import ItemInWork
from procstation.linking.view import half_done_line
from procstation.tui.bindings import bound
from procstation.tui.widgets.dialog_keys import DialogKeys


class HalfDoneScreen(ModalScreen[int | None]):
    """Ends with the number of the chosen item, or None."""

    CSS_PATH = "dialogs.tcss"
    PLACE = "half_done"
    BINDINGS = [bound("dialog.back", "dismiss(None)")]

    def __init__(self, items: Sequence[ItemInWork]) -> None:
        super().__init__()
        self._items = items

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide"):
            yield Label(tr("Half-done items") if self._items else tr("No item is half done."))
            yield OptionList(
                *[
                    Option(f"{half_done_line(item)}\n  {item.name}", id=str(item.number))
                    for item in self._items
                ]
            )
            yield DialogKeys(("enter", tr("Enter takes the marked item up again")))

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self.query_one(OptionList).highlighted = 0 if self._items else None

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        if event.option.id is not None:
            self.dismiss(int(event.option.id))
