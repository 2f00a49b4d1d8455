"""A station on simulated devices beside a library system in memory."""

from pathlib import Path

import pytest
from memory_system import MemorySystem
from outbox_play import HELD, load_records

from procstation.config import Config, parse_config
from procstation.devices import Rack
from procstation.ils import RemoteTitle
from procstation.station import Station, open_station

SCANNER = "sim://serial_scanner"
CONFIG = f"""
[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "{SCANNER}"
options = {{ repeat_window_ms = 0 }}
[[barcodes.ranges]]
name = "books"
prefix = "3"
check = "none"
[systems.koha]
connector = "koha"
url = "https://koha.invalid"
"""


def system_in_memory() -> MemorySystem:
    """Return a system with one item and two titles, which the store of `load_records` knows."""
    system = MemorySystem()
    system.titles = {
        "11": RemoteTitle("11", "Example title", isbn=("9780000000002",)),
        "12": RemoteTitle("12", "Pride and prejudice", isbn=("9780141439518",)),
    }
    system.add(
        "5", "Example title", barcode=HELD, call_number="823 EXA", library="MAIN",
        location="STACKS", item_type="BK", status="", volume="", copy="",
    )  # fmt: skip
    return system


def open_beside(
    home: Path,
    system: MemorySystem,
    patch: pytest.MonkeyPatch,
    more: str = "",
    rack: Rack | None = None,
) -> Station:
    """Open a station that has this system for its own."""
    home.mkdir(parents=True, exist_ok=True)
    store = home / "store.sqlite"
    if not store.exists():
        load_records(home)
    patch.setattr("procstation.station.system_desk.open_system", lambda *_: system)
    return open_station(home, config_of(more), f"sqlite:///{store}", rack or Rack())


def config_of(more: str = "") -> Config:
    return parse_config(CONFIG + more, "procstation.toml")
