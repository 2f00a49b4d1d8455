"""Who did what to which item, the newest first; undone from there."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import DataTable

from procstation.errors import StationError
from procstation.keys import key
from procstation.language import day, day_of_year, mark, tr, tr_marked
from procstation.station import Station
from procstation.station.history_entry import (
    SOURCES,
    Entry,
    detail_lines,
    local_time,
    where_from,
)
from procstation.station.history_undo import Offer
from procstation.store.history_rows import Wanted
from procstation.tui.bindings import bound
from procstation.tui.screens.supervisor import ask_supervisor
from procstation.tui.screens.value import ValueScreen
from procstation.tui.widgets.devices import DevicesBar
from procstation.tui.widgets.keys_bar import KeysBar
from procstation.tui.widgets.lines import Lines

COLUMNS = {mark("when"): 12, mark("item"): 14, mark("who, where"): 18, mark("what"): 0}
"""Characters each takes; the last has what is left."""

BETWEEN, FRAME, LEAST = 2, 4, 10
"""Characters between two columns, of the frame and the bar beside the list, and of the last column
where there is little room."""
PIECE = 60
"""Entries read at once."""
AHEAD = 15
"""So near to the end of what is read, more is."""


class Read(Message):
    """Further entries of a list."""

    def __init__(self, wanted: Wanted, entries: list[Entry]) -> None:
        super().__init__()
        self.wanted = wanted
        self.entries = entries


class Told(Message):
    """What came of an act of the person, in words; `is_done` when something was changed."""

    def __init__(self, text: str, *, is_done: bool = False) -> None:
        super().__init__()
        self.text = text
        self.is_done = is_done


class Offered(Message):
    """An undo that can be done."""

    def __init__(self, offer: Offer) -> None:
        super().__init__()
        self.offer = offer


class Narrowed(Message):
    """An item was scanned."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code


class HistoryScreen(Screen[None]):
    """A list read as far as it is looked at, and below it all that is known of one entry."""

    CSS_PATH = Path(__file__).with_name("history.tcss")
    PLACE = "history"
    BINDINGS = [
        bound("history.item", "item"),
        bound("history.who", "who"),
        bound("history.day", "day"),
        bound("history.all", "all"),
        bound("history.undo", "undo"),
        bound("history.back", "dismiss(None)"),
    ]

    def __init__(self, station: Station) -> None:
        super().__init__()
        self._station = station
        self._room = station.history
        self._wanted = Wanted()
        self._day: date | None = None
        """The day that only is wanted."""
        self._left: Iterator[Entry] | None = None
        """What is not read yet; None when all is, or somebody is reading."""
        self._entries: list[Entry] = []
        self._told = ""
        """What the list was read anew for."""
        self._offer: Offer | None = None
        """What was said to the person, and is done by the next press of its key."""

    def compose(self) -> ComposeResult:
        yield DevicesBar(id="devices")
        table: DataTable[Content] = DataTable(id="history", cursor_type="row", zebra_stripes=True)
        yield table
        with VerticalScroll(id="history-detail", can_focus=False):
            yield Lines(id="history-text")
        yield Lines(id="history-told")
        yield KeysBar()

    def on_mount(self) -> None:
        self.query_one("#history", DataTable).focus()
        self._station.lend_scans(self._scanned)
        self.station_changed()
        self._list(Wanted())

    def on_unmount(self) -> None:
        self._station.lend_scans(None)

    def on_screen_resume(self) -> None:
        # The question for a supervisor has read scans in between.
        self._station.lend_scans(self._scanned)

    def on_resize(self) -> None:
        self._fill()

    def _fill(self) -> None:
        """Draw the list as wide as the screen is; the mark stays where it is."""
        table = self.query_one("#history", DataTable)
        row = table.cursor_row
        table.clear(columns=True)
        taken = sum(COLUMNS.values()) + BETWEEN * len(COLUMNS) + FRAME
        for name, width in COLUMNS.items():
            table.add_column(
                tr_marked(name), key=name, width=width or max(self.app.size.width - taken, LEAST)
            )
        for entry in self._entries:
            self._add(entry)
        table.move_cursor(row=row, animate=False)

    def _add(self, entry: Entry) -> None:
        now = datetime.now().astimezone()
        where = where_from(entry) or tr_marked(SOURCES[entry.source])
        cells = map(Content, (short_time(entry.at, now), entry.barcode, where, entry.text))
        self.query_one("#history", DataTable).add_row(*cells, key=entry.name)

    def station_changed(self) -> None:
        """Show the devices as they are now."""
        state = self._station.bench.state
        profile = tr_marked(state.profile.title) if state.profile is not None else ""
        self.query_one(DevicesBar).show(self._station.name, profile, self._station.devices())

    def _scanned(self, text: str) -> bool:
        code = self._station.item_code(text)
        if code:
            self.post_message(Narrowed(code))
        return bool(code)

    @on(Narrowed)
    def _narrow(self, event: Narrowed) -> None:
        self._list(self._wanted._replace(barcode=event.code))

    def _list(self, wanted: Wanted, told: str = "") -> None:
        """Begin the list anew.

        Args:
            told: What is said when it is there.
        """
        self._wanted = wanted
        self._offer = None
        self._entries.clear()
        table = self.query_one("#history", DataTable)
        self._fill()
        on = day(self._day) if self._day is not None else ""
        table.border_title = " · ".join(
            filter(None, (tr("history"), wanted.barcode, wanted.who, on))
        )
        self._told = told
        self._tell(told or tr("Reading…"))
        self._left = None
        self._read(wanted, self._room.entries(wanted))

    @work(thread=True, exclusive=True, group="history")
    def _read(self, wanted: Wanted, entries: Iterator[Entry]) -> None:
        try:
            piece = list(islice(entries, PIECE))
        except StationError as error:
            self.post_message(Told(f"✗ {error.what} {error.do_next}"))
            return
        if wanted == self._wanted:
            self._left = entries if len(piece) == PIECE else None
            self.post_message(Read(wanted, piece))

    @on(Read)
    def _show_read(self, event: Read) -> None:
        if event.wanted != self._wanted:
            return
        for entry in event.entries:
            self._entries.append(entry)
            self._add(entry)
        if not self._entries:
            self.query_one("#history-text", Lines).draw(Content(""))
            self._tell(tr("Nothing was done that fits."))
        elif self._offer is None:
            self._tell(self._told)

    @on(DataTable.RowHighlighted)
    def _marked(self, event: DataTable.RowHighlighted) -> None:
        if not 0 <= event.cursor_row < len(self._entries):
            return
        entry = self._entries[event.cursor_row]
        lines = detail_lines(entry)
        self.query_one("#history-text", Lines).draw(Content("\n".join(lines)))
        if self._offer is not None and self._offer.entry != entry:
            self._offer = None
            self._tell("")
        if event.cursor_row >= len(self._entries) - AHEAD and self._left is not None:
            left, self._left = self._left, None
            self._read(self._wanted, left)

    def action_item(self) -> None:
        """Only what was done to one item."""
        self._ask(tr("Which item? Scan its barcode, or type it."), "31234000875612", "barcode")

    def action_who(self) -> None:
        """Only what one person did."""
        self._ask(tr("Whose acts? Type the name."), "anna", "who")

    def _ask(self, question: str, hint: str, name: str) -> None:
        # What is scanned at the question is its answer.
        self._station.lend_scans(None)

        def answered(value: str | None) -> None:
            if value is not None:
                self._list(self._wanted._replace(**{name: value}))

        self.app.push_screen(ValueScreen(question, hint), answered)

    def action_day(self) -> None:
        """Only what was done on one day."""

        def answered(value: str | None) -> None:
            if not value:
                return
            try:
                on = date.fromisoformat(value)
                since, until = _bounds(on)
            except (ValueError, OverflowError):
                self._tell(tr("{value} is no day: write it as 2026-01-31.", value=value))
                return
            self._day = on
            self._list(self._wanted._replace(since=since, until=until))

        self.app.push_screen(ValueScreen(tr("Which day?"), "2026-01-31"), answered)

    def action_all(self) -> None:
        """Everything again."""
        self._day = None
        self._list(Wanted())

    def action_undo(self) -> None:
        """Say what it would do at the first press, do it at the second."""
        row = self.query_one("#history", DataTable).cursor_row
        if not 0 <= row < len(self._entries):
            return
        offer, entry = self._offer, self._entries[row]
        if offer is None or offer.entry != entry:
            self._look(entry)
            return
        self._offer = None
        if offer.is_bulk:
            act = tr("Undo: {text}", text=entry.text)
            ask_supervisor(self, self._station, act, lambda name: self._undo(offer, name))
        else:
            self._undo(offer, "")

    @work(thread=True, exclusive=True, group="undo")
    def _look(self, entry: Entry) -> None:
        try:
            self.post_message(Offered(self._room.offer(entry)))
        except StationError as error:
            self.post_message(Told(f"✗ {error.what} {error.do_next}"))

    @on(Offered)
    def _show_offer(self, event: Offered) -> None:
        self._offer = event.offer
        once_more = tr("▸ {key} once more does it.", key=key("history.undo"))
        self._tell(f"{event.offer.text}\n{once_more}")

    @work(thread=True, group="undo")
    def _undo(self, offer: Offer, supervisor: str) -> None:
        people = self._station.people
        assert people is not None, "every station has one"
        try:
            with people.supervised(supervisor):
                said = self._room.undo(offer, people.signature())
        except StationError as error:
            self.post_message(Told(f"✗ {error.what} {error.do_next}"))
            return
        self.post_message(Told(tr("✓ Undone. {said}", said=said), is_done=True))

    @on(Told)
    def _show_told(self, event: Told) -> None:
        self._offer = None
        if event.is_done:
            self._list(self._wanted, event.text)
        else:
            self._tell(event.text)

    def _tell(self, text: str) -> None:
        self.query_one("#history-told", Lines).draw(Content(text))


def short_time(at: str, now: datetime) -> str:
    """Return the day and the time of day in this year; of another year its date."""
    told = local_time(at)
    if told.year != now.year:
        return day(told)
    return f"{day_of_year(told)} {told:%H:%M}"


def _bounds(on: date) -> tuple[str, str]:
    """Return when a day of this place begins and ends, in UTC as the store compares it."""
    bounds = (datetime.combine(one, time()).astimezone() for one in (on, on + timedelta(1)))
    first, last = (
        (one - (one.utcoffset() or timedelta())).replace(tzinfo=None).isoformat() for one in bounds
    )
    return first, last
