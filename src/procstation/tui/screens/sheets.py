"""Sheets of labels as they lie before the person: what is used, spoiled, free, and next."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from procstation.errors import StationError
from procstation.labels import Registration, SheetStock
from procstation.language import decimal, tr, tr_marked
from procstation.printing import KnownSheet
from procstation.printing.sheet_picture import LEGEND, sheet_rows
from procstation.station import Station
from procstation.tui.bindings import bound
from procstation.tui.screens.calibration import CalibrationScreen
from procstation.tui.screens.value import ValueScreen
from procstation.tui.widgets.devices import DevicesBar
from procstation.tui.widgets.keys_bar import KeysBar
from procstation.tui.widgets.lines import Lines


class Lying(NamedTuple):
    """A sheet, its stock, and by how much its labels are moved."""

    sheet: KnownSheet
    stock: SheetStock
    moved: Registration


class SheetsRead(Message):
    """The sheets as they are now, and what came of an act of the person, in words; None for no
    act."""

    def __init__(self, sheets: list[Lying], told: str | None) -> None:
        super().__init__()
        self.sheets = sheets
        self.told = told


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
        self._known: list[Lying] = []
        self._told = ""

    def compose(self) -> ComposeResult:
        yield DevicesBar(id="devices")
        with Horizontal(id="sheets-work"):
            yield OptionList(id="sheet-list")
            with VerticalScroll(id="sheet"):
                yield Lines(id="sheet-text")
        yield Lines(id="sheets-prompt")
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
        self._read()

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
            self._read()

        sheet = known.sheet
        screen = CalibrationScreen(self._room, sheet.printer, sheet.stock, known.moved)
        self.app.push_screen(screen, done)

    def action_close(self) -> None:
        self.dismiss()

    @on(OptionList.OptionHighlighted, "#sheet-list")
    def _moved(self) -> None:
        self._draw()

    def _do(self, act: Callable[[KnownSheet], None]) -> None:
        known = self._marked()
        if known is not None:
            self._act(act, known.sheet)

    @work(thread=True, group="sheet-act")
    def _act(self, act: Callable[[KnownSheet], None], sheet: KnownSheet) -> None:
        told = ""
        try:
            act(sheet)
        except StationError as error:
            told = f"✗ {error.what} {error.do_next}"
        self._post_sheets(told)

    @work(thread=True, exclusive=True, group="sheets")
    def _read(self) -> None:
        self._post_sheets(None)

    def _post_sheets(self, told: str | None) -> None:
        """Read the sheets, on a thread of its own, and have them shown."""
        lying: list[Lying] = []
        try:
            for sheet, stock in self._room.sheets():
                moved = self._room.registration(sheet.printer, sheet.stock)
                lying.append(Lying(sheet, stock, moved))
        except StationError as error:
            told = f"✗ {error.what} {error.do_next}"
        self.post_message(SheetsRead(lying, told))

    @on(SheetsRead)
    def _show(self, event: SheetsRead) -> None:
        self._known = event.sheets
        if event.told is not None:
            self._told = event.told
        listed = self.query_one("#sheet-list", OptionList)
        at = listed.highlighted or 0
        with listed.prevent(OptionList.OptionHighlighted):
            listed.clear_options()
            listed.add_options([Option(_line(one.sheet, one.stock)) for one in self._known])
            listed.highlighted = min(at, len(self._known) - 1) if self._known else None
        self._draw()

    def _marked(self) -> Lying | None:
        at = self.query_one("#sheet-list", OptionList).highlighted
        return self._known[at] if at is not None and at < len(self._known) else None

    def _draw(self) -> None:
        marked = self._marked()
        text = tr("No printer with sheets is configured, and none was printed on.")
        prompt = self._told
        if marked is not None:
            stock, moved = marked.stock, marked.moved
            rows = sheet_rows(marked.sheet.sheet, stock)
            first, lines = 1, []
            for row in rows:
                lines.append(f"{first:>4}  {row}")
                first += len(row.split())
            text = "\n".join(lines)
            prompt = self._told or (
                tr(
                    "▸ {title}. Moved {right} mm right, {down} mm down.",
                    title=stock.title,
                    right=decimal(f"{moved.right_mm:g}"),
                    down=decimal(f"{moved.down_mm:g}"),
                )
            )
        self.query_one("#sheet-text", Lines).draw(Content(text))
        self.query_one("#sheets-prompt", Lines).draw(Content(prompt))


def _line(known: KnownSheet, stock: SheetStock) -> Content:
    sheet = known.sheet
    there = "▸" if known.is_in else " "
    name = sheet.name or tr("sheet {number}", number=sheet.number)
    free = stock.cells - len(sheet.taken)
    how_many = tr("{free} of {cells} free", free=free, cells=stock.cells)
    return Content(f"{there} {known.printer} · {known.stock}\n  {name}: {how_many}")
