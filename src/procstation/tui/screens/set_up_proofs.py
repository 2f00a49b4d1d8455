"""The step in which each device proves that it works."""

from collections.abc import Iterable

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from procstation.errors import StationError
from procstation.keys import key
from procstation.language import mark, tr, tr_marked
from procstation.setup.proving import ProofState, hint_of, task_of
from procstation.tui.bindings import bound
from procstation.tui.screens.set_up import SetUpScreen, next_key
from procstation.tui.screens.set_up_devices import PickScreen
from procstation.tui.screens.value import ValueScreen

SIGNS = {
    ProofState.WAITS: ("…", "bold $warning"),
    ProofState.ASKS: ("?", "bold $warning"),
    ProofState.PROVED: ("✓", "bold $success"),
    ProofState.FAILED: ("✗", "bold $error"),
}


STATES = {
    ProofState.WAITS: mark("waits for you"),
    ProofState.ASKS: mark("asks you"),
    ProofState.PROVED: mark("works"),
    ProofState.FAILED: mark("does not work yet"),
}

HANDS = "set_up_proofs.hands"

KINDS_PROVED = ("scanner", "rfid", "printer")


class ProofsStep(SetUpScreen):
    """Enter lets the marked device prove itself."""

    STEP = "proofs"
    PLACE = "set_up_proofs"
    BINDINGS = [
        bound(HANDS, "hands"),
        bound("set_up_proofs.settings", "settings"),
        bound("set_up_proofs.right", "right(True)"),
        bound("set_up_proofs.wrong", "right(False)"),
    ]

    def body(self) -> Iterable[Widget]:
        self._names = [
            name for name, one in self.room.draft.devices.items() if one.kind in KINDS_PROVED
        ]
        if not self._names:
            yield Static(tr("No device was taken. Go on, or go back and take one."))
        yield OptionList(id="proofs")
        yield Static(id="set-up-told")

    def on_unmount(self) -> None:
        self.room.end_proof()

    def to_do(self) -> str:
        if not self.room.draft.devices:
            return tr("{next} goes on.", next=next_key())
        news = self.room.proofs.get(self.room.proving)
        if not self.room.proving or news is None:
            return tr(
                "Enter tries the marked device. What fails can be put right later. {next} goes on.",
                next=next_key(),
            )
        if news.state is ProofState.ASKS:
            return f"{news.do_next} " + tr(
                "{yes} yes, {no} no",
                yes=key("set_up_proofs.right"),
                no=key("set_up_proofs.wrong"),
            )
        if news.state is ProofState.WAITS and self.room.has_hands:
            return f"{news.do_next} " + tr("({hands}: hands do it.)", hands=key(HANDS))
        if news.do_next:
            return news.do_next
        if self._untried() is None:
            return tr("It works. {next} goes on.", next=next_key())
        return tr("It works. Enter tries the next one, {next} goes on.", next=next_key())

    def station_changed(self) -> None:
        """Show what the devices have shown so far."""
        table = self.query_one("#proofs", OptionList)
        marked = table.highlighted or 0
        table.set_options(Option(self._line(name), id=name) for name in self._names)
        table.highlighted = min(marked, len(self._names) - 1) if self._names else None
        self._tell_marked()
        self.tell()
        self.refresh_bindings()

    def _untried(self) -> str | None:
        return next((name for name in self._names if name not in self.room.proofs), None)

    @on(OptionList.OptionHighlighted, "#proofs")
    def _tell_marked(self) -> None:
        table = self.query_one("#proofs", OptionList)
        told = self.query_one("#set-up-told", Static)
        if table.highlighted is None:
            told.update("")
            return
        name = self._names[table.highlighted]
        device = self.room.draft.devices[name]
        news = self.room.proofs.get(name)
        lines = [Content.assemble((name, "bold"), f" · {device.driver} · {device.port}")]
        if news is not None:
            sign, style = SIGNS[news.state]
            lines.append(Content.assemble((f"{sign} ", style), news.said))
            if news.do_next:
                lines.append(Content(f"  {news.do_next}"))
        else:
            lines.append(Content(task_of(device.kind)))
        if news is None or news.state is ProofState.WAITS:
            lines.append(
                Content.assemble("\n", tr("Nothing happens? {hint}", hint=hint_of(device.kind)))
            )
        told.update(Content("\n").join(lines))

    @on(OptionList.OptionSelected, "#proofs")
    def _try(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        name, next_one = self._names[event.option_index], self._untried()
        news = self.room.proofs.get(name)
        works = news is not None and news.state is ProofState.PROVED
        if works and name == self.room.proving and next_one is not None:
            name = next_one
            event.option_list.highlighted = self._names.index(name)
        self._prove(name)

    def _prove(self, name: str) -> None:
        if self.room.station_runs and not self.room.draft.devices[name].port.startswith("sim:"):
            self.tell(tr("A station is running here and has the devices open. End it first."))
            return
        self.room.proofs.pop(name, None)
        self.room.prove(name)
        self.station_changed()

    def action_right(self, is_right: bool) -> None:
        """Say what the printed label looks like."""
        self.room.looks_right(is_right)

    def action_hands(self) -> None:
        """Do at the marked device what hands would do, if it is simulated; try it first."""
        at = self.query_one("#proofs", OptionList).highlighted
        if at is None:
            return
        if self._names[at] == self.room.proving:
            self.room.hands()
        else:
            self._prove(self._names[at])

    def action_settings(self) -> None:
        """Ask for a setting of the marked device, then for its value."""
        at = self.query_one("#proofs", OptionList).highlighted
        if at is None:
            return
        name = self._names[at]
        settings = {one.name: one for one in self.room.draft.options_of(name)}

        def picked(option: str | None) -> None:
            if option is not None:
                one = settings[option]
                self.app.push_screen(
                    ValueScreen(f"{option}: {one.meaning}", one.value),
                    lambda value: self._set(name, option, value),
                )

        choices = [
            (one.name, Content.assemble((one.name, "bold"), f" {one.value} · {one.meaning}"))
            for one in settings.values()
        ]
        question = tr("Which setting of {device}?", device=name)
        self.app.push_screen(PickScreen(question, choices), picked)

    def _set(self, name: str, option: str, value: str | None) -> None:
        if not value:
            return
        try:
            self.room.draft.set_option(name, option, value)
        except StationError as error:
            self.tell(f"{error.what} {error.do_next}")
            return
        self.room.end_proof()
        self.room.proofs.pop(name, None)
        self.station_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        if action == "hands":
            return any(one.port.startswith("sim:") for one in self.room.draft.devices.values())
        if action == "right":
            news = self.room.proofs.get(self.room.proving)
            return news is not None and news.state is ProofState.ASKS
        return True

    def _line(self, name: str) -> Content:
        news = self.room.proofs.get(name)
        sign, style = ("·", "$foreground") if news is None else SIGNS[news.state]
        words = tr("not tried yet") if news is None else tr_marked(STATES[news.state])
        return Content.assemble((f"{sign} ", style), (name, "bold"), f" · {words}")
