"""The step that looks for devices: what answers, what could be one, what is simulated."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Label, OptionList, Static
from textual.widgets.option_list import Option

from procstation.devices import Kind, driver_names, load_driver
from procstation.errors import StationError
from procstation.keys import key
from procstation.language import tr, tr_marked
from procstation.setup.address import port_of
from procstation.setup.search import BENCH, Found, How
from procstation.tui.bindings import bound
from procstation.tui.screens.devices import KINDS
from procstation.tui.screens.set_up import SetUpScreen, next_key
from procstation.tui.screens.value import ValueScreen
from procstation.tui.widgets.dialog_keys import DialogKeys

BY_ADDRESS, SIMULATED = "by address", "simulated"
"""The lines that ask for more, by their ids; no port is called so."""


class PickScreen(ModalScreen[str | None]):
    """Asks for one of several things; ends with its id, or None."""

    CSS_PATH = "dialogs.tcss"
    PLACE = "dialog"
    BINDINGS = [bound("dialog.back", "dismiss(None)")]

    def __init__(self, question: str, choices: Iterable[tuple[str, Content]]) -> None:
        super().__init__()
        self._question = question
        self._choices = choices

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(self._question)
            yield OptionList(*(Option(words, id=name) for name, words in self._choices))
            yield DialogKeys(("enter", tr("Enter takes it")))

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)


class DevicesStep(SetUpScreen):
    """Lists what was found; Enter takes it or leaves it."""

    STEP = "devices"
    PLACE = "set_up_devices"
    BINDINGS = [
        bound("set_up_devices.look", "look"),
        bound("set_up_devices.stop", "stop"),
        bound("set_up_devices.add", "add"),
        bound("set_up_devices.simulated", "simulated"),
    ]

    def body(self) -> Iterable[Widget]:
        self._rows: list[Found] = []
        yield Static(id="set-up-told", classes="words")
        yield OptionList(id="found")

    def on_mount(self) -> None:
        super().on_mount()
        self.room.look_once()
        self.station_changed()

    def on_unmount(self) -> None:
        self.room.stop_search()

    def to_do(self) -> str:
        return tr("Enter takes the marked device, or leaves it. {next} goes on.", next=next_key())

    def station_changed(self) -> None:
        """Show what was found so far."""
        table = self.query_one("#found", OptionList)
        marked = self._marked(table)
        taken = {one.port for one in self.room.draft.devices.values()}
        self._rows = [*self._taken(), *(one for one in self.room.found if one.port not in taken)]
        options = [Option(self._line(one), id=one.port) for one in self._rows]
        more = (
            (BY_ADDRESS, tr("one by its address: a network printer, a port …")),
            (SIMULATED, tr("a simulated one, for training …")),
        )
        options += [
            Option(Content.assemble((" + ", "bold $accent"), words), id=name)
            for name, words in more
        ]
        table.set_options(options)
        names = [one.id for one in options]
        table.highlighted = names.index(marked) if marked in names else 0
        told = self.query_one("#set-up-told", Static)
        lines = list(self._told())
        told.display = bool(lines)
        told.update(Content("\n").join(lines))

    def action_look(self) -> None:
        if self.room.station_runs:
            self.tell(tr("A station is running here and has the devices open. End it first."))
            return
        self.room.look()
        self.station_changed()

    def action_stop(self) -> None:
        self.room.stop_search()

    def action_add(self) -> None:
        """Ask for a driver, then for its port."""
        drivers = {
            f"{kind}/{name}": Content.assemble(
                (tr_marked(KINDS[kind]), "bold"), f" {load_driver(kind, name).called}"
            )
            for kind in BENCH
            for name in driver_names(kind)
        }

        def picked(choice: str | None) -> None:
            if choice is not None:
                question = tr("Where is it? A port, a path or an address")
                hint = "COM3, /dev/…, 192.0.2.18, ipp://HOST/printers/QUEUE"
                self.app.push_screen(ValueScreen(question, hint), lambda port: added(choice, port))

        def added(choice: str, port: str | None) -> None:
            if port:
                kind, _, name = choice.partition("/")
                found: Kind = next(one for one in BENCH if one == kind)
                driver = load_driver(found, name)
                port = port_of(found, driver, port)
                self._turn(Found(found, name, port, driver.called, How.NAMED))

        self.app.push_screen(PickScreen(tr("What is it?"), drivers.items()), picked)

    def action_simulated(self) -> None:
        """Ask for a simulated device."""
        offered = {one.port: one for one in self.room.simulated()}

        def picked(port: str | None) -> None:
            if port is not None:
                self._turn(offered[port])

        choices = [(port, self._line(one, place=False)) for port, one in offered.items()]
        self.app.push_screen(PickScreen(tr("Which one?"), choices), picked)

    @on(OptionList.OptionSelected, "#found")
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id == BY_ADDRESS:
            self.action_add()
        elif event.option_id == SIMULATED:
            self.action_simulated()
        else:
            self._turn(self._rows[event.option_index])

    def _marked(self, table: OptionList) -> str | None:
        at = table.highlighted
        return None if at is None else table.get_option_at_index(at).id

    def _turn(self, found: Found) -> None:
        try:
            self.room.turn(found)
        except StationError as error:
            self.tell(f"{error.what} {error.do_next}")
            return
        self.tell()
        self.station_changed()

    def _taken(self) -> list[Found]:
        """What is configured already and was not found now."""
        known = {one.port: one for one in (*self.room.found, *self.room.simulated())}
        return [
            known.get(one.port)
            or Found(
                one.kind, one.driver, one.port, load_driver(one.kind, one.driver).called, How.NAMED
            )
            for one in self.room.draft.devices.values()
            if one.kind in BENCH
        ]

    def _line(self, found: Found, *, place: bool = True) -> Content:
        name = self.room.name_of(found)
        sign = ("[✓]", "bold $success") if name else ("[ ]", "$foreground")
        kind = tr_marked(KINDS[found.kind])
        how = {
            How.ANSWERED: tr("answers"),
            How.NAMED: "",
            How.POSSIBLE: tr("could be one"),
        }[found.how]
        if found.port.startswith("sim://"):
            parts = [load_driver(found.kind, found.driver).called, tr("simulated") if place else ""]
        else:
            parts = [found.title, found.port, how]
        title = " · ".join(part for part in parts if part)
        return Content.assemble(sign, (f" {name or kind} ", "bold"), title)

    def _told(self) -> Iterable[Content]:
        looking = self.room.looking
        if looking is not None:
            share = f"{looking.done}/{looking.of} " if looking.of else ""
            yield Content(tr("Looking: {share}{doing}", share=share, doing=looking.doing))
        elif self.room.station_runs:
            yield Content(tr("! A station is running here: its devices are left to it."))
        elif not self.room.found:
            yield Content(
                tr(
                    "No device was found. Plug in what there is and press {look}. A scanner that"
                    " types like a keyboard needs no entry here.",
                    look=key("set_up_devices.look"),
                )
            )
        for one in self.room.obstacles:
            yield Content.assemble(("✗ ", "bold $error"), f"{one.what} {one.do_next}")
