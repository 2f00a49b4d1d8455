"""Calibration: print a page, measure on it, enter millimetres."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from procstation.errors import StationError
from procstation.keys import key, keys_of, shown
from procstation.labels import Registration
from procstation.language import mark, tr, tr_marked
from procstation.station import LabelRoom
from procstation.tui.bindings import bound
from procstation.tui.widgets.dialog_keys import DialogKeys


class Refused(Message):
    """What was measured cannot be taken."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


class Taken(Message):
    """What was measured holds from now on."""


class CalibrationScreen(ModalScreen[str | None]):
    """Ends with what was done, in words, or None.

    Args:
        now: By how much labels are moved until now.
    """

    CSS_PATH = "dialogs.tcss"
    PLACE = "calibration"
    BINDINGS = [
        bound("dialog.back", "dismiss(None)"),
        bound("calibration.print", "print"),
    ]
    FIELDS: ClassVar = {
        "right": mark("right, mm (negative: left)"),
        "down": mark("down, mm (negative: up)"),
        "stretch": mark("stretch: wanted by printed distance"),
    }

    def __init__(self, room: LabelRoom, printer: str, stock: str, now: Registration) -> None:
        super().__init__()
        self._now = now
        self._room = room
        self._printer = printer
        self._stock = stock

    def compose(self) -> ComposeResult:
        values = (self._now.right_mm, self._now.down_mm, self._now.stretch)
        with Vertical(classes="dialog"):
            yield Label(
                tr(
                    "By how much labels are moved: {printer}, {stock}",
                    printer=self._printer,
                    stock=self._stock,
                )
            )
            yield Static(
                tr(
                    "{key} prints a page with crosses and rulers. Hold it against a sheet: "
                    "where a cross is 0.8 mm too far left, enter 0.8.",
                    key=key("calibration.print"),
                )
            )
            for (name, title), value in zip(self.FIELDS.items(), values, strict=True):
                yield Label(tr_marked(title))
                yield Input(f"{value:g}", type="number", id=f"moved-{name}")
            yield Static("", id="wrong")
            prints = keys_of("calibration.print")[0]
            yield DialogKeys(
                (prints, tr("{key} prints the page", key=shown(prints))),
                ("enter", tr("Enter takes the values")),
            )

    def on_mount(self) -> None:
        self.query_one("#moved-right", Input).focus()

    def action_print(self) -> None:
        self._room.calibrate(self._printer, self._stock)
        self.query_one("#wrong", Static).update(tr("The page is on its way."))

    @on(Input.Submitted)
    def _given(self) -> None:
        texts = [self.query_one(f"#moved-{name}", Input).value for name in self.FIELDS]
        try:
            measured = Registration(*map(float, texts))
        except ValueError:
            self.query_one("#wrong", Static).update(
                tr("✗ {texts} are not three numbers.", texts=", ".join(texts))
            )
            return
        self._take(measured)

    @work(thread=True, exclusive=True)
    def _take(self, measured: Registration) -> None:
        try:
            self._room.register(self._printer, self._stock, measured)
        except StationError as error:
            self.post_message(Refused(f"✗ {error.what} {error.do_next}"))
            return
        self.post_message(Taken())

    @on(Refused)
    def _say_why(self, event: Refused) -> None:
        self.query_one("#wrong", Static).update(event.why)

    @on(Taken)
    def _end(self) -> None:
        self.dismiss(
            tr(
                "✓ Labels of {stock} on {printer} are moved from now on.",
                stock=self._stock,
                printer=self._printer,
            )
        )
