"""Books that others know: asked for on a thread of its own, while the bench goes on."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from memory_system import MemorySystem
from outbox_play import HELD
from system_station import open_beside, system_in_memory

from procstation.devices import Scan
from procstation.errors import SystemUnreachable
from procstation.ils import ItemField, RemoteTitle
from procstation.linking import (
    BenchState,
    BriefRecord,
    RecordWritten,
    SetAside,
    StepName,
    StepState,
)
from procstation.linking.view import told_line
from procstation.station import Station
from procstation.station.call_in_time import CallInTime

LIMIT_S = 10.0
EMMA = "9780141439587"
THERE = "30000000000999"


class Watch:
    """Waits for what the bench comes to, by its own news."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self._changed = threading.Condition()
        station.listen(self._tell, lambda _: None)

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def scan(self, code: str) -> None:
        """Scan, and wait until the bench has done what it does at once."""
        self.station.scanned("keyboard", Scan(code, code.encode()))
        assert self.station.bench.wait_until_calm(LIMIT_S)

    def until(self, reached: Callable[[BenchState], bool]) -> BenchState:
        with self._changed:
            assert self._changed.wait_for(lambda: reached(self.station.bench.state), LIMIT_S), (
                self.station.bench.state
            )
        return self.station.bench.state

    def until_said(self, text: str) -> BenchState:
        return self.until(lambda state: any(text in line.text for line in state.lines))


class HangingSystem(MemorySystem):
    """Answers no question until it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()
        self.may_answer = threading.Event()

    def find_titles(self, *args: object, **named: object) -> list[RemoteTitle]:
        self.asked.set()
        assert self.may_answer.wait(LIMIT_S)
        return super().find_titles(*args, **named)  # type: ignore[arg-type]


@contextmanager
def beside(
    system: MemorySystem, home: Path, patch: pytest.MonkeyPatch, more: str = ""
) -> Iterator[Watch]:
    station = open_beside(home, system, patch, more)
    try:
        yield Watch(station)
    finally:
        station.stop()


def emma_there(system: MemorySystem) -> MemorySystem:
    system.titles["77"] = RemoteTitle("77", "Emma", "Austen, Jane", isbn=(EMMA,))
    item = system.add("901", "Emma", barcode=THERE, call_number="PR4034 .E5", location="STACKS")
    system.items["901"] = type(item)("901", "77", item.values, "Emma", on_loan=True)
    return system


def test_an_isbn_the_system_knows_goes_on_and_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = emma_there(system_in_memory())
    with beside(system, tmp_path, monkeypatch) as watch:
        watch.scan(EMMA)
        state = watch.until(lambda state: state.now is not None and state.now.title is not None)
        assert state.now is not None
        assert state.now.title is not None
        assert state.now.title.title == "Emma"
        loads = watch.station._catalogue.loads()
        assert (loads[0].files, loads[0].profile) == (("koha",), "live")


def test_a_barcode_the_system_knows_brings_its_title_and_its_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = emma_there(system_in_memory())
    with beside(system, tmp_path, monkeypatch) as watch:
        watch.scan(THERE)
        state = watch.until(lambda state: state.now is not None and state.now.item is not None)
        assert state.now is not None
        assert state.now.item is not None
        assert (state.now.barcode, state.now.item.status) == (THERE, "on loan")
        assert told_line(state.now) == "koha said so just now"


def test_the_bench_goes_on_while_the_system_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = HangingSystem()
    emma_there(system)
    with beside(system, tmp_path, monkeypatch) as watch:
        watch.scan(EMMA)
        assert system.asked.wait(LIMIT_S)
        # No answer can come before `may_answer`: all this happens while the system hangs.
        watch.scan("9780141439518")
        assert watch.station.bench.is_calm
        now = watch.station.bench.state.now
        assert now is not None
        assert now.title is not None
        assert now.title.title == "Pride and prejudice"
        [aside] = watch.station.bench.state.aside
        assert aside.code == EMMA
        system.may_answer.set()
        state = watch.until_said(f"{EMMA}, which waits aside: found: “Emma”")
        watch.scan(EMMA)
        watch.scan(EMMA)  # the answer to the question whether the book in work is put aside
        state = watch.until(
            lambda state: state.now is not None and state.now.number == aside.number
        )
        assert state.now is not None
        assert state.now.title is not None


def test_a_station_stops_while_the_system_hangs_and_asks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = HangingSystem()
    with beside(hanging, tmp_path, monkeypatch) as watch:
        watch.scan(EMMA)
        assert hanging.asked.wait(LIMIT_S)
    hanging.may_answer.set()
    system = emma_there(system_in_memory())
    with beside(system, tmp_path, monkeypatch) as watch:
        state = watch.until(lambda state: state.now is not None and state.now.title is not None)
        assert state.now is not None
        assert state.now.title is not None
        assert state.now.title.title == "Emma"


def test_nobody_has_it_and_it_is_written_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = system_in_memory()
    system.fails_to_look = [SystemUnreachable("koha does not answer.", "Check the network.")]
    with beside(system, tmp_path, monkeypatch) as watch:
        watch.scan(THERE)
        state = watch.until_said("no record was found")
        assert any("koha does not answer." in line.text for line in state.lines)
        assert state.now is not None
        assert state.now.state_of(StepName.RECORD) is StepState.ASKING
        watch.station.bench.post(RecordWritten(BriefRecord("Emma", isbn="978-0-14-143958-8")))
        watch.until_said("is no ISBN")
        watch.station.bench.post(
            RecordWritten(BriefRecord("Emma", "Austen, Jane", "2015", EMMA, "PR4034 .E5"))
        )
        state = watch.until(lambda state: state.now is not None and state.now.title is not None)
        assert state.now is not None
        assert state.now.title is not None
        assert (state.now.title.title, state.now.title.isbn) == ("Emma", (EMMA,))
        assert list((tmp_path / "fetched" / "by-hand").iterdir())


def test_an_item_is_asked_about_again_when_its_news_are_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = system_in_memory()
    there = system.items["5"]
    values = {**there.values, ItemField.LOCATION: "REF"}
    system.items["5"] = type(there)("5", "11", values, there.title, on_loan=True)
    with beside(system, tmp_path, monkeypatch) as watch:
        # The file it was loaded from is younger than an hour: the system need not be asked.
        watch.scan(HELD)
        assert not system.calls
        watch.station.bench.post(SetAside())
    with beside(system, tmp_path, monkeypatch, "[outbox]\nfresh_minutes = 1\n") as watch:
        monkeypatch.setattr("procstation.station.look_around.freshness_of", lambda *_: old_news())
        watch.scan(HELD)
        state = watch.until_said(f"{HELD}: koha says status: (nothing) → on loan.")
        assert any("koha says location: STACKS → REF" in line.text for line in state.lines)
        assert state.now is not None
        assert told_line(state.now) == "koha said so just now"


def old_news() -> object:
    from procstation.catalog.freshness import Freshness  # noqa: PLC0415

    return Freshness("2020-01-01T00:00:00Z")


def test_one_call_at_a_time_and_none_longer_than_its_limit() -> None:
    gate = threading.Event()
    calls = CallInTime("koha", 0.01)
    with pytest.raises(SystemUnreachable, match="has not answered within"):
        calls.call(lambda: gate.wait(LIMIT_S))
    with pytest.raises(SystemUnreachable, match="an earlier question"):
        calls.call(lambda: True)
    gate.set()
    patient = CallInTime("koha", LIMIT_S)
    assert patient.call(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        patient.call(lambda: 1 // 0)
    patient.stop()
    never = threading.Event()
    with pytest.raises(SystemUnreachable):
        patient.call(lambda: never.wait(LIMIT_S))
    never.set()
