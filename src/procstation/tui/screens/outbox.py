"""The outbox: what the library system must know, how far each message is, and what needs a person.

A conflict is shown side by side, and decided field by field.
"""

from collections.abc import Callable
from pathlib import Path

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message as UiMessage
from textual.screen import Screen
from textual.widgets import DataTable
from textual.widgets.data_table import ColumnKey

from procstation.errors import StationError
from procstation.ils import ItemField
from procstation.items.field_words import field_in_words
from procstation.keys import key
from procstation.language import mark, tr, tr_marked
from procstation.outbox import Message, State
from procstation.outbox.listing import Listing, listing_of, trace_lines
from procstation.station import Station
from procstation.station.system_desk import SystemDesk
from procstation.store.outbox_rows import TryRow
from procstation.tui.bindings import bound
from procstation.tui.outbox_words import count_line, next_thing, row_of
from procstation.tui.screens.value import ValueScreen
from procstation.tui.widgets.devices import DevicesBar
from procstation.tui.widgets.keys_bar import KeysBar
from procstation.tui.widgets.lines import Lines
from procstation.tui.widgets.long_list import LongList

COLUMNS = {mark("state"): 10, mark("barcode"): 15, mark("what"): 0}
SIDES = {mark("field"): 12, mark("was"): 0, mark("ours"): 0, mark("theirs"): 0, mark("decided"): 8}
"""Characters each takes; those with 0 share what is left."""

READING = mark("Reading the outbox…")

BETWEEN = 2
"""Characters between two columns."""


class OutboxRead(UiMessage):
    def __init__(self, listing: Listing) -> None:
        super().__init__()
        self.listing = listing


class MessageRead(UiMessage):
    def __init__(self, message: Message, tries: list[TryRow]) -> None:
        super().__init__()
        self.message = message
        self.tries = tries


class Told(UiMessage):
    """What came of an act of the person, in words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class OutboxScreen(Screen[None]):
    """Lists the messages; what needs a person comes first."""

    CSS_PATH = Path(__file__).with_name("outbox.tcss")
    PLACE = "outbox"
    BINDINGS = [
        bound("outbox.ours", "side('ours')"),
        bound("outbox.theirs", "side('theirs')"),
        bound("outbox.retry", "retry"),
        bound("outbox.drop", "drop"),
        bound("outbox.pause", "pause"),
        bound("outbox.view", "view"),
        bound("outbox.back", "dismiss(None)"),
    ]

    def __init__(self, station: Station, desk: SystemDesk) -> None:
        super().__init__()
        self._station = station
        self._desk = desk
        self._listing = Listing()
        self._shown: Message | None = None
        """The message that is taken apart below the list."""
        self._choices: dict[int, dict[ItemField, str]] = {}
        """What was said of each conflict that is not settled yet."""
        self._with_settled = False
        self._told = tr_marked(READING)
        self._is_reading = self._is_stale = False

    def compose(self) -> ComposeResult:
        yield DevicesBar(id="devices")
        sides: DataTable[Text] = DataTable(id="sides", cursor_type="row")
        yield LongList(id="messages")
        with Vertical(id="message"):
            yield sides
            with VerticalScroll(id="trace", can_focus=True):
                yield Lines(id="trace-text")
        yield Lines(id="outbox-prompt")
        yield KeysBar()

    def on_mount(self) -> None:
        for name, columns in (("#messages", COLUMNS), ("#sides", SIDES)):
            table = self.query_one(name, DataTable)
            for column, width in columns.items():
                table.add_column(tr_marked(column), key=column, width=width or 1)
        self.query_one("#sides").display = False
        self.query_one("#messages").border_title = tr("for {name}", name=self._desk.name)
        self.query_one("#messages").focus()
        self.station_changed()
        self._show_prompt()

    def on_resize(self) -> None:
        self.call_after_refresh(self._fill)
        self.call_after_refresh(self._fill_sides)

    def station_changed(self) -> None:
        state = self._station.bench.state
        profile = tr_marked(state.profile.title) if state.profile is not None else ""
        self.query_one(DevicesBar).show(self._station.name, profile, self._station.devices())
        self._read_anew()

    def action_side(self, side: str) -> None:
        message = self._shown
        if message is None or message.state is not State.CONFLICT:
            self._say(tr("Only a conflict is decided; it is marked ≠."))
            return
        fields = list(message.wish.fields)
        table = self.query_one("#sides", DataTable)
        table.focus()
        at = table.cursor_row
        choices = self._choices.setdefault(message.id, {})
        choices[fields[at]] = side
        self._fill_sides()
        left = [number for number, name in enumerate(fields) if name not in choices]
        table.move_cursor(row=next((one for one in left if one > at), min(left, default=at)))
        self._say("")

    def action_retry(self) -> None:
        message = self._marked()
        if message is not None:
            number = message.id
            self._do(
                lambda: self._desk.outbox.retry(number),
                tr("Message {number} is tried again.", number=number),
            )

    def action_drop(self) -> None:
        message = self._marked()
        if message is None:
            return
        number = message.id

        def given(reason: str | None) -> None:
            if reason:
                said = tr(
                    "Message {number} is dropped; the change stays in the catalogue.", number=number
                )
                self._do(lambda: self._desk.outbox.drop(number, reason), said)
            elif reason is not None:
                self._say(tr("✗ A message is dropped only with a reason."))

        why = tr(
            "Why is {barcode} not told to {name}?", barcode=message.barcode, name=self._desk.name
        )
        self.app.push_screen(ValueScreen(why, tr("for the trace")), given)

    def action_pause(self) -> None:
        outbox, name = self._desk.outbox, self._desk.name
        if self._listing.paused:
            self._do(lambda: outbox.resume(name), tr("{name} is told again.", name=name))
        else:
            why = tr("a person said so at the bench")
            said = tr("Nothing is sent to {name} until {key}.", name=name, key=key("outbox.pause"))
            self._do(lambda: outbox.pause(name, why), said)

    def action_view(self) -> None:
        self._with_settled = not self._with_settled
        self._read_anew()

    @on(DataTable.RowHighlighted, "#messages")
    def _moved(self) -> None:
        message = self._marked()
        if message is not None:
            self._read_message(message.id)

    @on(DataTable.RowSelected, "#messages")
    def _chosen(self) -> None:
        if self._shown is not None and self._shown.wish.fields:
            self.query_one("#sides").focus()

    @on(DataTable.RowSelected, "#sides")
    def _settle(self) -> None:
        message = self._shown
        if message is None or message.state is not State.CONFLICT:
            return
        choices = dict(self._choices.get(message.id, {}))
        missing = [name for name in message.wish.fields if name not in choices]
        if missing:
            self._say(
                tr(
                    "▸ Say {ours} or {theirs} for {missing} first.",
                    ours=key("outbox.ours"),
                    theirs=key("outbox.theirs"),
                    missing=", ".join(missing),
                )
            )
            return

        def settle() -> None:
            self._desk.outbox.decide(message.id, choices)
            self._choices.pop(message.id, None)

        self.query_one("#messages").focus()
        self._do(settle, tr("Message {id} is decided.", id=message.id))

    def _do(self, act: Callable[[], object], said: str) -> None:
        self._act(act, said)

    @work(thread=True, group="outbox-act")
    def _act(self, act: Callable[[], object], said: str) -> None:
        try:
            act()
            self._desk.news()
        except StationError as error:
            said = f"✗ {error.what} {error.do_next}"
        self.post_message(Told(said))

    @on(Told)
    def _done(self, event: Told) -> None:
        self._say(event.text)
        self._read_anew()

    def _read_anew(self) -> None:
        """Read the list; while one is being read, only one more will be."""
        if self._is_reading:
            self._is_stale = True
            return
        self._is_reading = True
        self._read(self._with_settled)

    @work(thread=True, group="outbox")
    def _read(self, with_settled: bool) -> None:
        try:
            self.post_message(OutboxRead(listing_of(self._desk.outbox, with_settled)))
        except StationError as error:
            self.post_message(OutboxRead(Listing(trouble=f"✗ {error.what} {error.do_next}")))

    @on(OutboxRead)
    def _show(self, event: OutboxRead) -> None:
        self._is_reading = False
        if event.listing.trouble:
            self._say(event.listing.trouble)
        else:
            marked, before = self._marked(), self._listing.messages
            self._listing = event.listing
            if self._told == tr_marked(READING):
                self._told = ""
            numbers = [one.id for one in self._listing.messages]
            if self._listing.messages != before:
                is_there = marked is not None and marked.id in numbers
                self._fill(numbers.index(marked.id) if marked and is_there else None)
            self._show_prompt()
            self._moved()
            if not numbers:
                self._shown = None
                self._fill_sides()
                self.query_one("#trace-text", Lines).draw(Content(""))
        if self._is_stale:
            self._is_stale = False
            self._read_anew()

    @work(thread=True, group="message", exclusive=True)
    def _read_message(self, number: int) -> None:
        try:
            message, tries = self._desk.outbox.message(number)
        except StationError as error:
            self.post_message(Told(f"✗ {error.what} {error.do_next}"))
            return
        self.post_message(MessageRead(message, tries))

    @on(MessageRead)
    def _take_apart(self, event: MessageRead) -> None:
        marked = self._marked()
        if marked is None or marked.id != event.message.id:
            return
        self._shown = event.message
        self._fill_sides()
        trace = self.query_one("#trace")
        trace.border_title = tr(
            "message {id}, {state}", id=event.message.id, state=event.message.state.word
        )
        lines = trace_lines(event.message, event.tries)
        self.query_one("#trace-text", Lines).draw(Content("\n".join(lines)))
        self._show_prompt()

    def _fill(self, marked: int | None = None) -> None:
        """Draw the list, with the mark on a row; without one it stays where it is."""
        table = self.query_one("#messages", LongList)
        row = table.cursor_row if marked is None else marked
        _share_room(table, COLUMNS, table.content_size.width)
        table.fill(map(row_of, self._listing.messages), row)

    def _fill_sides(self) -> None:
        table = self.query_one("#sides", DataTable)
        message = self._shown
        table.display = message is not None and bool(message.wish.fields)
        if message is None or not table.columns:
            return
        row = table.cursor_row
        # As wide as the list above it; it may not be laid out yet.
        _share_room(table, SIDES, self.query_one("#messages").content_size.width)
        table.clear()
        choices = self._choices.get(message.id, {})
        either = tr("{one} or {other}", one=key("outbox.ours"), other=key("outbox.theirs"))
        for name, change in message.wish.fields.items():
            theirs = message.answer.theirs.get(name, "")
            differs = bool(message.answer.theirs) and theirs not in {change.before, change.after}
            decided = choices.get(name, either if message.state is State.CONFLICT else "")
            cells = (field_in_words(name), change.before, change.after, theirs, decided)
            table.add_row(*(Text(cell, "bold" if differs else "") for cell in cells))
        table.move_cursor(row=row)

    def _marked(self) -> Message | None:
        row = self.query_one("#messages", DataTable).cursor_row
        messages = self._listing.messages
        return messages[row] if 0 <= row < len(messages) else None

    def _say(self, text: str) -> None:
        self._told = text
        self._show_prompt()

    def _show_prompt(self) -> None:
        message = self._shown
        choices = self._choices.get(message.id, {}) if message is not None else {}
        next_one = self._told or next_thing(self._desk, message, choices)
        lines = (next_one, count_line(self._listing, with_settled=self._with_settled))
        self.query_one("#outbox-prompt", Lines).draw(Content("\n".join(lines)))


def _share_room(table: "DataTable[Text]", columns: dict[str, int], room: int) -> None:
    """Give the columns without a width of their own what is left."""
    sharing = [name for name, width in columns.items() if not width]
    left = room - sum(columns.values()) - BETWEEN * len(columns)
    for name in sharing:
        table.columns[ColumnKey(name)].width = max(left // len(sharing), 6)
