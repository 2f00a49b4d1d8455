"""Looking for devices: by what the system says of them, and by asking, harmlessly, who is there."""

import re
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from procstation.devices import (
    Driver,
    Kind,
    Rack,
    SerialSettings,
    driver_names,
    load_driver,
)
from procstation.devices.attached import (
    SerialPort,
    UsbPrinter,
    attached_ports,
    lasting_name,
    usb_printers,
)
from procstation.devices.check import Health, check_device
from procstation.devices.links import open_line
from procstation.errors import StationError
from procstation.language import tr

AT_ONCE = 4
"""Ports that are asked at the same time."""

BENCH: tuple[Kind, ...] = ("scanner", "rfid", "printer")


class How(StrEnum):
    """How sure it is."""

    ANSWERED = "answered"
    NAMED = "named"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Found:
    """A device that is there, or could be.

    Attributes:
        title: What it is called, by itself, the system or its driver.
        how: Whether it answered, the system says what it is, or it only could be one.
        said: What it answered; "" when nobody asked.
    """

    kind: Kind
    driver: str
    port: str
    title: str
    how: How
    said: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A port that could not be looked at, and what to do about it."""

    port: str
    what: str
    do_next: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is.

    Attributes:
        news: What was found or stood in the way just now; None when only something was asked.
        doing: What is being done, in words.
        done, of: Questions.
    """

    news: Found | Obstacle | None
    doing: str
    done: int
    of: int


class Candidate(NamedTuple):
    """A driver that may find its device."""

    kind: Kind
    name: str
    driver: Driver


@dataclass(frozen=True, slots=True)
class Attached:
    """What the system says is attached, without anything being opened."""

    ports: Sequence[SerialPort]
    printers: Sequence[UsbPrinter]

    @classmethod
    def now(cls) -> "Attached":
        return cls(attached_ports(), usb_printers())


class Search:
    """One search. `run` works on the calling thread; `stop` may be called from another.

    Args:
        taken: Ports that are in use by this station, and are left alone.
    """

    def __init__(self, attached: Attached, rack: Rack, taken: Collection[str] = ()) -> None:
        self._ports = [one for one in attached.ports if one.port not in taken]
        self._printers = [one for one in attached.printers if one.port not in taken]
        self._taken = taken
        self._rack = rack
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._tell: Callable[[Progress], None] = lambda _: None
        self._found: list[Found] = []
        self._done = 0
        self._drivers = [
            Candidate(kind, name, load_driver(kind, name))
            for kind in BENCH
            for name in driver_names(kind)
        ]
        serial = [one for one in self._drivers if one.driver.serial is not None]
        self._askable = [one for one in serial if one.kind == "rfid"]
        self._silent = next((one for one in serial if one.kind == "scanner"), None)

    def stop(self) -> None:
        """End it after the question that is under way."""
        self._stopped.set()

    def run(self, tell: Callable[[Progress], None]) -> list[Found]:
        """Look, and return what was found: what answered first, then what could be.

        Args:
            tell: Called from several threads, one at a time.
        """
        self._tell = tell
        for one in self._listed():
            self._note(one, tr("looking at what the system lists"))
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="search") as threads:
            for asked in [threads.submit(self._ask_at, port) for port in self._ports]:
                asked.result()
        ways = list(How)
        return sorted(
            self._found, key=lambda one: (ways.index(one.how), BENCH.index(one.kind), one.port)
        )

    def _note(self, news: Found | Obstacle | None, doing: str, questions: int = 0) -> None:
        with self._lock:
            self._done += questions
            if isinstance(news, Found):
                self._found.append(news)
            self._tell(Progress(news, doing, self._done, len(self._ports) * len(self._askable)))

    def _listed(self) -> Iterator[Found]:
        for kind, name, driver in self._drivers:
            for one in driver.find():
                if one.port not in self._taken:
                    # What types may be a keyboard: only a scan tells.
                    how = How.POSSIBLE if kind == "scanner" else How.NAMED
                    yield Found(kind, name, one.port, one.title, how)
            for printer in self._printers:
                if driver.usb_printer and re.search(driver.usb_printer, printer.says):
                    title = printer.title or driver.called
                    yield Found(kind, name, printer.port, title, How.NAMED)

    def _ask_at(self, port: SerialPort) -> None:
        makers = [one for one in self._drivers if port.vendor in one.driver.usb_makers]
        left = len(self._askable)
        if any(one.kind == "scanner" for one in makers):
            # It would take a question for nothing, or for a command.
            doing = tr("{port} is of a maker of scanners", port=port.port)
            self._note(self._scanner_at(port), doing, left)
            return
        obstacle = _obstacle_at(port.port)
        if obstacle is not None:
            self._note(obstacle, tr("{port} cannot be opened", port=port.port), left)
            return
        for one in sorted(self._askable, key=lambda one: one not in makers):
            if self._stopped.is_set():
                return
            device = one.driver.called
            self._note(None, tr("{port}: is there a {device}?", port=port.port, device=device))
            checked = check_device("rfid", one.name, port.port, {}, self._rack)
            if checked.health is Health.READY:
                found = Found(
                    "rfid", one.name, lasting_name(port.port), device, How.ANSWERED, checked.detail
                )
                doing = tr("{port}: a {device} answers", port=port.port, device=device)
                self._note(found, doing, left)
                return
            left -= 1
            self._note(None, tr("{port}: no {device}", port=port.port, device=device), 1)
        self._note(self._scanner_at(port), tr("{port}: nothing answers", port=port.port))

    def _scanner_at(self, port: SerialPort) -> Found | None:
        """A scanner says nothing until it reads, so any port where nothing answers may have one."""
        if self._silent is None:
            return None
        title = port.title or self._silent.driver.called
        name = lasting_name(port.port)
        return Found("scanner", self._silent.name, name, title, How.POSSIBLE)


def _obstacle_at(port: str) -> Obstacle | None:
    if port.startswith("sim://"):
        return None
    try:
        open_line(port, SerialSettings()).close()
    except StationError as error:
        return Obstacle(port, error.what, error.do_next)
    return None
