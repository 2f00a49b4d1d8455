"""A live sweep in its store: taken up where it was cut off, and in the report."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sweep_play import SWEEP, barcode, live_sweeps, make_home, open_catalogue

from procstation.errors import InputRefused, StoreError
from procstation.journal import Journal
from procstation.station.sweep_build import begin_sitting
from procstation.station.sweep_desk import SWEEP_STREAM, SweepDesk
from procstation.sweeping.live_inputs import (
    LIVE_INPUTS,
    BookScanned,
    ConditionSaid,
    Echo,
    PlaceScanned,
    TagsHeard,
)
from procstation.sweeping.live_records import LiveSweeps
from procstation.sweeping.live_state import LiveOutcome
from procstation.sweeping.model import Heard, Scope

AT = "2026-11-22T10:00:00Z"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make_home(tmp_path / "home", 40)
    return tmp_path / "home"


@pytest.fixture
def sweeps(home: Path) -> Iterator[LiveSweeps]:
    catalogue = open_catalogue(home)
    yield live_sweeps(catalogue)
    catalogue.close()


@pytest.fixture
def journal(home: Path) -> Iterator[Journal]:
    journal = Journal(home / "journal.sqlite")
    yield journal
    journal.close()


def begin(journal: Journal, sweeps: LiveSweeps, name: str = SWEEP) -> SweepDesk:
    return begin_sitting(journal, sweeps, name, "ann", "bench-1", lambda: AT)


def scan(desk: SweepDesk, *numbers: int) -> None:
    for one in numbers:
        desk.post(BookScanned(barcode(one)), "scanner")


def test_a_sitting_that_was_cut_off_goes_on_as_the_same(
    journal: Journal, sweeps: LiveSweeps
) -> None:
    first = begin(journal, sweeps)
    first.post(PlaceScanned("7"))
    scan(first, 1, 2, 3)
    first.run_pending()
    scan(first, 4, 2)
    first.post(ConditionSaid("damaged"))
    # Recorded, and not yet in the store when the power goes.
    first._collect(block=False)
    first._record()
    again = begin(journal, sweeps)
    assert again.state.sitting == first.state.sitting
    assert (again.state.reads, again.state.found, again.state.place) == (5, 4, "7")
    assert again.state.now is not None
    assert again.state.now.outcome is LiveOutcome.NOTED
    progress = sweeps.progress(SWEEP)
    assert [(one.person, one.read) for one in progress.sittings] == [("ann", 5)]
    assert sweeps.report(SWEEP).conditions == {barcode(2): ("damaged",)}


def test_a_sitting_that_ended_well_is_followed_by_another(
    journal: Journal, sweeps: LiveSweeps
) -> None:
    first = begin(journal, sweeps)
    scan(first, 1)
    first.stop()
    second = begin(journal, sweeps)
    assert second.state.sitting != first.state.sitting
    assert (second.state.reads, second.state.found, second.state.said) == (0, 1, ())


def test_what_was_read_into_another_sweep_is_added_to_that_one_first(
    journal: Journal, sweeps: LiveSweeps
) -> None:
    first = begin(journal, sweeps)
    scan(first, 1, 2)
    first._collect(block=False)
    first._record()
    sweeps.open("other", Scope())
    other = begin(journal, sweeps, "other")
    assert (other.state.sweep, other.state.reads) == ("other", 0)
    assert sweeps.progress(SWEEP).heard == 2
    assert sweeps.progress("other").heard == 0


def test_a_sweep_that_was_deleted_meanwhile_is_let_go(journal: Journal, sweeps: LiveSweeps) -> None:
    scan(begin(journal, sweeps), 1)
    sweeps.delete(SWEEP)
    sweeps.open("other", Scope())
    assert begin(journal, sweeps, "other").state.sweep == "other"


def test_a_closed_sweep_is_not_worked_on(sweeps: LiveSweeps) -> None:
    sweeps.close(SWEEP)
    with pytest.raises(InputRefused, match="was closed"):
        sweeps.require_open(SWEEP)


def test_reports_of_one_reader_are_recorded_as_one_and_counted_each(
    journal: Journal, sweeps: LiveSweeps
) -> None:
    desk = begin(journal, sweeps)
    for strength in (-60.0, -40.0, None):
        desk.post(TagsHeard((Echo(barcode(1), 2, strength), Echo(barcode(2)))), "wand")
    desk.post(BookScanned(barcode(3)), "scanner")
    desk.run_pending()
    entries = [one.entry for one in journal.entries(SWEEP_STREAM, LIVE_INPUTS)]
    assert entries[1:] == [
        TagsHeard((Echo(barcode(1), 6, -40.0), Echo(barcode(2), 3))),
        BookScanned(barcode(3)),
    ]
    assert sweeps.progress(SWEEP).sittings[0].read == 10


class SlowStore:
    """A store that takes nothing until it is told to."""

    def __init__(self, sweeps: LiveSweeps) -> None:
        self.away = True
        self._sweeps = sweeps

    def hear(self, sitting: int, heard: list[tuple[int, Heard]]) -> int:
        if self.away:
            raise StoreError("The store is away.", "Wait.")
        return self._sweeps.hear(sitting, heard)

    def note_conditions(self, *_: object) -> None:
        raise AssertionError("nothing was said")


def test_a_store_that_is_away_costs_no_tone_and_no_read(
    journal: Journal, sweeps: LiveSweeps
) -> None:
    desk = begin(journal, sweeps)
    store = SlowStore(sweeps)
    desk._keeping = store  # type: ignore[assignment]
    tones: list[LiveOutcome] = []
    desk.tone = lambda outcome, _: tones.append(outcome)
    scan(desk, 1, 2)
    with pytest.raises(StoreError):
        desk.run_pending()
    assert tones == [LiveOutcome.RIGHT] * 2
    store.away = False
    scan(desk, 3)
    desk.stop()
    assert sweeps.progress(SWEEP).sittings[0].read == 3


def test_what_the_catalogue_cannot_tell_now_is_told_later_and_nothing_passes_it(
    journal: Journal, sweeps: LiveSweeps
) -> None:
    desk = begin(journal, sweeps)
    asked: list[str] = []

    def about(code: str) -> None:
        asked.append(code)
        if len(asked) == 1:
            raise StoreError("The store is away.", "Wait.")

    desk.shelf._ask = about
    desk.post(BookScanned("X"), "scanner")
    scan(desk, 1)
    with pytest.raises(StoreError):
        desk.run_pending()
    desk.run_pending()
    assert [one.barcode for one in desk.state.said] == ["X", barcode(1)]
