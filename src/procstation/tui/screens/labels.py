"""The queue of labels: what waits, the label itself, and what became of those that were printed."""

from collections.abc import Callable
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import DataTable
from textual.widgets.data_table import ColumnKey
from textual.worker import get_current_worker

from procstation.errors import StationError
from procstation.language import mark, tr, tr_marked
from procstation.printing import LabelState, QueuedLabel, Verdict
from procstation.printing.number_list import read_numbers
from procstation.station import Station
from procstation.tui.bindings import bound
from procstation.tui.label_words import about, next_thing, row_of
from procstation.tui.screens.sheets import SheetsScreen
from procstation.tui.screens.value import ValueScreen
from procstation.tui.widgets.devices import DevicesBar
from procstation.tui.widgets.keys_bar import KeysBar
from procstation.tui.widgets.lines import Lines
from procstation.tui.widgets.long_list import LongList

MOST_WAITING, MOST_OUT = 300, 50
"""Labels of each sort that are listed; all are counted."""

COLUMNS = {mark("label"): 9, mark("state"): 11, mark("call number"): 0, mark("barcode"): 14}
"""Characters each takes; the call number gets what is left."""

LEAST_COLUMNS, LEAST_ROWS = 20, 8


class QueueRead(Message):
    """What the queue holds: what a person is asked first, then what waits, then what is out."""

    def __init__(self, labels: list[QueuedLabel], counts: dict[LabelState, int]) -> None:
        super().__init__()
        self.labels = labels
        self.counts = counts


class PreviewMade(Message):
    def __init__(self, label: int, lines: list[str]) -> None:
        super().__init__()
        self.label = label
        self.lines = lines


class Told(Message):
    """What came of an act of the person, in words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class LabelsScreen(Screen[None]):
    """Shows the queue, prints from it, and asks what came out."""

    CSS_PATH = Path(__file__).with_name("labels.tcss")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    PLACE = "labels"
    BINDINGS = [
        bound("labels.run", "run"),
        bound("labels.stop", "stop"),
        bound("labels.add", "add"),
        bound("labels.edit", "edit"),
        bound("labels.again", "again"),
        bound("labels.cancel", "cancel"),
        bound("labels.sheets", "sheets"),
        bound("labels.order", "order"),
        bound("labels.range", "range"),
        bound("labels.printer", "printer"),
        bound("labels.came_out", "settle('printed')"),
        bound("labels.spoiled", "settle('spoiled')"),
        bound("labels.missing", "settle('missing')"),
        bound("labels.commands", "commands"),
        bound("labels.back", "close"),
    ]

    def __init__(self, station: Station) -> None:
        super().__init__()
        self._station = station
        self._room = station.labels
        self._labels: list[QueuedLabel] = []
        self._counts: dict[LabelState, int] = {}
        self._printer = next(iter(self._room.printers), "")
        self._told = ""

    def compose(self) -> ComposeResult:
        yield DevicesBar(id="devices")
        with Horizontal(id="labels-work"):
            yield LongList(id="queue")
            with VerticalScroll(id="preview"):
                yield Lines(id="preview-text")
        yield Lines(id="labels-prompt")
        yield KeysBar()

    def on_mount(self) -> None:
        table = self.query_one("#queue", DataTable)
        table.border_title = tr("queue")
        self.query_one("#preview").border_title = tr("the label")
        table.focus()
        self.station_changed()

    def on_resize(self) -> None:
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Give the call numbers all the room that is left; the barcode is also beside the label."""
        table = self.query_one("#queue", DataTable)
        columns = dict(COLUMNS)
        if not self.has_class("-wide"):
            del columns["barcode"]
        others = sum(columns.values()) + 2 * len(columns) * table.cell_padding
        room = table.scrollable_content_region.width - others
        columns["call number"] = max(room, LEAST_COLUMNS)
        marked = table.cursor_row
        table.clear(columns=True)
        for title, width in columns.items():
            table.add_column(tr_marked(title), width=width, key=title)
        self._fill(marked)
        self._preview()

    def station_changed(self) -> None:
        """Read the queue anew, and show how the printers do."""
        state = self._station.bench.state
        profile = tr_marked(state.profile.title) if state.profile is not None else ""
        self.query_one(DevicesBar).show(self._station.name, profile, self._station.devices())
        self._read()

    @work(thread=True, exclusive=True, group="queue")
    def _read(self) -> None:
        queue = self._room.queue
        try:
            queue.recover()
            labels = queue.in_state(LabelState.UNKNOWN, LabelState.SENDING, most=MOST_WAITING)
            labels += queue.in_state(LabelState.REFUSED, most=MOST_WAITING)
            labels += queue.in_state(LabelState.QUEUED, LabelState.FAILED, most=MOST_WAITING)
            labels += queue.latest_out(MOST_OUT)
            counts = queue.counts()
        except StationError as error:
            self.post_message(Told(f"✗ {error.what} {error.do_next}"))
            return
        self.post_message(QueueRead(labels, counts))

    @on(QueueRead)
    def _show(self, event: QueueRead) -> None:
        marked, asked_before = self._marked(), self._counts.get(LabelState.UNKNOWN, 0)
        is_new = event.labels != self._labels
        self._labels, self._counts = event.labels, event.counts
        if is_new:
            self._fill(self._row_of(marked, asked_before))
        self._show_prompt()
        self._preview()

    def _fill(self, marked: int) -> None:
        table = self.query_one("#queue", LongList)
        if not table.columns:
            return
        room = table.columns[ColumnKey("call number")].width
        columns = [str(key.value) for key in table.columns]
        table.fill((row_of(one, columns, room) for one in self._labels), marked)

    def _row_of(self, marked: QueuedLabel | None, asked_before: int) -> int:
        """Return where the mark goes: it stays on its label, unless there is something to ask."""
        now = next((one for one in self._labels if marked and one.id == marked.id), None)
        if now is None:
            return 0
        was_asked = marked is not None and marked.state is LabelState.UNKNOWN
        is_asked = now.state is LabelState.UNKNOWN
        asked = self._counts.get(LabelState.UNKNOWN, 0)
        if not is_asked and (was_asked or asked > asked_before):
            return 0
        return self._labels.index(now)

    @on(DataTable.RowHighlighted, "#queue")
    def _moved(self) -> None:
        self._show_prompt()
        self._preview()

    def _preview(self) -> None:
        """Have the marked label drawn, in the room there is when all is laid out."""
        self.call_after_refresh(self._preview_marked)

    def _preview_marked(self) -> None:
        label = self._marked()
        if label is None:
            self.query_one("#preview-text", Lines).draw(Content(""))
            return
        room = self.query_one("#preview").content_size
        # The scroll bar takes a column, and what is said of the label some lines.
        columns, rows = max(room.width - 1, LEAST_COLUMNS), max(room.height - 5, LEAST_ROWS)
        self._make_preview(label, self._printer, columns, rows)

    @work(thread=True, exclusive=True, group="preview")
    def _make_preview(self, label: QueuedLabel, printer: str, columns: int, rows: int) -> None:
        worker = get_current_worker()
        try:
            lines = self._room.preview(label, printer, columns, rows)
        except StationError as error:
            lines = [f"✗ {error.what}", error.do_next]
        if not worker.is_cancelled:
            # Else another one is being drawn, for more room perhaps.
            self.post_message(PreviewMade(label.id, [*lines, *about(label)]))

    @on(PreviewMade)
    def _show_preview(self, event: PreviewMade) -> None:
        label = self._marked()
        if label is not None and label.id == event.label:
            self.query_one("#preview-text", Lines).draw(Content("\n".join(event.lines)))

    @on(Told)
    def _tell(self, event: Told) -> None:
        self._told = event.text
        self._show_prompt()

    def action_run(self) -> None:
        if not self._printer:
            self._tell(Told(tr("✗ No printer is configured. Add one to procstation.toml.")))
            return
        self._do(lambda: self._room.run(self._printer))

    def action_stop(self) -> None:
        self._room.stop(self._printer)

    def action_printer(self) -> None:
        """Turn to the next printer."""
        names = self._room.printers
        if names:
            self._printer = names[(names.index(self._printer) + 1) % len(names)]
            self._show_prompt()
            self._preview()

    def action_settle(self, verdict: str) -> None:
        label = self._marked()
        if label is not None:
            self._do(lambda: self._room.queue.settle([label], Verdict(verdict)))

    def action_again(self) -> None:
        label = self._marked()
        if label is not None:
            self._do(
                lambda: self._room.queue.again([label], tr("reprint of {name}", name=label.name))
            )

    def action_range(self) -> None:
        label = self._marked()
        if label is None:
            return

        def given(text: str | None) -> None:
            if text:
                self._do(lambda: self._again_range(label.job, text))

        question = tr("Which labels of job {job} once more?", job=label.job)
        self.app.push_screen(ValueScreen(question, tr("3-7 or 3,5 or 10-")), given)

    def _again_range(self, job: int, text: str) -> None:
        queue = self._room.queue
        numbers = read_numbers(text, len(queue.of_job(job)))
        queue.again(
            queue.numbered(job, numbers), tr("reprint of job {job}: {text}", job=job, text=text)
        )

    def action_add(self) -> None:
        def given(text: str | None) -> None:
            words = (text or "").split()
            if len(words) > 1:
                self._do(lambda: self._room.add(words[:-1], words[-1]))

        self.app.push_screen(
            ValueScreen(
                tr("Labels of which items? Barcodes, then the template"), tr("31234… spine")
            ),
            given,
        )

    def action_edit(self) -> None:
        label = self._marked()
        if label is None:
            return

        def given(text: str | None) -> None:
            if text:
                source, is_said, said = text.partition("=")
                changes = {source: said} if is_said else {"call_number": text}
                self._do(lambda: self._room.queue.change(label, changes))

        now = label.request.data.value("call_number")
        self.app.push_screen(
            ValueScreen(
                tr("What shall label {name} say? The record stays", name=label.name),
                now or tr("title=…"),
            ),
            given,
        )

    def action_order(self) -> None:
        self._do(self._room.order_queue)

    def action_cancel(self) -> None:
        label = self._marked()
        if label is not None:
            self._do(lambda: self._room.queue.cancel([label]))

    def action_sheets(self) -> None:
        self.app.push_screen(SheetsScreen(self._station))

    def action_close(self) -> None:
        self.dismiss()

    @work(thread=True, exclusive=True, group="commands")
    def action_commands(self) -> None:
        """Write the sheet of command barcodes, to be printed on plain paper."""
        self.post_message(Told(tr("▸ The command barcodes are being drawn …")))
        try:
            path = self._station.write_commands()
        except StationError as error:
            self.post_message(Told(f"✗ {error.what} {error.do_next}"))
            return
        self.post_message(
            Told(tr("✓ The command barcodes are in {path}. Print it at full size.", path=path))
        )

    @work(thread=True, group="act")
    def _do(self, act: Callable[[], object]) -> None:
        """Do what touches the disk, away from the screen."""
        try:
            act()
        except StationError as error:
            self.post_message(Told(f"✗ {error.what} {error.do_next}"))
            return
        self.post_message(Told(""))
        self._room.changed()

    def _marked(self) -> QueuedLabel | None:
        row = self.query_one("#queue", DataTable).cursor_row
        return self._labels[row] if 0 <= row < len(self._labels) else None

    def _show_prompt(self) -> None:
        self.query_one("#labels-prompt", Lines).draw(Content(self._prompt()))

    def _prompt(self) -> str:
        status = self._room.status(self._printer)
        counts = ", ".join(f"{count} {state.word}" for state, count in self._counts.items())
        stock = self._room.stock_in(self._printer) if self._printer else ""
        printer = [self._printer or tr("no printer"), stock]
        if status.said:
            printer += [tr("{labels} out", labels=status.labels), status.said]
        head = " · ".join(part for part in printer if part)
        return "\n".join(
            part
            for part in (self._told or next_thing(self._marked(), self._counts), head, counts)
            if part
        )
