"""What each kind of device is asked again and again, and what of its answers is news."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from procstation.devices.events import DeviceEvent, MemoryState, PrinterState, TagsInField
from procstation.devices.interfaces import (
    BarcodeScanner,
    Kind,
    LabelPrinter,
    MemoryScanner,
    RfidPad,
    UhfReader,
)
from procstation.devices.presence import TagPresence

SCANNER_WAIT_S = 0.1
"""How long one poll of a scanner waits, and so how long a request to it may."""

PAD_PERIOD_S = 0.15
PAD_SETTLING_S = 0.02
"""Between the look that hears a tag first and the one that makes sure of it."""

PRINTER_PERIOD_S = 2.0
MEMORY_PERIOD_S = 2.0

UHF_WAIT_S = 0.05
"""A reader reports many times a second; what came in so long goes on in one go."""


class Polling(Protocol):
    """What a kind of device is asked again and again; made anew each time it is opened."""

    @property
    def period_s(self) -> float:
        """Seconds from the beginning of the last poll to the next."""
        ...

    def poll(self) -> Sequence[DeviceEvent]: ...

    def ended(self) -> Sequence[DeviceEvent]:
        """Return what is no longer so, now that the device is not open any more."""
        ...


class ScannerPolling:
    period_s = 0.0

    def __init__(self, scanner: BarcodeScanner) -> None:
        self._scanner = scanner

    def poll(self) -> Sequence[DeviceEvent]:
        return self._scanner.poll(SCANNER_WAIT_S)

    def ended(self) -> Sequence[DeviceEvent]:
        return ()


class PadPolling:
    def __init__(self, pad: RfidPad) -> None:
        self._pad = pad
        self._presence = TagPresence()

    @property
    def period_s(self) -> float:
        return PAD_SETTLING_S if self._presence.settling else PAD_PERIOD_S

    def poll(self) -> Sequence[DeviceEvent]:
        change = self._presence.polled(self._pad.inventory())
        return () if change is None else (change,)

    def ended(self) -> Sequence[DeviceEvent]:
        # Books may be exchanged while nobody looks: what is there later is there anew.
        return (TagsInField(()),) if self._presence.reported else ()


class PrinterPolling:
    period_s = PRINTER_PERIOD_S

    def __init__(self, printer: LabelPrinter) -> None:
        self._printer = printer
        self._last: PrinterState | None = None

    def poll(self) -> Sequence[DeviceEvent]:
        state = self._printer.state()
        if state == self._last:
            return ()
        self._last = state
        return (state,)

    def ended(self) -> Sequence[DeviceEvent]:
        return ()


class MemoryPolling:
    """A memory scanner is told of when it is put into its cradle; whoever listens then reads it."""

    period_s = MEMORY_PERIOD_S

    def __init__(self, scanner: MemoryScanner) -> None:
        self._scanner = scanner
        self._last: MemoryState | None = None

    def poll(self) -> Sequence[DeviceEvent]:
        state = self._scanner.state()
        if self._last is not None and state.serial == self._last.serial:
            return ()
        self._last = state
        return (state,)

    def ended(self) -> Sequence[DeviceEvent]:
        return ()


class UhfPolling:
    period_s = 0.0

    def __init__(self, reader: UhfReader) -> None:
        self._reader = reader

    def poll(self) -> Sequence[DeviceEvent]:
        return self._reader.poll(UHF_WAIT_S)

    def ended(self) -> Sequence[DeviceEvent]:
        return ()


POLLINGS: dict[Kind, Callable[[Any], Polling]] = {
    "scanner": ScannerPolling,
    "rfid": PadPolling,
    "printer": PrinterPolling,
    "memory": MemoryPolling,
    "uhf": UhfPolling,
}
