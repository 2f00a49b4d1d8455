"""Telling a keyboard-wedge scanner from a person by what arrives at a terminal.

A wedge scanner types: 1 to 15 ms between keys, Enter or Tab at the end. A person does not.
"""

from dataclasses import dataclass

from procstation.devices.aim import split_aim, symbology_of
from procstation.devices.events import Scan

TERMINATORS = frozenset("\r\n\t")

MIN_LENGTH = 6
"""Characters. Shorter runs happen to people who drum on the keyboard."""

MAX_MEAN_GAP_S = 0.030
"""Seconds between keys, on average. The fastest typists need twice that."""

HOLD_S = 0.060
"""Seconds a key is held back at most. A longer pause ends a burst; a shorter one nobody sees."""

CERTAIN_LENGTH = 4
"""Characters at a scanner's speed after which a run is a scanner's: fingers do not do that."""

PAUSE_S = 0.3
"""Seconds a run that is a scanner's by its speed may pause: on the way through a browser or over a
slow line keys may come in two handfuls, and half a number is another number."""

PREFIX_PAUSE_S = 0.5
"""Seconds a run after the prefix may pause: the prefix has said already that it is a scan."""

MAX_LENGTH = 512
"""Characters. No barcode holds more; a key that is stuck does."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Keys that were no scan, in the order they came: hand them to whatever has the focus."""

    text: str


class KeyBurst:
    """Sort keys into scans and typing, losing none.

    Every key that was fed comes back exactly once, in order: in `Scan.raw` or in `Typed.text`.

    Args:
        prefix: One character the scanner was programmed to send first (STX arrives as Ctrl-B, or
            `~`): what follows it is a scan at any speed and length. "" when it sends none.
    """

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._held = ""
        self._first_s = 0.0
        self._last_s = 0.0
        self._paused_s = 0.0

    @property
    def due_s(self) -> float | None:
        """When to call `quiet` if no key comes before, on the clock of the keys; None: no need."""
        return self._last_s + self._hold_s if self._held else None

    def key(self, character: str, at_s: float) -> Scan | Typed | None:
        """Take one key; Enter and Tab are `\\r` (or `\\n`) and `\\t`.

        Args:
            at_s: When it came, on any monotonic clock.
        """
        if self._held and at_s - self._last_s > self._hold_s:
            earlier = self.release()
            if character in TERMINATORS:
                return Typed(earlier.text + character if earlier else character)
            self._hold(character, at_s)
            return earlier
        if character in TERMINATORS:
            return self._end(character, at_s)
        if character == self._prefix and self._held and not self._prefixed:
            earlier = self.release()
            self._hold(character, at_s)
            return earlier
        self._hold(character, at_s)
        return self.release() if len(self._held) > MAX_LENGTH else None

    def quiet(self, now_s: float) -> Typed | None:
        """Hand back what was held, if its time is over."""
        due_s = self.due_s
        return self.release() if due_s is not None and now_s >= due_s else None

    def release(self) -> Typed | None:
        """Hand back what is held, now: a key without a character (an arrow, F2) must come after."""
        held, self._held = self._held, ""
        return Typed(held) if held else None

    @property
    def _prefixed(self) -> bool:
        return bool(self._prefix) and self._held.startswith(self._prefix)

    @property
    def _hold_s(self) -> float:
        if self._prefixed:
            return PREFIX_PAUSE_S
        certain = len(self._held) >= CERTAIN_LENGTH
        fast = certain and self._gap_s(self._last_s, first=1) < MAX_MEAN_GAP_S
        return PAUSE_S if fast else HOLD_S

    def _gap_s(self, until_s: float, first: int = 0) -> float:
        """Return the mean time between keys, pauses left out."""
        return (until_s - self._first_s - self._paused_s) / max(len(self._held) - first, 1)

    def _note_pause(self, at_s: float) -> None:
        if self._held and at_s - self._last_s > HOLD_S:
            self._paused_s += at_s - self._last_s

    def _hold(self, character: str, at_s: float) -> None:
        if not self._held:
            self._first_s, self._paused_s = at_s, 0.0
        self._note_pause(at_s)
        self._held += character
        self._last_s = at_s

    def _end(self, terminator: str, at_s: float) -> Scan | Typed:
        keys = self._held + terminator
        prefixed = self._prefixed
        code = self._held[len(self._prefix) :] if prefixed else self._held
        self._note_pause(at_s)
        fast = len(code) >= MIN_LENGTH and self._gap_s(at_s) < MAX_MEAN_GAP_S
        self._held = ""
        aim, text = split_aim(code)
        if not text or not (prefixed or fast):
            return Typed(keys)
        return Scan(text, keys.encode(), symbology_of(aim), aim)
