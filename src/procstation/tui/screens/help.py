"""Help on the screen one came from: what it is for, its keys as they are bound, the signs."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Label, Static

from procstation.devices import Presence
from procstation.keys import PLACES, key, keys_of, shown
from procstation.language import tr, tr_marked
from procstation.linking.view import SIGNS
from procstation.tui.bindings import bound
from procstation.tui.palette import Doable, doables
from procstation.tui.places import place
from procstation.tui.widgets.devices import SIGNS as DEVICE_SIGNS
from procstation.tui.widgets.devices import TROUBLE

KEY_COLUMN = 9
"""Columns for keys; longer ones push their line to the right."""

DIGITS = ("choice_", "repair_")
"""Acts of which there is one for each digit: one line tells of all."""


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
                yield Static(Content("\n").join(lines))
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
            yield Label(tr("{back} back", back=key("dialog.back")), classes="keys")

    def on_mount(self) -> None:
        # The arrows scroll it at once.
        self.query_one(VerticalScroll).focus()

    def _keys(self) -> Iterable[tuple[str, list[Content]]]:
        """Return the acts of the screen in groups: its own, the rooms, those of everywhere."""
        can_be_done = {one.id: one for one in doables(self._about)}
        own: list[Content] = []
        others: dict[str, list[Content]] = {"go": [], "app": []}
        told: set[str] = set()
        for act_id, one in can_be_done.items():
            at, _, name = act_id.partition(".")
            family = next((one for one in DIGITS if name.startswith(one)), "")
            if family in told and family:
                continue
            told.add(family)
            line = _line(one, "1 … 9" if family else _keys(act_id))
            if act_id == "app.ask":
                continue
            (others.get(at, own)).append(line)
        if own:
            yield tr("Keys of this screen"), own
        for name, lines in others.items():
            if lines:
                yield tr_marked(PLACES[name].title), lines


def _line(one: Doable, keys: str) -> Content:
    does = one.does
    text = does if does == one.label else f"{one.label}: {does}"
    return Content.assemble((f"{keys:<{KEY_COLUMN}}", "bold $accent"), " ", text)


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
