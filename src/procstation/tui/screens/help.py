"""Every key, and what the signs mean."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from procstation.linking.view import SIGNS

KEYS = (
    ("scan", "a book's ISBN or barcode begins it; its own barcode confirms its label"),
    ("F2", "find a record by title, author, ISBN, call number or barcode"),
    ("F3", "labels: the queue, what came of it, the sheets, calibration"),
    ("F4", "sweeps: what stands on the shelf, what is missing, what is out of place"),
    ("F5", "look into the tags on the pad, byte by byte, and put them right"),
    ("F6", "the outbox: what the library system must know, and what needs you of it"),
    ("F7", "write a brief record by hand, for a book that nobody has a record of"),
    ("F8", "jobs for a list of items: relocate, withdraw, found, …, and undo them"),
    ("1 … 9", "answer the question that is asked"),
    ("r", "try the failed step again"),
    ("s", "skip the step, with a reason"),
    ("a", "set the item aside, half done"),
    ("h", "take a half-done item up again"),
    ("u", "undo the item in work, or the last released one"),
    ("p", "choose how new items go"),
    ("v", "say what the job asks for: the new location, the due date"),
    ("n", "say how many parts the item has: each gets a tag of its own"),
    ("g", "set a goal: how many items are to be done, or all of a location"),
    ("w", "a new roll of tags: scan its label, or w again and type its name"),
    ("q", "quit; everything is saved already"),
)


class HelpScreen(ModalScreen[None]):
    """The keys of the bench, from one table."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("question_mark", "dismiss(None)", "Back", show=False),
    ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog"):
            yield Label("Keys of the bench")
            yield Static("\n".join(f"[b]{key:<7}[/b] {text}" for key, text in KEYS))
            yield Label("")
            signs = "   ".join(f"{sign} {state}" for state, sign in SIGNS.items())
            yield Static(f"Signs: {signs}")
            yield Label("Esc back", classes="keys")
