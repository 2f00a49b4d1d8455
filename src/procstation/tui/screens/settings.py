"""How the station is set: each setting with its meaning, and changing what can be changed now."""

from collections.abc import Callable, Iterator
from pathlib import Path

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import DataTable, Input
from textual.widgets.data_table import ColumnKey

from procstation.config import Config
from procstation.errors import StationError
from procstation.keys import PLACES, key, shown
from procstation.language import LANGUAGES, tr, tr_marked
from procstation.station import Station
from procstation.station.settings_room import KEYS, Setting
from procstation.tui.bindings import bound
from procstation.tui.messages import SettingsChanged
from procstation.tui.screens.choice import ChoiceScreen
from procstation.tui.screens.value import ValueScreen
from procstation.tui.widgets.devices import DevicesBar
from procstation.tui.widgets.keys_bar import KeysBar
from procstation.tui.widgets.lines import Lines
from procstation.tui.widgets.long_list import LongList

COLUMNS = {"setting": 30, "value": 0, "where": 9}
"""Characters each takes; the value gets what is left."""

LEAST_COLUMNS = 12


class SettingsRead(Message):
    def __init__(self, settings: list[Setting]) -> None:
        super().__init__()
        self.settings = settings


class Told(Message):
    """What came of an act of the person, in words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class SettingsScreen(Screen[None]):
    """Lists the settings, what can be changed at once first."""

    CSS_PATH = Path(__file__).with_name("settings.tcss")
    PLACE = "settings"
    BINDINGS = [
        bound("settings.change", "change"),
        bound("settings.find", "find"),
        bound("settings.default", "default"),
        bound("settings.back", "dismiss(None)"),
    ]

    def __init__(self, station: Station) -> None:
        super().__init__()
        self._station = station
        self._room = station.settings
        self._all: list[Setting] = []
        self._listed: list[Setting] = []
        self._told = ""
        self._told_of: Setting | None = None

    def compose(self) -> ComposeResult:
        yield DevicesBar(id="devices")
        yield Input(placeholder=tr("words of a setting, to find it"), id="wanted", compact=True)
        yield LongList(id="settings")
        with VerticalScroll(id="setting", can_focus=False):
            yield Lines(id="setting-text")
        yield Lines(id="settings-prompt")
        yield KeysBar()

    def on_mount(self) -> None:
        table = self.query_one("#settings", DataTable)
        table.border_title = tr("settings")
        titles = (tr("setting"), tr("value"), tr("where"))
        for title, (column, width) in zip(titles, COLUMNS.items(), strict=True):
            table.add_column(title, key=column, width=width or LEAST_COLUMNS)
        table.focus()
        self.station_changed()
        self._read()

    def on_resize(self) -> None:
        self.call_after_refresh(self._fill)

    def station_changed(self) -> None:
        """Show the devices as they are now."""
        station = self._station
        profile = station.bench.state.profile
        title = tr_marked(profile.title) if profile is not None else ""
        self.query_one(DevicesBar).show(station.name, title, station.devices())

    @work(thread=True, exclusive=True, group="settings")
    def _read(self) -> None:
        try:
            self.post_message(SettingsRead(self._room.settings()))
        except StationError as error:
            self.post_message(Told(f"✗ {error.what} {error.do_next}"))

    @on(SettingsRead)
    def _show_read(self, event: SettingsRead) -> None:
        self._all = sorted(event.settings, key=_rank)
        self._fill()

    @on(Input.Changed, "#wanted")
    def _typed(self) -> None:
        # The letter is painted first.
        self.call_after_refresh(self._fill)

    @on(Input.Submitted, "#wanted")
    def _found(self) -> None:
        self.query_one("#settings").focus()

    @on(DataTable.RowHighlighted, "#settings")
    def _moved(self) -> None:
        # The list is filled anew after a change, too, and marks the same setting again.
        marked, told = self._marked(), self._told_of
        if marked is None or told is None or marked.place != told.place:
            self._told = ""
        self._show()

    @on(DataTable.RowSelected, "#settings")
    def _selected(self) -> None:
        self.action_change()

    def action_change(self) -> None:
        """Ask for the new value of the marked setting."""
        setting = self._marked()
        if setting is None:
            return
        if not setting.at_once:
            self._tell(Told(self._next_thing(setting)))
            return

        def given(text: str | None) -> None:
            if text is not None and text != setting.value:
                self._save(setting, lambda: self._room.change(setting, text))

        question = tr("What shall {setting} be?", setting=_name(setting))
        choices = self._choices(setting)
        if choices:
            self.app.push_screen(ChoiceScreen(question, choices, setting.value), given)
        else:
            self.app.push_screen(ValueScreen(question, setting.value), given)

    def action_find(self) -> None:
        """Have words typed that narrow the list."""
        self.query_one("#wanted").focus()

    def action_default(self) -> None:
        """Let the default hold again."""
        setting = self._marked()
        if setting is not None and setting.at_once and setting.is_said:
            self._save(setting, lambda: self._room.default(setting))

    @work(thread=True, group="settings")
    def _save(self, setting: Setting, change: Callable[[], Config]) -> None:
        try:
            config = change()
            settings = self._room.settings()
        except StationError as error:
            self.post_message(Told(f"✗ {error.what} {error.do_next}"))
            return
        self.post_message(SettingsRead(settings))
        self.post_message(
            Told(tr("✓ Saved in {file}, and so from now on.", file="procstation.toml"))
        )
        # To the application: what is changed holds for all screens.
        self.app.post_message(SettingsChanged(config, setting.place))

    @on(Told)
    def _tell(self, event: Told) -> None:
        self._told, self._told_of = event.text, self._marked()
        self._show()

    def _choices(self, setting: Setting) -> list[tuple[str, str]]:
        match setting.place:
            case ("display", "language"):
                follows = tr("as the environment says")
                return [("", follows), *((code, name) for code, name in LANGUAGES.items())]
            case ("station", "profile"):
                profiles = self._station.profiles
                return [(name, tr_marked(one.title)) for name, one in sorted(profiles.items())]
        return [(one, _word(one)) for one in setting.choices]

    def _marked(self) -> Setting | None:
        row = self.query_one("#settings", DataTable).cursor_row
        return self._listed[row] if 0 <= row < len(self._listed) else None

    def _fill(self) -> None:
        table = self.query_one("#settings", LongList)
        if not table.columns:
            return
        marked = self._marked()
        room = table.content_size.width - COLUMNS["where"] - 2 * len(COLUMNS)
        named = min(COLUMNS["setting"], room * 2 // 3)
        table.columns[ColumnKey("setting")].width = max(named, LEAST_COLUMNS)
        table.columns[ColumnKey("value")].width = max(room - named, LEAST_COLUMNS)
        words = self.query_one("#wanted", Input).value.casefold().split()
        self._listed = [
            one
            for one in self._all
            if all(word in f"{_name(one)} {_meaning(one)}".casefold() for word in words)
        ]
        places = [one.place for one in self._listed]
        is_there = marked is not None and marked.place in places
        table.fill(
            map(_row, self._listed), places.index(marked.place) if marked and is_there else 0
        )
        self._show()

    def _show(self) -> None:
        setting = self._marked()
        lines = list(_about(setting)) if setting is not None else []
        self.query_one("#setting-text", Lines).draw(Content("\n").join(lines))
        prompt = self._told or (self._next_thing(setting) if setting is not None else "")
        self.query_one("#settings-prompt", Lines).draw(Content(prompt))

    def _next_thing(self, setting: Setting) -> str:
        if not setting.at_once:
            return tr(
                "▸ Change it in {file}, then start the station again.",
                file=self._room.home / "procstation.toml",
            )
        if setting.is_said:
            return tr("▸ Enter changes it, {key} is as before.", key=key("settings.default"))
        return tr("▸ Enter changes it.")


def _rank(setting: Setting) -> int:
    """What can be changed at once comes first, keys last, since they are many."""
    return 2 if setting.place[0] == KEYS else 0 if setting.at_once else 1


def _row(setting: Setting) -> list[Text]:
    where = tr("the file") if setting.is_said else tr("default")
    return [Text(cell) for cell in (_name(setting), _value(setting), where)]


def _name(setting: Setting) -> str:
    return f"{setting.table} {setting.name}"


def _meaning(setting: Setting) -> str:
    meaning = tr_marked(setting.meaning)
    if setting.place[0] != KEYS:
        return meaning
    place = PLACES[setting.name.partition(".")[0]]
    return f"{tr_marked(place.title)}: {meaning}"


def _value(setting: Setting) -> str:
    if setting.place[0] == KEYS:
        return ", ".join(shown(one) for one in setting.value.split(","))
    if setting.place == ("display", "language"):
        return LANGUAGES.get(setting.value, tr("as the environment says"))
    return _word(setting.value)


def _word(value: str) -> str:
    """Return what a person calls a value."""
    return {"true": tr("yes"), "false": tr("no"), "": "–"}.get(value, value)


def _about(setting: Setting) -> Iterator[Content]:
    yield Content.assemble((_name(setting), "bold"))
    yield Content(_meaning(setting))
    default = _word(setting.default)
    yield Content(tr("Default: {default}", default=default))
    if setting.choices:
        choices = ", ".join(_word(one) for one in setting.choices)
        yield Content(tr("One of: {choices}", choices=choices))
