"""Items a second through the outbox to systems that take 50 ms for each call, as a table.

    python benchmarks/outbox_speed.py [--items 1000] [--page docs/performance.md]

A simulated Koha and a simulated SIP2 server are served on loopback; the courier, the connectors and
the store are the real ones. To Koha go changes of call numbers, which take a look, a second look at
the item and the change itself; to SIP2 go sightings, each a check-in. Without batches each item is
looked up by a call of its own; in parallel as many calls are under way as the system bears.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from results_page import Table, as_markdown, write_table

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from system_catalogue import load_catalogue

from procstation.catalog import Catalogue, Item
from procstation.clock import utc_now
from procstation.config import SystemSection
from procstation.credentials import variable_of
from procstation.ils import Abilities, LibrarySystem, build_simulated, open_system
from procstation.ils.serve import ServedSystem
from procstation.ils.sim_wiring import SimulatedWiring
from procstation.items import CallNumber, Scheme
from procstation.outbox import Courier, Outbox, State
from procstation_simulators.ils.stock import books

LATENCY_MS = 50
PASSWORD = "sesame"


@dataclass(frozen=True)
class Way:
    """One way of sending.

    Attributes:
        at_once: Most calls at the same time; 0 for as many as the system bears.
        part: Of the items that go this way; the rate of a slow one is known after fewer.
    """

    system: str
    title: str
    batch: bool
    at_once: int
    options: dict[str, Any]
    part: float = 1.0


WAYS = (
    Way("koha", "one by one", False, 1, {}, 0.2),
    Way("koha", "looked up in batches", True, 1, {}, 0.2),
    Way("koha", "in parallel", False, 0, {}),
    Way("koha", "in batches and in parallel", True, 0, {}),
    Way("sip2", "one connection", True, 1, {"seen": "check-in"}),
    Way("sip2", "four connections", True, 0, {"seen": "check-in", "connections": 4}),
)


class Unbatched:
    """A system that takes one item in a call."""

    def __init__(self, system: LibrarySystem) -> None:
        self._system = system

    @property
    def abilities(self) -> Abilities:
        return replace(self._system.abilities, batch=1)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._system, name)


@contextmanager
def served(way: Way, items: int) -> Iterator[tuple[str, Any]]:
    """Serve the system, without what it takes for a call; give its address and itself."""
    system: Any = build_simulated(f"sim://{way.system}?items={items}&password={PASSWORD}")
    serving = ServedSystem(system, "127.0.0.1", 0)
    try:
        yield serving.address, system
    finally:
        serving.close()


def be_slow(way: Way, system: Any) -> None:
    """Have it take its time from now on."""
    if way.system == "sip2":
        system.desk.latency_s = LATENCY_MS / 1000
    else:
        system._delay_s = LATENCY_MS / 1000


def post(way: Way, catalogue: Catalogue, outbox: Outbox, barcodes: list[str]) -> None:
    """Do what the system must be told of."""
    if way.system == "sip2":
        outbox.post_seen({barcode: utc_now() for barcode in barcodes}, "sweep/1")
        return
    changed: list[Item] = []
    for at, barcode in enumerate(barcodes):
        held = catalogue.by_barcode(barcode)
        assert held is not None
        number = CallNumber(f"Z{at + 100} .N{at} 2026", Scheme.LCC, "bench")
        item = replace(held[0], call_number=number)
        changed.append(catalogue.save_item(item, held[0], by="bench", at=utc_now()))
    outbox.post([item.id for item in changed], "bench/1")


def seconds(way: Way, items: int) -> float:
    """Send the changes of so many items; return how long that took."""
    stock = books(items, 1)
    with tempfile.TemporaryDirectory() as folder, served(way, items) as (address, system):
        home = Path(folder)
        user = "station1" if way.system == "sip2" else "station"
        section = SystemSection(
            connector=way.system, url=address, user=user, secret="speed", options=way.options
        )
        quick = open_system(way.system, section, SimulatedWiring(system))
        load_catalogue(home, quick, stock)
        quick.close()
        be_slow(way, system)
        catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
        outbox = Outbox(catalogue.store, "bench", utc_now)
        post(way, catalogue, outbox, [book.barcode for book in stock])
        library: Any = open_system(way.system, section)
        library = library if way.batch else Unbatched(library)
        courier = Courier(outbox, way.system, library, utc_now, parallel=way.at_once)
        library.find_items([])
        began = perf_counter()
        while courier.run_once():
            pass
        took = perf_counter() - began
        library.close()
        done = len(outbox.messages((State.DONE,), most=items))
        catalogue.close()
    if done != items:
        raise RuntimeError(f"{way}: {done} of {items} were told")
    return took


def measure(items: int) -> Table:
    """Return the rates of all ways, each with so many items or its part of them."""
    rows = []
    os.environ[variable_of("speed")] = PASSWORD
    for way in WAYS:
        count = int(items * way.part)
        took = seconds(way, count)
        rows.append((way.system, way.title, f"{count:,}", f"{took:.1f}", f"{count / took:.1f}"))
        print(*rows[-1], flush=True)
    heads = ("system", "sent", "items", "s", "items a second")
    return Table(heads, tuple(rows), (f"Each call takes {LATENCY_MS} ms in the system.",))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    options = parser.parse_args()
    table = measure(options.items)
    print(as_markdown(table))
    if options.page:
        write_table(options.page, "outbox_speed", table)


if __name__ == "__main__":
    main()
