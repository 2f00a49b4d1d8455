"""Input events of the Linux kernel (struct input_event, linux/input.h): bytes to scans, no I/O."""

import struct

from procstation.devices import Garbled, Scan, tr
from procstation_drivers.scanners.keyboard import Keyboard
from procstation_drivers.scanners.keyboard_layouts import Layout
from procstation_drivers.scanners.scanner_frames import FrameDecoder

EVENT_64 = struct.Struct("<qqHHi")
"""Seconds, microseconds, type, code, value: 24 bytes on 64-bit machines."""

EVENT_NATIVE = struct.Struct("@llHHi")
"""The same as this machine's kernel lays it out: 16 bytes on 32-bit ones."""

EV_SYN, EV_KEY = 0, 1
SYN_DROPPED = 3
LAST_TYPE, LAST_CODE, LAST_KEY_VALUE = 0x1F, 0x2FF, 2
MICROSECONDS = 1_000_000


class InputEventDecoder:
    """Turn input events, in whatever pieces their bytes arrive, into scans.

    `Scan.raw` holds the characters that were typed, suffix included, as UTF-8: the events
    themselves are fifty times longer and say no more.
    """

    def __init__(
        self, layout: Layout, frames: FrameDecoder, event: struct.Struct = EVENT_64
    ) -> None:
        self._keyboard = Keyboard(layout)
        self._frames = frames
        self._event = event
        self._rest = bytearray()
        self._astray = False

    @property
    def pending(self) -> bool:
        """Whether something was begun: then silence has a meaning."""
        return bool(self._rest or self._astray or self._keyboard.pending or self._frames.pending)

    def receive(self, data: bytes) -> list[Scan | Garbled]:
        """Take what arrived; b"" says the line fell quiet for longer than a scanner pauses."""
        if not data:
            return self._silence()
        if self._astray:
            return []
        self._rest += data
        events: list[Scan | Garbled] = []
        while len(self._rest) >= self._event.size and not self._astray:
            one = bytes(self._rest[: self._event.size])
            del self._rest[: self._event.size]
            events += self._take(one)
        return events

    def _take(self, one: bytes) -> list[Scan | Garbled]:
        _, microsecond, kind, code, value = self._event.unpack(one)
        if not _plausible(microsecond, kind, code, value):
            # The pieces no longer fit the events; after a silence the next one is whole again.
            self._astray = True
            self._rest.clear()
            return self._spoilt(one, tr("bytes that are no input event"))
        if kind == EV_SYN and code == SYN_DROPPED:
            return self._spoilt(one, tr("the kernel dropped key events"))
        typed = self._keyboard.key(code, value) if kind == EV_KEY else ""
        return self._frames.receive(typed.encode()) if typed else []

    def _silence(self) -> list[Scan | Garbled]:
        events: list[Scan | Garbled] = []
        if self._rest:
            events = self._spoilt(bytes(self._rest), tr("an input event broke off"))
            self._rest.clear()
        self._astray = False
        owed = self._keyboard.settle()
        if owed:
            events += self._frames.receive(owed.encode())
        return events + self._frames.receive(b"")

    def _spoilt(self, raw: bytes, reason: str) -> list[Scan | Garbled]:
        self._keyboard.settle()
        self._frames.abandon()
        return [Garbled(raw, reason)]


def _plausible(microsecond: int, kind: int, code: int, value: int) -> bool:
    return (
        0 <= microsecond < MICROSECONDS
        and kind <= LAST_TYPE
        and code <= LAST_CODE
        and (kind != EV_KEY or 0 <= value <= LAST_KEY_VALUE)
    )
