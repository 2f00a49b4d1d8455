"""The devices: how each does, what it sent, what went wrong and what to do; and trying one."""

from collections.abc import Iterator
from pathlib import Path

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import DataTable

from procstation.devices import Presence
from procstation.errors import StationError
from procstation.keys import key
from procstation.language import mark, tr, tr_marked, trn
from procstation.station import DeviceStatus, InspectedPad, Station
from procstation.station.device_room import DeviceCard
from procstation.tui.bindings import bound
from procstation.tui.widgets.devices import SIGNS, TROUBLE, DevicesBar
from procstation.tui.widgets.happened import local_time
from procstation.tui.widgets.keys_bar import KeysBar
from procstation.tui.widgets.lines import Lines

KINDS = {
    "scanner": mark("scanner"),
    "rfid": mark("RFID pad"),
    "printer": mark("printer"),
    "memory": mark("memory scanner"),
    "uhf": mark("UHF reader"),
}

STATES = {
    Presence.READY: mark("ready"),
    Presence.LOST: mark("lost"),
    Presence.FAULT: mark("in trouble"),
}

COLUMNS = {"sign": 1, "device": 0, "kind": 0, "state": 0, "seen": 8}
"""Characters each takes; those with 0 share what is left."""

NEEDED = ("sign", "device", "state")
"""All that a list has that is narrower than this:"""
ROOMY = 40


class Tried(Message):
    """What came of trying a device, in words."""

    def __init__(self, device: str, words: str) -> None:
        super().__init__()
        self.device = device
        self.words = words


class DevicesScreen(Screen[None]):
    """Lists the devices, and tells all of the marked one."""

    CSS_PATH = Path(__file__).with_name("devices.tcss")
    PLACE = "devices"
    BINDINGS = [
        bound("devices.try", "try"),
        bound("devices.restart", "restart"),
        bound("devices.bytes", "bytes"),
        bound("devices.back", "dismiss(None)"),
    ]

    def __init__(self, station: Station) -> None:
        super().__init__()
        self._station = station
        self._room = station.device_room
        self._cards: list[DeviceCard] = []
        self._told: dict[str, str] = {}
        """Of a device: what came of trying it."""
        self._to_print = ""
        """The printer whose test page was asked for once."""
        self._in_bytes = False

    def compose(self) -> ComposeResult:
        yield DevicesBar(id="devices")
        with Horizontal(id="devices-work"):
            table: DataTable[Text] = DataTable(id="device-list", cursor_type="row")
            yield table
            with VerticalScroll(id="device", can_focus=True):
                yield Lines(id="device-text")
        yield Lines(id="devices-prompt")
        yield KeysBar()

    def on_mount(self) -> None:
        table = self.query_one("#device-list", DataTable)
        table.border_title = tr("devices")
        table.focus()
        self.station_changed()

    def on_unmount(self) -> None:
        self._room.end_trial()

    def on_resize(self) -> None:
        self.call_after_refresh(self._fill)

    def station_changed(self) -> None:
        """Show how the devices do now."""
        station = self._station
        state = station.bench.state
        profile = tr_marked(state.profile.title) if state.profile is not None else ""
        self.query_one(DevicesBar).show(station.name, profile, station.devices())
        self._cards = self._room.cards()
        self._fill()

    def action_try(self) -> None:
        """Try the marked device."""
        card = self._marked()
        if card is None:
            return
        name = card.name
        if not card.at_bench:
            self._tell(name, tr("It works in sweeps only, and is tried there."))
        elif self._status(name).presence is not Presence.READY:
            self._tell(name, tr("It is not there. {restart} starts it anew.", restart=_restart()))
        elif card.kind == "scanner":
            self._tell(name, tr("▸ Scan anything: it is shown here, and does nothing."))
            self._room.try_scan(name, lambda words: self._came(name, tr("✓ {read}", read=words)))
        elif card.kind == "rfid":
            self._tell(name, tr("Reading the pad…"))
            self._station.inspect_tags(lambda pad: self._came(name, _pad_in_words(pad)))
        elif self._to_print != name:
            self._to_print = name
            once_more = key("devices.try")
            self._tell(name, tr("▸ {key} once more prints a test page on it.", key=once_more))
        else:
            self._to_print = ""
            self._print(name)

    def action_restart(self) -> None:
        """Close the marked device and open it again."""
        card = self._marked()
        if card is None:
            return
        if card.at_bench:
            self._room.restart(card.name)
            self._tell(card.name, tr("It is started anew."))
        else:
            self._tell(card.name, tr("It is opened with each sweep anew."))

    def action_bytes(self) -> None:
        """Show what was sent as bytes, or as text again."""
        self._in_bytes = not self._in_bytes
        self._show()

    @on(DataTable.RowHighlighted, "#device-list")
    def _moved(self) -> None:
        self._to_print = ""
        self._show()

    @on(DataTable.RowSelected, "#device-list")
    def _chosen(self) -> None:
        self.action_try()

    @on(Tried)
    def _show_tried(self, event: Tried) -> None:
        self._tell(event.device, event.words)

    def _came(self, name: str, words: str) -> None:
        # On the device's thread: only the message crosses.
        self.post_message(Tried(name, words))

    def _tell(self, name: str, words: str) -> None:
        self._told[name] = words
        self._show()

    def _print(self, name: str) -> None:
        labels = self._station.labels
        stock = labels.stock_in(name)
        if not stock:
            self._tell(name, tr("✗ It is not known which labels are in it: set its stock first."))
            return
        labels.calibrate(name, stock)
        self._tell(name, tr("The test page is on its way: hold it against a label."))

    def _status(self, name: str) -> DeviceStatus:
        return next(one for one in self._station.devices() if one.name == name)

    def _marked(self) -> DeviceCard | None:
        row = self.query_one("#device-list", DataTable).cursor_row
        return self._cards[row] if 0 <= row < len(self._cards) else None

    def _fill(self) -> None:
        table = self.query_one("#device-list", DataTable)
        row, width = table.cursor_row, table.content_size.width
        columns = [name for name in COLUMNS if width >= ROOMY or name in NEEDED]
        sharing = [name for name in columns if not COLUMNS[name]]
        given = sum(COLUMNS[name] for name in columns) + 2 * len(columns)
        share = max((width - given) // len(sharing), 6)
        titles = {
            "device": tr("device"), "kind": tr("kind"), "state": tr("state"), "seen": tr("seen")
        }  # fmt: skip
        table.clear(columns=True)
        for name in columns:
            table.add_column(titles.get(name, ""), key=name, width=COLUMNS[name] or share)
        for card in self._cards:
            sign, state = self._state(card)
            cells = {
                "sign": sign,
                "device": card.name,
                "kind": tr_marked(KINDS[card.kind]),
                "state": state,
                "seen": local_time(card.seen_at) if card.seen_at else "–",
            }
            table.add_row(*(Text(cells[name]) for name in columns))
        table.move_cursor(row=row)
        self._show()

    def _state(self, card: DeviceCard) -> tuple[str, str]:
        """Return the sign and the word of how a device is."""
        if not card.at_bench:
            return "·", tr("sweeps only")
        status = self._status(card.name)
        if status.is_in_trouble:
            return TROUBLE[0], status.word
        sign, _ = SIGNS.get(status.presence, TROUBLE)
        return sign, status.word or tr_marked(STATES[status.presence])

    def _show(self) -> None:
        card = self._marked()
        lines = list(self._about(card)) if card is not None else []
        pane = self.query_one("#device")
        pane.border_title = card.name if card is not None else ""
        self.query_one("#device-text", Lines).draw(Content("\n").join(lines))
        prompt = tr("▸ No device is configured: `procstation setup` finds those that are there.")
        if card is not None:
            prompt = self._told.get(card.name) or tr(
                "▸ {try_it} tries {name}, {restart} starts it anew.",
                try_it=key("devices.try"),
                name=card.name,
                restart=_restart(),
            )
        self.query_one("#devices-prompt", Lines).draw(Content(prompt))

    def _about(self, card: DeviceCard) -> Iterator[Content]:
        sign, state = self._state(card)
        yield Content.assemble((f"{sign} {state}", "bold"))
        yield Content(card.title)
        yield Content.assemble((tr("driver") + " ", "$text-muted"), f"{card.driver}, {card.port}")
        detail = self._status(card.name).detail if card.at_bench else ""
        if detail and detail not in (card.title, card.trouble):
            yield Content(detail)
        yield Content("")
        yield Content(
            tr(
                "{reads} read, {unread} unreadable, {losses} times lost",
                reads=card.reads,
                unread=card.unread,
                losses=card.losses,
            )
        )
        if card.trouble:
            yield Content("")
            at = local_time(card.trouble_at)
            yield Content.assemble((tr("last trouble, {at}", at=at), "bold"))
            yield Content(card.trouble)
        if card.sent:
            yield Content("")
            yield Content.styled(tr("what it sent"), "bold")
        for one in card.sent:
            words = one.words
            if self._in_bytes:
                words = one.raw.hex(" ").upper() or tr("(its bytes are not kept)")
            yield Content(f"{local_time(one.at)} {words}")


def _restart() -> str:
    return key("devices.restart")


def _pad_in_words(pad: InspectedPad | StationError) -> str:
    if isinstance(pad, StationError):
        return f"✗ {pad.what} {pad.do_next}"
    if pad.patron_cards:
        return tr("✗ A patron card is on the pad: take it off. Nothing of it was kept.")
    if pad.troubles:
        return f"✗ {' '.join(pad.troubles)}"
    if not pad.tags:
        return tr("✓ The pad answers: no tag lies on it. Lay one on it and try again.")
    names = ", ".join(
        f"{one.inspection.name} ({one.inspection.content.item or one.inspection.content.model})"
        for one in pad.tags
    )
    return trn("✓ {count} tag:", "✓ {count} tags:", len(pad.tags)) + f" {names}"
