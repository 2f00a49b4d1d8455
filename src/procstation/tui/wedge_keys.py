"""A keyboard-wedge scanner at this terminal, read as a device and not as typing."""

from collections.abc import Callable

from textual.events import Key
from textual.message import Message

from procstation.devices import KeyBurst, Scan, Typed

CHARACTERS = {"enter": "\r", "tab": "\t"}


def now_s() -> float:
    """Return the time on the clock that Textual puts on each key as it arrives."""
    return Message().time


class WedgeKeys:
    """Holds keys back for a moment, to tell a scanner's burst from typing.

    What counts is when a key arrived, not when the interface came to it: a screen that is slow to
    draw makes neither a scan of typing nor typing of a scan.

    Args:
        scanned: Called with each scan.
    """

    def __init__(self, scanned: Callable[[Scan], None]) -> None:
        self._burst = KeyBurst()
        self._scanned = scanned
        self._held: list[Key] = []

    @property
    def wait_s(self) -> float | None:
        """In how many seconds `release_due` should be called; None: nothing is held."""
        due_s = self._burst.due_s
        return None if due_s is None else max(due_s - now_s(), 0.0)

    def take(self, key: Key) -> list[Key]:
        """Take a key, and return those to be handled as typing now, in order."""
        character = CHARACTERS.get(key.key, key.character or "")
        if len(character) != 1 or not (character.isprintable() or key.key in CHARACTERS):
            self._burst.release()
            return [*self._let_go(len(self._held)), key]
        self._held.append(key)
        result = self._burst.key(character, key.time)
        if isinstance(result, Scan):
            self._let_go(len(self._held))
            self._scanned(result)
            return []
        return self._let_go(len(result.text)) if isinstance(result, Typed) else []

    def release_due(self) -> list[Key]:
        """Return the keys whose time is over."""
        result = self._burst.quiet(now_s())
        return self._let_go(len(result.text)) if result is not None else []

    def _let_go(self, count: int) -> list[Key]:
        keys, self._held = self._held[:count], self._held[count:]
        return keys
