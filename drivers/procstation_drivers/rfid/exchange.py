"""One question, one answer, on a line that loses, garbles and delays both."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from procstation.devices import DeviceFault, DeviceLost, Garbled, Link, tr
from procstation_drivers.rfid.framing import FrameDecoder

SILENCE_S = 0.020
"""Quiet that ends a frame. Readers send without gaps; USB adapters hold bytes back up to 16 ms."""

NO_TIME_S = 1e-6
"""Less than this is no time left: adding it may not move a clock any more."""

DRAIN_LIMIT_S = 0.3
"""The longest frame takes as long on the slowest line; who talks on after that never stops."""

FrameT = TypeVar("FrameT")


@dataclass(frozen=True, slots=True)
class Question(Generic[FrameT]):
    """What is asked.

    Attributes:
        what: What is being done, for messages: "reading blocks".
        answered_by: Whether a frame is the answer; what is not is dropped.
        limits_s: How long to wait for the answer, once per attempt. What changes a tag has one:
            it is never repeated blindly.
    """

    what: str
    request: bytes
    answered_by: Callable[[FrameT], bool]
    limits_s: tuple[float, ...]


class Exchange(Generic[FrameT]):
    """Keeps one question in flight and sees that no late answer is taken for another's.

    Args:
        fence: A harmless question with an answer of its own kind. After a question that was not
            answered it is asked first: readers answer in order, so everything that arrives before
            its answer belongs to the past.
        gap_s: Least time between the end of an answer and the next question.
    """

    def __init__(
        self,
        link: Link,
        decoder: FrameDecoder[FrameT],
        fence: Question[FrameT],
        gap_s: float = 0.0,
    ) -> None:
        self._link = link
        self._decoder = decoder
        self._fence = fence
        self._gap_s = gap_s
        self._owing = False

    @property
    def owing(self) -> bool:
        """Whether the last question was not answered."""
        return self._owing

    def ask(self, question: Question[FrameT]) -> FrameT:
        """Return the answer.

        Raises:
            DeviceLost: Nothing answered in any attempt, or the port went away.
            DeviceFault: What answered was no frame, in every attempt that was not silent; or the
                line never falls quiet.
        """
        noise: list[Garbled] = []
        self.settle()
        # Where not even the fence is answered, more patience only keeps the person waiting.
        limits_s = question.limits_s[:1] if self._owing else question.limits_s
        for number, limit_s in enumerate(limits_s):
            if number:
                self.settle()
            answer = self._attempt(question, limit_s, noise)
            if answer is not None:
                return answer
        if noise:
            raise DeviceFault(
                tr(
                    "{name} answered {what} with {shown}, which is no answer: {reason}.",
                    name=self._link.name,
                    what=question.what,
                    shown=_shown(noise[-1].raw),
                    reason=noise[-1].reason,
                ),
                tr("Check the driver, the baud rate and the cable in the device's settings."),
            )
        raise DeviceLost(
            tr(
                "{name} did not answer within {sum:g} s while {what}.",
                name=self._link.name,
                sum=sum(limits_s),
                what=question.what,
            ),
            tr("Check that the reader has power and its cable; the station goes on by itself."),
        )

    def settle(self) -> None:
        """Let go by what is late; after a question that was not answered, ask the fence.

        Raises:
            DeviceLost: The port went away.
            DeviceFault: The line never falls quiet.
        """
        self._drain()
        if self._owing:
            self._attempt(self._fence, self._fence.limits_s[0], [])
            self._drain()

    def _drain(self) -> None:
        end_s = self._link.now_s() + DRAIN_LIMIT_S
        while late := self._link.read(self._gap_s):
            if self._link.now_s() > end_s:
                raise DeviceFault(
                    tr(
                        "{name} never falls quiet; it sends {shown}.",
                        name=self._link.name,
                        shown=_shown(late),
                    ),
                    tr("Check the driver, the baud rate and the cable in the device's settings."),
                )
        self._decoder.receive(b"")

    def _attempt(
        self, question: Question[FrameT], limit_s: float, noise: list[Garbled]
    ) -> FrameT | None:
        self._link.write(question.request)
        end_s = self._link.now_s() + limit_s
        while True:
            left_s = end_s - self._link.now_s()
            if left_s < NO_TIME_S and not self._decoder.in_frame:
                self._owing = True
                return None
            wait_s = left_s if self._decoder.between_frames else SILENCE_S
            for found in self._decoder.receive(self._link.read(wait_s)):
                if isinstance(found, Garbled):
                    # The answer may still come, so the whole limit is waited for: asking again
                    # at once could get two answers.
                    noise.append(found)
                elif question.answered_by(found):
                    self._owing = False
                    return found


def _shown(raw: bytes) -> str:
    return raw[:16].hex(" ").upper() + ("…" if len(raw) > 16 else "")
