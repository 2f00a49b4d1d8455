"""The narrow interfaces a driver or a simulator implements. Nothing here does any I/O.

A byte line is a `Link`; what it carries is the driver's business; what it means is the core's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

import msgspec

from procstation.devices.events import (
    Blocks,
    Feedback,
    Garbled,
    MemoryState,
    Outcome,
    PrinterState,
    Scan,
    StoredScan,
    TagHeard,
    TagSystem,
)
from procstation.language import tr_marked

Kind = Literal["scanner", "rfid", "printer", "memory", "uhf"]
KINDS: tuple[Kind, ...] = ("scanner", "rfid", "printer", "memory", "uhf")


class Link(Protocol):
    """A line that moves bytes and knows nothing of them."""

    @property
    def name(self) -> str:
        """The URL or port, for messages."""
        ...

    def write(self, data: bytes) -> None:
        """Send all of it.

        Raises:
            DeviceLost: The port went away.
        """
        ...

    def read(self, timeout_s: float) -> bytes:
        """Return what has arrived, at once when there is something; b"" after that much silence.

        Raises:
            DeviceLost: The port went away.
        """
        ...

    def now_s(self) -> float:
        """Seconds on this line's own clock: monotonic, or virtual when simulated."""
        ...

    def close(self) -> None:
        """Let go of the port. Harmless when done twice."""
        ...


@runtime_checkable
class DtrLink(Link, Protocol):
    """A line with the signal DTR, by which some devices are woken."""

    def set_dtr(self, on: bool) -> None:
        """Raise or drop it.

        Raises:
            DeviceLost: The port went away.
        """
        ...


class BarcodeScanner(Protocol):
    """A device that reads barcodes."""

    def poll(self, timeout_s: float) -> list[Scan | Garbled]:
        """Return what was read, waiting at most that long for the first byte.

        Raises:
            DeviceLost: The port went away.
        """
        ...

    def signal(self, feedback: Feedback) -> None:
        """Let the person hear what the station thinks of the last scan, if the device can."""
        ...

    def close(self) -> None: ...


class RfidPad(Protocol):
    """An ISO 15693 reader that moves blocks. Every command is addressed by UID."""

    def inventory(self) -> tuple[bytes, ...]:
        """Return the UIDs in the field: 8 bytes, most significant first, each once, sorted.

        Raises:
            DeviceLost: No answer in time, or the port went away.
            DeviceFault: The pad answered with something we cannot trust.
        """
        ...

    def system_information(self, uid: bytes) -> TagSystem:
        """Return what the tag says of itself.

        Raises:
            TagLost: That tag does not answer.
            DeviceLost, DeviceFault: As for `inventory`.
        """
        ...

    def read_blocks(self, uid: bytes, first: int, count: int) -> Blocks:
        """Return `count` blocks from `first`, with lock states; fewer when the tag ends earlier.

        Raises:
            TagLost, DeviceLost, DeviceFault: As for `system_information`.
        """
        ...

    def write_blocks(self, uid: bytes, first: int, data: bytes, block_size: int) -> None:
        """Write whole blocks in ascending order. Not read back here: that is the core's duty.

        Raises:
            TagRefused: A block is locked or not there. Earlier ones may have been written.
            TagLost, DeviceLost, DeviceFault: The state of the tag is unknown until it is read.
        """
        ...

    def write_afi(self, uid: bytes, afi: int) -> None:
        """Write the AFI byte.

        Raises:
            TagRefused, TagLost, DeviceLost, DeviceFault: As for `write_blocks`.
        """
        ...

    def close(self) -> None: ...


@runtime_checkable
class EasPad(RfidPad, Protocol):
    """A pad that also reaches the EAS bit, which some gates look at instead of the AFI."""

    def read_eas(self, uid: bytes) -> bool | None:
        """Return whether the tag would sound the alarm; None when it has no such bit.

        Raises:
            TagLost, DeviceLost, DeviceFault: As for `system_information`.
        """
        ...

    def write_eas(self, uid: bytes, on: bool) -> None:
        """Set or clear the EAS bit.

        Raises:
            TagRefused: The tag has no such bit, or protects it.
            TagLost, DeviceLost, DeviceFault: As for `write_blocks`.
        """
        ...


class MemoryScanner(Protocol):
    """A scanner that keeps what it reads until it is asked."""

    def state(self) -> MemoryState:
        """Ask what it is and what its clock says.

        Raises:
            DeviceLost: No answer in time, or the port went away.
            DeviceFault: It answered with something we cannot trust.
        """
        ...

    def download(self) -> tuple[list[StoredScan], bytes]:
        """Return what it keeps, in the order of scanning, and the raw bytes that was read from.
        It keeps everything.

        Raises:
            DeviceLost, DeviceFault: As for `state`; nothing of a transfer that ended badly counts.
        """
        ...

    def clear(self) -> None:
        """Have it forget what it keeps. Only for what is on disk: nothing brings it back.

        Raises:
            DeviceLost, DeviceFault: As for `state`; whether it forgot, the next download tells.
        """
        ...

    def set_clock(self, at: str) -> None:
        """Set its clock to a local time, ISO 8601 without a zone.

        Raises:
            DeviceLost, DeviceFault: As for `state`.
        """
        ...

    def close(self) -> None: ...


class UhfReader(Protocol):
    """A reader of UHF tags, fixed or in the hand, that reports what it hears."""

    def poll(self, timeout_s: float) -> list[TagHeard | Scan | Garbled]:
        """Return what was reported, waiting at most that long for the first; a handheld may report
        barcodes as well.

        Raises:
            DeviceLost: The port went away, or the reader fell silent.
            DeviceFault: It refuses to read.
        """
        ...

    def set_power(self, dbm: float | None) -> None:
        """Set the power of sending; None is what the reader was configured for.

        Raises:
            DeviceLost, DeviceFault: As for `poll`; a power it does not have is a fault.
        """
        ...

    def close(self) -> None: ...


class LabelPrinter(Protocol):
    """A device that prints jobs rendered for it."""

    @property
    def language(self) -> str:
        """`zpl` or `pdf`: what `send` takes."""
        ...

    @property
    def dots_per_mm(self) -> float:
        """Resolution of the print head: 8 (203 dpi), 11.81 (300 dpi), 23.62 (600 dpi), …

        Raises:
            DeviceLost: The printer had to be asked, and its port went away.
        """
        ...

    def state(self) -> PrinterState:
        """Ask the printer how it is. Silence is an answer: not ready.

        Raises:
            DeviceLost: The port went away.
        """
        ...

    def send(self, job: bytes, labels: int) -> Outcome:
        """Send one job of that many labels and return what is known of it.

        Raises:
            PrintRefused: Nothing of it is printed, for certain; it may be sent again.
            DeviceLost: The port went away; nothing is known of the job.
            DeviceFault: The printer stopped in mid-job; the message says how many labels may be
                out. Which they are nobody knows, so a person is asked.
        """
        ...

    def close(self) -> None: ...


Device = BarcodeScanner | RfidPad | LabelPrinter | MemoryScanner | UhfReader


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of one driver: a field is declared once, with `Annotated[T, msgspec.Meta(...)]`,
    and feeds the configuration file, its check and the help."""


@dataclass(frozen=True, slots=True)
class SerialSettings:
    """A serial line. Ignored by sockets, files and simulators."""

    baudrate: int = 9600
    bytesize: int = 8
    parity: Literal["N", "E", "O"] = "N"
    stopbits: float = 1

    @property
    def seconds_per_byte(self) -> float:
        """Time one byte takes on the wire: start bit, data, parity, stop bits."""
        bits = 1 + self.bytesize + (self.parity != "N") + self.stopbits
        return bits / self.baudrate


@dataclass(frozen=True, slots=True)
class FoundPort:
    """Where a driver may find a device of its sort.

    Attributes:
        port: As a configuration names it.
        title: What the system calls what is there.
    """

    port: str
    title: str


def _finds_nothing() -> Sequence[FoundPort]:
    return ()


@dataclass(frozen=True, slots=True)
class Driver:
    """How to open one sort of device, found by entry point `procstation.drivers.KIND`.

    Attributes:
        title: For lists and set-up, e.g. "3M 810 pad"; marked for the catalogues.
        open: Given an open link (or, without `serial`, the port as text) and the options, returns
            the device. A missing vendor library is an error here, never on import.
        options: Its settings.
        serial: How to set the line up; None when the driver opens its port itself.
        schemes: Ports of these schemes, e.g. `pcsc` in `pcsc://ACR1552`, it opens itself as well.
        usb_makers: Vendor ids, as the USB ID Repository lists them, of those who make such
            devices: at a serial port with one of them there could be one.
        usb_printer: A regular expression for what a USB printer says of itself (IEEE 1284 device
            id, e.g. `MFG:Zebra;CMD:ZPL;`) that speaks the language of this driver; "" for none.
        find: Lists what only this driver can see without opening anything; never raises.
    """

    title: str
    open: Callable[[Any, Any], Any]
    options: type[Options] = Options
    serial: SerialSettings | None = field(default_factory=SerialSettings)
    schemes: Sequence[str] = ()
    usb_makers: Sequence[int] = ()
    usb_printer: str = ""
    find: Callable[[], Sequence[FoundPort]] = _finds_nothing

    @property
    def called(self) -> str:
        """Its title in the language that is spoken."""
        return tr_marked(self.title)
