"""Kill a live sweep at random points, let it go on, and count what that cost.

    python benchmarks/sweep_kill.py [--reads 50000] [--items 5000] [--kills 60] [--seed 1]

A scanner and a wand are read into a sweep; its process is ended by SIGKILL after a random number
of answers, also while it starts and takes up what was cut off. In the end the tables of the sweep
are compared with what was read. Of lost, doubled, misplaced and wrong there should be none; the
exit status is 1 when there is one.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from sweep_play import kill_and_count

STARTING = 0.15
"""So many of the kills come while it starts or takes up what was cut off."""


def kills(count: int, reads: int, lot: Random) -> Iterator[int]:
    """Yield after how many answers to kill, so that all of the sweep is gone through."""
    usual = max(2, 2 * reads // (3 * count))
    for _ in range(count):
        yield lot.randint(0, 2) if lot.random() < STARTING else lot.randint(1, usual)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--reads", type=int, default=50_000)
    parser.add_argument("--items", type=int, default=5_000)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = kill_and_count(
            Path(folder) / "home",
            wanted.items,
            wanted.reads,
            kills(wanted.kills, wanted.reads, Random(wanted.seed)),
        )
    for one in fields(tally):
        print(f"{getattr(tally, one.name):>9,}  {one.name.replace('_', ' ')}")
    return 0 if tally.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
