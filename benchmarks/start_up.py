"""From the start of the process to the first paint, watched from outside in a pseudo-terminal.

`procstation` and a bare Textual program are started in turn, so that both meet the same machine.
Warm means that files are in memory and bytecode is on disk; for a start without bytecode, as after
an installation, every module is compiled anew.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from results_page import Table
from terminal import Watched
from workplace import Workplace

from procstation.config import CONFIG_NAME

BARE = (sys.executable, str(Path(__file__).with_name("bare_program.py")))
BENCH = (sys.executable, "-c", "from procstation.cli.main import run; run()")
FIRST_WORDS = "opening the station"
READY_WORDS = "Take a book and scan"


def measure(place: Workplace) -> Table:
    """Return the least and the median of each, and how often the bare program's they are."""
    warm = place.environment()
    _start_all(place, warm)  # So that bytecode is on disk and files are in memory.
    rows = _rows("warm", [_start_all(place, warm) for _ in range(place.effort.starts)])
    without = []
    for _ in range(place.effort.starts_without_bytecode):
        nowhere = {"PYTHONPYCACHEPREFIX": str(place.new_folder()), "PYTHONDONTWRITEBYTECODE": "1"}
        without.append(_start_all(place, place.environment(**nowhere)))
    if without:
        rows += _rows("without bytecode", without)
    return Table(
        ("start", "until", "runs", "least ms", "median ms", "× bare, least", "× bare, median"),
        tuple(rows),
    )


def _start_all(place: Workplace, env: Mapping[str, str]) -> tuple[float, float, float]:
    """Seconds to the bare program's paint, and to the bench's first paint and its readiness."""
    with Watched(BARE, env, place.folder) as program:
        bare_s = program.wait_for("bare")
    with Watched(command_for(place.new_folder(), place.store_url), env, place.folder) as program:
        return bare_s, program.wait_for(FIRST_WORDS), program.wait_for(READY_WORDS)


def command_for(home: Path, store_url: str) -> tuple[str, ...]:
    """Configure a station in a home, and return what starts it on a store."""
    (home / CONFIG_NAME).write_text('[station]\nname = "bench-1"\n', encoding="utf-8")
    return (*BENCH, "--home", str(home), "--store", store_url)


def _rows(start: str, runs: Sequence[tuple[float, float, float]]) -> list[tuple[str, ...]]:
    said = ("bare Textual program painted", "bench painted", "bench ready for a scan")
    bare = [run[0] for run in runs]
    rows: list[tuple[str, ...]] = []
    for number, until in enumerate(said):
        seconds = [run[number] for run in runs]
        rows.append(
            (
                start,
                until,
                str(len(runs)),
                f"{min(seconds) * 1000:.0f}",
                f"{median(seconds) * 1000:.0f}",
                f"{min(seconds) / min(bare):.2f}",
                f"{median(seconds) / median(bare):.2f}",
            )
        )
    return rows
