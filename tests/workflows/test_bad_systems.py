"""What bad systems and bad networks do to a message: named in words, not lost, not done twice.

From the outbox through the real connector to the simulated system; over real sockets where it is
the socket that fails.
"""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from contract_systems import CASES, EPOCH_S, SystemCase, connector_named, simulator_named
from system_catalogue import load_catalogue
from told_writes import Writes

from procstation.catalog import Catalogue
from procstation.config import SystemSection
from procstation.credentials import variable_of
from procstation.ils import LibrarySystem, Wiring, open_system
from procstation.ils.network import Network
from procstation.ils.serve import ServedSystem
from procstation.ils.sim_wiring import SimulatedWiring, VirtualClock
from procstation.items import CallNumber, Scheme
from procstation.outbox import Answer, Courier, Outbox, State
from procstation_simulators.ils.faults import FaultName
from procstation_simulators.ils.sip2.session import FrameFault
from procstation_simulators.ils.stock import books

STOCK = books(4, 1)
BARCODE = STOCK[0].barcode
NEW = "Z100 .N1 2026"
TLS = Path(__file__).parents[1] / "data" / "tls"
PATIENCE_S = 10.0
BY_TITLE = {str(case): case for case in CASES}


@dataclass
class Way:
    """An outbox with one message, and the system it goes to."""

    home: Path
    case: SystemCase
    system: Any
    clock: VirtualClock
    catalogue: Catalogue
    outbox: Outbox
    writes: Writes

    def courier(self, wiring: Wiring | None = None, url: str = "") -> Courier:
        """Return a courier to the system, or to what stands in its place."""
        way = wiring or SimulatedWiring(self.system, self.clock)
        library = connect(self.case, way, url)
        return Courier(self.outbox, "ils", library, self.now)

    def now(self) -> str:
        return now_of(self.clock)

    def try_for(self, courier: Courier, tries: int) -> None:
        """Have the courier try so often, with hours between."""
        for _ in range(tries):
            courier.run_once()
            self.clock.wait(7200)

    @property
    def state(self) -> State:
        return self.outbox.message(1)[0].state

    @property
    def answer(self) -> Answer:
        return self.outbox.message(1)[0].answer

    def arrives(self) -> None:
        """See that it arrives now that all is well, and was done once."""
        courier = self.courier()
        courier.run_once()
        assert self.state is State.DONE
        assert self.writes.was_told(BARCODE)
        assert self.writes.twice == []


def now_of(clock: VirtualClock) -> str:
    moment = datetime.fromtimestamp(EPOCH_S + clock.now_s(), UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def connect(case: SystemCase, wiring: Wiring, url: str = "") -> LibrarySystem:
    section = SystemSection(
        connector=case.name,
        url=url or f"sim://{case.name}",
        user=case.user,
        options=dict(case.options),
    )
    return open_system("ils", section, wiring)


def prepare(home: Path, title: str, **query: str) -> Way:
    """Make a catalogue of what a system has, and post a change: a call number, or a sighting."""
    case, clock = BY_TITLE[title], VirtualClock()
    settings = {**case.query, "items": "4", "seed": "1", **query}
    system: Any = simulator_named(case.name).build(settings, lambda: EPOCH_S + clock.now_s())
    library = connect(case, SimulatedWiring(system, clock))
    load_catalogue(home, library, STOCK)
    library.close()
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    outbox = Outbox(catalogue.store, "bench-1", lambda: now_of(clock))
    if case.name == "sip2":
        outbox.post_seen({BARCODE: now_of(clock)}, "sweep/1")
    else:
        held = catalogue.by_barcode(BARCODE)
        assert held is not None
        item = replace(held[0], call_number=CallNumber(NEW, Scheme.LCC, "bench"))
        saved = catalogue.save_item(item, held[0], by="bench-1", at=now_of(clock))
        outbox.post([saved.id], "bench/1")
    return Way(home, case, system, clock, catalogue, outbox, Writes(system, case))


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("procstation.ils.registry.load_connector", connector_named)
    monkeypatch.setenv(variable_of("ils"), "sesame")


@pytest.fixture
def koha(tmp_path: Path) -> Iterator[Way]:
    way = prepare(tmp_path, "koha")
    with closing(way.catalogue):
        yield way


@pytest.fixture
def sip2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Way]:
    monkeypatch.setenv(variable_of("ils"), "sesame-sip")
    way = prepare(tmp_path, "sip2")
    with closing(way.catalogue):
        yield way


def test_a_wrong_password(koha: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable_of("ils"), "wrong")
    courier = koha.courier()
    koha.try_for(courier, 3)
    assert (koha.state, courier.state.reached) == (State.WAITING, False)
    assert "does not accept the login" in courier.state.trouble
    assert "Check user and password" in courier.state.do_next
    monkeypatch.setenv(variable_of("ils"), koha.case.password)
    koha.arrives()


def test_an_expired_token(tmp_path: Path) -> None:
    way = prepare(tmp_path, "koha-oauth2")
    with closing(way.catalogue):
        way.system.forget_logins()
        way.system.faults.add("ok", "expired", "expired")
        way.arrives()


@pytest.mark.long
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("web page", "with a web page"),
        ("half answer", "broke off"),
        ("silence before", "did not answer in time"),
        ("silence after", "did not answer in time"),
        ("hang up after", "broke off"),
        ("busy", "takes no more calls for now"),
        ("busy for 2 s", "takes no more calls for now"),
        ("not in service", "is not in service"),
        ("server error after", "failed at"),
        ("not listening", "cannot be reached"),
    ],
)
def test_a_bad_day_of_the_system(koha: Way, fault: FaultName, words: str) -> None:
    koha.system.faults.add(*[fault] * 100)
    courier = koha.courier()
    koha.try_for(courier, 2)
    assert koha.state is State.WAITING
    assert words in koha.answer.what
    assert courier.state.reached is False
    koha.system.faults.clear()
    koha.arrives()


@pytest.mark.parametrize(
    "fault", ["silence after", "hang up after", "half answer", "gateway after"]
)
def test_a_change_whose_answer_is_lost(koha: Way, fault: FaultName) -> None:
    koha.system.faults.add("ok", "ok", fault)
    koha.try_for(koha.courier(), 1)
    assert koha.state is State.WAITING
    assert koha.answer.unsure
    koha.arrives()


def test_a_number_that_means_another_item(koha: Way) -> None:
    koha.system.change_at_desk(BARCODE, {"external_id": "39999999999999"})
    koha.try_for(koha.courier(), 1)
    assert koha.state is State.CONFLICT
    assert "39999999999999" in koha.answer.what
    assert koha.system.items()["39999999999999"]["callnumber"] == STOCK[0].call_number


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_a_day_off(tmp_path: Path, days: int) -> None:
    way = prepare(tmp_path, "koha-oauth2")
    with closing(way.catalogue):
        way.system._wall_s = lambda: EPOCH_S + days * 86_400 + way.clock.now_s()
        way.arrives()


@pytest.mark.parametrize("fault", ["wrong checksum", "no checksum", "other charset"])
def test_a_bad_frame_of_sip2(sip2: Way, fault: FrameFault) -> None:
    sip2.system.frame_faults.append(fault)
    sip2.try_for(sip2.courier(), 2)
    assert sip2.state in {State.DONE, State.REFUSED}
    assert sip2.system.items()[BARCODE]["check_ins"] == 1
    if sip2.state is State.REFUSED:
        assert "got lost" in sip2.answer.what


def test_a_server_that_takes_the_call_and_never_answers(
    koha: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("procstation.ils.http_session.READ_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        courier = koha.courier(Network(koha.clock), url)
        koha.try_for(courier, 1)
        courier.stop()
    assert koha.state is State.WAITING
    assert "did not answer in time" in koha.answer.what
    koha.arrives()


def test_a_certificate_that_nobody_vouches_for(koha: Way) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")

    def serve(listener: socket.socket) -> None:
        plain, _ = listener.accept()
        with plain, pytest.raises((OSError, ssl.SSLError)):
            context.wrap_socket(plain, server_side=True)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE_S)
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        courier = koha.courier(Network(koha.clock), url)
        koha.try_for(courier, 1)
        courier.stop()
        thread.join(PATIENCE_S)
    assert koha.state is State.WAITING
    assert "The encrypted connection to ils fails" in courier.state.trouble
    assert "certificate" in courier.state.do_next
    koha.arrives()


def test_a_real_connection_carries_a_change(koha: Way) -> None:
    served = ServedSystem(koha.system, "127.0.0.1", 0)
    try:
        courier = koha.courier(Network(koha.clock), served.address)
        courier.run_once()
        courier.stop()
    finally:
        served.close()
    assert koha.state is State.DONE
