"""Cutting a stream of bytes into frames, the same way for every reader with a length field."""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from procstation.devices import Garbled, tr

FrameT = TypeVar("FrameT")


class FrameDecoder(ABC, Generic[FrameT]):
    """Turn bytes, in whatever pieces they arrive, into frames.

    Bytes that cannot be a frame lose the place in the stream: any value may occur within a frame,
    so the next one is not to be found by its first byte. Only a silence is sure to end it, and all
    is dropped until then.
    """

    def __init__(self) -> None:
        self._begun = bytearray()
        self._lost = False

    @property
    def in_frame(self) -> bool:
        """A frame was begun and is not complete."""
        return bool(self._begun)

    @property
    def between_frames(self) -> bool:
        """Nothing was begun, and the next byte begins a frame."""
        return not self._begun and not self._lost

    def receive(self, data: bytes) -> list[FrameT | Garbled]:
        """Take what arrived; b"" says the line fell quiet, so a frame begun will not end."""
        if not data:
            return self._fall_quiet()
        if self._lost:
            return []
        self._begun += data
        found: list[FrameT | Garbled] = []
        while self._begun and not self._lost:
            length = self._measure(self._begun)
            if length is None or length > len(self._begun):
                break
            if length == 0:
                found.append(self._lose(tr("no frame begins like that")))
                break
            frame = self._unpack(bytes(self._begun[:length]))
            if frame is None:
                found.append(self._lose(tr("its checksum does not fit")))
                break
            del self._begun[:length]
            found.append(frame)
        return found

    @abstractmethod
    def _measure(self, begun: bytearray) -> int | None:
        """Return the bytes the frame begun will have; None while unknown, 0 when it is none."""

    @abstractmethod
    def _unpack(self, raw: bytes) -> FrameT | None:
        """Return the frame, or None when its checksum does not fit."""

    def _fall_quiet(self) -> list[FrameT | Garbled]:
        self._lost = False
        if not self._begun:
            return []
        return [self._drop(tr("it was cut short"))]

    def _lose(self, reason: str) -> Garbled:
        self._lost = True
        return self._drop(reason)

    def _drop(self, reason: str) -> Garbled:
        garbled = Garbled(bytes(self._begun), reason)
        self._begun.clear()
        return garbled
