"""The printers of cut-off jobs, and what came out of them: by the real drivers, in the world.

A sheet is known by the ink in its cells, a roll by what the simulated printer put out. Printers can
be made to stop in mid-job: the roll or the tray runs out, or somebody opens the cover.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any, Protocol, cast
from unittest.mock import patch

import pypdfium2
import zxingcpp
from kill_play import Fuse, Fused
from PIL import Image

from procstation.devices import LabelPrinter, Link, load_driver, load_simulator, read_options
from procstation.devices.sim_link import DirectLink
from procstation.labels import LabelShelf, SheetStock
from procstation.printing import PRINT_FILE, PrintFile, QueuedLabel, SheetPositions
from procstation_simulators.printers.office import VirtualOfficePrinter
from procstation_simulators.printers.printer import VirtualPrinter

SHELF = LabelShelf()
FULL = 1000
"""Labels on a roll, or sheets in a tray, that will not run out."""

PATIENCE_S = 60.0
"""What a printer has goes on coming out while the station is down."""

POINTS_PER_MM = 72 / 25.4

Spot = tuple[int, int, str]
"""Sheet, cell and barcode of a label that came out."""


class Output(Protocol):
    """A printer in the world, and what came out of it."""

    stock: str

    def line(self) -> Link | None:
        """A new line to it; None when it needs none."""
        ...

    def opened(self, line: Link | None, fuse: Fuse, file: PrintFile) -> LabelPrinter:
        """Open the driver; the process may be killed around every write."""
        ...

    def disturbed(self, fuse: Fuse) -> AbstractContextManager[object]:
        """Also let the process be killed where the driver writes by itself."""
        ...

    def put_right(self) -> None:
        """Let what it has come out, and put in what it lacks."""
        ...

    def out(self) -> list[str]:
        """The barcodes of all labels that came out."""
        ...

    def came_out(self, label: QueuedLabel) -> bool:
        """Whether this label came out where it was sent."""
        ...

    def overprinted(self) -> int:
        """Labels with two prints on them."""
        ...


class Sheets:
    """What all printers on sheets have in common."""

    stock = "avery-5163"

    def spots(self) -> list[Spot]:
        raise NotImplementedError

    def out(self) -> list[str]:
        return [barcode for _, _, barcode in self.spots()]

    def came_out(self, label: QueuedLabel) -> bool:
        return (label.sheet, label.cell, label.request.data.barcode) in self.spots()

    def overprinted(self) -> int:
        places = Counter((sheet, cell) for sheet, cell, _ in self.spots())
        return sum(count - 1 for count in places.values())


class PdfFolder(Sheets):
    """A folder of files. The person prints each once, on the sheet the station wants in."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "out"
        self._folder.mkdir(exist_ok=True)
        self._sheets = home / "sheets.jsonl"
        """How many files there were when a job was sent, and which sheet was in then."""

    def line(self) -> None:
        return None

    def opened(self, line: Link | None, fuse: Fuse, file: PrintFile) -> LabelPrinter:
        del line
        driver = _driver("pdf")
        printer = driver.open(str(self._folder), read_options(driver, "options", {}))
        return cast(LabelPrinter, _Noting(Fused(printer, fuse, frozenset({"send"})), self, file))

    @contextmanager
    def disturbed(self, fuse: Fuse) -> Iterator[None]:
        sync = os.fsync

        def fused(descriptor: int) -> None:
            fuse.point("before a file or its folder is on the disk")
            sync(descriptor)

        with patch("os.fsync", fused):
            yield

    def note(self, file: PrintFile) -> None:
        sheet = SheetPositions(file).current("printer", self.stock).number
        with self._sheets.open("a") as noted:
            noted.write(json.dumps([len(self._files()), sheet]) + "\n")

    def put_right(self) -> None:
        """A folder lacks nothing."""

    def spots(self) -> list[Spot]:
        if not self._sheets.exists():
            return []
        sheet_of = dict(json.loads(line) for line in self._sheets.read_text().splitlines())
        return [
            (sheet_of[number] + page, cell, barcode)
            for number, file in enumerate(self._files())
            for page, inked in enumerate(_inked(file.read_bytes()))
            for cell, barcode in inked
        ]

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("labels-*.pdf"))


class _Noting:
    """A printer that has noted which sheet lay in it when a job was sent."""

    def __init__(self, printer: Any, folder: PdfFolder, file: PrintFile) -> None:
        self._printer, self._folder, self._file = printer, folder, file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._printer, name)

    def send(self, job: bytes, labels: int) -> Any:
        self._folder.note(self._file)
        return self._printer.send(job, labels)


class AtALine:
    """A simulated printer at the end of a byte line.

    Args:
        cover_at: The cover is opened when so much was done: labels out, or jobs taken.
    """

    driver: str
    settings: Mapping[str, str] = {}
    options: Mapping[str, object] = {}

    def __init__(self, left: int = FULL, cover_at: int | None = None) -> None:
        settings = {**self.settings, "labels_left": str(left)}
        self.device = cast(VirtualPrinter, _simulator(self.driver).build(settings))
        self._cover_at = cover_at

    def line(self) -> Link:
        return DirectLink(cast(Any, _Watched(self.device, self._moved)))

    def opened(self, line: Link | None, fuse: Fuse, file: PrintFile) -> LabelPrinter:
        del file
        driver = _driver(self.driver)
        fused: Any = Fused(line, fuse, frozenset({"write"}))
        options = read_options(driver, "options", dict(self.options))
        return cast(LabelPrinter, driver.open(fused, options))

    def disturbed(self, fuse: Fuse) -> AbstractContextManager[object]:
        del fuse
        return nullcontext()

    def put_right(self) -> None:
        self.device.head_open = False
        self.device.labels_left = FULL
        self.device.pass_time(PATIENCE_S)

    def done(self) -> int:
        """How much it did, as `cover_at` counts."""
        return len(self.device.printed)

    def _moved(self) -> None:
        if self._cover_at is not None and self.done() >= self._cover_at:
            self._cover_at = None
            self.device.head_open = True


class Office(AtALine, Sheets):
    """A printer by IPP, as a queue of CUPS is; its cover is a door, its labels are sheets."""

    driver = "ipp"
    options: Mapping[str, object] = {"completes_when_printed": True}

    def __init__(self, home: Path, left: int = FULL, cover_at: int | None = None) -> None:
        super().__init__(left, cover_at)
        self._home = home
        self._sheet_of: dict[int, int] = {}

    def line(self) -> Link:
        # A request that was cut off ends with its connection.
        self.device.faults.unplug()
        self.device.faults.plug()
        return super().line()

    def done(self) -> int:
        return len(self._jobs)

    def spots(self) -> list[Spot]:
        return [
            (self._sheet_of[number] + page, cell, barcode)
            for number, job in self._jobs.items()
            for page, inked in enumerate(_inked(job.document)[: job.done])
            for cell, barcode in inked
        ]

    @property
    def _jobs(self) -> Any:
        return cast(VirtualOfficePrinter, self.device).jobs

    def _moved(self) -> None:
        for number in self._jobs.keys() - self._sheet_of.keys():
            file = PrintFile(self._home / PRINT_FILE)
            self._sheet_of[number] = SheetPositions(file).current("printer", self.stock).number
            file.close()
        super()._moved()


class Roll(AtALine):
    """What all printers on rolls have in common."""

    stock: str

    def out(self) -> list[str]:
        return [self.read(label) for label in self.device.printed]

    def read(self, label: bytes) -> str:
        raise NotImplementedError

    def came_out(self, label: QueuedLabel) -> bool:
        return label.request.data.barcode in self.out()

    def overprinted(self) -> int:
        return 0


class Zebra(Roll):
    """A ZPL printer, which takes several labels at once and tells how many are left."""

    driver = "zpl"
    stock = "roll-51x25"
    settings: Mapping[str, str] = {"dots_per_mm": "12"}

    def read(self, label: bytes) -> str:
        found = re.search(r"\^FD([\d ]{14,})\^FS", label.decode())
        return re.sub(r"\D", "", found[1]) if found else ""


class SilentZebra(Zebra):
    """One that answers nothing while it is in trouble."""

    settings: Mapping[str, str] = {"dots_per_mm": "12", "silent_in_error": "true"}


class BrotherQl(Roll):
    """A printer of pictures, which tells of each label when it is out."""

    driver = "brother_ql"
    stock = "brother-dk-2205"
    # Packing its lines takes longer than all else together.
    options: Mapping[str, object] = {"compress": False}

    def read(self, label: bytes) -> str:
        return _barcode_of(label)


class _Watched:
    """A simulated device; whoever watches is told when something went on at it."""

    def __init__(self, device: Any, moved: Callable[[], None]) -> None:
        self._device, self._moved = device, moved

    def __getattr__(self, name: str) -> Any:
        return getattr(self._device, name)

    def receive(self, data: bytes) -> None:
        self._device.receive(data)
        self._moved()

    def pass_time(self, seconds: float) -> None:
        self._device.pass_time(seconds)
        self._moved()


# Looking an entry point up takes as long as a life; and most lives print the same labels.
@cache
def _driver(name: str) -> Any:
    return load_driver("printer", name)


@cache
def _simulator(name: str) -> Any:
    return load_simulator("printer", name)


@cache
def _barcode_of(pbm: bytes) -> str:
    head, size, bits = pbm.split(b"\n", 2)
    assert head == b"P4"
    width, height = map(int, size.split())
    picture = Image.frombytes("1", (width, height), bits, "raw", "1;I")
    codes = zxingcpp.read_barcodes(picture)
    return codes[0].text.strip("ABCD") if codes else ""


@cache
def _inked(job: bytes) -> list[list[tuple[int, str]]]:
    """Return of each page its cells with a barcode, read where the stock has its cells."""
    stock = SHELF.stock(Sheets.stock)
    assert isinstance(stock, SheetStock)
    document = pypdfium2.PdfDocument(job)
    pages = []
    for page in document:
        words, height = page.get_textpage(), page.get_height()
        found = []
        for cell in range(stock.cells):
            left, top = (one * POINTS_PER_MM for one in stock.cell(cell))
            right = left + stock.label_width_mm * POINTS_PER_MM
            bottom = top + stock.label_height_mm * POINTS_PER_MM
            text = words.get_text_bounded(left, height - bottom, right, height - top)
            digits = re.search(r"\d{14}", re.sub(r"\s", "", text))
            if digits:
                found.append((cell, digits[0]))
        words.close()
        pages.append(found)
    document.close()
    return pages
