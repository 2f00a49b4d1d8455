"""The driver for the spooler of Windows, on a spooler made of software."""

# ruff: noqa: N802 - the names of its functions are those of pywin32.

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest

from procstation.devices import (
    DeviceFault,
    DeviceLost,
    FoundPort,
    Outcome,
    PrintRefused,
    Problem,
    Rack,
    load_driver,
    open_device,
)
from procstation_drivers.printers.windows import WindowsOptions, WindowsPrinter

JOB = b"^XA^FO8,10^A0N,26,24^FDQA76^FS^XZ"
INVALID_PARAMETER = 87


class Failed(Exception):
    """`pywintypes.error`: number, function, text."""


@dataclass
class Spooler:
    """`win32print` with one queue, as its documentation says: which calls, in which order.

    Attributes:
        statuses: What the job is at each look, the last one for ever; None: it is gone.
        fails: A function that fails.
    """

    name: str = "ZDesigner"
    status: int = 0
    statuses: list[int | None] = field(default_factory=lambda: [8, 0x10, None])
    fails: str = ""
    takes: int | None = None
    calls: list[str] = field(default_factory=list)
    job: bytes = b""
    document: tuple[Any, ...] = ()
    open_handles: int = 0
    on_look: Callable[[], None] = lambda: None

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if name == self.fails:
            raise Failed(1804, name, "The specified datatype is invalid.")

    def OpenPrinter(self, name: str) -> int:
        self._call("OpenPrinter")
        if name != self.name:
            raise Failed(1801, "OpenPrinter", "The printer name is invalid.")
        self.open_handles += 1
        return 7

    def ClosePrinter(self, handle: int) -> None:
        assert handle == 7
        self.open_handles -= 1

    def GetPrinter(self, handle: int, level: int) -> dict[str, int]:
        assert (handle, level) == (7, 2)
        self._call("GetPrinter")
        return {"Status": self.status}

    def EnumPrinters(self, flags: int, name: None, level: int) -> list[dict[str, str]]:
        assert (flags, name, level) == (6, None, 4)
        self._call("EnumPrinters")
        return [{"pPrinterName": self.name}]

    def StartDocPrinter(self, handle: int, level: int, document: tuple[Any, ...]) -> int:
        assert (handle, level) == (7, 1)
        self._call("StartDocPrinter")
        self.document = document
        return 3

    def StartPagePrinter(self, handle: int) -> None:
        self._call("StartPagePrinter")

    def WritePrinter(self, handle: int, data: bytes) -> int:
        self._call("WritePrinter")
        self.job += data[: self.takes]
        return len(data) if self.takes is None else self.takes

    def EndPagePrinter(self, handle: int) -> None:
        self._call("EndPagePrinter")

    def EndDocPrinter(self, handle: int) -> None:
        self._call("EndDocPrinter")

    def AbortPrinter(self, handle: int) -> None:
        self._call("AbortPrinter")

    def GetJob(self, handle: int, job: int, level: int) -> dict[str, int]:
        assert (handle, job, level) == (7, 3, 1)
        self._call("GetJob")
        self.on_look()
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if status is None:
            raise Failed(INVALID_PARAMETER, "GetJob", "The parameter is incorrect.")
        return {"Status": status, "PagesPrinted": 0}


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def wait(self, seconds: float) -> None:
        self.now_s += seconds


@pytest.fixture
def spooler(monkeypatch: pytest.MonkeyPatch) -> Spooler:
    one = Spooler()
    win32print, pywintypes = ModuleType("win32print"), ModuleType("pywintypes")
    for name in dir(one):
        if name[0].isupper():
            setattr(win32print, name, getattr(one, name))
    pywintypes.__dict__["error"] = Failed
    monkeypatch.setitem(sys.modules, "win32print", win32print)
    monkeypatch.setitem(sys.modules, "pywintypes", pywintypes)
    return one


def printer(options: WindowsOptions | None = None, clock: Clock | None = None) -> WindowsPrinter:
    clock = clock or Clock()
    settings = options or WindowsOptions()
    return WindowsPrinter("ZDesigner", settings, lambda: clock.now_s, clock.wait)


def test_without_pywin32_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "win32print", None)
    driver = load_driver("printer", "windows")
    with pytest.raises(DeviceFault, match="pywin32") as refused:
        driver.open("ZDesigner", driver.options())
    assert "procstation[windows]" in refused.value.do_next


def test_a_job_in_the_documented_order(spooler: Spooler) -> None:
    one = printer()
    assert one.state().ready
    spooler.calls.clear()
    assert one.send(JOB, 3) is Outcome.SENT
    one.close()
    assert spooler.job == JOB
    assert spooler.document == ("3 labels", None, "RAW")
    assert spooler.calls[:7] == [
        "OpenPrinter",
        "GetPrinter",
        "StartDocPrinter",
        "StartPagePrinter",
        "WritePrinter",
        "EndPagePrinter",
        "EndDocPrinter",
    ]
    assert spooler.open_handles == 0


def test_found_by_name_as_the_station_opens_it(spooler: Spooler) -> None:
    one = open_device("printer", "windows", "ZDesigner", {"dpi": 300}, Rack())
    assert (one.language, one.state().ready) == ("zpl", True)
    assert one.dots_per_mm == pytest.approx(300 / 25.4)
    other = open_device("printer", "windows", "windows://ZDesigner", {"language": "pdf"}, Rack())
    assert (other.language, other.dots_per_mm) == ("pdf", 8)
    assert other.state().ready


def test_a_spooler_never_says_printed(spooler: Spooler) -> None:
    spooler.statuses = [0x80]
    assert printer().send(JOB, 1) is Outcome.SENT


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (0x1, Problem.PAUSED),
        (0x10, Problem.MEDIA_OUT),
        (0x80, Problem.NO_ANSWER),
        (0x40000, Problem.RIBBON_OUT),
        (0x400000, Problem.HEAD_OPEN),
        (0x8, Problem.OTHER),
    ],
)
def test_each_trouble_stops_a_job_before_it_is_sent(
    spooler: Spooler, status: int, problem: Problem
) -> None:
    # Bits that say it is busy or printing are none.
    spooler.status = status | 0x200 | 0x400
    assert printer().state().problems == (problem,)
    with pytest.raises(PrintRefused):
        printer().send(JOB, 1)
    assert spooler.job == b""
    assert spooler.open_handles == 0


def test_an_unknown_printer(spooler: Spooler) -> None:
    spooler.name = "another"
    with pytest.raises(DeviceLost, match="name is invalid"):
        printer().state()


def test_a_queue_that_takes_no_raw_jobs(spooler: Spooler) -> None:
    spooler.fails = "StartDocPrinter"
    with pytest.raises(PrintRefused, match="datatype is invalid") as refused:
        printer().send(JOB, 1)
    assert "XPS" in refused.value.do_next


@pytest.mark.parametrize("takes", [None, 10])
def test_a_spooler_that_takes_half_is_told_to_forget_it(
    spooler: Spooler, takes: int | None
) -> None:
    spooler.takes = takes
    spooler.fails = "WritePrinter" if takes is None else "AbortPrinter"
    with pytest.raises(DeviceFault, match="in part") as told:
        printer().send(JOB, 1)
    assert not isinstance(told.value, PrintRefused)
    assert spooler.calls[-1] == "AbortPrinter"
    assert spooler.open_handles == 0


@pytest.mark.parametrize("status", [0x2, 0x4, 0x20, 0x40, 0x100, 0x200, 0x400])
def test_a_job_in_trouble_is_told(spooler: Spooler, status: int) -> None:
    spooler.statuses = [0x10, 0x10 | status]
    with pytest.raises(DeviceFault, match="how many of the 3 labels") as told:
        printer().send(JOB, 3)
    assert not isinstance(told.value, PrintRefused)


def test_a_printer_that_runs_out_in_mid_job_is_told(spooler: Spooler) -> None:
    spooler.statuses = [0x10]

    def runs_out() -> None:
        spooler.status = 0x10

    spooler.on_look = runs_out
    with pytest.raises(DeviceFault, match="out of labels"):
        printer().send(JOB, 3)


def test_a_job_that_stands_still_is_unknown(spooler: Spooler) -> None:
    spooler.statuses = [0x10]
    clock = Clock()
    assert printer(WindowsOptions(stall_s=30), clock).send(JOB, 1) is Outcome.UNKNOWN
    assert 30 < clock.now_s < 32


def test_a_spooler_that_stops_answering_leaves_it_unknown(spooler: Spooler) -> None:
    spooler.fails = "GetJob"
    assert printer().send(JOB, 1) is Outcome.UNKNOWN


def test_the_printers_of_the_computer_are_listed(spooler: Spooler) -> None:
    find = load_driver("printer", "windows").find
    assert find() == (FoundPort("ZDesigner", "ZDesigner"),)
    spooler.fails = "EnumPrinters"
    assert find() == ()


def test_nothing_is_listed_without_pywin32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "win32print", None)
    assert load_driver("printer", "windows").find() == ()
