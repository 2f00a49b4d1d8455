"""The desk, with a printer that can be told how to fail."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from procstation.devices import DeviceFault, DeviceLost, Outcome, PrinterState, PrintRefused
from procstation.errors import StationError, UsageError
from procstation.items import CallNumber, Scheme
from procstation.labels import LabelData, LabelShelf, Registration, RollStock, Symbology
from procstation.labels.svg import svg_of
from procstation.printing import (
    LabelRequest,
    PrintDesk,
    PrintFile,
    Refused,
    Registrations,
    Sheet,
    SheetPositions,
    Target,
)
from procstation.printing.drawing import DRAWINGS, Drawing

SHELF = LabelShelf()


@dataclass
class Printer:
    """Keeps what it is sent; implements `LabelPrinter`."""

    language: str = "pdf"
    dots_per_mm: float = 600 / 25.4
    outcome: Outcome = Outcome.SENT
    failure: StationError | None = None
    jobs: list[bytes] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)

    def state(self) -> PrinterState:
        return PrinterState(ready=True)

    def send(self, job: bytes, labels: int) -> Outcome:
        if self.failure is not None:
            raise self.failure
        self.jobs.append(job)
        self.counts.append(labels)
        return self.outcome

    def close(self) -> None:
        """Nothing to let go of."""


@pytest.fixture
def printer() -> Printer:
    return Printer()


@pytest.fixture
def file() -> PrintFile:
    return PrintFile(None)


@pytest.fixture
def positions(file: PrintFile) -> SheetPositions:
    return SheetPositions(file)


@pytest.fixture
def desk(file: PrintFile) -> PrintDesk:
    return PrintDesk(SHELF, file, Symbology.CODABAR)


@pytest.fixture
def target(printer: Printer) -> Target:
    return Target.of("laser", printer)


def data(number: int, call_number: str = "QA76.73 .C153 2005") -> LabelData:
    return LabelData(
        barcode=f"3123400012{number:04d}",
        call_number=CallNumber(call_number, Scheme.LCC, "952$o"),
        title=f"Book {number}",
    )


def spines(count: int) -> list[LabelRequest]:
    return [LabelRequest(data(number), "spine") for number in range(count)]


def barcodes(count: int) -> list[LabelRequest]:
    return [LabelRequest(data(number), "barcode") for number in range(count)]


def cells(job: bytes, columns: int, first: tuple[float, float], pitch: tuple[float, float]) -> list:
    """Where there is text on the first page of a PDF, as cells counted from 0."""
    document = pypdfium2.PdfDocument(job)
    text = document[0].get_textpage()
    height = document[0].get_height()
    found = set()
    for index in range(text.count_rects()):
        left, _, _, top = (edge * 25.4 / 72 for edge in text.get_rect(index))
        column = (left - first[0]) // pitch[0]
        row = (height * 25.4 / 72 - top - first[1]) // pitch[1]
        found.add(int(row * columns + column))
    text.close()
    document.close()
    return sorted(found)


def on_ol114(job: bytes) -> list[int]:
    return cells(job, 8, (6.35, 12.7), (25.4, 50.8))


def read(job: bytes) -> list[str]:
    """All Codabar symbols of a PDF."""
    document = pypdfium2.PdfDocument(job)
    found = []
    for page in document:
        picture = page.render(scale=400 / 72, grayscale=True).to_pil()
        codabar = zxingcpp.barcode_formats_from_str("Codabar")
        found += [result.text for result in zxingcpp.read_barcodes(picture, formats=codabar)]
    document.close()
    return sorted(found)


def test_a_job_is_prepared_without_touching_printer_or_sheet(
    desk: PrintDesk, target: Target, positions: SheetPositions, printer: Printer
) -> None:
    job = desk.prepare(spines(2), target)
    assert [label.layout.runs[0].text for label in job.labels] == ["QA", "QA"]
    assert job.refused == ()
    assert sum("76.73" in line for line in job.preview(26)) == 2
    assert printer.jobs == []
    assert positions.current("laser", "ol114") == Sheet()


def test_each_job_goes_on_the_next_free_labels(
    desk: PrintDesk, target: Target, printer: Printer, positions: SheetPositions
) -> None:
    for _ in range(2):
        report = desk.send(desk.prepare(spines(3), target), printer)
        assert (report.labels, report.sheets, report.refused) == (3, 1, ())
        assert report.outcome is Outcome.SENT
    assert [on_ol114(job) for job in printer.jobs] == [[0, 1, 2], [3, 4, 5]]
    assert positions.current("laser", "ol114") == Sheet(1, frozenset(range(6)))


def test_the_barcodes_of_a_job_can_be_read_out_of_what_was_sent(
    desk: PrintDesk, target: Target, printer: Printer
) -> None:
    report = desk.send(desk.prepare(barcodes(33), target), printer)
    assert (report.labels, report.sheets) == (33, 2)
    assert read(printer.jobs[0]) == [f"A3123400012{number:04d}A" for number in range(33)]


def test_a_sheet_used_up_makes_way_for_the_next(
    desk: PrintDesk, target: Target, printer: Printer, positions: SheetPositions
) -> None:
    desk.send(desk.prepare(spines(38), target), printer)
    report = desk.send(desk.prepare(spines(4), target), printer)
    assert (report.labels, report.sheets) == (4, 2)
    assert on_ol114(printer.jobs[1]) == [38, 39]
    assert positions.current("laser", "ol114") == Sheet(2, frozenset({0, 1}))
    desk.send(desk.prepare(spines(38), target), printer)
    assert positions.current("laser", "ol114") == Sheet(2, frozenset(range(40)))
    desk.send(desk.prepare(spines(1), target), printer)
    assert positions.current("laser", "ol114") == Sheet(3, frozenset({0}))


def test_another_sheet_begins_where_it_is_free(
    desk: PrintDesk, target: Target, printer: Printer, positions: SheetPositions
) -> None:
    desk.new_sheet(target.printer, "ol114", 38)
    desk.send(desk.prepare(spines(1), target), printer)
    assert on_ol114(printer.jobs[0]) == [37]
    assert positions.current("laser", "ol114") == Sheet(2, frozenset(range(38)))


@pytest.mark.parametrize(
    ("stock", "first", "said"),
    [("ol114", 0, "no label 0"), ("ol114", 41, "no label 41"), ("roll-25x38", 2, "is a roll")],
)
def test_a_start_that_does_not_exist(
    desk: PrintDesk, target: Target, stock: str, first: int, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        desk.new_sheet(target.printer, stock, first)


def test_a_refused_label_has_its_reason_and_takes_no_place(
    desk: PrintDesk, target: Target, printer: Printer
) -> None:
    bad = LabelRequest(replace(data(1), barcode="312x"), "barcode")
    report = desk.send(desk.prepare([*barcodes(1), bad, *barcodes(3)[2:]], target), printer)
    assert report.labels == 2
    (refused,) = report.refused
    assert refused.barcode == "312x"
    assert "LATIN SMALL LETTER X" in refused.reason
    assert cells(printer.jobs[0], 3, (3.97, 12.7), (70.64, 25.4)) == [0, 1]


def test_nothing_is_sent_when_all_is_refused(
    desk: PrintDesk, target: Target, printer: Printer
) -> None:
    report = desk.send(desk.prepare([LabelRequest(LabelData("1"), "spine")], target), printer)
    assert (report.labels, report.sheets, report.outcome) == (0, 0, None)
    assert printer.jobs == []


def test_a_lost_printer_leaves_labels_uncounted_and_cells_spoiled(
    desk: PrintDesk, target: Target, printer: Printer, positions: SheetPositions
) -> None:
    printer.failure = DeviceLost("The printer went away.", "Plug it in.")
    report = desk.send(desk.prepare(spines(2), target), printer)
    assert (report.labels, report.sheets, report.outcome) == (0, 0, Outcome.UNKNOWN)
    assert [one.barcode for one in report.refused] == ["31234000120000", "31234000120001"]
    assert "may or may not" in report.refused[0].reason
    assert positions.current("laser", "ol114") == Sheet(1, spoiled=frozenset({0, 1}))
    printer.failure = None
    desk.send(desk.prepare(spines(1), target), printer)
    assert on_ol114(printer.jobs[0]) == [2]


def test_an_unknown_outcome_counts_as_nothing_printed(
    desk: PrintDesk, target: Target, printer: Printer, positions: SheetPositions
) -> None:
    printer.outcome = Outcome.UNKNOWN
    report = desk.send(desk.prepare(spines(1), target), printer)
    assert (report.labels, report.outcome, len(report.refused)) == (0, Outcome.UNKNOWN, 1)
    assert positions.current("laser", "ol114").spoiled == {0}


def test_a_printer_that_refuses_uses_no_label(
    desk: PrintDesk, target: Target, printer: Printer, positions: SheetPositions
) -> None:
    printer.failure = PrintRefused("The cover is open.", "Close it.")
    report = desk.send(desk.prepare(spines(2), target), printer)
    assert (report.labels, report.outcome) == (0, None)
    assert report.refused[0] == Refused("31234000120000", "The cover is open. Close it.")
    assert positions.current("laser", "ol114") == Sheet()


def test_a_printer_that_stops_in_mid_job_has_its_labels_asked_about(
    desk: PrintDesk, target: Target, printer: Printer, positions: SheetPositions
) -> None:
    printer.failure = DeviceFault("It stopped: up to 1 of the 2 labels came out.", "Look.")
    report = desk.send(desk.prepare(spines(2), target), printer)
    assert (report.labels, report.outcome) == (0, Outcome.UNKNOWN)
    assert "up to 1 of the 2" in report.refused[1].reason
    assert positions.current("laser", "ol114") == Sheet(1, spoiled=frozenset({0, 1}))


def test_all_sheets_of_a_job_are_remembered_and_an_earlier_one_is_gone_on_with(
    desk: PrintDesk, target: Target, printer: Printer, positions: SheetPositions
) -> None:
    desk.new_sheet("laser", "ol114", 39, "blue folder")
    report = desk.send(desk.prepare(spines(43), target), printer)
    assert report.sheets == 3
    known = {one.sheet.number: one for one in positions.known()}
    assert [len(known[number].sheet.used) for number in sorted(known)] == [40, 40, 1]
    assert [number for number, one in known.items() if one.is_in] == [4]
    desk.new_sheet("laser", "ol114", 40)
    positions.put_in("laser", "ol114", "4")
    desk.send(desk.prepare(spines(1), target), printer)
    assert positions.current("laser", "ol114") == Sheet(4, frozenset({0, 1}))


def test_a_refusal_leaves_no_trace_of_the_sheets_it_would_have_gone_on(
    desk: PrintDesk, target: Target, printer: Printer, positions: SheetPositions
) -> None:
    desk.send(desk.prepare(spines(1), target), printer)
    printer.failure = PrintRefused("No paper.", "Put some in.")
    desk.send(desk.prepare(spines(90), target), printer)
    (only,) = positions.known()
    assert (only.sheet, only.is_in) == (Sheet(1, frozenset({0})), True)


def test_a_station_that_dies_while_sending_does_not_use_the_label_again(
    tmp_path: Path, printer: Printer, target: Target
) -> None:
    class PowerCut(BaseException):
        pass

    class Dying(Printer):
        def send(self, job: bytes, labels: int) -> Outcome:
            raise PowerCut

    desk = PrintDesk(SHELF, PrintFile(tmp_path / "labels.sqlite"), Symbology.CODABAR)
    with pytest.raises(PowerCut):
        desk.send(desk.prepare(spines(1), target), Dying())
    after = PrintDesk(SHELF, PrintFile(tmp_path / "labels.sqlite"), Symbology.CODABAR)
    after.send(after.prepare(spines(1), target), printer)
    assert on_ol114(printer.jobs[0]) == [1]
    assert SheetPositions(PrintFile(tmp_path / "labels.sqlite")).current("laser", "ol114") == Sheet(
        1, frozenset({1}), frozenset({0})
    )


def test_a_job_prepared_before_another_was_sent_still_finds_its_place(
    desk: PrintDesk, target: Target, printer: Printer
) -> None:
    first, second = desk.prepare(spines(2), target), desk.prepare(spines(2), target)
    desk.send(first, printer)
    desk.send(second, printer)
    assert [on_ol114(job) for job in printer.jobs] == [[0, 1], [2, 3]]


def test_labels_for_two_stocks_are_two_jobs(
    desk: PrintDesk, target: Target, printer: Printer
) -> None:
    job = desk.prepare([*spines(1), *barcodes(1)], target)
    report = desk.send(job, printer)
    assert [batch.stock_name for batch in job.batches] == ["ol114", "avery-5160"]
    assert (report.labels, report.sheets, printer.counts) == (2, 2, [1, 1])


def test_copies_are_labels(desk: PrintDesk, target: Target, printer: Printer) -> None:
    report = desk.send(desk.prepare([replace(spines(1)[0], copies=3)], target), printer)
    assert report.labels == 3
    assert on_ol114(printer.jobs[0]) == [0, 1, 2]


def test_a_roll_printer(desk: PrintDesk, positions: SheetPositions) -> None:
    zebra = Printer("zpl", 8, Outcome.PRINTED)
    other = LabelRequest(data(1, "PS3562.E42"), "spine")
    job = desk.prepare([*spines(1), other, *barcodes(1)], Target.of("zebra", zebra))
    report = desk.send(job, zebra)
    assert (report.labels, report.sheets, report.outcome) == (3, 0, Outcome.PRINTED)
    assert [batch.stock_name for batch in job.batches] == ["roll-25x38", "roll-51x25"]
    assert zebra.jobs[0].count(b"^XA") == 2
    assert positions.current("zebra", "roll-25x38") == Sheet()


def test_the_stock_in_the_printer_is_used_and_the_request_may_say_otherwise(
    desk: PrintDesk, target: Target
) -> None:
    loaded = replace(target, stock="gaylord-spine")
    assert desk.stock_for(spines(1)[0], loaded) == "gaylord-spine"
    assert desk.stock_for(replace(spines(1)[0], stock="ol28"), loaded) == "ol28"
    assert desk.stock_for(spines(1)[0], target) == "ol114"


def test_template_and_stock_that_do_not_go_together(desk: PrintDesk, target: Target) -> None:
    with pytest.raises(UsageError, match=r"at least 16 mm high.*12\.7 mm"):
        desk.prepare([replace(barcodes(1)[0], stock="avery-5167")], target)
    zebra = Target("zebra", "zpl", 8.0, "avery-5160")
    with pytest.raises(UsageError, match="sheet stock"):
        desk.prepare(barcodes(1), zebra)


def test_a_14_digit_codabar_is_refused_on_38_mm_at_203_dpi_and_printed_at_300(
    desk: PrintDesk,
) -> None:
    request = replace(barcodes(1)[0], stock="roll-38x25")
    coarse = desk.prepare([request], Target("zebra", "zpl", 8.0))
    assert coarse.labels == ()
    assert "49.5 mm" in coarse.refused[0].reason
    fine = desk.prepare([request], Target("zebra", "zpl", 300 / 25.4))
    assert (len(fine.labels), fine.refused) == (1, ())


def test_a_slow_printer_holds_up_no_other(desk: PrintDesk, target: Target) -> None:
    quick = Printer()
    job = desk.prepare(spines(1), replace(target, printer="quick"))

    class Slow(Printer):
        def send(self, job_: bytes, labels: int) -> Outcome:
            other = threading.Thread(target=desk.send, args=(job, quick), daemon=True)
            other.start()
            other.join(timeout=10)
            return super().send(job_, labels)

    desk.send(desk.prepare(spines(1), target), Slow())
    assert quick.counts == [1]


def test_a_job_for_another_language_is_not_sent(
    desk: PrintDesk, target: Target, printer: Printer
) -> None:
    job = desk.prepare(spines(1), target)
    printer.language = "zpl"
    with pytest.raises(UsageError, match="made for pdf"):
        desk.send(job, printer)


def test_a_label_that_cannot_be_read_back_is_refused_and_the_rest_printed(
    desk: PrintDesk, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rendering that spoils the second label of each page."""

    def spoiled(_: bytes, pages: list, shelf: LabelShelf) -> Iterator:
        good = DRAWINGS["png"].pictures(b"", pages, shelf)
        labels = [label for page in pages for label in page.labels]
        for label, picture in zip(labels, good, strict=True):
            if "120001" in label.layout.symbols[0].reads:
                picture.paste(1, (200, 0, 400, picture.height))
            yield picture

    monkeypatch.setitem(DRAWINGS, "svg", Drawing(svg_of, spoiled))
    printer.language = "svg"
    report = desk.send(desk.prepare(barcodes(3), Target.of("laser", printer)), printer)
    assert report.labels == 2
    assert [one.barcode for one in report.refused] == ["31234000120001"]
    assert "read as nothing" in report.refused[0].reason
    assert b"31234000120001" not in printer.jobs[0]


def test_notes_say_what_was_done_to_a_label(desk: PrintDesk, target: Target) -> None:
    request = LabelRequest(data(1, "QA76.731234567 .C153"), "spine")
    assert desk.prepare([request], target).notes[0][0] == "31234000120001"
    assert "instead of 12" in desk.prepare([request], target).notes[0][1]


def test_a_printer_of_dots_is_sent_a_picture_of_each_label(desk: PrintDesk) -> None:
    target = Target("ql", "raster", 300 / 25.4)
    job = desk.prepare([replace(barcodes(1)[0], stock="roll-51x25")], target)
    (batch,) = job.batches
    (picture,) = DRAWINGS["raster"].pictures(batch.data, batch.pages, SHELF)
    assert picture.size == (600, 300)
    with pytest.raises(UsageError, match="sheet stock"):
        desk.prepare([replace(barcodes(1)[0], stock="ol1905")], target)


def test_labels_are_moved_by_what_was_measured(
    desk: PrintDesk, target: Target, printer: Printer, file: PrintFile
) -> None:
    desk.send(desk.prepare(spines(1), target), printer)
    Registrations(file).keep("laser", "ol114", Registration(0.5, -0.25))
    desk.send(desk.prepare(spines(1), target), printer)
    layouts = [desk.prepare(spines(1), target).batches[0].pages[0].labels[0]]
    stock = SHELF.stock("ol114")
    assert not isinstance(stock, RollStock)
    left, top = stock.cell(2)
    assert (layouts[0].left_mm, layouts[0].top_mm) == pytest.approx((left + 0.5, top - 0.25))
    assert on_ol114(printer.jobs[1]) == [1]
