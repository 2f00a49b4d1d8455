"""Tear every write of a set of real tags at every byte, and cut the line at every command.

    python benchmarks/tear_campaign.py [--pad feig] [--model iso28560-3] [--all] [--short]
                                       [--page docs/reliability.md]

Driver, line and writer are the real ones, pad and tag are simulated, and the clock is virtual.
After each disturbance the memory of the tag is read by its own DSFID and by others: it has to be
the record of before, that of after, or none. Then the tag is laid back, and the same write has to
leave what it leaves undisturbed. Each byte is torn in one of the ways a chip may program a block,
in turn; with `--all`, in each of them. Blocks half programmed are counted, and promised nothing.
The exit status is 1 when a promise was not kept.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Collection, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from results_page import Table, as_markdown, write_table
from tear_cases import MODELS, Case, all_cases, few_cases
from tear_trials import PADS, Disturbed, Tally
from torn_line import BEYOND, PATTERNS

IN_MEMORY = Path("/dev/shm")
"""For undo images, which are synced each time; where there is none, they are on disk."""

TORN, STRUCK, HALF = "torn in mid-write", "line and hands", "a block half programmed"
ORDER = (TORN, STRUCK, HALF)
"""By what writes are disturbed. Of the last nothing is promised, see `BEYOND`."""

SHOWN = 20
"""Promises not kept that are shown."""


@dataclass(frozen=True, slots=True)
class Job:
    """What one process does in one go.

    Attributes:
        disturbed: By what: its writes torn, the line and the hands, or tears beyond the promise.
        turn: Pattern of the first byte; None for all patterns at each byte.
    """

    pad: str
    case: Case
    disturbed: str
    turn: int | None = None


Found = dict[tuple[str, str], Tally]
"""What came of it, by what it was disturbed by, and by pad."""


def jobs(
    pads: Collection[str], models: Sequence[str], *, short: bool = False, every: bool = False
) -> list[Job]:
    """Return what is to be done."""
    tears = [case for case in (few_cases()[::2] if short else all_cases()) if case.model in models]
    strikes = [case for case in few_cases()[: 1 if short else None] if case.model in models]
    found = []
    for pad in pads:
        found += [Job(pad, case, STRUCK) for case in strikes]
        found += [Job(pad, case, TORN, None if every else turn) for turn, case in enumerate(tears)]
    # What a chip does, it does on every pad.
    return found + [Job(next(iter(pads)), case, HALF) for case in strikes]


def run(job: Job) -> Tally:
    """Do it."""
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        disturbed = Disturbed(job.pad, job.case, Path(folder) / "undo")
        if job.disturbed == STRUCK:
            return disturbed.strike()
        return disturbed.tear(PATTERNS if job.disturbed == TORN else BEYOND, job.turn)


def run_all(todo: Sequence[Job], processes: int) -> Found:
    """Do all of them; return what came of it."""
    found: Found = {}
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        for number, (job, tally) in enumerate(zip(todo, pool.map(run, todo), strict=True), 1):
            found.setdefault((job.disturbed, job.pad), Tally()).add(tally)
            if sys.stderr.isatty():
                print(f"\r{number} of {len(todo)}", end="", file=sys.stderr, flush=True)
    return found


def table_of(found: Found) -> Table:
    """Return the counts, a row for each pad."""
    rows = []
    for (disturbed, pad), tally in sorted(found.items(), key=lambda one: ORDER.index(one[0][0])):
        rows.append(
            (
                pad,
                disturbed,
                *(
                    f"{getattr(tally, name):,}"
                    for name in ("writes", "disturbed", "old", "new", "none", "third", "finished")
                ),
                f"{tally.longest_s:.2f}",
                str(len(tally.broken)) if disturbed != HALF else "none made",
            )
        )
    refused = sum(tally.refused for tally in found.values())
    columns = (
        "pad", "disturbed by", "writes", "times", "old", "new", "no item", "third item",
        "finished when laid back", "known after s, most", "promises broken",
    )  # fmt: skip
    notes = (f"Refused before the first byte, since pad or tag cannot do it: {refused} writes.",)
    return Table(columns, tuple(rows), notes if refused else ())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign as the command line says; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pad", action="append", choices=list(PADS), help="else all")
    parser.add_argument("--model", action="append", choices=[*map(str, MODELS)], help="else both")
    parser.add_argument("--all", action="store_true", help="every pattern at every byte")
    parser.add_argument("--short", action="store_true", help="a few writes only")
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    models = options.model or [*map(str, MODELS)]
    todo = jobs(options.pad or PADS, models, short=options.short, every=options.all)
    begun = perf_counter()
    found = run_all(todo, options.processes)
    table = table_of(found)
    print(f"{as_markdown(table)}\n{perf_counter() - begun:.0f} s")
    if options.page:
        write_table(options.page, "tear_campaign", table)
    broken = [
        problem
        for (disturbed, _), tally in found.items()
        for problem in tally.broken
        if disturbed != HALF
    ]
    for problem in broken[:SHOWN]:
        print(f"BROKEN: {problem}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
