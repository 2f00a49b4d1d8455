"""A step of the set-up: the list of steps at the side, what is asked, what to do next."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from procstation.errors import StationError
from procstation.keys import key
from procstation.language import mark, tr, tr_marked
from procstation.setup.room import SetUpRoom
from procstation.tui.bindings import bound
from procstation.tui.set_up import SetUpApp
from procstation.tui.widgets.keys_bar import KeysBar

STEPS = {
    "welcome": mark("Welcome"),
    "station": mark("Station"),
    "devices": mark("Devices"),
    "proofs": mark("Try them"),
    "records": mark("Records"),
    "numbers": mark("Numbers"),
    "labels": mark("Labels"),
    "ways": mark("Ways, looks"),
    "end": mark("The end"),
}
"""Every step and what the list calls it, in order."""

WIDE = 66
"""Columns from which the list of steps is shown."""


class SetUpScreen(Screen[None]):
    """One step. What it holds is made by `body`; `leave` takes what was entered."""

    CSS_PATH = Path(__file__).with_name("set_up.tcss")
    PLACE = "set_up"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-roomy")]
    STEP = ""
    BINDINGS = [bound("set_up.next", "next"), bound("set_up.back", "back")]

    def __init__(self, room: SetUpRoom) -> None:
        super().__init__()
        self.room = room

    def body(self) -> Iterable[Widget]:
        """Return what the step shows."""
        raise NotImplementedError

    def to_do(self) -> str:
        """Return what the person does now, in words."""
        raise NotImplementedError

    def leave(self) -> None:
        """Take what was entered.

        Raises:
            StationError: It does not hold.
        """

    def station_changed(self) -> None:
        """Show what is so now."""

    def compose(self) -> ComposeResult:
        number = list(STEPS).index(self.STEP)
        where = tr("set-up · step {number} of {count}", number=number, count=len(STEPS) - 1)
        yield Static(
            Content.assemble((" procstation ", "bold reverse"), f" {where if number else ''}"),
            id="set-up-head",
        )
        with Horizontal(id="set-up-work"):
            options = [Option(self._step_line(name), id=name) for name in STEPS]
            yield OptionList(*options, id="set-up-steps", compact=True)
            with VerticalScroll(id="set-up-body", can_focus=False):
                yield from self.body()
        yield Static(id="set-up-prompt")
        yield KeysBar()

    def on_mount(self) -> None:
        steps = self.query_one("#set-up-steps", OptionList)
        steps.highlighted = list(STEPS).index(self.STEP)
        body = self.query_one("#set-up-body")
        body.border_title = tr_marked(STEPS[self.STEP])
        first = next((one for one in body.query("*") if one.focusable), None)
        if first is not None:
            first.focus()
            # In a small window it is below what is said first.
            self.call_after_refresh(first.scroll_visible, animate=False)
        self.tell()
        self.station_changed()

    def tell(self, trouble: str = "") -> None:
        """Say what to do next, or what does not hold."""
        prompt = self.query_one("#set-up-prompt", Static)
        prompt.set_class(bool(trouble), "trouble")
        prompt.update(Content(f"✗ {trouble}" if trouble else f"▸ {self.to_do()}"))

    def action_next(self) -> None:
        names = list(STEPS)
        at = names.index(self.STEP) + 1
        if at < len(names):
            self.go_to(names[at])

    def action_back(self) -> None:
        names = list(STEPS)
        at = names.index(self.STEP)
        with suppress(StationError):
            # The way back is always open; what does not hold is not taken along.
            self.leave()
        if at:
            cast(SetUpApp, self.app).show_step(names[at - 1])
        else:
            self.app.exit()

    @on(OptionList.OptionSelected, "#set-up-steps")
    def _step_chosen(self, event: OptionList.OptionSelected) -> None:
        if event.option_id is not None and event.option_id != self.STEP:
            self.go_to(event.option_id)

    def go_to(self, step: str) -> None:
        """Go to a step, if what was entered here holds."""
        try:
            self.leave()
        except StationError as error:
            self.tell(f"{error.what} {error.do_next}")
            return
        self.room.left.add(self.STEP)
        cast(SetUpApp, self.app).show_step(step)

    def _step_line(self, name: str) -> Content:
        sign = "✓" if name in self.room.left else "·"
        return Content.assemble(
            ("▸" if name == self.STEP else sign, "bold $accent"), f" {tr_marked(STEPS[name])}"
        )


def next_key() -> str:
    """Return the key that leads to the next step, as it is bound."""
    return key("set_up.next")
