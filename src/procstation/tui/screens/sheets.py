"""Sheets of labels as they lie before the person: what is used, spoiled, free, and next."""

from collections.abc import Callable
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from procstation.errors import StationError
from procstation.labels import SheetStock
from procstation.language import decimal, tr, tr_marked
from procstation.printing import KnownSheet
from procstation.printing.sheet_picture import LEGEND, sheet_rows
from procstation.station import Station
from procstation.tui.bindings import bound
from procstation.tui.screens.calibration import CalibrationScreen
from procstation.tui.screens.value import ValueScreen
from procstation.tui.widgets.devices import DevicesBar
from procstation.tui.widgets.keys_bar import KeysBar


class SheetsScreen(Screen[None]):
    """Draws each sheet, and takes down what a person sees on it."""

    CSS_PATH = Path(__file__).with_name("labels.tcss")
    PLACE = "sheets"
    BINDINGS = [
        bound("sheets.new", "new"),
        bound("sheets.use", "use"),
        bound("sheets.spoiled", "mark(True)"),
        bound("sheets.free", "mark(False)"),
        bound("sheets.calibrate", "calibrate"),
        bound("sheets.back", "close"),
    ]

    def __init__(self, station: Station) -> None:
        super().__init__()
        self._station = station
        self._room = station.labels
        self._known: list[tuple[KnownSheet, SheetStock]] = []
        self._told = ""

    def compose(self) -> ComposeResult:
        yield DevicesBar(id="devices")
        with Horizontal(id="sheets-work"):
            yield OptionList(id="sheet-list")
            with VerticalScroll(id="sheet"):
                yield Static(id="sheet-text")
        yield Static(id="sheets-prompt")
        yield KeysBar()

    def on_mount(self) -> None:
        self.query_one("#sheet-list").border_title = tr("sheets")
        self.query_one("#sheet").border_title = tr_marked(LEGEND)
        self.query_one("#sheet-list").focus()
        self.station_changed()

    def station_changed(self) -> None:
        state = self._station.bench.state
        profile = tr_marked(state.profile.title) if state.profile is not None else ""
        self.query_one(DevicesBar).show(self._station.name, profile, self._station.devices())
        self._show()

    def action_new(self) -> None:
        def given(text: str | None) -> None:
            place, _, name = (text or "").partition(" ")
            if place:
                self._do(lambda known: self._room.new_sheet(known, place, name.strip()))

        question = tr(
            "First free label of the sheet in the printer, and a name if it shall have one"
        )
        self.app.push_screen(ValueScreen(question, tr("1   or 3,2 blue folder")), given)

    def action_use(self) -> None:
        self._do(self._room.put_in)

    def action_mark(self, spoiled: bool) -> None:
        def given(text: str | None) -> None:
            if text:
                self._do(lambda known: self._room.mark(known, text, spoiled=spoiled))

        question = tr("Which labels are free after all?")
        if spoiled:
            question = tr("Which labels are spoiled?")
        self.app.push_screen(ValueScreen(question, tr("5 or 3,2; several")), given)

    def action_calibrate(self) -> None:
        known = self._marked()
        if known is None:
            return

        def done(said: str | None) -> None:
            self._told = said or ""
            self._show()

        self.app.push_screen(CalibrationScreen(self._room, known[0].printer, known[0].stock), done)

    def action_close(self) -> None:
        self.dismiss()

    @on(OptionList.OptionHighlighted, "#sheet-list")
    def _moved(self) -> None:
        self._draw()

    def _do(self, act: Callable[[KnownSheet], None]) -> None:
        known = self._marked()
        if known is None:
            return
        self._told = ""
        try:
            act(known[0])
        except StationError as error:
            self._told = f"✗ {error.what} {error.do_next}"
        self._show()

    def _marked(self) -> tuple[KnownSheet, SheetStock] | None:
        at = self.query_one("#sheet-list", OptionList).highlighted
        return self._known[at] if at is not None and at < len(self._known) else None

    def _show(self) -> None:
        listed = self.query_one("#sheet-list", OptionList)
        try:
            self._known = self._room.sheets()
        except StationError as error:
            self._told = f"✗ {error.what} {error.do_next}"
        at = listed.highlighted or 0
        with listed.prevent(OptionList.OptionHighlighted):
            listed.clear_options()
            listed.add_options([Option(_line(known, stock)) for known, stock in self._known])
            listed.highlighted = min(at, len(self._known) - 1) if self._known else None
        self._draw()

    def _draw(self) -> None:
        marked = self._marked()
        text = tr("No printer with sheets is configured, and none was printed on.")
        prompt = self._told
        if marked is not None:
            known, stock = marked
            rows = sheet_rows(known.sheet, stock)
            first, lines = 1, []
            for row in rows:
                lines.append(f"{first:>4}  {row}")
                first += len(row.split())
            text = "\n".join(lines)
            moved = self._room.registration(known.printer, known.stock)
            prompt = self._told or (
                tr(
                    "▸ {title}. Moved {right} mm right, {down} mm down.",
                    title=stock.title,
                    right=decimal(f"{moved.right_mm:g}"),
                    down=decimal(f"{moved.down_mm:g}"),
                )
            )
        self.query_one("#sheet-text", Static).update(Content(text))
        self.query_one("#sheets-prompt", Static).update(Content(prompt))


def _line(known: KnownSheet, stock: SheetStock) -> Content:
    sheet = known.sheet
    there = "▸" if known.is_in else " "
    name = sheet.name or tr("sheet {number}", number=sheet.number)
    free = stock.cells - len(sheet.taken)
    how_many = tr("{free} of {cells} free", free=free, cells=stock.cells)
    return Content(f"{there} {known.printer} · {known.stock}\n  {name}: {how_many}")
