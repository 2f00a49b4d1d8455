"""Jobs of labels that are cut off at any point, the person who takes them up again, and the count.

What came out is known from the printers alone: the sheets of the laser by the ink in their cells,
the roll by what the simulated printer put out. The person looks there, and answers what is asked.

Run as a program it is one life of a station that prints on sheets, killed by SIGKILL:
`python cut_off_play.py HOME AT`.
"""

import json
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import pypdfium2
from kill_play import Fuse, Fused, Killed

from procstation.devices import LabelPrinter, Outcome, PrinterState, load_driver, read_options
from procstation.devices.sim_link import DirectLink
from procstation.errors import StationError
from procstation.labels import LabelData, LabelShelf, SheetStock, Symbology
from procstation.printing import (
    PRINT_FILE,
    LabelRequest,
    LabelState,
    PrintDesk,
    PrintFile,
    PrintQueue,
    QueuedLabel,
    QueueRun,
    SheetPositions,
    Verdict,
)
from procstation_simulators.printers.zebra import VirtualZebra, ZebraSettings

SHELF = LabelShelf()
LASER_STOCK, ROLL_STOCK = "avery-5163", "roll-51x25"
FULL_ROLL = 1000
PATIENCE_S = 60.0
"""What a printer has goes on coming out while the station is down."""

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


class Output(Protocol):
    """A printer in the world, and what came out of it."""

    stock: str

    def opened(self, fuse: Fuse, file: PrintFile) -> LabelPrinter: ...

    def put_right(self) -> None:
        """Let what it has come out, and put in what it lacks."""
        ...

    def out(self) -> list[str]:
        """The barcodes of all labels that came out."""
        ...

    def lies(self, label: QueuedLabel) -> bool:
        """Whether this label came out where it was sent."""
        ...

    def overprinted(self) -> int:
        """Labels with two prints on them."""
        ...


class Laser:
    """Sheets, one-way: a job is on paper when it was taken, and nobody says so.

    What was inked is kept in a file of its own: sheet, cell and barcode, one a line.
    """

    stock = LASER_STOCK
    language = "pdf"
    dots_per_mm = 600 / 25.4

    def __init__(self, home: Path) -> None:
        self._paper = home / "paper.jsonl"
        self._fuse = Fuse()
        self._file = PrintFile(None)

    def opened(self, fuse: Fuse, file: PrintFile) -> LabelPrinter:
        self._fuse, self._file = fuse, file
        return self

    def state(self) -> PrinterState:
        return PrinterState(ready=True)

    def send(self, job: bytes, labels: int) -> Outcome:
        self._fuse.point("before the job arrives")
        # The sheet that the person was told to put in.
        sheet = SheetPositions(self._file).current("printer", self.stock).number
        with self._paper.open("a") as paper:
            for page, inked in enumerate(_inked(job)):
                for cell, barcode in inked:
                    paper.write(json.dumps([sheet + page, cell, barcode]) + "\n")
        self._fuse.point("after the job was printed")
        return Outcome.SENT

    def close(self) -> None:
        """Nothing to let go of."""

    def put_right(self) -> None:
        """A laser has nothing left."""

    def out(self) -> list[str]:
        return [barcode for _, _, barcode in self._inked()]

    def lies(self, label: QueuedLabel) -> bool:
        return (label.sheet, label.cell, label.request.data.barcode) in self._inked()

    def overprinted(self) -> int:
        places = Counter((sheet, cell) for sheet, cell, _ in self._inked())
        return sum(count - 1 for count in places.values())

    def _inked(self) -> list[tuple[int, int, str]]:
        if not self._paper.exists():
            return []
        return [tuple(json.loads(line)) for line in self._paper.read_text().splitlines()]


class Roll:
    """A ZPL printer with the real driver; its roll may end, and it may answer nothing then."""

    stock = ROLL_STOCK

    def __init__(self, labels_left: int = FULL_ROLL, *, silent: bool = False) -> None:
        self._zebra = VirtualZebra(
            ZebraSettings(labels_left=labels_left, dots_per_mm=12, silent_in_error=silent)
        )

    def opened(self, fuse: Fuse, file: PrintFile) -> LabelPrinter:
        del file
        driver = _zpl()
        link: Any = Fused(DirectLink(self._zebra), fuse, frozenset({"write"}))
        printer: LabelPrinter = driver.open(link, read_options(driver, "options", {}))
        return printer

    def put_right(self) -> None:
        self._zebra.labels_left = FULL_ROLL
        self._zebra.pass_time(PATIENCE_S)

    def out(self) -> list[str]:
        return [
            re.sub(r"\D", "", match[1])
            for label in self._zebra.printed
            for match in re.finditer(r"\^FD([\d ]{14,})\^FS", label.decode())
        ]

    def lies(self, label: QueuedLabel) -> bool:
        return label.request.data.barcode in self.out()

    def overprinted(self) -> int:
        return 0


@cache
def _zpl() -> Any:
    return load_driver("printer", "zpl")


def _inked(job: bytes) -> Iterator[list[tuple[int, str]]]:
    """Yield of each page its cells with a barcode, read where the stock has its cells."""
    stock = SHELF.stock(LASER_STOCK)
    assert isinstance(stock, SheetStock)
    document = pypdfium2.PdfDocument(job)
    for page in document:
        words, height = page.get_textpage(), page.get_height()
        found = []
        for cell in range(stock.cells):
            left, top = (one * 72 / 25.4 for one in stock.cell(cell))
            right = left + stock.label_width_mm * 72 / 25.4
            bottom = top + stock.label_height_mm * 72 / 25.4
            text = words.get_text_bounded(left, height - bottom, right, height - top)
            digits = re.search(r"\d{14}", re.sub(r"\s", "", text))
            if digits:
                found.append((cell, digits[0]))
        words.close()
        yield found
    document.close()


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

    def live(self, fuse: Fuse) -> bool:
        """One life of the station: run the queue. Returns whether it was killed."""
        file = FusedFile(self.home / PRINT_FILE, fuse)
        try:
            queue = PrintQueue(file)
            if not queue.jobs():
                requests = [LabelRequest(LabelData(one), "barcode") for one in self.barcodes]
                queue.add(requests, "cut off")
            printer = self.output.opened(fuse, file)
            desk = PrintDesk(SHELF, file, Symbology.CODABAR)
            with queue.claimed("printer"):
                run = QueueRun(queue, desk, "printer", stock=self.output.stock)
                while (portion := run.step(printer)) is not None and not portion.stop:
                    pass
        except Killed:
            return True
        except StationError:
            # The printer is gone for now: the person puts it right.
            return False
        finally:
            file.close()
        return False

    def answer(self) -> bool:
        """Have the person put things right and answer. Returns whether anything is left to do."""
        self.output.put_right()
        file = PrintFile(self.home / PRINT_FILE)
        queue = PrintQueue(file)
        queue.recover()
        for label in queue.in_state(LabelState.UNKNOWN):
            self.count.asked += 1
            came_out = self.output.lies(label)
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

    def work_off(self, cuts: Sequence[int]) -> Count:
        """Live until all is done, killed at a point of each of the first lives."""
        waiting = list(cuts)
        for _ in range(MOST_LIVES):
            at = waiting.pop(0) if waiting else None
            self.count.cuts += self.live(Fuse(at))
            if not self.answer() and not waiting:
                break
        else:
            self.count.unsettled += 1
        return self.end()


def barcodes(count: int) -> list[str]:
    """Numbers that are all different."""
    return [f"3123400012{number:04d}" for number in range(count)]


if __name__ == "__main__":
    home = Path(sys.argv[1])
    CutJob(home, Laser(home), barcodes(int(sys.argv[3]))).live(SignalFuse(int(sys.argv[2])))
