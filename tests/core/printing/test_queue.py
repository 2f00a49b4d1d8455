"""The queue: what waits, what became of it, and what a person says of it."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from procstation.errors import InputRefused, UsageError
from procstation.items import CallNumber, FilesAs, Filing, Scheme
from procstation.labels import LabelData
from procstation.printing import (
    LabelRequest,
    LabelState,
    PrintFile,
    PrintQueue,
    QueuedLabel,
    Sheet,
    SheetPositions,
    Verdict,
)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[PrintFile]:
    opened = PrintFile(tmp_path / "labels.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def queue(file: PrintFile) -> PrintQueue:
    seconds = count()
    return PrintQueue(file, lambda: f"2026-11-21T10:00:{next(seconds):02d}Z")


def spine(
    barcode: str, number: str = "QA76 .C5", location: str = "", copies: int = 1
) -> LabelRequest:
    data = LabelData(barcode, CallNumber(number, Scheme.LCC, "952$o"), location=location)
    return LabelRequest(data, "spine", copies=copies)


def barcodes(labels: "list[QueuedLabel] | Iterator[QueuedLabel]") -> list[str]:
    return [label.request.data.barcode for label in labels]


def test_labels_wait_in_the_order_they_were_added_copies_by_themselves(queue: PrintQueue) -> None:
    first = queue.add([spine("b1"), spine("b2", copies=2)], "two books")
    second = queue.add([spine("b3")], "one more")
    assert barcodes(queue.waiting()) == ["b1", "b2", "b2", "b3"]
    assert [label.name for label in queue.of_job(first)] == ["1/1", "1/2", "1/3"]
    assert [(job.id, job.title, job.labels) for job in queue.jobs()] == [
        (second, "one more", 1),
        (first, "two books", 3),
    ]
    assert queue.counts() == {LabelState.QUEUED: 4}


def test_the_queue_is_there_after_a_restart_with_all_that_a_label_says(
    queue: PrintQueue, file: PrintFile
) -> None:
    data = spine("b1").data.changed({"call_number": "QA77 .X1", "own:note": "é 図書"})
    wanted = LabelRequest(data, "spine", "ol114")
    queue.add([wanted], "changed")
    again = PrintQueue(PrintFile(file.path), lambda: "")
    (label,) = again.waiting()
    assert label.request == wanted
    assert label.request.data.value("call_number") == "QA77 .X1"
    assert label.request.data.value("own:note") == "é 図書"


def test_a_job_of_nothing_is_refused_and_leaves_no_job(queue: PrintQueue) -> None:
    with pytest.raises(InputRefused, match="no label"):
        queue.add([], "nothing")
    assert queue.jobs() == []


def test_a_list_that_breaks_off_queues_nothing(queue: PrintQueue) -> None:
    def broken() -> Iterator[LabelRequest]:
        yield spine("b1")
        raise InputRefused("The list ends in the middle.", "Mend it.")

    with pytest.raises(InputRefused, match="in the middle"):
        queue.add(broken(), "broken")
    assert list(queue.waiting()) == []


def test_what_waits_is_put_in_the_order_of_the_shelves(queue: PrintQueue) -> None:
    queue.add(
        [
            spine("far", "QA100 .B2", "Stacks"),
            spine("none", "", "Stacks"),
            spine("near", "QA9 .B2", "Stacks"),
            spine("annex", "Z1 .A1", "Annex"),
        ],
        "cart",
    )
    cancelled = queue.numbered(1, [4])
    queue.add([spine("middle", "QA76.9 .D3", "Stacks")], "late")
    queue.cancel(cancelled)
    assert queue.in_shelf_order() == 4
    assert barcodes(queue.waiting()) == ["near", "middle", "far", "none"]
    filing = Filing(files_as={"far": FilesAs("QA10")})
    assert queue.in_shelf_order(filing) == 4
    assert barcodes(queue.waiting()) == ["near", "far", "middle", "none"]


def test_a_label_is_cancelled_and_only_once(queue: PrintQueue) -> None:
    job = queue.add([spine("b1"), spine("b2")], "cart")
    labels = queue.of_job(job)
    assert queue.cancel(labels[:1]) == 1
    assert queue.cancel(labels) == 1
    assert queue.counts() == {LabelState.CANCELLED: 2}


def test_a_refused_label_is_changed_and_waits_again_in_its_place(queue: PrintQueue) -> None:
    queue.add([spine("b1"), spine("b2")], "cart")
    label = queue.numbered(1, [1])[0]
    queue.refuse(label, "The call number is too long.")
    assert barcodes(queue.waiting()) == ["b2"]
    queue.change(label, {"call_number": "QA1 .A1"}, "ol28")
    first = next(queue.waiting())
    assert first.request.data.value("call_number") == "QA1 .A1"
    assert (first.request.stock, first.reason, first.name) == ("ol28", "", "1/1")


def sent_on_sheet(queue: PrintQueue, file: PrintFile, state: LabelState) -> list[QueuedLabel]:
    """Three labels on cells 0 to 2 of sheet 1."""
    job = queue.add([spine(f"b{number}") for number in range(3)], "cart")
    labels = queue.of_job(job)
    queue.sending(labels, "laser", "ol114", [(1, cell) for cell in range(3)])
    cells = frozenset(range(3))
    sheet = Sheet().with_spoiled(cells)
    SheetPositions(file).keep("laser", "ol114", sheet)
    if state is not LabelState.UNKNOWN:
        SheetPositions(file).keep("laser", "ol114", sheet.with_used(cells))
    queue.sent(labels, state, "")
    return queue.of_job(job)


@pytest.mark.parametrize("state", [LabelState.UNKNOWN, LabelState.SENT, LabelState.PRINTED])
def test_a_person_says_what_became_of_labels(
    queue: PrintQueue, file: PrintFile, state: LabelState
) -> None:
    labels = sent_on_sheet(queue, file, state)
    later = queue.add([spine("later")], "later")
    queue.settle(labels[:1], Verdict.PRINTED)
    queue.settle(labels[1:2], Verdict.SPOILED)
    queue.settle(labels[2:], Verdict.MISSING)
    assert [label.state for label in queue.of_job(1)] == ["printed", "failed", "failed"]
    assert barcodes(queue.waiting()) == ["b1", "b2", "later"]
    assert [label.reason for label in queue.waiting()][:2] == [
        "It came out spoiled.",
        "It did not come out.",
    ]
    sheet = SheetPositions(file).current("laser", "ol114")
    assert sheet == Sheet(1, frozenset({0}), frozenset({1}))
    with pytest.raises(InputRefused, match=f"{later}/1 is queued"):
        queue.settle(queue.of_job(later), Verdict.PRINTED)


def test_what_was_printed_is_queued_again_by_range_or_by_item(
    queue: PrintQueue, file: PrintFile
) -> None:
    sent_on_sheet(queue, file, LabelState.PRINTED)
    job = queue.again(queue.numbered(1, [2, 3]), "again")
    assert barcodes(queue.of_job(job)) == ["b1", "b2"]
    assert [label.job for label in queue.with_barcode("b1")] == [job, 1]
    with pytest.raises(UsageError, match="no label 4"):
        queue.numbered(1, [4])
    with pytest.raises(UsageError, match="no job 9"):
        queue.numbered(9, [1])
    with pytest.raises(InputRefused, match="1/1 is printed and cannot be changed"):
        queue.change(queue.of_job(1)[0], {"call_number": "X"})


def test_a_label_on_its_way_when_the_station_died_is_asked_about(
    queue: PrintQueue, file: PrintFile
) -> None:
    queue.add([spine("b1"), spine("b2")], "cart")
    labels = queue.of_job(1)
    queue.sending(labels[:1], "zebra", "roll-25x38", [None])
    with queue.claimed("zebra"):
        pass
    first, second = queue.of_job(1)
    assert (first.state, second.state) == (LabelState.UNKNOWN, LabelState.QUEUED)
    assert "ended while it was being sent" in first.reason


def test_while_somebody_prints_nobody_else_does_and_nothing_is_taken_for_lost(
    queue: PrintQueue, file: PrintFile
) -> None:
    queue.add([spine("b1")], "cart")
    other = PrintQueue(PrintFile(file.path), lambda: "")
    with queue.claimed("zebra"):
        queue.sending(queue.of_job(1), "zebra", "roll-25x38", [None])
        other.recover()
        assert other.of_job(1)[0].state is LabelState.SENDING
        with pytest.raises(InputRefused, match="on zebra already"), other.claimed("zebra"):
            pass
        with other.claimed("laser"):
            pass
    other.recover()
    assert other.of_job(1)[0].state is LabelState.UNKNOWN


@pytest.mark.long
def test_ten_thousand_labels_are_read_some_at_a_time(queue: PrintQueue) -> None:
    queue.add((spine(f"b{number}") for number in range(1000)), "many")
    waiting = queue.waiting()
    assert barcodes([next(waiting) for _ in range(3)]) == ["b0", "b1", "b2"]
    assert sum(1 for _ in waiting) == 997
