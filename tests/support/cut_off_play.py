"""Jobs of labels that are cut off at any point, the person who takes them up again, and the count.

What came out is known from the printers alone. The person looks there, and answers what is asked.
"""

import os
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

from cut_off_outputs import SHELF, Output
from kill_play import Fuse, Killed

from procstation.devices import Link
from procstation.errors import InputRefused, StationError
from procstation.labels import LabelData, LabelShelf, Layout, Page, Symbology
from procstation.printing import (
    PRINT_FILE,
    LabelRequest,
    LabelState,
    PrintDesk,
    PrintFile,
    PrintQueue,
    QueueRun,
    Target,
    Verdict,
)
from procstation.printing.drawing import DRAWINGS, Drawing

MOST_LIVES = 60


class FusedFile(PrintFile):
    """The file of the queue; the process may be killed at each change and around each commit."""

    def __init__(self, path: Path, fuse: Fuse) -> None:
        super().__init__(path)
        self._fuse = fuse

    def change(self, sql: str, *values: object) -> int:
        self._fuse.point(f"before {sql[:20]}")
        return super().change(sql, *values)

    @contextmanager
    def together(self) -> Iterator[None]:
        with super().together():
            yield
            self._fuse.point("before the commit")
        self._fuse.point("after the commit")


class SignalFuse(Fuse):
    """Ends the process as the system does."""

    def point(self, name: str) -> None:
        try:
            super().point(name)
        except Killed:
            os.kill(os.getpid(), signal.SIGKILL)


class QuickDesk(PrintDesk):
    """Lays a label out once for all lives, since it is the same in each."""

    _layouts: ClassVar[dict[tuple[str, str, str], Layout]] = {}

    def layout(self, request: LabelRequest, stock_name: str, target: Target) -> Layout:
        key = (request.data.barcode, stock_name, target.language)
        if key not in self._layouts:
            self._layouts[key] = super().layout(request, stock_name, target)
        return self._layouts[key]


class Unchecked(Drawing):
    """A way to draw whose drawings are not read back: that is tested where labels are drawn."""

    def faults(
        self, data: bytes, pages: Sequence[Page], shelf: LabelShelf, margin_mm: float
    ) -> dict[int, InputRefused]:
        return {}


UNCHECKED = {name: Unchecked(one.render, one.pictures) for name, one in DRAWINGS.items()}


@dataclass
class Count:
    """What cut-off jobs came to. All but the first four should be 0."""

    jobs: int = 0
    cuts: int = 0
    labels: int = 0
    asked: int = 0
    missing: int = 0
    double: int = 0
    overprinted: int = 0
    unsettled: int = 0

    def add(self, other: "Count") -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.double or self.overprinted or self.unsettled)


@dataclass
class CutJob:
    """One job, worked off through cuts.

    Attributes:
        barcodes: Of its labels, all different.
    """

    home: Path
    output: Output
    barcodes: Sequence[str]
    count: Count = field(default_factory=lambda: Count(jobs=1))

    def live(self, fuse: Fuse, line: Link | None = None) -> bool:
        """One life of the station: run the queue. Returns whether it was killed."""
        file = FusedFile(self.home / PRINT_FILE, fuse)
        try:
            with self.output.disturbed(fuse), patch.dict(DRAWINGS, UNCHECKED):
                self._run(file, fuse, line or self.output.line())
        except Killed:
            return True
        except StationError:
            # The printer is gone for now: the person puts it right.
            return False
        finally:
            file.close()
        return False

    def live_in_a_process(self, at: int | None) -> bool:
        """One life in a process of its own, ended by SIGKILL at a point; the printer lives on."""
        line = self.output.line()
        ours, theirs = Pipe()
        child = os.fork()
        if child == 0:
            ours.close()
            with suppress(BaseException):
                self.live(SignalFuse(at), _LineInPipe(theirs) if line is not None else None)
                os._exit(0)
            os._exit(1)
        theirs.close()
        _serve(line, ours)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert status in (0, -signal.SIGKILL), f"a life ended with {status}"
        return status != 0

    def answer(self) -> bool:
        """Have the person put things right and answer. Returns whether anything is left to do."""
        self.output.put_right()
        file = PrintFile(self.home / PRINT_FILE)
        queue = PrintQueue(file)
        queue.recover()
        for label in queue.in_state(LabelState.UNKNOWN):
            self.count.asked += 1
            came_out = self.output.came_out(label)
            queue.settle([label], Verdict.PRINTED if came_out else Verdict.MISSING)
        counts = queue.counts()
        file.close()
        done = counts.keys() <= {LabelState.PRINTED, LabelState.SENT}
        return not counts or not done

    def end(self) -> Count:
        """Count what came out."""
        out = Counter(self.output.out())
        count = self.count
        count.labels = len(self.barcodes)
        count.missing = sum(1 for one in self.barcodes if not out[one])
        count.double = sum(max(0, number - 1) for number in out.values())
        count.overprinted = self.output.overprinted()
        return count

    def work_off(self, cuts: Sequence[int], *, by_signal: bool = False) -> Count:
        """Live until all is done, killed at a point of each of the first lives."""
        waiting = list(cuts)
        for _ in range(MOST_LIVES):
            at = waiting.pop(0) if waiting else None
            if by_signal and at is not None:
                self.count.cuts += self.live_in_a_process(at)
            else:
                self.count.cuts += self.live(Fuse(at))
            if not self.answer() and not waiting:
                break
        else:
            self.count.unsettled += 1
        return self.end()

    def _run(self, file: PrintFile, fuse: Fuse, line: Link | None) -> None:
        queue = PrintQueue(file)
        if not queue.jobs():
            requests = [LabelRequest(LabelData(one), "barcode") for one in self.barcodes]
            queue.add(requests, "cut off")
        printer = self.output.opened(line, fuse, file)
        desk = QuickDesk(SHELF, file, Symbology.CODABAR)
        with queue.claimed("printer"):
            run = QueueRun(queue, desk, "printer", stock=self.output.stock)
            while (portion := run.step(printer)) is not None and not portion.stop:
                pass


def barcodes(count: int) -> list[str]:
    """Numbers that are all different."""
    return [f"3123400012{number:04d}" for number in range(count)]


class _LineInPipe:
    """The line of a process that will be killed: the printer is at the other end of a pipe."""

    name = "sim://direct"

    def __init__(self, pipe: "Connection[Any, Any]") -> None:
        self._pipe = pipe

    def write(self, data: bytes) -> None:
        self._ask("write", data)

    def read(self, timeout_s: float) -> bytes:
        return bytes(self._ask("read", timeout_s))

    def now_s(self) -> float:
        return float(self._ask("now_s"))

    def close(self) -> None:
        """The printer stays."""

    def _ask(self, name: str, *arguments: object) -> Any:
        self._pipe.send((name, arguments))
        return self._pipe.recv()


def _serve(line: Link | None, pipe: "Connection[Any, Any]") -> None:
    """Move bytes between a line and a process, until that has ended."""
    with suppress(EOFError, ConnectionResetError):
        while True:
            name, arguments = pipe.recv()
            pipe.send(getattr(line, name)(*arguments))
    pipe.close()
