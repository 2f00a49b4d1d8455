"""Give everything that reads what others wrote a fixed number of inputs, and count what came of it.

    python benchmarks/fuzz.py [--inputs 10000] [--only WORDS] [--seed 1] [--keep FOLDER]
        [--page docs/reliability.md]

A small fuzzer guided by coverage changes good inputs, keeps those that reach new lines of ours, and
changes them further. Drivers and connectors are used as a station uses them, on simulated devices
and systems whose answers arrive spoilt. Of undeclared errors and of hangs there should be none; the
exit status is 1 when there is one, and the inputs are named, or kept in a folder with `--keep`.
"""

import argparse
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
    parser.add_argument("--keep", type=Path, help="put inputs that were not read well here")
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    wanted = parser.parse_args(arguments)
    names = [one.name for one in targets() if wanted.only in one.name]
    rows, is_clean = [], True
    # A process for each reader, so that the memory is its own.
    with multiprocessing.get_context("fork").Pool(maxtasksperchild=1) as processes:
        trying = partial(try_target, inputs=wanted.inputs, seed=wanted.seed)
        for name, found in zip(names, processes.imap(trying, names, 1), strict=True):
            is_clean = is_clean and not (found.undeclared or found.hung)
            is_clean = is_clean and found.grown_mb <= MOST_GROWN_MB
            rows.append((name, *(f"{getattr(found, one):,}" for one in COLUMNS)))
            print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
            _tell(name, found, wanted.keep)
    table = Table(("reader", *(one.replace("_", " ") for one in COLUMNS)), tuple(rows))
    if wanted.page:
        write_table(wanted.page, "fuzz", table)
    else:
        print(as_markdown(table))
    return 0 if is_clean else 1


def _tell(name: str, found: Findings, keep: Path | None) -> None:
    for number, (why, data) in enumerate(sorted(found.examples.items()), 1):
        print(f"  {why}: {data[:60].hex()}{'…' if len(data) > 60 else ''}", file=sys.stderr)
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}-{number}").write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
