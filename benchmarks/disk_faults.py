"""Let the disk fail at every call in turn, and count what that cost.

    python benchmarks/disk_faults.py [--every 1] [--only WORDS] [--page docs/reliability.md]

Entries are journaled, numbers leased and given, items changed, a file loaded, labels queued and
refused: on a layer under SQLite that fails at one call, in each of its ways, at each call where it
can. Then the disk is good again, the power is back, everything is looked at, and the work is done
to its end. Of lost, doubled, unnamed and unreadable there should be none; the exit status is 1 when
there is one.
`--every 9` takes every ninth call; `--only sync` the ways with that word in their names.
"""

import argparse
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from functools import partial
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from disk_work import DiskTally, fail_and_count, make_base
from faulty_disk import STRIKES, UNAVAILABLE, Fault, FaultyDisk
from results_page import Table, as_markdown, write_table

MEMORY = Path("/dev/shm")
"""Where it exists, the homes are kept there: the disk that fails is ours, not the machine's."""


def fail_at(base: Path, fault: Fault | None, at: int | None) -> tuple[DiskTally, list[str]]:
    """Work on a disk that fails so, and return the count and the calls there were."""
    with tempfile.TemporaryDirectory(dir=base.parent) as name:
        home = Path(name) / "home"
        disk = FaultyDisk(home, fault, at, Random(at))
        return fail_and_count(base, home, disk), disk.calls


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    wanted = parser.parse_args(arguments)
    if UNAVAILABLE:
        print(f"skipped: {UNAVAILABLE}")
        return 0
    heads = [one.name for one in fields(DiskTally)]
    rows = []
    is_clean = True
    with (
        tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder,
        ProcessPoolExecutor() as processes,
    ):
        base = Path(folder) / "base"
        make_base(base)
        _, calls = fail_at(base, None, None)
        for fault in Fault:
            if wanted.only not in fault:
                continue
            places = [at for at, call in enumerate(calls) if call in STRIKES[fault]][
                :: wanted.every
            ]
            total = DiskTally()
            for tally, _ in processes.map(partial(fail_at, base, fault), places, chunksize=8):
                total.add(tally)
            is_clean = is_clean and total.is_clean
            rows.append((fault.value, *(f"{getattr(total, head):,}" for head in heads)))
            print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    notes = (f"{len(calls):,} calls in the work when nothing fails.",)
    table = Table(("the disk", *heads), tuple(rows), notes)
    if wanted.page:
        write_table(wanted.page, "disk_faults", table)
    else:
        print(as_markdown(table))
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
