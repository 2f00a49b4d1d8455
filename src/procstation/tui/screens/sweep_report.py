"""What a sweep has found: each list with its count, item by item, and the same as files."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import OptionList
from textual.worker import get_current_worker

from procstation.errors import StationError
from procstation.keys import key
from procstation.language import grouped, percent, tr
from procstation.station.sweep_reports import SweepReports
from procstation.sweeping.model import Grade
from procstation.tui.bindings import bound
from procstation.tui.widgets.keys_bar import KeysBar
from procstation.tui.widgets.lines import Lines
from procstation.tui.widgets.long_list import LongList

if TYPE_CHECKING:
    from procstation.sweeping.report import SweepReport

MOST_SHOWN = 500
"""Items of a list on the screen; all are counted, and in the files."""


class Listed(NamedTuple):
    """One list of a report: each item with its barcode, and what there is to say of it."""

    title: str
    total: int
    items: list[tuple[str, str]]


class ReportRead(Message):
    def __init__(self, report: "SweepReport", lists: list[Listed]) -> None:
        super().__init__()
        self.report = report
        self.lists = lists


class Told(Message):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class SweepReportScreen(Screen[None]):
    """Shows the report of a sweep as it stands."""

    CSS_PATH = Path(__file__).with_name("sweeps.tcss")
    PLACE = "report"
    BINDINGS = [
        bound("report.csv", "write('.csv')"),
        bound("report.xlsx", "write('.xlsx')"),
        bound("report.pdf", "write('.pdf')"),
        bound("report.html", "write('.html')"),
        bound("report.json", "write('.json')"),
        bound("report.again", "again"),
        bound("report.back", "dismiss(None)"),
    ]

    def __init__(self, reports: SweepReports, name: str) -> None:
        super().__init__()
        self._reports = reports
        self._sweep = name
        self._report: SweepReport | None = None
        self._lists: list[Listed] = []

    def compose(self) -> ComposeResult:
        yield Lines(id="report-head")
        with Horizontal(id="report-work"):
            yield OptionList(id="report-lists")
            yield LongList(id="report-items")
        yield Lines(id="report-prompt")
        yield KeysBar()

    def on_mount(self) -> None:
        self.query_one("#report-lists").border_title = tr("lists")
        table = self.query_one("#report-items", LongList)
        for title in (tr("barcode"), tr("what")):
            table.add_column(title, width=cell_len(title))
        self.query_one("#report-lists").focus()
        self.action_again()

    def action_again(self) -> None:
        """Read the report as it stands now."""
        self.query_one("#report-head", Lines).draw(Content(tr("Sweep {sweep}", sweep=self._sweep)))
        self._tell(Told(f"{tr('Reckoning…')} {tr('{key} leaves it.', key=key('report.back'))}"))
        self._read()

    def action_write(self, ending: str) -> None:
        if self._report is None:
            return
        self._tell(Told(tr("Writing…")))
        self._write(self._report, ending)

    @work(thread=True, exclusive=True)
    def _read(self) -> None:
        # Esc, and asking once more, end it: a sweep of a whole library takes long.
        worker = get_current_worker()
        try:
            report = self._reports.read_while(self._sweep, lambda: not worker.is_cancelled)
        except StationError as error:
            self.post_message(Told(f"✗ {error.what} {error.do_next}"))
            return
        if report is not None:
            self.post_message(ReportRead(report, list(_lists(report))))

    @work(thread=True, exclusive=True, group="write")
    def _write(self, report: "SweepReport", ending: str) -> None:
        try:
            path = self._reports.write(report, ending)
        except StationError as error:
            self.post_message(Told(f"✗ {error.what} {error.do_next}"))
            return
        self.post_message(Told(tr("✓ Written to {path}", path=path)))

    @on(ReportRead)
    def _show(self, event: ReportRead) -> None:
        self._report, self._lists = event.report, event.lists
        report = event.report
        head = tr(
            "Sweep {name}: {found} of {expected} found",
            name=report.name,
            found=grouped(report.found),
            expected=grouped(report.expected),
        )
        if report.expected:
            head += f" ({percent(report.found / report.expected)})"
        self.query_one("#report-head", Lines).draw(Content(head))
        lists = self.query_one("#report-lists", OptionList)
        fullest = next((at for at, one in enumerate(self._lists) if one.total), 0)
        at = lists.highlighted if lists.highlighted is not None else fullest
        lists.clear_options()
        lists.add_options([f"{grouped(one.total):>7}  {one.title}" for one in self._lists])
        lists.highlighted = at
        self._tell(
            Told(tr("▸ ↑ ↓ choose a list, Tab goes into it; a letter writes the whole to a file."))
        )

    @on(OptionList.OptionHighlighted, "#report-lists")
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        chosen = self._lists[event.option_index]
        table = self.query_one("#report-items", LongList)
        table.border_title = chosen.title
        more = chosen.total - len(chosen.items)
        table.border_subtitle = (
            tr("and {more} more in the files", more=grouped(more)) if more else ""
        )
        # As wide as all that is listed, so that no row to come makes them wider.
        for column, cells in zip(
            table.ordered_columns, zip(*chosen.items, strict=True), strict=False
        ):
            column.width = max(map(cell_len, (str(column.label), *cells)))
        # Plain text: what a record says is never markup.
        table.fill((Text(barcode), Text(what)) for barcode, what in chosen.items)

    @on(Told)
    def _tell(self, event: Told) -> None:
        self.query_one("#report-prompt", Lines).draw(Content(event.text))


def _lists(report: "SweepReport") -> Iterator[Listed]:
    """Return the lists of a report, what has to be done first."""
    reasons = {one.barcode: one.reason for one in report.verdicts}
    for title, grade in (
        (tr("missing"), Grade.MISSING),
        (tr("look again"), Grade.LOOK_AGAIN),
        (tr("cannot tell"), Grade.CANNOT_TELL),
    ):
        barcodes = report.graded(grade)
        yield _listed(report, title, barcodes, [reasons[one] for one in barcodes[:MOST_SHOWN]])
    moves = report.misplaced
    yield _listed(
        report,
        tr("out of order"),
        [one.barcode for one in moves],
        [_put(*one.belongs_between) for one in moves],
    )
    for title, others in (
        (tr("wrong location"), report.wrong_location),
        (tr("wrong status"), report.wrong_status),
        (tr("twice, far apart"), report.duplicates),
        (tr("outside the scope"), report.outside_scope),
        (tr("nobody can say"), report.undecided),
    ):
        yield _listed(report, title, others)
    yield _listed(report, tr("unknown"), list(report.unknown), list(report.unknown.values()))
    said = report.conditions
    yield _listed(
        report, tr("said of books"), list(said), [", ".join(one) for one in said.values()]
    )


def _put(first: str, last: str) -> str:
    return tr("put it between {first} and {last}", first=_end(first), last=_end(last))


def _end(barcode: str) -> str:
    return barcode or tr("the end")


def _listed(
    report: "SweepReport", title: str, barcodes: Sequence[str], said: Sequence[str] = ()
) -> Listed:
    items = []
    for number, barcode in enumerate(barcodes[:MOST_SHOWN]):
        item = report.items.get(barcode)
        parts = [item.call_number, item.title] if item is not None else []
        parts += [said[number]] if said else []
        items.append((barcode, " · ".join(part for part in parts if part)))
    return Listed(title, len(barcodes), items)
