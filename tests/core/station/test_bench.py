"""The bench: journal first, then the job, then the effects; on one thread or on its own two."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from queue import SimpleQueue

import pytest
from linking_play import BLANK, LEFT_HAND, NEXT_NUMBER, PROFILES, Play

from procstation.errors import JournalError
from procstation.journal import Journal
from procstation.linking import (
    INPUTS,
    AnyInput,
    BenchState,
    LookUp,
    Request,
    Scanned,
    TagsOnPad,
    Tone,
    UndoAsked,
)
from procstation.linking.view import prompt
from procstation.station.bench import CHECKPOINT_EVERY, STREAM, Bench, replay

NOW = "2026-11-21T10:00:00.000Z"
ISBN = LEFT_HAND.isbn[0]
PROFILE = PROFILES["new-acquisition"]


class Helper:
    """Does effects as a station in good order would, at once, and counts them."""

    def __init__(self) -> None:
        self.done: list[Request] = []
        self._answers = Play()

    def act(self, request: Request, answer: Callable[[AnyInput], None]) -> None:
        if isinstance(request.effect, Tone):
            return
        self.done.append(request)
        answer(self._answers._answer_to(request.item, request.effect))


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal(tmp_path / "journal.sqlite")) as journal:
        yield journal


def bench_on(journal: Journal, helper: Helper) -> Bench:
    bench = Bench(journal, helper.act, now=lambda: NOW)
    bench.resume("0.1.0", PROFILE)
    bench.run_pending()
    return bench


def do_one_item(bench: Bench) -> None:
    for entry in (
        Scanned(ISBN, "isbn"),
        TagsOnPad((BLANK,)),
        Scanned(NEXT_NUMBER, "item"),
        TagsOnPad(),
    ):
        bench.post(entry, "device")
        bench.run_pending()


def test_an_item_is_released_and_every_input_is_in_the_journal(journal: Journal) -> None:
    bench = bench_on(journal, Helper())
    do_one_item(bench)
    assert bench.state.released == 1
    state, count = replay(journal)
    assert state == bench.state
    assert count == journal.last_seq


def test_a_scan_is_on_disk_before_it_is_looked_up(journal: Journal, tmp_path: Path) -> None:
    seen: list[int] = []

    class Spy(Helper):
        def act(self, request: Request, answer: Callable[[AnyInput], None]) -> None:
            if isinstance(request.effect, LookUp):
                other = Journal(tmp_path / "journal.sqlite")
                seen.append(other.last_seq)
                other.close()
            super().act(request, answer)

    bench = bench_on(journal, Spy())
    bench.post(Scanned(ISBN, "isbn"))
    bench.run_pending()
    assert seen == [2]


def test_a_new_bench_on_the_same_journal_stands_where_the_old_one_stood(
    journal: Journal,
) -> None:
    bench = bench_on(journal, Helper())
    bench.post(Scanned(ISBN, "isbn"))
    bench.run_pending()
    item = bench.state.now
    again = bench_on(journal, Helper())
    assert again.state.now == item


def test_what_was_asked_for_when_it_was_killed_is_asked_again(journal: Journal) -> None:
    deaf = Bench(journal, lambda request, answer: None, now=lambda: NOW)
    deaf.resume("0.1.0", PROFILE)
    deaf.post(Scanned(ISBN, "isbn"))
    deaf.run_pending()
    helper = Helper()
    bench = bench_on(journal, helper)
    assert isinstance(helper.done[0].effect, LookUp)
    assert bench.state.now is not None
    assert bench.state.now.title == LEFT_HAND


def test_inputs_recorded_but_not_worked_on_are_worked_on_at_the_next_start(
    journal: Journal,
) -> None:
    bench = bench_on(journal, Helper())
    journal.append(STREAM, [(NOW, "scanner", Scanned(ISBN, "isbn"))])
    del bench
    again = bench_on(journal, Helper())
    assert again.state.now is not None
    assert again.state.now.title == LEFT_HAND


def test_checkpoints_shorten_the_start_and_change_nothing(journal: Journal) -> None:
    bench = bench_on(journal, Helper())
    for _ in range(CHECKPOINT_EVERY):
        bench.post(UndoAsked())
    bench.post(Scanned(ISBN, "isbn"))
    bench.run_pending()
    again = Bench(journal, Helper().act, now=lambda: NOW)
    assert again.resume("0.1.0", PROFILE) < CHECKPOINT_EVERY
    assert again.state == bench.state == replay(journal)[0]


def test_a_full_disk_holds_what_was_scanned_until_there_is_room(journal: Journal) -> None:
    bench = bench_on(journal, Helper())
    pages = journal._db.execute("PRAGMA page_count").fetchone()[0]
    journal._db.execute(f"PRAGMA max_page_count = {pages}")
    posted = 0

    def scan_until_full() -> None:
        nonlocal posted
        while True:
            posted += 1
            bench.post(Scanned(f"{ISBN}-{posted}", "isbn"))
            bench.run_pending()

    with pytest.raises(JournalError):
        scan_until_full()
    journal._db.execute("PRAGMA max_page_count = 1000000")
    bench.post(UndoAsked())
    bench.run_pending()
    recorded = [
        one.entry.code for one in journal.entries(STREAM, INPUTS) if isinstance(one.entry, Scanned)
    ]
    assert recorded == [f"{ISBN}-{number}" for number in range(1, posted + 1)]


def test_on_its_own_threads_it_does_the_same(journal: Journal) -> None:
    states: SimpleQueue[BenchState] = SimpleQueue()
    bench = Bench(journal, Helper().act, now=lambda: NOW)
    bench.changed = lambda: states.put(bench.state)

    def wait_for(reached: Callable[[BenchState], bool]) -> None:
        while not reached(states.get(timeout=10)):
            pass

    bench.resume("0.1.0", PROFILE)
    bench.start()
    bench.post(Scanned(ISBN, "isbn"))
    bench.post(TagsOnPad((BLANK,)))
    wait_for(lambda state: "scan the barcode" in prompt(state))
    bench.post(Scanned(NEXT_NUMBER, "item"))
    wait_for(lambda state: state.released == 1)
    bench.stop()
    assert replay(journal)[0] == bench.state


def test_a_defect_ends_the_work_in_words_and_loses_nothing(journal: Journal) -> None:
    crashed = threading.Event()

    def fail(request: Request, answer: Callable[[AnyInput], None]) -> None:
        del answer
        if isinstance(request.effect, LookUp):
            raise ZeroDivisionError("by nothing")

    bench = Bench(journal, fail, now=lambda: NOW)
    bench.changed = lambda: crashed.set() if bench.crashed else None
    bench.resume("0.1.0", PROFILE)
    bench.start()
    bench.post(Scanned(ISBN, "isbn"))
    assert crashed.wait(10)
    assert not bench.wait_until_calm(10), "what was asked for was not done"
    assert bench.crashed is not None
    assert "ZeroDivisionError: by nothing" in bench.crashed.what
    bench.post(Scanned("31234000000101", "item"))
    bench.stop()
    again = bench_on(journal, Helper())
    assert again.state.now is not None
    assert again.state.now.title == LEFT_HAND
    scans = [
        one.entry.code for one in journal.entries(STREAM, INPUTS) if isinstance(one.entry, Scanned)
    ]
    assert scans == [ISBN, "31234000000101"]
