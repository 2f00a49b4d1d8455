"""Keyboard-wedge scanners, read on Linux as the input devices they are.

The device is grabbed, so what it types reaches this station and no other program.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from procstation.devices import Driver, Feedback, FoundPort, Garbled, Link, Options, Scan, mark
from procstation_drivers.scanners.input_device import InputDevice
from procstation_drivers.scanners.input_events import (
    EVENT_64,
    EVENT_NATIVE,
    InputEventDecoder,
)
from procstation_drivers.scanners.keyboard_layouts import LAYOUTS, LayoutName
from procstation_drivers.scanners.scan_reader import IdleGapMs, RepeatWindowMs, ScanReader
from procstation_drivers.scanners.scanner_frames import FrameDecoder, Suffix

BY_ID = Path("/dev/input/by-id")
KEYBOARD = "-event-kbd"


class EvdevWedgeOptions(Options, frozen=True):
    layout: Annotated[
        LayoutName, Meta(description="The keyboard the scanner was programmed to imitate.")
    ] = "us"
    suffix: Annotated[
        Suffix, Meta(description="What ends a code: cr is Enter; auto takes Enter and Tab.")
    ] = "auto"
    aim: Annotated[
        bool, Meta(description="Read AIM identifiers (]C1…) where the scanner sends them.")
    ] = True
    repeat_window_ms: RepeatWindowMs = 700
    idle_gap_ms: IdleGapMs = 100


class EvdevWedge:
    """A keyboard-wedge scanner."""

    def __init__(self, port: Link | str, options: EvdevWedgeOptions) -> None:
        """Open it.

        Args:
            port: A path such as /dev/input/by-id/…-event-kbd, or a line that carries the same.

        Raises:
            DeviceLost, DeviceFault: As `InputDevice`.
        """
        self._line = InputDevice(port) if isinstance(port, str) else port
        decoder = InputEventDecoder(
            LAYOUTS[options.layout],
            FrameDecoder(options.suffix, aim=options.aim),
            EVENT_NATIVE if isinstance(port, str) else EVENT_64,
        )
        self._reader = ScanReader(
            self._line, decoder, options.idle_gap_ms / 1000, options.repeat_window_ms / 1000
        )

    @property
    def repeats_dropped(self) -> int:
        """How many codes the repeat window has swallowed since the device was opened."""
        return self._reader.repeats_dropped

    def poll(self, timeout_s: float) -> list[Scan | Garbled]:
        return self._reader.poll(timeout_s)

    def signal(self, feedback: Feedback) -> None:
        """A keyboard cannot be told anything."""

    def close(self) -> None:
        self._line.close()


def keyboards(folder: Path = BY_ID) -> Sequence[FoundPort]:
    """List what types: scanners and keyboards look the same until one is scanned with."""
    if not folder.is_dir():
        return ()
    found = sorted(one for one in folder.iterdir() if one.name.endswith(KEYBOARD))
    return tuple(FoundPort(str(one), _called(one.name)) for one in found)


def _called(name: str) -> str:
    """Return maker and model out of a name such as usb-Honeywell_1950_20123-event-kbd."""
    inner = name.removeprefix("usb-").removesuffix(KEYBOARD)
    return re.sub(r"-if\d\d$", "", inner).replace("_", " ")


DRIVER = Driver(
    title=mark("Keyboard-wedge scanner (Linux input device)"),
    open=EvdevWedge,
    options=EvdevWedgeOptions,
    serial=None,
    find=keyboards,
)
