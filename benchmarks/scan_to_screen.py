"""From a scan to the screen that shows its item, in a store of 100,000 items.

Each row is a process of its own (`scan_runs.py`), one after the other.
"""

import json
import subprocess
import sys
from pathlib import Path

from make_store import percentiles
from results_page import Table
from workplace import Workplace

from procstation.cli.interface import FRAMES_PER_SECOND

USUAL_FRAMES_PER_SECOND = "60"
RUNS = Path(__file__).with_name("scan_runs.py")

ROWS = (
    ("the bench, as `procstation` starts it", "interface", FRAMES_PER_SECOND),
    ("the bench with Textual's own settings", "unsettled", USUAL_FRAMES_PER_SECOND),
    ("the station alone: recorded, looked up, state changed", "station", FRAMES_PER_SECOND),
    ("a bare Textual program: one text replaced", "bare", FRAMES_PER_SECOND),
)
"""What is said of it, the run, and the frames a second."""


def measure(place: Workplace) -> Table:
    """Return p50 and p99 of each."""
    rows = []
    for said, run, frames in ROWS:
        seconds = _seconds(place, run, frames)
        found = percentiles(seconds)
        rows.append((said, str(len(seconds)), f"{found['p50_ms']:.1f}", f"{found['p99_ms']:.1f}"))
    return Table(
        ("from a scan to", "scans", "p50 ms", "p99 ms"),
        tuple(rows),
        (f"The store had {place.effort.items:,} items.",),
    )


def _seconds(place: Workplace, run: str, frames: str) -> list[float]:
    arguments = (place.store_url, place.new_folder(), place.effort.items, place.effort.scans)
    done = subprocess.run(
        [sys.executable, RUNS, run, *(str(argument) for argument in arguments)],
        env=place.environment(TEXTUAL_FPS=frames),
        stdout=subprocess.PIPE,
        check=True,
    )
    seconds: list[float] = json.loads(done.stdout)
    return seconds
