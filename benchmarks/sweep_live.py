"""Measure how long a person at the shelf waits for the tone while radio reports pour in.

    python benchmarks/sweep_live.py [--items 100000] [--rate 1500] [--seconds 60]

A wand goes along the shelf and reports so many reads a second; a scanner reads a book now and
then. Every report goes the way of a real one: folded, named, journaled, matched, told, committed to
the tables of the sweep. What is measured: from the report of a tag not heard before, and from a
scan, to its tone. In the end all reads must be in the store.
"""

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from sweep_play import SWEEP, barcode, live_sweeps, make_home, open_catalogue

from procstation.cli.interface import loaded
from procstation.config import parse_config
from procstation.devices import Rack, Scan, TagHeard
from procstation.station.sweep_build import open_sweep_station
from procstation.station.sweep_station import SweepStation

IN_RANGE = 40
"""Tags that a wand hears at a time."""

BOOKS_PER_S = 25.0
"""How fast it goes along the shelf."""

SCANS_PER_S = 4.0
TICK_S = 0.004


class Watch:
    """Notes when each read was handed in, and when its tone came."""

    def __init__(self, station: SweepStation) -> None:
        self._station = station
        self._waiting: dict[str, float] = {}
        self.waited_s: dict[str, list[float]] = {"radio": [], "scan": []}
        station.listen(self._changed, lambda _: None)

    def begin(self, code: str) -> None:
        self._waiting[code] = time.perf_counter()

    def _changed(self) -> None:
        # Called after each entry, when its tone was given.
        now_s = time.perf_counter()
        heard = self._station.state.heard
        for code in [one for one in list(self._waiting) if one in heard]:
            kind = "scan" if code.startswith("S") else "radio"
            self.waited_s[kind].append(now_s - self._waiting.pop(code))


def tag_of(number: int) -> bytes:
    return b"\xa0\x00\x00\x00" + number.to_bytes(8, "big")


def walk(station: SweepStation, watch: Watch, items: int, rate: int, seconds: float) -> int:
    """Go along the shelf; return how many reads that were."""
    begun_s = time.perf_counter()
    sent = scans = first = 0
    seen = 0
    while (now_s := time.perf_counter() - begun_s) < seconds:
        first = int(now_s * BOOKS_PER_S)
        for _ in range(int(now_s * rate) - sent):
            number = (first + sent % IN_RANGE) % items
            if number >= seen:
                watch.begin(barcode(number))
                seen = number + 1
            report = TagHeard(tag_of(number), rssi_dbm=-50.0 - sent % 20)
            station.device_event("wand", report)
            sent += 1
        if int(now_s * SCANS_PER_S) > scans:
            code = f"S{scans:05}"
            watch.begin(code)
            station.scanned("scanner", Scan(code, code.encode()))
            scans += 1
        time.sleep(TICK_S)
    return sent + scans


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--rate", type=int, default=1_500)
    parser.add_argument("--seconds", type=float, default=60)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        make_home(home, wanted.items)
        catalogue = open_catalogue(home)
        tags = int(wanted.seconds * BOOKS_PER_S) + IN_RANGE
        for number in range(tags):
            catalogue.record_tag(
                barcode(number), tag_of(number).hex(), "", by="bench", at="2026-11-22T10:00:00Z"
            )
        sweeps = live_sweeps(catalogue)
        begun_s = time.perf_counter()
        station = loaded(
            open_sweep_station(
                home, parse_config("", "procstation.toml"), catalogue, sweeps, SWEEP, Rack()
            )
        )
        opened_s = time.perf_counter() - begun_s
        watch = Watch(station)
        begun_s = time.perf_counter()
        sent = walk(station, watch, wanted.items, wanted.rate, wanted.seconds)
        took_s = time.perf_counter() - begun_s
        station.stop()
        [sitting] = sweeps.progress(SWEEP).sittings
        catalogue.close()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{wanted.items:>10,}  items expected; opened in {opened_s:.2f} s")
    print(f"{sent / took_s:>10,.0f}  reads a second, for {took_s:.0f} s")
    print(f"{sitting.read:>10,}  reads in the store, of {sent:,}")
    for kind, waited_s in watch.waited_s.items():
        marks = quantiles(waited_s, n=100)
        print(
            f"{marks[98] * 1000:>10.1f}  ms from {kind} to tone, p99"
            f" (median {marks[49] * 1000:.1f}, worst {max(waited_s) * 1000:.1f};"
            f" {len(waited_s):,} of them)"
        )
    print(f"{megabytes:>10,.0f}  MB")
    return 0 if sitting.read == sent else 1


if __name__ == "__main__":
    sys.exit(main())
