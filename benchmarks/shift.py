"""A shift of eight hours and 3,000 items through the real interface, and what it leaves behind.

    python benchmarks/shift.py [--items 3000] [--trace] [--page docs/performance.md]

The interface paints in full, onto a terminal that nobody looks at; keys are pressed, codes are
scanned, books are laid on a simulated pad, labels come out of simulated printers, and a library
system in another process is told. The station's clock is virtual: the books are spread over eight
hours. Two in five are new acquisitions, the others are converted, relabelled, or swept. Every
fourteenth has something go wrong with it; screens are opened and left in between; in the middle,
with a book half done, the station is stopped and opened anew.

At the end every book is looked up in the store, on its tag, among the labels and in the system, and
every scan in the journal. Memory is taken every so many items: the process, and the objects that
are alive in it. `--trace` names the objects that there are more of. The exit status is 1 when
something is wrong, or memory grows.
"""

import argparse
import asyncio
import gc
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from results_page import Table, as_markdown, write_table
from shift_day import Day, Shift
from shift_system import url_of
from station_play import make_devices_quick
from system_catalogue import load_catalogue

from procstation.config import SystemSection
from procstation.credentials import variable_of
from procstation.devices.polling import PadPolling
from procstation.ils import build_simulated, open_system
from procstation.ils.sim_wiring import SimulatedWiring
from procstation_simulators.ils.stock import Book, books

SYSTEM = "ils"
PAD_PERIOD_S = 0.03
"""From one look at the pad to the next: less than with real hands, or the day would take a day."""

SAMPLES = 30
WARM = 0.4
"""The share of the shift after which what is kept for later is full: pieces of labels and rows."""

MOST_KB_AN_ITEM = 12.0
MOST_OBJECTS_AN_ITEM = 30.0
"""What may be added for each item once all is warm: what labels and the terminal remember, with
bounds, the account of the shift, and once what a second interface takes. More is a leak."""


@dataclass(frozen=True)
class Sample:
    """The process after so many items: its memory, its objects, and the last scans' median."""

    items: int
    rss_mb: float
    objects: int
    scan_ms: float


@dataclass
class Memory:
    """Takes a sample now and then.

    Args:
        items: How many there will be.

    Attributes:
        kinds: With `trace`, the objects there are more of at the end, by type.
    """

    items: int
    trace: bool
    samples: list[Sample] = field(default_factory=list[Sample])
    kinds: Counter[str] = field(default_factory=Counter[str])

    def told(self, done: int, shown_s: list[float]) -> None:
        every = max(self.items // SAMPLES, 1)
        if done % every:
            return
        gc.collect()
        shown = shown_s[-every:] or [0.0]
        objects = gc.get_objects()
        self.samples.append(Sample(done, resident_mb(), len(objects), median(shown) * 1000))
        # Standard error is the interface's own while it runs.
        print(self.samples[-1], file=sys.__stderr__, flush=True)
        if self.trace and len(self.samples) in {int(SAMPLES * WARM), SAMPLES}:
            now = Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in objects)
            self.kinds = now - self.kinds

    @property
    def warm(self) -> Sample:
        return self.samples[int(len(self.samples) * WARM)]

    @property
    def added_mb(self) -> float:
        """Memory that was added behind the first sample, at the hundredth item of 3,000."""
        return self.samples[-1].rss_mb - self.samples[0].rss_mb

    def growth(self) -> tuple[float, float]:
        """Return kB and objects added for each item, once all was warm."""
        early, late = self.warm, self.samples[-1]
        items = late.items - early.items
        return (late.rss_mb - early.rss_mb) * 1000 / items, (late.objects - early.objects) / items


def resident_mb() -> float:
    """Memory of this process; 0 where the system does not tell so."""
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGESIZE") / 1e6
    return 0.0


def work_shift(items: int, memory: Memory) -> Shift:
    """Work a shift of so many items in a home of its own."""
    stock = books(items, 1)
    with (
        tempfile.TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patch,
        subprocess.Popen(
            [sys.executable, Path(__file__).with_name("shift_system.py"), str(items)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        make_devices_quick(patch)
        patch.setattr(PadPolling, "period_s", PAD_PERIOD_S)
        patch.setenv(variable_of(SYSTEM), "sesame")
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        home = Path(folder)
        _fill_store(home, items, stock)
        try:
            shift = asyncio.run(Day(home, stock, address, memory.told).work())
        finally:
            there, _ = process.communicate()
    known = {book.barcode for book in stock} | set(shift.taken_in)
    if sorted(known) != sorted(json.loads(there)):
        shift.wrong.append(f"the system has {len(json.loads(there))} items, not {len(known)}")
    return shift


def _fill_store(home: Path, items: int, stock: list[Book]) -> None:
    """Load what the system has; the one asked here is its twin in this process."""
    section = SystemSection(connector="koha", url=url_of(items), user="station", secret=SYSTEM)
    twin = open_system(SYSTEM, section, SimulatedWiring(build_simulated(url_of(items))))
    load_catalogue(home, twin, stock)
    twin.close()


def table_of(shift: Shift, memory: Memory) -> Table:
    """Return the samples, the first ones all and then one in four."""
    samples = memory.samples
    kept = [*samples[:3], *samples[3:-1:4], samples[-1]]
    rows = [
        (f"{one.items:,}", f"{one.rss_mb:.1f}", f"{one.objects:,}", f"{one.scan_ms:.1f}")
        for one in kept
    ]
    kb, objects = memory.growth()
    notes = (
        f"{len(shift.taken_in):,} taken in, {len(shift.converted):,} converted,"
        f" {len(shift.relabelled):,} relabelled, {len(shift.swept)} swept; something went wrong"
        f" {shift.faults} times, {shift.screens} screens were opened and left.",
        f"Wrong in the end: {len(shift.wrong)}.",
        f"Added behind {samples[0].items:,}: {memory.added_mb:.1f} MB."
        f" Added for each item behind {memory.warm.items:,}: {kb:.2f} kB, {objects:.2f} objects.",
    )
    return Table(("after items", "memory, MB", "objects", "scan p50 ms"), tuple(rows), notes)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--items", type=int, default=3000)
    parser.add_argument("--trace", action="store_true")
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    options = parser.parse_args(arguments)
    memory = Memory(options.items, options.trace)
    shift = work_shift(options.items, memory)
    table = table_of(shift, memory)
    print(as_markdown(table))
    more = [f"{count} more of {kind}" for kind, count in memory.kinds.most_common(25)]
    print("\n".join([*shift.wrong[:20], *more]), file=sys.stderr)
    if options.page:
        write_table(options.page, "shift", table)
    kb, objects = memory.growth()
    # Of fewer items the first of everything would be most of it.
    grows = options.items >= 1000 and (kb > MOST_KB_AN_ITEM or objects > MOST_OBJECTS_AN_ITEM)
    return int(bool(shift.wrong) or grows)


if __name__ == "__main__":
    sys.exit(main())
