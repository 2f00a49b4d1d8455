"""The step that says which labels each printer prints, and on what."""

from collections.abc import Iterable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Label, OptionList, SelectionList, Static
from textual.widgets.option_list import Option

from procstation.errors import StationError
from procstation.labels import LabelShelf
from procstation.language import tr
from procstation.linking import profile_named, read_profiles
from procstation.tui.bindings import bound
from procstation.tui.screens.set_up import SetUpScreen, next_key
from procstation.tui.screens.set_up_devices import PickScreen
from procstation.tui.widgets.dialog_keys import DialogKeys

AS_TEMPLATE = "-"
"""The choice of no stock."""


class TemplatesScreen(ModalScreen[tuple[str, ...] | None]):
    """Asks which templates a printer prints; ends with them, or None."""

    CSS_PATH = "dialogs.tcss"
    PLACE = "dialog"
    BINDINGS = [bound("dialog.back", "dismiss(None)")]

    def __init__(self, printer: str, shelf: LabelShelf, chosen: tuple[str, ...]) -> None:
        super().__init__()
        self._printer = printer
        self._shelf = shelf
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(tr("Which labels does {printer} print?", printer=self._printer))
            yield SelectionList[str](
                *(
                    (f"{name} · {self._shelf.template(name).title}", name, name in self._chosen)
                    for name in self._shelf.template_names
                )
            )
            yield DialogKeys(
                ("space", tr("Space marks")), ("enter", tr("Enter takes those that are marked"))
            )

    def on_mount(self) -> None:
        self.query_one(SelectionList).focus()

    async def on_key(self, event: "object") -> None:
        if getattr(event, "key", "") == "enter":
            getattr(event, "stop", lambda: None)()
            getattr(event, "prevent_default", lambda: None)()
            self.dismiss(tuple(self.query_one(SelectionList).selected))


class LabelsStep(SetUpScreen):
    """Each printer with its labels and its stock."""

    STEP = "labels"

    def body(self) -> Iterable[Widget]:
        self._shelf = LabelShelf(self.room.draft.home)
        self._printers = list(self.room.draft.config.devices_of("printer"))
        if self._printers:
            yield Static(
                tr(
                    "Which labels come out of which printer, and what lies in it. Without a word"
                    " each label takes the stock its template names."
                ),
                classes="words",
            )
        else:
            yield Static(
                tr("There is no printer: labels can be written to PDF files all the same."),
                classes="words",
            )
        yield OptionList(id="printers")
        yield Static(id="set-up-told")

    def to_do(self) -> str:
        if not self._printers:
            return tr("{next} goes on.", next=next_key())
        return tr("Enter chooses labels and stock of the marked printer, {next} goes on.",
                  next=next_key())  # fmt: skip

    def station_changed(self) -> None:
        """Show the printers."""
        table = self.query_one("#printers", OptionList)
        marked = table.highlighted or 0
        table.set_options(Option(self._line(name), id=name) for name in self._printers)
        table.highlighted = marked if self._printers else None
        self.query_one("#set-up-told", Static).update(Content("\n").join(self._missing()))

    @on(OptionList.OptionSelected, "#printers")
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        name = self._printers[event.option_index]
        chosen = self.room.draft.devices[name].templates or self._of_profile()
        self.app.push_screen(TemplatesScreen(name, self._shelf, chosen), partial(self._named, name))

    def _named(self, printer: str, templates: tuple[str, ...] | None) -> None:
        if templates is None:
            return
        self.room.draft.set(("devices", printer, "templates"), templates)
        self.station_changed()
        choices = [(AS_TEMPLATE, Content(tr("as each template says")))]
        choices += [
            (name, Content(f"{name} · {self._shelf.stock(name).title}"))
            for name in self._shelf.stock_names
            if all(self._fits(name, one) for one in templates)
        ]
        question = tr("What lies in {printer}? Stock that all its labels fit on", printer=printer)
        self.app.push_screen(PickScreen(question, choices), partial(self._stocked, printer))

    def _stocked(self, printer: str, stock: str | None) -> None:
        if stock is None:
            return
        try:
            value = "" if stock == AS_TEMPLATE else stock
            self.room.draft.set(("devices", printer, "stock"), value)
        except StationError as error:
            self.tell(f"{error.what} {error.do_next}")
            return
        self.station_changed()

    def _fits(self, stock: str, template: str) -> bool:
        there, wanted = self._shelf.stock(stock), self._shelf.template(template)
        return (
            wanted.min_width_mm <= there.label_width_mm
            and wanted.min_height_mm <= there.label_height_mm
        )

    def _of_profile(self) -> tuple[str, ...]:
        draft = self.room.draft
        known = read_profiles(draft.home, with_system=bool(draft.config.systems))
        return profile_named(known, draft.config.station.profile).templates

    def _missing(self) -> Iterable[Content]:
        devices = [self.room.draft.devices[name] for name in self._printers]
        if any(not one.templates for one in devices) or not devices:
            return
        printed = {template for one in devices for template in one.templates}
        for template in self._of_profile():
            if template not in printed:
                yield Content(
                    tr("! No printer prints {template}, which new items get.", template=template)
                )

    def _line(self, name: str) -> Content:
        device = self.room.draft.devices[name]
        templates = ", ".join(device.templates) or tr("all labels")
        if device.stock:
            words = tr("{labels} on {stock}", labels=templates, stock=device.stock)
        else:
            words = tr("{labels}, each on the stock its template names", labels=templates)
        return Content.assemble((name, "bold"), " · ", words)
