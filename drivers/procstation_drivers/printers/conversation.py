"""Questions to a printer, and jobs, on one and the same byte line."""

from collections.abc import Callable
from typing import TypeVar

from procstation.devices import Link

ANSWER_S = 2.0
"""Seconds. Printers answer in a few hundredths; several makers' do not answer at all in trouble."""

LARGEST_REPLY = 4096
"""Bytes. More than this after one question is no answer to it."""

QUIET_S = 0.1
"""Seconds of silence that end an answer which has no end mark."""

PIECE = 1024
"""Bytes of a job written at once: a second at 9600 baud, within the time a port allows a write."""

AnswerT = TypeVar("AnswerT")


class Conversation:
    """The host's side of the line."""

    def __init__(self, link: Link) -> None:
        self.link = link

    @property
    def is_file(self) -> bool:
        """The line ends in a file, from which nothing ever comes back."""
        return self.link.name.startswith("file:")

    def send(self, job: bytes) -> None:
        for start in range(0, len(job), PIECE):
            self.link.write(job[start : start + PIECE])

    def ask(
        self,
        question: bytes,
        receive: Callable[[bytes], AnswerT | None],
        within_s: float = ANSWER_S,
    ) -> tuple[AnswerT | None, bool]:
        """Return the answer, or None, and whether anything came at all.

        Args:
            receive: Takes what arrived, piece by piece; returns the answer once it is whole.
        """
        self.pause(0)
        self.link.write(question)
        return self.hear(receive, within_s)

    def hear(
        self, receive: Callable[[bytes], AnswerT | None], within_s: float
    ) -> tuple[AnswerT | None, bool]:
        """Listen without having asked; as `ask` otherwise."""
        end_s, received = self.link.now_s() + within_s, 0
        while received < LARGEST_REPLY:
            data = self.link.read(max(0.0, end_s - self.link.now_s()))
            if not data:
                break
            received += len(data)
            answer = receive(data)
            if answer is not None:
                return answer, True
        return None, received > 0

    def ask_until_quiet(self, question: bytes) -> bytes:
        """Return all that is answered, an answer that came late included; b"" for silence."""
        data, _ = self.ask(question, bytes)
        answer = bytearray()
        while data and len(answer) < LARGEST_REPLY:
            answer += data
            data, _ = self.hear(bytes, QUIET_S)
        return bytes(answer)

    def pause(self, seconds: float) -> None:
        """Wait, throwing away what arrives: an answer that late belongs to no question."""
        self.hear(lambda _: None, seconds)

    def close(self) -> None:
        self.link.close()
