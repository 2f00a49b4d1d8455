"""Give everything that reads what others wrote a fixed number of inputs, and count what came of it.

    python benchmarks/fuzz.py [--inputs 10000] [--only WORDS] [--seed 1] [--keep FOLDER]
        [--processes 2] [--log rows.jsonl] [--page docs/reliability.md]

A small fuzzer guided by coverage changes good inputs, keeps those that reach new lines of ours, and
changes them further. Drivers and connectors are used as a station uses them, on simulated devices
and systems whose answers arrive spoilt. Of undeclared errors and of hangs there should be none; the
exit status is 1 when there is one, and the inputs are named, or kept in a folder with `--keep`.
10,000 inputs to each take some hours of processor time: with `--log` each row is kept as it is
found, and a run goes on behind the rows of a log that had as many inputs or more.
"""

import argparse
import json
import multiprocessing
import re
import resource
import sys
import warnings
from functools import partial
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from fuzz_engine import Findings, fuzz
from fuzz_targets import targets
from results_page import Table, as_markdown, write_table

COLUMNS = ("inputs", "lines", "declared", "undeclared", "hung", "most_steps", "grown_mb")
MOST_GROWN_MB = 200
"""A reader that takes more for inputs of at most 64 kB is not bounded."""


def memory_mb() -> int:
    """Return the most memory this process has had."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1024 * 1024 if sys.platform == "darwin" else 1024)


def try_target(name: str, inputs: int, seed: int) -> Findings:
    warnings.simplefilter("ignore")
    target = next(one for one in targets() if one.name == name)
    return fuzz(target, inputs, Random(f"{seed} {name}"), memory_mb)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=10_000, help="to each reader")
    parser.add_argument("--only", default="")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, help="at once; as many as there are cores")
    parser.add_argument("--log", type=Path, help="keep rows here, and do not count those again")
    parser.add_argument("--keep", type=Path, help="put inputs that were not read well here")
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    wanted = parser.parse_args(arguments)
    names = [one.name for one in targets() if wanted.only in one.name]
    counted = _counted(wanted.log, wanted.inputs, wanted.seed)
    left = [name for name in names if name not in counted]
    # A process for each reader, so that the memory is its own.
    with multiprocessing.get_context("fork").Pool(wanted.processes, maxtasksperchild=1) as workers:
        trying = partial(try_target, inputs=wanted.inputs, seed=wanted.seed)
        for name, found in zip(left, workers.imap(trying, left, 1), strict=True):
            counted[name] = {one: getattr(found, one) for one in COLUMNS}
            print(" | ".join((name, *_shown(counted[name]))), file=sys.stderr, flush=True)
            _tell(name, found, wanted.keep)
            if wanted.log:
                of = {"reader": name, "wanted": wanted.inputs, "seed": wanted.seed}
                with wanted.log.open("a", encoding="utf-8") as log:
                    log.write(json.dumps({**of, **counted[name]}) + "\n")
    rows = [(name, *_shown(counted[name])) for name in names]
    is_clean = not any(
        one["undeclared"] or one["hung"] or one["grown_mb"] > MOST_GROWN_MB
        for one in (counted[name] for name in names)
    )
    table = Table(("reader", *(one.replace("_", " ") for one in COLUMNS)), tuple(rows))
    if wanted.page:
        write_table(wanted.page, "fuzz", table)
    else:
        print(as_markdown(table))
    return 0 if is_clean else 1


def _counted(log: Path | None, inputs: int, seed: int) -> dict[str, dict[str, int]]:
    """Return the rows of earlier runs with as many inputs or more, by reader; the last one of
    each."""
    if log is None or not log.exists():
        return {}
    rows = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    return {
        row["reader"]: {one: row[one] for one in COLUMNS}
        for row in rows
        if row["wanted"] >= inputs and row["seed"] == seed
    }


def _shown(row: dict[str, int]) -> list[str]:
    return [f"{row[one]:,}" for one in COLUMNS]


def _tell(name: str, found: Findings, keep: Path | None) -> None:
    for number, (why, data) in enumerate(sorted(found.examples.items()), 1):
        print(f"  {why}: {data[:60].hex()}{'…' if len(data) > 60 else ''}", file=sys.stderr)
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}-{number}").write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
