"""Cut jobs of labels off at every point, take them up again, and count what that cost.

    python benchmarks/cut_off_jobs.py [--labels 25] [--kills 40]

A job is cut off once at every change of the queue's file, around every commit, and before and after
every write to the printer; on rolls also at every label by the roll's end, of printers that say so
and of those that fall silent. `--kills` processes are ended by SIGKILL at points spread over a job.
A person then looks at the printer and answers what is asked. Of missing, double, overprinted and
unsettled there should be none; the exit status is 1 when there is one.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import cut_off_play
from cut_off_play import Count, CutJob, Laser, Output, Roll, barcodes
from kill_play import Fuse

Made = Callable[[Path], Output]


def points_of(folder: Path, made: Made, labels: int) -> int:
    """Return at how many points a job can be cut off."""
    folder.mkdir()
    fuse = Fuse()
    CutJob(folder, made(folder), barcodes(labels)).live(fuse)
    return len(fuse.points)


def at_every_point(folder: Path, made: Made, labels: int) -> Count:
    total = Count()
    for at in range(points_of(folder / "whole", made, labels)):
        home = folder / str(at)
        home.mkdir()
        total.add(CutJob(home, made(home), barcodes(labels)).work_off([at]))
    return total


def at_every_label(folder: Path, labels: int, *, silent: bool) -> Count:
    total = Count()
    for left in range(1, labels):
        home = folder / f"{left}"
        home.mkdir()
        total.add(CutJob(home, Roll(left, silent=silent), barcodes(labels)).work_off([]))
    return total


def by_signal(folder: Path, labels: int, kills: int) -> Count:
    points = points_of(folder / "whole", Laser, labels)
    total = Count()
    for number in range(kills):
        at = number * points // kills
        home = folder / str(at)
        home.mkdir()
        program = [sys.executable, cut_off_play.__file__, str(home), str(at), str(labels)]
        subprocess.run(program, check=False)
        job = CutJob(home, Laser(home), barcodes(labels))
        job.answer()
        job.count.cuts = 1
        total.add(job.work_off([]))
    return total


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--labels", type=int, default=25)
    parser.add_argument("--kills", type=int, default=40)
    wanted = parser.parse_args()
    labels = wanted.labels
    ways: dict[str, Callable[[Path], Count]] = {
        "sheets, at every point": lambda folder: at_every_point(folder, Laser, labels),
        "roll, at every point": lambda folder: at_every_point(folder, lambda _: Roll(), labels),
        "roll ends at every label": lambda folder: at_every_label(folder, labels, silent=False),
        "the same, falling silent": lambda folder: at_every_label(folder, labels, silent=True),
        "sheets, by SIGKILL": lambda folder: by_signal(folder, labels, wanted.kills),
    }
    heads = [one.name for one in fields(Count)]
    print(f"| cut off | {' | '.join(heads)} |")
    print("|---" * (len(heads) + 1) + "|")
    is_clean = True
    with tempfile.TemporaryDirectory() as name:
        for number, (way, count) in enumerate(ways.items()):
            folder = Path(name) / str(number)
            folder.mkdir()
            total = count(folder)
            is_clean = is_clean and total.is_clean
            values = [str(getattr(total, head)) for head in heads]
            print(f"| {way} | {' | '.join(values)} |", flush=True)
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
