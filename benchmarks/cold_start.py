"""From the start of the process to a bench that takes a scan, with nothing of its files in memory.

    python benchmarks/cold_start.py [--runs 9] [--store LARGE.sqlite] [--page docs/performance.md]

Each start is a new process in a pseudo-terminal, watched from outside. Before one that is called
cold, the system is asked to forget the files of Python, of all packages, of procstation and of the
store (`posix_fadvise`); what another program has open at that moment stays. The store is empty, or
the one that is named. The floor is an interpreter that imports Textual and ends.
"""

import argparse
import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter

from results_page import Table, as_markdown, write_table
from start_up import BARE, FIRST_WORDS, READY_WORDS, command_for
from terminal import Watched
from workplace import SHORT, Workplace

import procstation

FLOOR = (sys.executable, "-c", "import textual.app")
UNTIL = (
    "`import textual.app` has ended",
    "a bare Textual program is painted",
    "the bench is painted",
    "the bench is ready for a scan",
)


def starts(place: Workplace, store: Path, forget: Callable[[], None]) -> tuple[float, ...]:
    """Return the seconds until each of `UNTIL`."""
    env = place.environment()
    forget()
    begun = perf_counter()
    subprocess.run(FLOOR, env=env, check=True)
    floor_s = perf_counter() - begun
    forget()
    with Watched(BARE, env, place.folder) as program:
        bare_s = program.wait_for("bare")
    forget()
    command = command_for(place.new_folder(), f"sqlite:///{store}")
    with Watched(command, env, place.folder) as program:
        return floor_s, bare_s, program.wait_for(FIRST_WORDS), program.wait_for(READY_WORDS)


def forget(files: Iterable[Path]) -> None:
    """Ask the system to drop what it holds of these files."""
    for path in files:
        try:
            handle = os.open(path, os.O_RDONLY)
        except OSError:
            continue
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)


def files_of(env: Mapping[str, str], *stores: Path) -> list[Path]:
    """Return all files that a start may read."""
    folders = {sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")}
    folders |= {str(Path(procstation.__file__).parent), env["PYTHONPYCACHEPREFIX"]}
    found = [path for folder in folders for path in Path(folder).rglob("*") if path.is_file()]
    return [*found, *stores]


def measure(place: Workplace, stores: Mapping[str, Path], runs: int) -> Table:
    """Return the medians; each kind of start takes its turn."""
    rows: list[tuple[str, ...]] = []
    for about, store in stores.items():
        starts(place, store, lambda: None)  # So that bytecode is on disk, and the store is made.
        files = files_of(place.environment(), store)
        ways: dict[str, Callable[[], None]] = {"warm": lambda: None}
        if hasattr(os, "posix_fadvise"):
            ways["cold"] = lambda files=files: forget(files)  # type: ignore[misc]
        taken = {way: [starts(place, store, act) for _ in range(runs)] for way, act in ways.items()}
        for way, times in taken.items():
            for at, until in enumerate(UNTIL):
                seconds = [one[at] for one in times]
                least = min(one[0] for one in times)
                rows.append(
                    (
                        about,
                        way,
                        until,
                        f"{min(seconds) * 1000:.0f}",
                        f"{median(seconds) * 1000:.0f}",
                        f"{min(seconds) / least:.2f}",
                    )
                )
    heads = ("store", "start", "until", "least ms", "median ms", "least ÷ floor")
    return Table(heads, tuple(rows), (f"{runs} starts of each kind.",))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--store", type=Path, help="a large store, beside the empty one")
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        place = Workplace(Path(folder), SHORT)
        stores = {"empty": Path(folder) / "empty.sqlite"}
        if options.store is not None:
            stores[options.store.stem] = options.store.resolve()
        table = measure(place, stores, options.runs)
    print(as_markdown(table))
    if options.page:
        write_table(options.page, "cold_start", table)


if __name__ == "__main__":
    main()
