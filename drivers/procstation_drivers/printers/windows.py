"""Printers behind the spooler of Windows: jobs go there as they are, in the printer's own language.

Needs pywin32. A queue set up with the maker's driver, or as "Generic / Text Only", passes such jobs
through; queues of the newer XPS kind do not.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Annotated, Any, Literal

from msgspec import Meta

from procstation.devices import (
    DeviceFault,
    DeviceLost,
    Driver,
    FoundPort,
    Options,
    Outcome,
    PrinterState,
    PrintRefused,
    Problem,
    mark,
    tr,
)
from procstation_drivers.printers.troubles import Troubles, not_ready, troubles_of

SCHEME = "windows"
LOCAL_AND_CONNECTED, NAMES_ONLY = 0x2 | 0x4, 4
"""Flags and level of `EnumPrinters`."""
POLL_S = 0.5
NO_SUCH_JOB = 87
"""Error of Windows: the spooler forgets a job once it is through."""

_PRINTER_BITS: dict[int, tuple[Problem, str]] = {
    0x1: (Problem.PAUSED, "paused"),
    0x2: (Problem.OTHER, mark("it has an error")),
    0x8: (Problem.OTHER, mark("labels are jammed")),
    0x10: (Problem.MEDIA_OUT, mark("out of labels")),
    0x40: (Problem.MEDIA_OUT, mark("something is wrong with the labels in it")),
    0x80: (Problem.NO_ANSWER, mark("off line")),
    0x1000: (Problem.NO_ANSWER, mark("not available")),
    0x40000: (Problem.RIBBON_OUT, mark("out of ribbon or toner")),
    0x100000: (Problem.OTHER, mark("it wants someone to look at it")),
    0x400000: (Problem.HEAD_OPEN, mark("the print head or a door is open")),
}
_JOB_BITS: dict[int, tuple[Problem, str]] = {
    0x1: (Problem.PAUSED, mark("the job is paused")),
    0x2: (Problem.OTHER, mark("the job has an error")),
    0x4: (Problem.OTHER, mark("the job is being deleted")),
    0x20: (Problem.NO_ANSWER, mark("off line")),
    0x40: (Problem.MEDIA_OUT, mark("out of labels")),
    0x100: (Problem.OTHER, mark("the job was deleted")),
    0x200: (Problem.OTHER, mark("the driver cannot print the job")),
    0x400: (Problem.OTHER, mark("it wants someone to look at it")),
}
_PASSED_ON = 0x80 | 0x1000
"""Printed, as the spooler sees it, or completed: all bytes have left."""


class WindowsOptions(Options, frozen=True):
    language: Annotated[
        Literal["zpl", "pdf"],
        Meta(description="What the printer understands; pdf only if it prints PDF by itself."),
    ] = "zpl"
    dpi: Annotated[
        int, Meta(ge=72, le=2400, description="Dots per inch: 203, 300 or 600 for a ZPL printer.")
    ] = 203
    stall_s: Annotated[
        int,
        Meta(ge=5, le=3600, description="Seconds a job may stand still, behind others too."),
    ] = 60


class WindowsPrinter:
    """A printer of this computer, by the name it has in the settings of Windows."""

    def __init__(
        self,
        port: str,
        options: WindowsOptions,
        now_s: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """Load pywin32; the printer is asked for by `state`, each time.

        Args:
            port: Its name, as it is or as `windows://NAME`.

        Raises:
            DeviceFault: pywin32 is not installed.
        """
        self._spooler, self._error = _load()
        self._name = port.removeprefix(f"{SCHEME}://")
        self._options = options
        self._now_s = now_s
        self._wait = wait

    @property
    def language(self) -> str:
        return self._options.language

    @property
    def dots_per_mm(self) -> float:
        # What is sold as 203 dpi has 8 dots in each millimetre.
        return 8.0 if self._options.dpi == 203 else self._options.dpi / 25.4

    def state(self) -> PrinterState:
        with self._opened() as handle:
            troubles = self._troubles(handle)
        detail = troubles.detail or tr("nothing wrong is known of it; most drivers tell little")
        return PrinterState(not troubles, troubles.problems, detail)

    def send(self, job: bytes, labels: int) -> Outcome:
        """Hand a job to the spooler and follow it until it has left. More is never known of it.

        Raises:
            PrintRefused: The printer is not ready, or the spooler did not take the job.
            DeviceFault: It stopped, or someone deleted the job; how much came out is not known.
            DeviceLost: The printer is gone; nothing is known of the job.
        """
        with self._opened() as handle:
            troubles = self._troubles(handle)
            if troubles:
                raise not_ready(self._name, troubles)
            return self._follow(handle, self._spool(handle, job, labels), labels)

    def close(self) -> None:
        """Nothing is held open between jobs."""

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        try:
            handle = self._spooler.OpenPrinter(self._name)
        except self._error as error:
            raise DeviceLost(
                tr(
                    "Windows does not open the printer {name!r}: {said}.",
                    name=self._name,
                    said=_said(error),
                ),
                tr("Check its name in the settings of Windows, under printers."),
            ) from error
        try:
            yield handle
        finally:
            self._spooler.ClosePrinter(handle)

    def _troubles(self, handle: Any) -> Troubles:
        try:
            status = self._spooler.GetPrinter(handle, 2)["Status"]
        except self._error as error:
            raise DeviceLost(
                tr(
                    "Windows does not tell how the printer {name!r} is: {said}.",
                    name=self._name,
                    said=_said(error),
                ),
                tr("Check that the spooler runs and the printer is still there."),
            ) from error
        return troubles_of([one for bit, one in _PRINTER_BITS.items() if status & bit])

    def _spool(self, handle: Any, job: bytes, labels: int) -> int:
        spooler = self._spooler
        try:
            job_id = spooler.StartDocPrinter(handle, 1, (f"{labels} labels", None, "RAW"))
        except self._error as error:
            raise PrintRefused(
                tr(
                    "The spooler did not take a job for {name}: {said}. Nothing was sent.",
                    name=self._name,
                    said=_said(error),
                ),
                tr(
                    "A queue of the XPS kind takes no such jobs: set the printer"
                    ' up with the maker\'s driver, or as "Generic / Text Only".'
                ),
            ) from error
        try:
            spooler.StartPagePrinter(handle)
            written = spooler.WritePrinter(handle, job)
            if written == len(job):
                spooler.EndPagePrinter(handle)
                spooler.EndDocPrinter(handle)
                return int(job_id)
            reason = tr("it took {written} of {count} bytes", written=written, count=len(job))
        except self._error as error:
            reason = _said(error)
        self._abort(handle)
        # The spooler may have begun to print while it was still written to.
        raise DeviceFault(
            tr(
                "The spooler took the job for {name} only in part: {reason}; how"
                " many of the {labels} labels are out is not known.",
                name=self._name,
                reason=reason,
                labels=labels,
            ),
            tr("Look at the printer and its queue before you print again."),
        )

    def _abort(self, handle: Any) -> None:
        try:
            self._spooler.AbortPrinter(handle)
        except self._error:
            return  # What is left in the queue is told about all the same.

    def _follow(self, handle: Any, job_id: int, labels: int) -> Outcome:
        last: object = None
        changed_s = self._now_s()
        while True:
            try:
                job = self._spooler.GetJob(handle, job_id, 1)
            except self._error as error:
                return Outcome.SENT if _number(error) == NO_SUCH_JOB else Outcome.UNKNOWN
            status, progress = job["Status"], (job["Status"], job["PagesPrinted"])
            if status & _PASSED_ON:
                return Outcome.SENT
            raised = [one for bit, one in _JOB_BITS.items() if status & bit]
            troubles = troubles_of(raised) or self._troubles(handle)
            if troubles:
                raise DeviceFault(
                    tr(
                        "The printer {name} stopped: {detail}; how many of the"
                        " {labels} labels are out is not known.",
                        name=self._name,
                        detail=troubles.detail,
                        labels=labels,
                    ),
                    tr(
                        "Look at the printer and its queue: it may print the rest"
                        " by itself, unless the job is deleted there."
                    ),
                )
            if progress != last:
                last, changed_s = progress, self._now_s()
            elif self._now_s() - changed_s > self._options.stall_s:
                return Outcome.UNKNOWN
            self._wait(POLL_S)


def _load() -> tuple[Any, type[Exception]]:
    try:
        return import_module("win32print"), import_module("pywintypes").error
    except ImportError as error:
        raise DeviceFault(
            tr(
                "Printers behind the spooler of Windows need the package pywin32,"
                " which is not installed: {error}.",
                error=error,
            ),
            tr(
                'On Windows install it: pip install "procstation[windows]".'
                " Elsewhere use ipp or pdf."
            ),
        ) from error


def _said(error: Exception) -> str:
    """Return what Windows said: pywin32's errors hold number, function and text."""
    return str(error.args[-1] if error.args else error).rstrip(". ")


def _number(error: Exception) -> object:
    return error.args[0] if error.args else None


def find_printers() -> Sequence[FoundPort]:
    """List the printers of this computer; none where there is no spooler of Windows."""
    try:
        spooler, windows_error = _load()
    except DeviceFault:
        return ()
    try:
        found = spooler.EnumPrinters(LOCAL_AND_CONNECTED, None, NAMES_ONLY)
    except windows_error:
        return ()
    return tuple(FoundPort(one["pPrinterName"], one["pPrinterName"]) for one in found)


DRIVER = Driver(
    title=mark("Printer behind the spooler of Windows"),
    open=WindowsPrinter,
    options=WindowsOptions,
    serial=None,
    find=find_printers,
)
