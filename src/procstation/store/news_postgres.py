"""News between the stations of a PostgreSQL store, by LISTEN and NOTIFY."""

import threading
from collections.abc import Callable

import psycopg
from psycopg.rows import TupleRow

from procstation.errors import StoreError

CHANNEL = "procstation"
LOOK_S = 0.5
"""Seconds after which it is looked whether to end."""
AGAIN_S = 5.0
"""Seconds to the next try when the server does not answer."""


class NewsThread:
    """Listens on a connection of its own; while that is lost, nothing is heard.

    Args:
        connect: Opens a connection.
        take: Called with what another station changed.
        own: The number of the connection whose news are our own.
    """

    def __init__(
        self,
        connect: Callable[[], psycopg.Connection[TupleRow]],
        take: Callable[[str], None],
        own: Callable[[], int],
    ) -> None:
        self._connect = connect
        self._take = take
        self._own = own
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="store news", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                with self._connect() as driver:
                    self._listen(driver)
            except (psycopg.Error, StoreError):
                # Whoever reads or writes next is told that the server is away.
                self._ended.wait(AGAIN_S)

    def _listen(self, driver: psycopg.Connection[TupleRow]) -> None:
        driver.execute(f"LISTEN {CHANNEL}".encode())
        while not self._ended.is_set():
            for heard in driver.notifies(timeout=LOOK_S, stop_after=1):
                if heard.pid != self._own():
                    self._take(heard.payload)
