"""Help on the screen one came from: what it is for, its keys as they are bound, the signs."""

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen, Screen
from textual.widgets import Label, Static

from procstation.devices import Presence
from procstation.keys import PLACES, key, keys_of, shown
from procstation.language import tr, tr_marked
from procstation.linking.view import SIGNS
from procstation.tui.bindings import bound
from procstation.tui.palette import Doable, doables
from procstation.tui.places import place
from procstation.tui.widgets.cell_wrap import wrap
from procstation.tui.widgets.devices import SIGNS as DEVICE_SIGNS
from procstation.tui.widgets.devices import TROUBLE
from procstation.tui.widgets.dialog_keys import DialogKeys

KEY_COLUMN = 10
"""Columns for keys; longer ones push the first line of their words to the right."""

DIGITS = ("choice_", "repair_")
"""Acts of which there is one for each digit: one line tells of all."""


class KeyLines(Static):
    """Keys, and beside them in a column of their own what each does."""

    def __init__(self, lines: Sequence[tuple[str, str]]) -> None:
        lines = [(f"{keys:<{KEY_COLUMN - 1}} ", does) for keys, does in lines]
        super().__init__(Content("\n").join(Content("").join(line) for line in lines))
        self._lines = lines

    def render(self) -> Content:
        return Content("\n").join(self._rows(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        del container, viewport
        return len(self._rows(width))

    def _rows(self, width: int) -> list[Content]:
        rows = []
        for keys, does in self._lines:
            first, *more = wrap(does, width, keys, " " * KEY_COLUMN)
            rows.append(Content.assemble((keys, "bold $accent"), first[len(keys) :]))
            rows += map(Content, more)
        return rows


class HelpScreen(ModalScreen[None]):
    """Tells of another screen.

    Args:
        about: The screen that lies below.
    """

    CSS_PATH = "dialogs.tcss"
    PLACE = "dialog"
    BINDINGS = [bound("dialog.back", "dismiss(None)"), bound("app.ask", "dismiss(None)")]

    def __init__(self, about: Screen[object]) -> None:
        super().__init__()
        self._about = about

    def compose(self) -> ComposeResult:
        here = place(self._about)
        with VerticalScroll(classes="dialog help"):
            yield Label(tr_marked(here.title), classes="title")
            yield Static(Content(tr_marked(here.purpose)))
            for title, lines in self._keys():
                yield Label(title, classes="head")
                yield KeyLines(lines)
            yield Label(tr("Signs"), classes="head")
            yield Static(Content("\n").join(_signs()))
            yield Label(tr("What moves"), classes="head")
            yield Static(
                Content(
                    tr(
                        "↑ ↓ move the mark, Enter takes what is marked, Tab leads to the next part."
                        " Everything that is shown can be clicked as well."
                    )
                )
            )
            yield DialogKeys()

    def on_mount(self) -> None:
        # The arrows scroll it at once.
        self.query_one(VerticalScroll).focus()

    def _keys(self) -> Iterable[tuple[str, list[tuple[str, str]]]]:
        """Return the acts of the screen in groups: its own, the rooms, those of everywhere."""
        can_be_done = {one.id: one for one in doables(self._about, at_times=True)}
        own: list[tuple[str, str]] = []
        others: dict[str, list[tuple[str, str]]] = {"go": [], "app": []}
        told: set[str] = set()
        for act_id, one in can_be_done.items():
            at, _, name = act_id.partition(".")
            family = next((one for one in DIGITS if name.startswith(one)), "")
            if family in told and family:
                continue
            told.add(family)
            if act_id == "app.ask":
                continue
            keys = "1 … 9" if family else _keys(act_id)
            others.get(at, own).append((keys, _in_words(one)))
        if own:
            yield tr("Keys of this screen"), own
        for name, lines in others.items():
            if lines:
                yield tr_marked(PLACES[name].title), lines


def _in_words(one: Doable) -> str:
    does = one.does
    return does if does == one.label else f"{one.label}: {does}"


def _keys(act: str) -> str:
    keys = [shown(one) for one in keys_of(act)]
    if act == "app.help":
        keys.append(key("app.ask"))
    return ", ".join(keys)


def _signs() -> Iterable[Content]:
    """Return the signs with their words, those of steps and those of devices."""
    steps = "   ".join(f"{sign} {tr_marked(str(state))}" for state, sign in SIGNS.items())
    yield Content(tr("of steps: {signs}", signs=steps))
    ready, lost = DEVICE_SIGNS[Presence.READY][0], DEVICE_SIGNS[Presence.LOST][0]
    yield Content(
        tr(
            "of devices: {ready} there   {lost} lost   {trouble} needs you",
            ready=ready,
            lost=lost,
            trouble=TROUBLE[0],
        )
    )
