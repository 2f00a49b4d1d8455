"""Read a large file in several processes at once, and hand its records on in their order."""

import json
import marshal
import os
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from procstation.catalog.load_worker import SIZE_BYTES
from procstation.catalog.marc_source import MarcSource
from procstation.catalog.prepared import Prepared, prepared
from procstation.catalog.source import Refused, Source
from procstation.errors import StoreError
from procstation.language import tr

SMALL = 4 << 20
"""Bytes. A smaller file is read before another process has started."""

STRETCH = 1 << 20
"""Bytes that are read at a time."""

MOST_WORKERS = 3
"""More than these read faster than one process can write."""


def workers_for(source: Source, path: Path) -> int:
    """How many processes should read a file; 0 is this one."""
    if path.stat().st_size < SMALL or not (isinstance(source, MarcSource) and source.divisible):
        return 0
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(cores, MOST_WORKERS) if cores > 1 else 0


def read_prepared(
    source: Source, path: Path, profile: str, workers: int
) -> Generator[Prepared | Refused, None, None]:
    """Yield all that a file holds, in its order, ready for the store.

    Args:
        workers: As `workers_for` says.

    Raises:
        InputRefused: As `Source.read`.
        StoreError: A process ended before its work.
    """
    if not workers:
        if isinstance(source, MarcSource) and source.divisible:
            yield from source.prepared_between(profile, 0, path.stat().st_size)
        else:
            yield from map(prepared, source.read(profile))
        return
    number = 0
    for raw in _in_processes(path, profile, workers):
        last = 0
        for one in marshal.loads(raw):  # noqa: S302  (written by our own process)
            last, *rest = one
            yield _received(number + last, rest)
        number += last


def _received(number: int, rest: list[Any]) -> Prepared | Refused:
    return Refused(number, *rest) if len(rest) == 2 else Prepared(number, *rest)


def _in_processes(path: Path, profile: str, workers: int) -> Iterator[bytes]:
    """Yield the answers of the processes for all stretches of a file, in order."""
    size = path.stat().st_size
    stretches = deque(range(0, size, STRETCH))
    free: SimpleQueue[_Worker] = SimpleQueue()
    started: list[_Worker] = []

    def read(begin: int) -> bytes:
        worker = free.get()
        try:
            return worker.read(begin, min(begin + STRETCH, size))
        finally:
            free.put(worker)

    with ThreadPoolExecutor(workers) as threads:
        try:
            for _ in range(workers):
                started.append(_Worker(path, profile))
                free.put(started[-1])
            waiting: deque[Future[bytes]] = deque()
            while stretches or waiting:
                # As many more as there are workers, so that none waits for the store.
                while stretches and len(waiting) < 2 * workers:
                    waiting.append(threads.submit(read, stretches.popleft()))
                yield waiting.popleft().result()
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            for worker in started:
                worker.end()


class _Worker:
    """One process; asked by one thread at a time."""

    def __init__(self, path: Path, profile: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "procstation.catalog.load_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._asks, self._answers = self._process.stdin, self._process.stdout
        self._tell(json.dumps({"path": str(path), "profile": profile}))

    def read(self, begin: int, end: int) -> bytes:
        self._tell(f"{begin} {end}")
        size = self._answers.read(SIZE_BYTES)
        data = self._answers.read(int.from_bytes(size, "big")) if size else b""
        if not data:
            raise StoreError(
                tr(
                    "A process that read for this load has ended (status {wait}).",
                    wait=self._process.wait(),
                ),
                tr("Look at what it said above; then load the file again."),
            )
        return data

    def _tell(self, line: str) -> None:
        try:
            self._asks.write(line.encode() + b"\n")
            self._asks.flush()
        except OSError:
            # It has ended; the reading of its answer says so.
            return

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._asks, self._answers):
            try:
                pipe.close()
            except OSError:
                # What could not be written to an ended process is of no use to it.
                continue
