"""A keyboard-wedge scanner as Linux shows it: the records of /dev/input/event*.

To play: `wedge = VirtualWedge()`, then `wedge.scan("31234000875612")`. It types on the keyboard
layout it is set to, whatever the host believes: `sim://evdev_wedge?layout=de` under a driver set
to `us` shows what a wrong country code does to a call number. It reads a list of codes by itself
with `?codes=31234000875612,31234000875620&every_s=2`.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import Literal

from procstation.devices import Simulator
from procstation_simulators.scanners.hand_scanner import HandScanner, ScannerSettings
from procstation_simulators.scanners.keyboard_layouts import (
    ENTER,
    KEYPAD,
    LEFT_ALT,
    LEFT_CTRL,
    STROKES,
    TAB,
    Stroke,
)
from procstation_simulators.scanners.play import PLAYS
from procstation_simulators.settings import read_settings

RECORD = {64: struct.Struct("<qqHHi"), 32: struct.Struct("<llHHi")}
"""struct input_event by the machine's word: seconds, microseconds, type, code, value."""

SYNCHRONISE = 0
KEY = 1
MISCELLANEOUS = 4
SCAN_CODE = 4
RELEASE, PRESS, REPEAT = 0, 1, 2

SUFFIXES = {"cr": ENTER, "tab": TAB, "none": None}


class WedgeSettings(ScannerSettings):
    """Settings of a simulated wedge scanner.

    Attributes:
        layout: The keyboard it pretends to be.
        suffix: The key it ends a code with.
        alt_codes: It types every character as Alt and a number on the keypad, for any layout.
        repeats: Keys are held so long that they repeat.
        key_s: Seconds from one key to the next; real ones take 1 to 15 ms.
        word: Bits of the machine whose records these are: 64 or 32.
    """

    layout: Literal["us", "de", "fr"] = "us"
    suffix: Literal["cr", "tab", "none"] = "cr"
    alt_codes: bool = False
    repeats: bool = False
    key_s: float = 0.004
    word: Literal[64, 32] = 64


class VirtualWedge(HandScanner):
    """One wedge scanner.

    Attributes:
        settings: May be changed while it runs.
    """

    suffixes = tuple(SUFFIXES)
    variants = ({"alt_codes": "true"}, {"repeats": "true"})

    def __init__(self, settings: WedgeSettings | None = None) -> None:
        self.settings = settings or WedgeSettings()
        super().__init__(self.settings)
        self._clock_s = 1_000_000.0

    def scan(self, text: str, aim: str = "", pause_s: float = 0.0) -> None:
        """Read one barcode and type it. Arguments as `HandScanner.scan`.

        Raises:
            ValueError: The layout has no key for one of the characters.
        """
        typed = (aim if self.settings.aim else "") + text
        strokes = [self._stroke(character) for character in typed]
        suffix = SUFFIXES[self.settings.suffix]
        if suffix is not None:
            strokes.append(Stroke((suffix,)))
        records = (record for stroke in strokes for record in self._typed(stroke))
        self.send(b"".join(records), pause_s)

    def receive(self, data: bytes) -> None:
        """Take what the host writes: keyboard lights, which a scanner does not have."""

    def pass_time(self, seconds: float) -> None:
        self._clock_s += seconds
        super().pass_time(seconds)

    def _stroke(self, character: str) -> Stroke:
        if self.settings.alt_codes:
            number = f"{ord(character):03d}"
            return Stroke(tuple(KEYPAD[int(digit)] for digit in number), LEFT_ALT)
        layout = STROKES[self.settings.layout]
        if character in layout:
            return layout[character]
        # Control characters are typed with Ctrl: STX is Ctrl-B, GS is Ctrl-].
        key = layout.get(chr(ord(character) + 0x40).lower())
        if ord(character) < 0x20 and key is not None and key.held is None:
            return Stroke(key.keys, LEFT_CTRL)
        raise ValueError(f"A {self.settings.layout} keyboard has no key for {character!r}.")

    def _typed(self, stroke: Stroke) -> Iterator[bytes]:
        if stroke.held is not None:
            yield self._key(stroke.held, PRESS)
        for key in stroke.keys:
            yield self._key(key, PRESS)
            if self.settings.repeats:
                yield self._key(key, REPEAT)
            yield self._key(key, RELEASE)
            self._clock_s += self.settings.key_s
        if stroke.held is not None:
            yield self._key(stroke.held, RELEASE)

    def _key(self, code: int, value: int) -> bytes:
        scan_code = self._record(MISCELLANEOUS, SCAN_CODE, 0x70000 + code)
        return scan_code + self._record(KEY, code, value) + self._record(SYNCHRONISE, 0, 0)

    def _record(self, kind: int, code: int, value: int) -> bytes:
        seconds, rest = divmod(self._clock_s, 1)
        record = RECORD[self.settings.word]
        return record.pack(int(seconds), int(rest * 1_000_000), kind, code, value)


def build(query: Mapping[str, str]) -> VirtualWedge:
    """Make a wedge scanner from the query of a `sim://evdev_wedge?key=value` URL."""
    return VirtualWedge(read_settings(query, WedgeSettings))


SIMULATOR = Simulator(title="Keyboard-wedge scanner", build=build, plays=PLAYS)
