"""Barcode scanners on a serial line or as a USB serial port (CDC), of any maker."""

from typing import Annotated

from msgspec import Meta

from procstation.devices import (
    Driver,
    Feedback,
    Garbled,
    Link,
    Options,
    Scan,
    SerialSettings,
    mark,
)
from procstation_drivers.scanners.scan_reader import IdleGapMs, RepeatWindowMs, ScanReader
from procstation_drivers.scanners.scanner_feedback import FEEDBACK, Maker
from procstation_drivers.scanners.scanner_frames import FrameDecoder, Suffix

USB_MAKERS = (0x0536, 0x05E0, 0x05F9, 0x065A, 0x0C2E)
"""Hand Held Products, Symbol, PSC (today Datalogic), Opticon, Metrologic (today Honeywell)."""


class SerialScannerOptions(Options, frozen=True):
    baudrate: Annotated[
        int, Meta(ge=300, le=921_600, description="Line speed; a USB serial port ignores it.")
    ] = 9600
    suffix: Annotated[
        Suffix, Meta(description="What ends a code; auto takes CR, LF, TAB and ETX.")
    ] = "auto"
    aim: Annotated[
        bool, Meta(description="Read AIM identifiers (]C1…) where the scanner sends them.")
    ] = True
    lrc: Annotated[
        bool, Meta(description="The scanner sends STX, the code, ETX and a check byte (LRC).")
    ] = False
    repeat_window_ms: RepeatWindowMs = 700
    idle_gap_ms: IdleGapMs = 100
    feedback: Annotated[
        Maker, Meta(description="Whose commands make it beep for accepted and rejected codes.")
    ] = "none"


class SerialScanner:
    """A scanner at the end of a byte line."""

    def __init__(self, link: Link, options: SerialScannerOptions) -> None:
        self._link = link
        self._feedback = FEEDBACK[options.feedback]
        decoder = FrameDecoder(
            options.suffix, aim=options.aim, lrc=options.lrc, answers=self._feedback.answers
        )
        self._reader = ScanReader(
            link, decoder, options.idle_gap_ms / 1000, options.repeat_window_ms / 1000
        )

    @property
    def repeats_dropped(self) -> int:
        """How many codes the repeat window has swallowed since the port was opened."""
        return self._reader.repeats_dropped

    def poll(self, timeout_s: float) -> list[Scan | Garbled]:
        return self._reader.poll(timeout_s)

    def signal(self, feedback: Feedback) -> None:
        accepted = feedback is Feedback.ACCEPTED
        command = self._feedback.accepted if accepted else self._feedback.rejected
        if command:
            self._link.write(command)

    def close(self) -> None:
        self._link.close()


DRIVER = Driver(
    title=mark("Serial or USB serial barcode scanner"),
    open=SerialScanner,
    options=SerialScannerOptions,
    serial=SerialSettings(baudrate=9600),
    usb_makers=USB_MAKERS,
)
