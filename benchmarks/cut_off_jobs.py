"""Cut jobs of labels off at every point, take them up again, and count what that cost.

    python benchmarks/cut_off_jobs.py [--labels 16] [--every 1] [--only WORDS]
        [--page docs/reliability.md]

On sheets (PDF files, and a queue of CUPS) and on rolls (ZPL, Brother QL) a job is cut off at every
change of the queue's file, around every commit, and before and after every write to the printer:
once by dropping the station where it stands, once by SIGKILL. Printers also stop by themselves at
every label: the roll or the tray is empty, the cover is opened, one falls silent over it.
A person then looks at the printer and answers what is asked. Of missing, double, overprinted and
unsettled there should be none; the exit status is 1 when there is one.
`--every 9` takes every ninth point; `--only SIGKILL` what has that word in its name. Jobs twice as
long take four times the time: `--labels 6` some minutes.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from cut_off_outputs import BrotherQl, Office, Output, PdfFolder, Roll, SilentZebra, Zebra
from cut_off_play import Count, CutJob, barcodes
from kill_play import Fuse
from results_page import Table, as_markdown, write_table

Made = Callable[[Path], Output]

MEMORY = Path("/dev/shm")
"""Where it exists, jobs are kept there: a process that is killed loses nothing that is written."""

TAKEN_TOGETHER = 8
"""Jobs handed to a process at once."""


@dataclass(frozen=True)
class Task:
    """One job to be cut off.

    Attributes:
        at: The point it is cut off at; None when its printer stops by itself.
    """

    made: Made
    labels: int
    at: int | None = None
    by_signal: bool = False


def on_roll(sort: type[Roll], home: Path, **stops: int) -> Output:
    del home
    return sort(**stops)


PRINTERS: dict[str, Made] = {
    "sheets, PDF": PdfFolder,
    "sheets, CUPS": Office,
    "roll, ZPL": partial(on_roll, Zebra),
    "roll, Brother QL": partial(on_roll, BrotherQl),
}


def a_home() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)


def work_off(task: Task) -> Count:
    with a_home() as name:
        home = Path(name)
        job = CutJob(home, task.made(home), barcodes(task.labels))
        return job.work_off([] if task.at is None else [task.at], by_signal=task.by_signal)


def points_of(made: Made, labels: int) -> int:
    """Return at how many points a job can be cut off."""
    with a_home() as name:
        fuse = Fuse()
        CutJob(Path(name), made(Path(name)), barcodes(labels)).live(fuse)
        return len(fuse.points)


def at_points(made: Made, labels: int, every: int, *, by_signal: bool) -> list[Task]:
    points = range(0, points_of(made, labels), every)
    return [Task(made, labels, at, by_signal) for at in points]


def by_itself(made: Callable[..., Output], stop: str, most: int, labels: int) -> list[Task]:
    return [Task(partial(made, **{stop: at}), labels) for at in range(1, most + 1)]


def ways_of(labels: int, every: int) -> dict[str, Callable[[], list[Task]]]:
    """Return what is done to the jobs, by name."""
    ways: dict[str, Callable[[], list[Task]]] = {}
    for name, made in PRINTERS.items():
        ways[f"{name}: dropped"] = partial(at_points, made, labels, every, by_signal=False)
        if hasattr(os, "fork"):
            ways[f"{name}: SIGKILL"] = partial(at_points, made, labels, every, by_signal=True)
    stopping: dict[str, tuple[Callable[..., Output], int]] = {
        "sheets, CUPS": (Office, (labels - 1) // 10 + 1),
        "roll, ZPL": (partial(on_roll, Zebra), labels - 1),
        "roll, ZPL, silent": (partial(on_roll, SilentZebra), labels - 1),
        "roll, Brother QL": (partial(on_roll, BrotherQl), labels - 1),
    }
    for name, (made, most) in stopping.items():
        ways[f"{name}: empty"] = partial(by_itself, made, "left", most, labels)
        ways[f"{name}: cover opened"] = partial(by_itself, made, "cover_at", most, labels)
    return ways


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--labels", type=int, default=16)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    wanted = parser.parse_args(arguments)
    heads = [one.name for one in fields(Count)]
    rows = []
    is_clean = True
    with ProcessPoolExecutor() as processes:
        for way, tasks in ways_of(wanted.labels, wanted.every).items():
            if wanted.only not in way:
                continue
            total = Count()
            for count in processes.map(work_off, tasks(), chunksize=TAKEN_TOGETHER):
                total.add(count)
            is_clean = is_clean and total.is_clean
            rows.append((way, *(f"{getattr(total, head):,}" for head in heads)))
            print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    table = Table(("cut off", *heads), tuple(rows), (f"{wanted.labels} labels to a job.",))
    if wanted.page:
        write_table(wanted.page, "cut_off_jobs", table)
    else:
        print(as_markdown(table))
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
