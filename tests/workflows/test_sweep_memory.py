"""A scanner with a memory, put into its cradle while a live sweep is open."""

import threading
from pathlib import Path

import pytest
from station_play import LIMIT_S, make_devices_quick
from sweep_play import SWEEP, barcode, live_sweeps, make_home, open_catalogue

from procstation.config import parse_config
from procstation.devices import Rack, load_simulator
from procstation.station.sweep_build import open_sweep_station

CRADLE = "sim://csp2"
CONFIG = f"""
[devices.opn]
kind = "memory"
driver = "csp2"
port = "{CRADLE}"
"""


@pytest.mark.long
def test_what_it_kept_is_in_the_sweep_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_devices_quick(monkeypatch)
    make_home(tmp_path, 40)
    catalogue = open_catalogue(tmp_path)
    sweeps = live_sweeps(catalogue)
    rack = Rack()
    rack.link(CRADLE, load_simulator("memory", "csp2")).close()
    rack.play(CRADLE, "clock 2026-11-21T09:00:00")
    for number in range(3):
        rack.play(CRADLE, f"scan {barcode(number)}")
    told = threading.Condition()

    def tell() -> None:
        with told:
            told.notify_all()

    station = open_sweep_station(
        tmp_path,
        parse_config(CONFIG, "procstation.toml"),
        catalogue,
        sweeps,
        SWEEP,
        rack,
        person="ann",
    )
    try:
        station.listen(tell, lambda _: None)
        with told:
            assert told.wait_for(lambda: station.state.now is not None, LIMIT_S)
    finally:
        station.stop()
    assert station.state.now is not None
    assert station.state.now.text.startswith("opn ready: 3 codes added, 3 of them new; it is empty")
    [upload] = [one for one in sweeps.progress(SWEEP).sittings if one.kind == "upload"]
    assert (upload.read, upload.person, upload.device) == (3, "ann", "opn")
    catalogue.close()
