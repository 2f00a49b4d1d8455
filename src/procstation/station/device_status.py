"""How a configured device is, as the faces show it."""

from dataclasses import dataclass

from procstation.devices import Kind, Presence


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """One configured device, as it is now.

    Attributes:
        word: What is worth a word beside its name, e.g. `1 tag`, `media out`; "" when all is well.
        detail: For a person: what it is, or what is wrong and what to do.
    """

    name: str
    kind: Kind
    presence: Presence
    word: str = ""
    detail: str = ""
