"""Scans a second with a commit each, on both stores, and what a slow network makes of a bench.

    python benchmarks/store_commits.py [--count 300] [--page docs/performance.md]

A scan here is the look-up of a barcode and the new status of its item, on disk. PostgreSQL is asked
directly, then through a line of loopback that keeps every byte back for half of a round trip.
What a server's disk costs shows in the row where the server does not wait for it.
"""

import argparse
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from queue import Queue
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from results_page import Table, as_markdown, write_table
from stores import Stores, postgres_server

from procstation.catalog import Catalogue
from procstation.store.engine import parsed_url

ROUND_TRIPS_MS = (0, 5, 50)


@contextmanager
def slow_line(url: str, round_trip_s: float) -> Iterator[str]:
    """The URL of the same store behind a network with such a round trip."""
    parsed = parsed_url(url)
    folder = parsed.query.get("host")
    port = parsed.port or 5432
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    client, _ = listening.accept()
                except OSError:
                    return
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if isinstance(folder, str) and folder.startswith("/"):
                    server = socket.socket(socket.AF_UNIX)
                    server.connect(f"{folder}/.s.PGSQL.{port}")
                else:
                    server = socket.create_connection((parsed.host or "127.0.0.1", port))
                for one, other in ((client, server), (server, client)):
                    kept: Queue[tuple[float, bytes]] = Queue()
                    for act in (_take, _give):
                        far = one if act is _take else other
                        threading.Thread(
                            target=act, args=(far, kept, round_trip_s / 2), daemon=True
                        ).start()

        threading.Thread(target=serve, daemon=True).start()
        bare = {name: value for name, value in parsed.query.items() if name != "host"}
        through = parsed.set(host="127.0.0.1", port=listening.getsockname()[1], query=bare)
        yield through.render_as_string(hide_password=False)
        listening.shutdown(socket.SHUT_RDWR)


def _take(source: socket.socket, kept: "Queue[tuple[float, bytes]]", delay_s: float) -> None:
    data = b"-"
    while data:
        try:
            data = source.recv(65536)
        except OSError:
            data = b""
        kept.put((perf_counter() + delay_s, data))


def _give(target: socket.socket, kept: "Queue[tuple[float, bytes]]", _: float) -> None:
    while True:
        due, data = kept.get()
        time.sleep(max(due - perf_counter(), 0))
        with suppress(OSError):
            if not data:
                target.shutdown(socket.SHUT_RDWR)
                return
            target.sendall(data)


def scans(url: str, count: int) -> tuple[list[float], list[float]]:
    """The seconds of each look-up, and of each change of an item."""
    looked, changed = [], []
    with closing(Catalogue.open(url)) as catalogue:
        for number in range(count):
            begun = perf_counter()
            catalogue.by_barcode("99")
            found = perf_counter()
            catalogue.set_status("99", f"status {number}", by="bench", at="2026-03-01T10:00:00Z")
            looked.append(found - begun)
            changed.append(perf_counter() - found)
    return looked, changed


def row(name: str, url: str, count: int) -> tuple[str, ...]:
    looked, changed = (sorted(times) for times in scans(url, count))
    rate = count / (sum(looked) + sum(changed))
    figures = (times[len(times) * share // 100] * 1000 for times in (looked, changed)
               for share in (50, 99))  # fmt: skip
    return name, f"{rate:,.0f}", *(f"{one:.2f}" for one in figures)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    wanted = parser.parse_args(arguments)
    rows, count = [], wanted.count
    with tempfile.TemporaryDirectory() as home, postgres_server(Path(home) / "server") as server:
        stores = Stores(server)
        table = Path(home) / "items.csv"
        table.write_text("barcode,title\n99,One\n")
        urls = (Stores().new(Path(home)), stores.new(Path(home)))
        for url in urls:
            with closing(Catalogue.open(url)) as catalogue:
                catalogue.load([table])
        rows.append(row("SQLite", urls[0], count))
        rows.append(row("PostgreSQL", urls[1], count))
        careless = f"{urls[1]}{'&' if '?' in urls[1] else '?'}options=-csynchronous_commit%3Doff"
        rows.append(row("PostgreSQL, the disk not waited for", careless, count))
        for round_trip_ms in ROUND_TRIPS_MS:
            with slow_line(urls[1], round_trip_ms / 1000) as url:
                name = f"PostgreSQL, round trip {round_trip_ms} ms"
                rows.append(row(name, url, max(count // 5, 20)))
        stores.close()
    heads = ("store", "scans/s", "look-up p50 ms", "p99 ms", "change p50 ms", "p99 ms")
    found = Table(heads, tuple(rows))
    if wanted.page:
        write_table(wanted.page, "store_commits", found)
    else:
        print(as_markdown(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
