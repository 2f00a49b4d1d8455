"""Search for a record by ISBN, words of title or author, call number or barcode."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from procstation.errors import StationError
from procstation.keys import key
from procstation.language import tr, trn
from procstation.station import Station
from procstation.tui.bindings import bound
from procstation.tui.widgets.dialog_keys import DialogKeys

PAUSE_S = 0.12
"""Typing on waits for the next letter this long before the catalogue is asked."""

MOST_SHOWN = 50


class Answered(Message):
    """The catalogue's answer to one text, or what went wrong."""

    def __init__(self, text: str, rows: list[tuple[int, str]], error: str = "") -> None:
        super().__init__()
        self.text = text
        self.rows = rows
        self.error = error


class SearchScreen(ModalScreen[int | None]):
    """Ends with the id of the chosen title, or None."""

    CSS_PATH = "dialogs.tcss"
    PLACE = "search"
    BINDINGS = [
        bound("dialog.back", "dismiss(None)"),
        bound("search.into_list", "into_list", show=False),
    ]

    def __init__(self, station: Station) -> None:
        super().__init__()
        self._station = station

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide"):
            yield Label(tr("Find a record: title, author, ISBN, call number, barcode"))
            yield Input(id="text", placeholder=tr("left hand darkness"))
            yield Label("", id="answer")
            yield OptionList(id="titles")
            yield DialogKeys(
                ("down", tr("{key} into the list", key=key("search.into_list"))),
                ("enter", tr("Enter takes the marked record")),
            )

    @on(Input.Changed, "#text")
    def _typed(self, event: Input.Changed) -> None:
        text = event.value.strip()
        self.set_timer(PAUSE_S, lambda: self._search_if_still(text))

    def _search_if_still(self, text: str) -> None:
        if self.is_mounted and self.query_one("#text", Input).value.strip() == text:
            self._search(text)

    @work(thread=True, exclusive=True, group="search")
    def _search(self, text: str) -> None:
        if not text:
            self.post_message(Answered(text, []))
            return
        try:
            hits = self._station.search(text, MOST_SHOWN)
        except StationError as error:
            self.post_message(Answered(text, [], f"{error.what} {error.do_next}"))
            return
        rows = [
            (
                hit.title.id,
                " · ".join(
                    part
                    for part in (
                        hit.title.title,
                        hit.title.author,
                        hit.title.date,
                        trn("{count} item", "{count} items", len(hit.items)),
                    )
                    if part
                ),
            )
            for hit in hits
        ]
        self.post_message(Answered(text, rows))

    @on(Answered)
    def _answered(self, event: Answered) -> None:
        titles = self.query_one("#titles", OptionList)
        titles.clear_options()
        titles.add_options([Option(text, id=str(number)) for number, text in event.rows])
        if event.rows:
            titles.highlighted = 0
        self.query_one("#answer", Label).update(_summary(event))

    @on(Input.Submitted, "#text")
    def _take_marked(self) -> None:
        titles = self.query_one("#titles", OptionList)
        if titles.highlighted is not None:
            self._take(titles.get_option_at_index(titles.highlighted))

    @on(OptionList.OptionSelected)
    def _take_selected(self, event: OptionList.OptionSelected) -> None:
        self._take(event.option)

    def action_into_list(self) -> None:
        self.query_one("#titles", OptionList).focus()

    def _take(self, option: Option) -> None:
        if option.id is not None:
            self.dismiss(int(option.id))


def _summary(event: Answered) -> str:
    if event.error:
        return event.error
    if not event.text:
        return ""
    if not event.rows:
        return tr("Nothing found for “{text}”.", text=event.text)
    if len(event.rows) == MOST_SHOWN:
        return tr("{count} or more found.", count=len(event.rows))
    return tr("{count} found.", count=len(event.rows))
