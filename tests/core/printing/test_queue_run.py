"""Runs over the queue: portions, what stops them, and that nothing is lost or printed twice."""

from dataclasses import replace

import pytest
from label_printer import ToldPrinter

from procstation.devices import DeviceFault, DeviceLost, Outcome, PrintRefused
from procstation.errors import StationError
from procstation.items import CallNumber, Scheme
from procstation.labels import LabelData, LabelShelf, Symbology
from procstation.printing import (
    LabelRequest,
    LabelState,
    Portion,
    PrintDesk,
    PrintFile,
    PrintQueue,
    QueueRun,
    SheetPositions,
)

SHELF = LabelShelf()


@pytest.fixture
def file() -> PrintFile:
    return PrintFile(None)


@pytest.fixture
def queue(file: PrintFile) -> PrintQueue:
    return PrintQueue(file, lambda: "2026-11-21T10:00:00Z")


@pytest.fixture
def desk(file: PrintFile) -> PrintDesk:
    return PrintDesk(SHELF, file, Symbology.CODABAR)


def spine(number: int) -> LabelRequest:
    call_number = CallNumber(f"QA76 .C{number}", Scheme.LCC, "952$o")
    return LabelRequest(LabelData(f"3123400012{number:04d}", call_number), "spine")


def spines(count: int) -> list[LabelRequest]:
    return [spine(number) for number in range(count)]


def all_of(run: QueueRun, printer: ToldPrinter) -> list[Portion]:
    """Run until there is nothing left, or something stops it."""
    portions = []
    while (portion := run.step(printer)) is not None:
        portions.append(portion)
        if portion.stop:
            break
    return portions


def states(queue: PrintQueue) -> list[str]:
    return [label.state for job in reversed(queue.jobs()) for label in queue.of_job(job.id)]


def test_on_a_roll_the_first_label_comes_alone_and_then_ever_more(
    queue: PrintQueue, desk: PrintDesk
) -> None:
    queue.add(spines(80), "cart")
    printer = ToldPrinter()
    portions = all_of(QueueRun(queue, desk, "zebra", stock="roll-25x38"), printer)
    assert printer.counts == [1, 2, 4, 8, 16, 32, 17]
    assert sum(one.labels for one in portions) == 80
    assert set(states(queue)) == {"printed"}
    assert [job.decode().count("^XA") for job in printer.jobs] == printer.counts


def test_on_sheets_each_job_fills_one_sheet(
    queue: PrintQueue, desk: PrintDesk, file: PrintFile
) -> None:
    queue.add(spines(45), "cart")
    desk.new_sheet("laser", "ol114", 39)
    printer = ToldPrinter("pdf", 600 / 25.4, Outcome.SENT)
    all_of(QueueRun(queue, desk, "laser", stock="ol114"), printer)
    assert printer.counts == [2, 40, 3]
    labels = queue.of_job(1)
    assert [(label.sheet, label.cell) for label in labels[:3]] == [(2, 38), (2, 39), (3, 0)]
    assert labels[-1].state is LabelState.SENT
    assert SheetPositions(file).current("laser", "ol114").used == {0, 1, 2}


def test_when_the_sheets_are_used_up_the_rest_waits(queue: PrintQueue, desk: PrintDesk) -> None:
    queue.add(spines(45), "cart")
    printer = ToldPrinter("pdf", 600 / 25.4)
    portions = all_of(QueueRun(queue, desk, "laser", stock="ol114", most_sheets=1), printer)
    assert portions[-1].stop == "The sheets are used up; the rest waits."
    assert queue.counts() == {LabelState.PRINTED: 40, LabelState.QUEUED: 5}
    all_of(QueueRun(queue, desk, "laser", stock="ol114", most_sheets=1), printer)
    assert queue.counts() == {LabelState.PRINTED: 45}


def test_a_printer_that_takes_nothing_leaves_all_in_the_queue(
    queue: PrintQueue, desk: PrintDesk, file: PrintFile
) -> None:
    queue.add(spines(3), "cart")
    printer = ToldPrinter("pdf", 600 / 25.4, failures=[PrintRefused("No paper.", "Put some in.")])
    (portion,) = all_of(QueueRun(queue, desk, "laser", stock="ol114"), printer)
    assert portion == Portion(failed=3, stop="No paper. Put some in.")
    assert queue.of_job(1)[0].reason == "No paper. Put some in."
    assert SheetPositions(file).current("laser", "ol114").taken == set()
    all_of(QueueRun(queue, desk, "laser", stock="ol114"), printer)
    assert states(queue) == ["printed"] * 3
    assert [label.cell for label in queue.of_job(1)] == [0, 1, 2]


@pytest.mark.parametrize(
    "failure",
    [DeviceFault("It stopped: up to 1 came out.", "Look."), DeviceLost("It went away.", "Plug.")],
)
def test_a_printer_that_breaks_off_has_its_portion_asked_about_and_no_other(
    queue: PrintQueue, desk: PrintDesk, failure: StationError
) -> None:
    queue.add(spines(10), "cart")
    printer = ToldPrinter(failures=[None, None, failure])
    portions = all_of(QueueRun(queue, desk, "zebra", stock="roll-25x38"), printer)
    assert portions[-1].unknown == 4
    assert str(failure) in portions[-1].stop
    assert queue.counts() == {
        LabelState.PRINTED: 3,
        LabelState.UNKNOWN: 4,
        LabelState.QUEUED: 3,
    }


def test_a_printer_that_does_not_say_is_not_believed(queue: PrintQueue, desk: PrintDesk) -> None:
    queue.add(spines(3), "cart")
    printer = ToldPrinter(outcome=Outcome.UNKNOWN)
    (portion,) = all_of(QueueRun(queue, desk, "zebra", stock="roll-25x38"), printer)
    assert (portion.labels, portion.unknown) == (0, 1)
    assert states(queue) == ["unknown", "queued", "queued"]


def test_a_label_that_would_not_work_is_refused_and_the_rest_printed(
    queue: PrintQueue, desk: PrintDesk
) -> None:
    bad = LabelRequest(LabelData("312x"), "barcode")
    nowhere = replace(spine(1), template="spien")
    sheet_only = replace(spine(2), stock="ol114")
    queue.add([bad, nowhere, sheet_only, *spines(3)], "cart")
    printer = ToldPrinter()
    run = QueueRun(queue, desk, "zebra", ("barcode",), "roll-51x25")
    assert sum(one.refused for one in all_of(run, printer)) == 1
    all_of(QueueRun(queue, desk, "zebra", ("spine", "spien"), "roll-25x38"), printer)
    labels = queue.of_job(1)
    assert [label.state for label in labels] == [
        *("refused", "refused", "queued"),
        *("printed", "printed", "printed"),
    ]
    assert "LATIN SMALL LETTER X" in labels[0].reason
    assert "'spine'" in labels[1].reason
    all_of(QueueRun(queue, desk, "zebra"), printer)
    assert "sheet stock" in queue.of_job(1)[2].reason


def test_a_run_keeps_to_one_stock_and_says_what_else_waits(
    queue: PrintQueue, desk: PrintDesk
) -> None:
    barcode = LabelRequest(LabelData("31234000120000"), "barcode")
    queue.add([spine(0), barcode, spine(1)], "cart")
    printer = ToldPrinter()
    portions = all_of(QueueRun(queue, desk, "zebra"), printer)
    assert printer.counts == [1, 1]
    assert "1 for roll-51x25" in portions[-1].stop
    assert states(queue) == ["printed", "queued", "printed"]
    all_of(QueueRun(queue, desk, "zebra"), printer)
    assert states(queue) == ["printed"] * 3


def test_labels_for_another_stock_than_is_in_the_printer_wait(
    queue: PrintQueue, desk: PrintDesk
) -> None:
    queue.add([replace(spine(0), stock="roll-51x25"), spine(1)], "cart")
    portions = all_of(QueueRun(queue, desk, "zebra", stock="roll-25x38"), ToldPrinter())
    assert states(queue) == ["queued", "printed"]
    assert "1 for roll-51x25" in portions[-1].stop
