"""A brief record by hand, for a book that no catalogue has."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from procstation.language import mark, tr, tr_marked
from procstation.linking import BriefRecord
from procstation.tui.bindings import bound
from procstation.tui.widgets.dialog_keys import DialogKeys

FIELDS = {
    "title": (mark("Title"), mark("as on the title page")),
    "author": (mark("Author"), mark("family name, first name")),
    "date": (mark("Year"), ""),
    "isbn": ("ISBN", ""),
    "call_number": (mark("Call number"), mark("what new copies get")),
}


class ByHandScreen(ModalScreen[BriefRecord | None]):
    """Ends with the record, or None.

    Args:
        isbn: What was scanned, when that is an ISBN.
    """

    CSS_PATH = "dialogs.tcss"
    PLACE = "by_hand"
    BINDINGS = [bound("dialog.back", "dismiss(None)")]

    def __init__(self, isbn: str = "") -> None:
        super().__init__()
        self._isbn = isbn

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(tr("A brief record for the book in your hand"))
            for name, (label, hint) in FIELDS.items():
                with Horizontal(classes="field"):
                    yield Label(tr_marked(label))
                    value = self._isbn if name == "isbn" else ""
                    yield Input(value, placeholder=tr_marked(hint), id=name, compact=True)
            yield Static(id="by-hand-answer")
            yield DialogKeys(("enter", tr("Enter goes on, and takes it behind the last")))

    def on_mount(self) -> None:
        self.query_one("#title", Input).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        names = list(FIELDS)
        at = names.index(str(event.input.id))
        if at + 1 < len(names):
            self.query_one(f"#{names[at + 1]}", Input).focus()
            return
        said = {name: self.query_one(f"#{name}", Input).value.strip() for name in names}
        if not said["title"]:
            self.query_one("#by-hand-answer", Static).update(tr("✗ A record needs a title."))
            self.query_one("#title", Input).focus()
            return
        self.dismiss(BriefRecord(**said))
