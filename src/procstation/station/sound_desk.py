"""What the person hears at a station: turned off and on there, and its troubles told."""

from collections.abc import Callable
from typing import Final

from procstation.devices import Presence
from procstation.items import BarcodeKind, classify
from procstation.language import tr
from procstation.sound import Outcome, Sounds
from procstation.station.device_status import DeviceStatus

SOUND: Final = "sound"
"""What it is called where devices are listed."""

Bell = Callable[[Outcome], None]


class SoundDesk:
    """Lets the person hear outcomes, as long as they want to.

    Without `use` nothing is played, and the bell of the face rings for everything.

    Attributes:
        muted: Whether it was turned off, or on, since the start; None leaves it as configured.
        tell_trouble: Told once why no tone or no voice is heard, on another thread.
    """

    def __init__(self) -> None:
        self.muted: bool | None = None
        self.tell_trouble: Callable[[str], None] = lambda _: None
        self._sounds: Sounds | None = None
        self._configured_on = True
        self._trouble = ""

    def use(self, sounds: Sounds, *, on: bool) -> None:
        """Play by these from now on.

        Args:
            on: Whether there is sound as long as nobody turns it.
        """
        self._sounds, self._configured_on = sounds, on
        sounds.trouble = self._failed

    @property
    def is_on(self) -> bool:
        return self._configured_on if self.muted is None else not self.muted

    def turn(self, muted: bool | None) -> None:
        """Take over what was said of it last."""
        if muted != self.muted:
            self.muted = muted
            if self._sounds is not None and not self.is_on:
                self._sounds.hush()

    def tell(self, outcome: Outcome, title: str, bell: Bell) -> None:
        """Let the person hear an outcome. Returns at once.

        Args:
            title: Of the book it is about; see `Sounds.tell`.
            bell: Rings where nothing else plays.
        """
        if self.is_on and (self._sounds is None or not self._sounds.tell(outcome, title)):
            bell(outcome)

    def status(self) -> tuple[DeviceStatus, ...]:
        """Return how it is, when that is worth a word."""
        if not self.is_on:
            detail = tr("Tones and speech are turned off.")
            return (DeviceStatus(SOUND, SOUND, Presence.READY, tr("off"), detail),)
        if self._trouble:
            word = tr("bell only")
            return (DeviceStatus(SOUND, SOUND, Presence.READY, word, self._trouble),)
        return ()

    def stop(self) -> None:
        """Cut off what is heard, and end."""
        if self._sounds is not None:
            self._sounds.stop()

    def _failed(self, why: str) -> None:
        self._trouble = why
        self.tell_trouble(why)


def sound_said(text: str) -> bool | None:
    """Return whether a scan turns sound on or off; None when it is about something else."""
    reading = classify(text)
    if reading.kind is not BarcodeKind.COMMAND:
        return None
    return {"SOUND-ON": True, "SOUND-OFF": False}.get(reading.normal)
