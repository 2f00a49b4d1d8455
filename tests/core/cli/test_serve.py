"""`procstation serve`: what it refuses, and what it says."""

import socket
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from procstation.cli.answer import FAILED, WRONG_USAGE
from procstation.cli.main import status_of
from procstation.web import running
from procstation.web.server import StationServer


class Told:
    """In the place of the running server: what it was given."""

    def __init__(self) -> None:
        self.servers: list[StationServer] = []
        self.address = ("", 0)

    def __call__(self, server: StationServer, listener: socket.socket, show_link: object) -> None:
        del show_link
        self.servers.append(server)
        self.address = listener.getsockname()
        listener.close()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    # It hands the store to the interface by the environment; these are put back afterwards.
    monkeypatch.setenv("PROCSTATION_HOME", "")
    monkeypatch.setenv("PROCSTATION_STORE", "")
    one = Told()
    monkeypatch.setattr(running, "run_server", one)
    return one


def serve(home: Path, *options: str) -> int:
    return status_of(["--home", str(home), "serve", "--port", "0", *options])


def test_it_listens_on_loopback_unless_told(
    tmp_path: Path, told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    assert serve(tmp_path) == 0
    assert told.address[0] == "127.0.0.1"
    assert told.servers[0].link().startswith(f"http://127.0.0.1:{told.address[1]}/?token=")
    assert capsys.readouterr().err == ""


def test_other_machines_are_reached_with_a_warning(
    tmp_path: Path, told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    assert serve(tmp_path, "--host", "0.0.0.0") == 0
    assert f"http://{socket.gethostname()}:" in told.servers[0].link()
    assert "warning: who listens in on the network" in capsys.readouterr().err
    assert serve(tmp_path, "--host", "0.0.0.0", "--url", "https://station.example.org/") == 0
    assert told.servers[1].link().startswith("https://station.example.org/?token=")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "url", ["station", "ftp://x", "https://x/station", "https://me:secret@x", "https://x?y"]
)
def test_an_address_that_is_none(
    tmp_path: Path, told: Told, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    assert serve(tmp_path, "--url", url) == WRONG_USAGE
    assert "is no address of a server" in capsys.readouterr().err
    assert told.servers == []


def test_a_port_that_is_taken(
    tmp_path: Path, told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert serve(tmp_path, "--port", str(port)) == FAILED
    assert f"Nothing can listen at 127.0.0.1 port {port}" in capsys.readouterr().err
    assert told.servers == []


def test_a_lasting_token(
    tmp_path: Path,
    told: Told,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PROCSTATION_SECRET_SHELF_TABLET", "an-often-used-token-of-ours")
    assert serve(tmp_path, "--secret", "shelf-tablet") == 0
    assert told.servers[0].link().endswith("/?token=an-often-used-token-of-ours")
    monkeypatch.setenv("PROCSTATION_SECRET_SHELF_TABLET", "short")
    assert serve(tmp_path, "--secret", "shelf-tablet") == WRONG_USAGE
    error = capsys.readouterr().err
    assert "is shorter than 20 characters" in error
    assert "'short'" not in error
    assert serve(tmp_path, "--secret", "nowhere") == FAILED
    assert len(told.servers) == 1


def test_a_station_in_a_terminal_keeps_browsers_out(tmp_path: Path, told: Told) -> None:
    assert serve(tmp_path) == 0
    in_use = told.servers[0]._in_use
    in_use()
    with FileLock(tmp_path / "station.lock"), pytest.raises(Exception, match="Another station"):
        in_use()
    in_use()


def test_the_extra_it_needs_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [one for one in sys.modules if one.startswith("procstation.web")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    assert serve(tmp_path) == WRONG_USAGE
    error = capsys.readouterr().err
    assert "needs the package 'aiohttp'" in error
    assert "procstation[web]" in error
