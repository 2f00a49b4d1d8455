"""Run measurements and write what they find to docs/performance.md.

    python benchmarks/run.py [NAME…]

Without names all of them, in a few minutes. Let the machine do nothing else meanwhile.
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

import bench_while_system_hangs
import item_pass
import journal_commits
import key_peers
import key_rate
import label_drawing
import label_rate
import order_repair
import outbox_speed
import scan_to_screen
import start_up
import sweep_store
import tag_line
import tag_write
from results_page import Table, as_markdown, write_table
from workplace import FULL, SHORT, Workplace

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"

MEASUREMENTS: dict[str, Callable[[Workplace], Table]] = {
    "scan_to_screen": scan_to_screen.measure,
    "start_up": start_up.measure,
    "tag_write": tag_write.measure,
    "tag_line": tag_line.measure,
    "item_pass": item_pass.measure,
    "journal_commits": journal_commits.measure,
    "label_drawing": label_drawing.measure,
    "label_rate": label_rate.measure,
    "key_rate": key_rate.measure,
    "key_peers": key_peers.measure,
    "order_repair": order_repair.measure,
    "sweep_store": sweep_store.measure,
    "outbox_speed": lambda place: outbox_speed.measure(place.effort.told),
    "bench_while_system_hangs": lambda place: bench_while_system_hangs.measure(
        place.effort.beside_system
    ),
}
"""In the order of the page, by the names of their places on it."""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASUREMENTS))
    parser.add_argument("--page", type=Path, default=PAGE, help="where the tables go")
    parser.add_argument("--short", action="store_true", help="see only that they run")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names) - MEASUREMENTS.keys())
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(MEASUREMENTS)}")
    with tempfile.TemporaryDirectory() as folder:
        place = Workplace(Path(folder), SHORT if options.short else FULL)
        for name in options.names or MEASUREMENTS:
            begun = perf_counter()
            table = MEASUREMENTS[name](place)
            write_table(options.page, name, table)
            print(f"{name}: {perf_counter() - begun:.0f} s\n{as_markdown(table)}\n", flush=True)


if __name__ == "__main__":
    main()
