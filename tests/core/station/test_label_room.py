"""The room of the labels on a running station."""

import threading
from pathlib import Path
from typing import Any

import pytest
from station_play import StationPlay, make_devices_quick, station_config

from procstation.printing import PrintDesk

LIMIT_S = 10


def test_what_a_label_takes_is_loaded_when_its_printer_is_ready_and_nothing_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_devices_quick(monkeypatch)
    drawn: dict[tuple[str, str], list[bytes]] = {}
    both = threading.Event()
    prepare = PrintDesk.prepare

    def noted(desk: PrintDesk, requests: Any, target: Any) -> Any:
        job = prepare(desk, requests, target)
        drawn[target.printer, requests[0].template] = [batch.data for batch in job.batches]
        if len(drawn) == 2:
            both.set()
        return job

    monkeypatch.setattr(PrintDesk, "prepare", noted)
    with StationPlay(tmp_path, station_config()) as play:
        assert both.wait(LIMIT_S)
        assert not play.printed("spine")
        assert not play.printed("barcode")
    assert drawn.keys() == {("spine", "spine"), ("barcode", "barcode")}
    assert all(len(data) == 1 for data in drawn.values())
    assert b"31234000000018" in drawn["barcode", "barcode"][0].replace(b" ", b"")
