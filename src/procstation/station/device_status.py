"""How a configured device is, as the faces show it."""

from dataclasses import dataclass
from typing import Literal

from procstation.devices import Kind, Presence
from procstation.language import tr


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """One configured device, as it is now; the library system, who is signed in, and
    numbers that run out are shown as one as well.

    Attributes:
        word: What is worth a word beside its name, e.g. `1 tag`, `media out`; "" when all is well.
        detail: For a person: what it is, or what is wrong and what to do.
        needs_you: It is there, and a person has to see to it.
    """

    name: str
    kind: Kind | Literal["system", "person", "numbers", "sound"]
    presence: Presence
    word: str = ""
    detail: str = ""
    needs_you: bool = False

    @property
    def in_words(self) -> str:
        """How it is, for a line of its own."""
        if self.presence is Presence.LOST and not self.detail:
            # Nothing was heard of it yet; what is lost says why.
            return tr("is being opened")
        return ", ".join(filter(None, (self.presence.word, self.detail)))

    @property
    def is_in_trouble(self) -> bool:
        """Whether it is there, and not all is well with it."""
        is_printer_in_trouble = self.kind == "printer" and bool(self.word)
        return self.presence is Presence.READY and (self.needs_you or is_printer_in_trouble)
