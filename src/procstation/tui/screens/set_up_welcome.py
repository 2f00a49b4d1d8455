"""The first thing a new person sees: what set-up does, and the ways past it."""

from collections.abc import Iterable
from typing import cast

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from procstation.keys import key
from procstation.language import tr
from procstation.tui.screens.set_up import SetUpScreen
from procstation.tui.set_up import SetUpApp


class WelcomeStep(SetUpScreen):
    """Asks what the person wants now."""

    STEP = "welcome"

    def body(self) -> Iterable[Widget]:
        is_new = self.room.draft.is_new
        yield Static(
            tr(
                "This station is not set up yet. Set-up finds the scanner, the RFID pad and the"
                " label printer, lets each prove that it works, and loads your records. It takes"
                " some ten minutes, and nothing is written before the end."
            )
            if is_new
            else tr(
                "This station is set up. What is configured is where each step begins; nothing is"
                " written before the end, and what was written by hand stays."
            ),
            classes="words",
        )
        if self.room.station_runs:
            yield Static(
                tr(
                    "! A station is running here and has the devices open: they cannot be looked"
                    " for or tried until it is ended."
                ),
                classes="words",
            )
        yield OptionList(
            Option(_choice(tr("Set this station up"), tr("step by step")), id="station"),
            Option(
                _choice(tr("Try it first"), tr("the demo: simulated devices, a sample catalogue")),
                id="demo",
            ),
            Option(
                _choice(tr("Work without devices now"), tr("set-up asks again at the next start"))
                if is_new
                else _choice(tr("Open the bench"), tr("as it is set up")),
                id="bench",
            ),
            id="welcome-choices",
        )

    def to_do(self) -> str:
        return tr(
            "↑ ↓ and Enter choose, {back} ends. Set-up opens again with `procstation setup`.",
            back=key("set_up.back"),
        )

    @on(OptionList.OptionSelected, "#welcome-choices")
    def _taken(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id == "station":
            cast(SetUpApp, self.app).show_step("station")
            return
        self.room.go_on = event.option_id or ""
        self.app.exit()


def _choice(what: str, meaning: str) -> Content:
    return Content.assemble((what, "bold"), f" · {meaning}")
