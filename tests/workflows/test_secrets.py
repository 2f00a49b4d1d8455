"""A password is written down nowhere: not in the home, the store, the journal, a log, an error.

Each connector speaks over real sockets to its simulated system, and everybody logs all there is.
"""

import base64
import json
import logging
import socket
import ssl
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

import pytest
from cart_to_system import SYSTEMS
from contract_systems import SystemCase, connector_named, simulator_named
from station_play import SCANNER
from system_catalogue import load_catalogue

from procstation.cli.main import status_of
from procstation.config import parse_config
from procstation.credentials import variable_of
from procstation.devices import Rack
from procstation.errors import StationError
from procstation.ils import (
    ItemDraft,
    ItemField,
    ItemKey,
    LibrarySystem,
    Sighting,
    TitleQuery,
    open_system,
)
from procstation.ils.http_session import HttpSession
from procstation.ils.network import Network, SocketLine
from procstation.ils.serve import ServedSystem
from procstation.station import Station, open_station
from procstation_simulators.ils.faults import FaultName
from procstation_simulators.ils.stock import books

RIGHT, WRONG = "Zw3tschgen&kn0edel/7", "M4rillen&kn0edel/8"
ASKED_FOR_AS = {"alma": "key", "sierra": "secret", "oclc": "secret"}
"""What simulated systems call their password."""

FAILING: tuple[FaultName, ...] = (
    "web page",
    "server error after",
    "expired",
    "half answer",
    "busy",
)
SIP2_FAILING: tuple[FaultName, ...] = ("expired", "busy", "hang up after")
"""Those that nobody has to wait for, as long as the server says."""

TALKATIVE = ("httpx", "httpcore", "httpcore.connection", "httpcore.http11", "procstation.ils")
TLS = Path(__file__).parents[1] / "data" / "tls"
AT = "2026-11-22T01:02:03+00:00"
STOCK = books(4, 1)
PATIENCE_S = 10.0


class HastyClock:
    """Goes with the real one, and never waits."""

    def now_s(self) -> float:
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        del seconds


@dataclass
class Bench:
    """A home, the system it is configured for, and all that was said so far."""

    home: Path
    case: SystemCase
    system: Any
    url: str
    said: list[str]

    @property
    def configuration(self) -> str:
        chosen = dict(self.case.options)
        if self.case.name == "oclc":
            chosen["login_url"] = f"{self.url.removesuffix('/worldcat')}/token"
        options = ", ".join(f"{key} = {json.dumps(value)}" for key, value in chosen.items())
        return f"""
[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "{SCANNER}"
[systems.ils]
connector = "{self.case.name}"
url = "{self.url}"
user = "{self.case.user}"
options = {{ {options} }}
[outbox]
at_once = false
"""

    @contextmanager
    def station(self) -> Iterator[Station]:
        """Run a station on the network, whose waiting takes no time."""
        self.home.joinpath("procstation.toml").write_text(self.configuration, encoding="utf-8")
        config = parse_config(self.configuration, "procstation.toml")
        self.said.append(repr(config))
        way = {"ils": Network(HastyClock())}
        store = f"sqlite:///{self.home / 'store.sqlite'}"
        station = open_station(self.home, config, store, Rack(), wirings=way)
        try:
            yield station
        finally:
            station.stop()

    def try_all(self, station: Station) -> None:
        """Call everything there is, and have a change sent; keep what it says."""
        desk = station.system
        assert desk is not None
        for call in calls(desk.system, self.case):
            self.note(call)
        desk.outbox.post_seen({STOCK[1].barcode: AT}, f"sweep/{len(self.said)}")
        self.note(desk.courier.run_once)
        self.said += [repr(desk), repr(desk.system), repr(vars(desk.system)), repr(desk.state)]

    def note(self, call: Callable[[], object]) -> None:
        try:
            self.said.append(repr(call()))
        except (StationError, RuntimeError) as error:
            self.said.append(repr(error))
            self.said += traceback.format_exception(error)


def calls(library: LibrarySystem, case: SystemCase) -> list[Callable[[], object]]:
    key = ItemKey(barcode=STOCK[0].barcode)

    def update() -> object:
        (item,) = library.find_items([key])
        assert item is not None
        return library.update_item(item, {ItemField.CALL_NUMBER: "A1 .B2"})

    return [
        library.state,
        lambda: library.find_items([key]),
        lambda: library.find_titles(TitleQuery(words="rivers")),
        lambda: library.create_item(ItemDraft("1", case.draft)),
        update,
        lambda: library.mark_seen([Sighting(key, AT)]),
        lambda: library.check_in(STOCK[0].barcode, AT),
    ]


@pytest.fixture(
    params=[
        pytest.param(name, marks=[] if name in {"koha", "sip2"} else pytest.mark.campaign)
        for name in sorted(SYSTEMS)
    ]
)
def bench(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Bench]:
    """A home beside each system in turn, served on loopback."""
    case = SYSTEMS[request.param]
    monkeypatch.setattr("procstation.ils.registry.load_connector", connector_named)
    query = {**case.query, "items": "4", ASKED_FOR_AS.get(case.name, "password"): RIGHT}
    system = simulator_named(case.name).build(query, lambda: 1_790_000_000.0)
    served = ServedSystem(system, "127.0.0.1", 0)
    path = urlsplit(connector_named(case.name).address).path
    home = tmp_path / "home"
    home.mkdir()
    with everything_logged(home):
        yield Bench(home, case, system, served.address + path, [])
    served.close()


@contextmanager
def everything_logged(home: Path) -> Iterator[None]:
    """Have all loggers write all they have to a file in the home."""
    handler = logging.FileHandler(home / "debug.log", encoding="utf-8")
    before = {name: logging.getLogger(name).level for name in ("", *TALKATIVE)}
    logging.getLogger().addHandler(handler)
    for name in before:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
        logging.getLogger().removeHandler(handler)
        handler.close()


@contextmanager
def somebody_elses_certificate() -> Iterator[int]:
    """A server on loopback whose certificate nobody vouches for; gives its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
    done = threading.Event()

    def serve(listener: socket.socket) -> None:
        while not done.is_set():
            plain, _ = listener.accept()
            try:
                context.wrap_socket(plain, server_side=True).close()
            except (OSError, ssl.SSLError):
                plain.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE_S)
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        port = listener.getsockname()[1]
        yield port
        done.set()
        socket.create_connection(("127.0.0.1", port)).close()
        thread.join(PATIENCE_S)


def shapes_of(secret: str, user: str) -> set[bytes]:
    """Return all that a secret may look like somewhere."""
    pair = f"{user}:{secret}"
    texts = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), secret[:8]}
    coded = {base64.b64encode(one.encode()).decode().rstrip("=") for one in (secret, pair)}
    return {text.encode() for text in texts | coded}


def break_defectively(patch: pytest.MonkeyPatch) -> None:
    """Have each answer run into a defect of our own, with what was sent still at hand."""

    def broken(*_: object) -> None:
        raise RuntimeError("a defect")

    patch.setattr(HttpSession, "_read", broken)
    patch.setattr(SocketLine, "receive", broken)


def on_the_command_line(bench: Bench) -> None:
    """Have everything reported that tells of systems and messages."""
    bench.home.joinpath("procstation.toml").write_text(bench.configuration, encoding="utf-8")
    for command in ("system list", "system check", "outbox send", "outbox show 1", "doctor"):
        arguments = ["--home", str(bench.home), *command.split()]
        bench.said.append(f"{command}: {status_of(arguments)}")


def check(bench: Bench, said: bytes) -> None:
    user = bench.case.user
    forbidden = {shape for secret in (RIGHT, WRONG) for shape in shapes_of(secret, user)}
    if bench.case.tokens:
        forbidden.add(bench.case.tokens.encode())
    files = {path.name: path.read_bytes() for path in bench.home.rglob("*") if path.is_file()}
    assert {"debug.log", "store.sqlite", "journal.sqlite", "procstation.toml"} <= files.keys()
    assert b"ils " in files["debug.log"], "the connector logs its calls"
    files |= {"what was said": "\n".join(bench.said).encode(), "stdout and stderr": said}
    for name, content in files.items():
        for shape in forbidden:
            at = content.find(shape)
            assert at < 0, f"{shape!r} in {name}: {content[max(0, at - 200) : at + 80]!r}"


@pytest.mark.long
def test_it_is_written_down_nowhere(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv(variable_of("ils"), RIGHT)
    monkeypatch.setattr("procstation.ils.registry.Network", lambda: Network(HastyClock()))
    section = parse_config(bench.configuration, "procstation.toml").systems["ils"]
    library = open_system("ils", section)
    load_catalogue(bench.home, library, STOCK)
    library.close()
    with bench.station() as station:
        bench.try_all(station)
        for fault in SIP2_FAILING if bench.case.name == "sip2" else FAILING:
            bench.system.faults.add(*[fault] * 3)
            bench.try_all(station)
            bench.system.faults.clear()
        with monkeypatch.context() as patch:
            break_defectively(patch)
            bench.try_all(station)
    on_the_command_line(bench)
    monkeypatch.setenv(variable_of("ils"), WRONG)
    on_the_command_line(bench)
    monkeypatch.setenv(variable_of("ils"), RIGHT)
    with somebody_elses_certificate() as port:
        scheme = "sip2s" if bench.case.name == "sip2" else "https"
        bench.url = f"{scheme}://127.0.0.1:{port}{urlsplit(bench.url).path}"
        on_the_command_line(bench)
    out, err = capfdbinary.readouterr()
    check(bench, out + err)
