"""`procstation alma serve`."""

import socket
import urllib.request
from pathlib import Path

import pytest

from procstation.cli import alma
from procstation.cli.answer import INTERRUPTED, WRONG_USAGE
from procstation.cli.main import status_of

CONFIGURATION = """
[devices.pad]
kind = "rfid"
driver = "feig"
port = "sim://feig?tags=E00401005B6C7D8E"

[alma_service]
origin = "https://library.alma.exlibrisgroup.com"
port = {port}
"""


class OneRequest:
    """Asks once, as Alma's page would, and then presses Ctrl-C."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.answer = b""

    def wait(self) -> None:
        url = f"http://127.0.0.1:{self._port}/getItems"
        with urllib.request.urlopen(url, timeout=5) as answer:
            self.answer = answer.read()
        raise KeyboardInterrupt


def test_it_serves_until_it_is_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    (tmp_path / "procstation.toml").write_text(CONFIGURATION.format(port=port))
    asking = OneRequest(port)
    monkeypatch.setattr(alma, "until_interrupted", lambda: asking)
    assert status_of(["--home", str(tmp_path), "alma", "serve"]) == INTERRUPTED
    said = capsys.readouterr().out
    assert f"listening on http://127.0.0.1:{port}" in said
    assert asking.answer == b"<rfid><items /></rfid>"


def test_it_has_to_be_told_which_alma(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "procstation.toml").write_text(CONFIGURATION.split("[alma_service]", maxsplit=1)[0])
    assert status_of(["--home", str(tmp_path), "alma", "serve"]) == WRONG_USAGE
    assert "which Alma may ask" in capsys.readouterr().err
