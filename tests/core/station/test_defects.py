"""Disks without room, and defects of our own or of drivers from elsewhere: none costs a scan."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest
from linking_play import LEFT_HAND, PROFILES

from procstation.errors import DeviceFault, DeviceLost, JournalError
from procstation.journal import Checkpoint, Journal
from procstation.linking import INPUTS, AnyInput, Request, Scanned
from procstation.station.bench import STREAM, Bench, replay
from procstation.station.outcome import trouble_of

PROFILE = PROFILES["new-acquisition"]
ISBN = LEFT_HAND.isbn[0]


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.sqlite")


def codes_in(journal: Journal) -> list[str]:
    entries = journal.entries(STREAM, INPUTS)
    return [one.entry.code for one in entries if isinstance(one.entry, Scanned)]


def bench_on(journal: Journal, act: Callable[[Request], None] = lambda _: None) -> Bench:
    def do(request: Request, answer: Callable[[AnyInput], None]) -> None:
        del answer
        act(request)

    bench = Bench(journal, do, now=lambda: "2026-11-21T10:00:00.000Z")
    bench.resume("0.1.0", PROFILE)
    return bench


def test_no_room_for_a_checkpoint_stops_no_work(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def refuse(stream: str, checkpoint: Checkpoint) -> None:
        tried.append(checkpoint.seq)
        raise JournalError("The disk is full.", "Make room.")

    monkeypatch.setattr(journal, "save_checkpoint", refuse)
    monkeypatch.setattr("procstation.station.bench.CHECKPOINT_EVERY", 2)
    bench = bench_on(journal)
    for number in range(5):
        bench.post(Scanned(f"{number}", "unknown"))
    bench.stop()
    assert len(tried) >= 3
    assert codes_in(journal) == ["0", "1", "2", "3", "4"]


def test_after_a_defect_scans_are_still_recorded_and_no_checkpoint_is_kept(
    journal: Journal,
) -> None:
    def fail(_: Request) -> None:
        raise ZeroDivisionError

    crashed = threading.Event()
    bench = bench_on(journal, fail)
    bench.changed = lambda: crashed.set() if bench.crashed is not None else None
    bench.start()
    bench.post(Scanned(ISBN, "isbn"))
    assert crashed.wait(10)
    assert bench.crashed is not None
    assert "ZeroDivisionError" in bench.crashed.what
    bench.post(Scanned("behind it", "unknown"))
    bench.stop()
    assert codes_in(journal) == [ISBN, "behind it"]
    assert journal.checkpoints(STREAM) == []
    again = bench_on(journal)
    again.run_pending()
    assert again.state == replay(journal)[0]


@pytest.mark.parametrize("own", [DeviceLost("gone", "wait"), None])
def test_a_failure_in_our_words_is_passed_on(own: DeviceLost | None) -> None:
    done: Future[int] = Future()
    if own is None:
        done.set_result(1)
    else:
        done.set_exception(own)
    assert trouble_of(done, "The pad") is own


def test_whatever_a_driver_raises_is_an_answer() -> None:
    done: Future[int] = Future()
    done.set_exception(KeyError("blocks"))
    trouble = trouble_of(done, "The pad")
    assert isinstance(trouble, DeviceFault)
    assert trouble.what == "The pad failed: KeyError: 'blocks'."
