"""Alma's page and the bench at the same pad."""

import socket
import urllib.error
import urllib.request
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from station_play import StationPlay, make_devices_quick, station_config

UID = "E00401005B6C7D8E"
SERVICE = """
[alma_service]
on = {on}
origin = "https://library.alma.exlibrisgroup.com"
port = {port}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def ask(port: int, body: bytes | None = None) -> bytes:
    url = f"http://127.0.0.1:{port}/rfid/getItems"
    with urllib.request.urlopen(url, body, timeout=10) as answer:
        return bytes(answer.read())


def test_the_open_bench_answers_alma_from_its_own_pad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_devices_quick(monkeypatch)
    port = free_port()
    config = station_config(printers=SERVICE.format(on="true", port=port))
    with StationPlay(tmp_path, config) as play:
        assert fromstring(ask(port)).findall("items/item") == []
        play.at_pad(f"lay {UID}")
        play.until(lambda state: bool(state.on_pad), "the tag on the pad")
        assert fromstring(ask(port)).findall("items/item") == []
        wish = b"<rfid><barcode>31234000875612</barcode><is_secure>false</is_secure></rfid>"
        assert b"is not on the pad" in ask(port, wish)
    with pytest.raises(urllib.error.URLError):
        ask(port)


def test_without_the_setting_nobody_listens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_devices_quick(monkeypatch)
    port = free_port()
    config = station_config(printers=SERVICE.format(on="false", port=port))
    with StationPlay(tmp_path, config), pytest.raises(urllib.error.URLError):
        ask(port)
