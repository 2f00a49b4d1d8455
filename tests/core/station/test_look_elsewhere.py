"""Books that neither the catalogue nor the library system has: other catalogues are asked."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sru_server import SruServer, sru_server
from system_station import open_beside, system_in_memory

from procstation.devices import Rack, Scan
from procstation.linking import BenchState, Chose, Topic
from procstation.station import Station

BOOKS = Path(__file__).parents[2] / "data" / "copycat" / "books.xml"
LIMIT_S = 15.0
ONE, SEVERAL, NONE = "9780307474728", "9780441478125", "9780141439587"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SruServer]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with sru_server(BOOKS) as running:
        yield running


@pytest.fixture
def open_it(
    tmp_path: Path, server: SruServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Station]]:
    more = f'[[copycat.targets]]\nname = "union"\nurl = "{server.url}"\ntimeout_s = 5\n'
    opened: list[Station] = []

    def open_again() -> Station:
        while opened:
            opened.pop().stop()
        opened.append(open_beside(tmp_path, system_in_memory(), monkeypatch, more, Rack()))
        return opened[0]

    yield open_again
    for station in opened:
        station.stop()


def until(station: Station, reached: Callable[[BenchState], bool]) -> BenchState:
    changed = threading.Condition()

    def tell() -> None:
        with changed:
            changed.notify_all()

    station.listen(tell, lambda _: None)
    with changed:
        assert changed.wait_for(lambda: reached(station.bench.state), LIMIT_S), station.bench.state
    return station.bench.state


def scan(station: Station, code: str) -> None:
    station.scanned("keyboard", Scan(code, code.encode()))


def has_title(state: BenchState) -> bool:
    return state.now is not None and state.now.title is not None


def test_the_only_record_is_taken(open_it: Callable[[], Station]) -> None:
    station = open_it()
    scan(station, ONE)
    state = until(station, has_title)
    assert any("asking koha and other catalogues" in line.text for line in state.lines)
    assert state.now is not None
    assert state.now.title is not None
    assert state.now.title.title == "Cien años de soledad"


def test_of_several_a_person_takes_one_also_after_a_restart(
    open_it: Callable[[], Station], server: SruServer
) -> None:
    station = open_it()
    scan(station, SEVERAL)
    state = until(station, lambda state: state.question is not None)
    assert state.question is not None
    assert state.question.topic is Topic.WHICH_OFFER
    assert all("(union" in one for one in state.question.choices[:-1])
    wanted = next(
        number
        for number, one in enumerate(state.question.choices)
        if one.startswith("The left hand")
    )
    station = open_it()
    until(station, lambda state: any("Started" in line.text for line in state.lines[-1:]))
    asked = len(server.asked)
    station.bench.post(Chose(wanted))
    # What was offered is not known any more: it is looked for, and offered, again.
    until(station, lambda state: state.question is not None and len(server.asked) > asked)
    station.bench.post(Chose(wanted))
    state = until(station, has_title)
    assert state.now is not None
    assert state.now.title is not None
    assert state.now.title.title == "The left hand of darkness"


def test_a_target_that_is_away_is_said(open_it: Callable[[], Station], server: SruServer) -> None:
    station = open_it()
    server.fault = "html"
    scan(station, NONE)
    state = until(
        station, lambda state: any("no record was found" in line.text for line in state.lines)
    )
    assert any("union" in line.text for line in state.lines)
    assert state.now is not None
    assert state.now.code == NONE
