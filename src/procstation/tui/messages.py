"""Messages that come from other threads into the interface."""

from textual.message import Message


class StationChanged(Message):
    """The station's state changed. Many of them in one frame are one."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, StationChanged)


class ToneWanted(Message):
    """The person should hear how it went: `good`, `bad` or `ask`."""

    def __init__(self, sound: str) -> None:
        super().__init__()
        self.sound = sound
