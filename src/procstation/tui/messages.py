"""Messages that come from other threads into the interface."""

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from procstation.config import Config
    from procstation.station.sweep_station import SweepStation


class StationChanged(Message):
    """The station's state changed. Many of them in one frame are one."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, StationChanged)


class ToneWanted(Message):
    """The person should hear how it went: `good`, `bad` or `ask`."""

    def __init__(self, sound: str) -> None:
        super().__init__()
        self.sound = sound


class SweepBegun(Message):
    """A sweep is open beside the bench, and is to be shown and heard as the bench is."""

    def __init__(self, sweep: "SweepStation") -> None:
        super().__init__()
        self.sweep = sweep


class ShelfToneWanted(Message):
    """The person should hear what came of a read at the shelf: the value of a `LiveOutcome`."""

    def __init__(self, outcome: str) -> None:
        super().__init__()
        self.outcome = outcome


class SettingsChanged(Message):
    """A setting was changed and saved, and holds from now on.

    Attributes:
        place: Where it stands in the configuration.
    """

    def __init__(self, config: "Config", place: tuple[str | int, ...]) -> None:
        super().__init__()
        self.config = config
        self.place = place
