"""One SIP2 message and its answer, without I/O: what each answer, or none, asks for next."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from procstation.ils import mark, tr
from procstation_connectors.sip2.frame import ANSWER_AGAIN, Check, Frame, Garbled
from procstation_connectors.sip2.layouts import ACS_STATUS, ASK_AGAIN
from procstation_connectors.sip2.message import Message, NotAMessage
from procstation_connectors.sip2.options import OnSilence


class Trouble(Enum):
    """Why there is no answer after all tries."""

    SILENCE = mark("did not answer in time")
    GARBLED = mark("answered what cannot be read")
    NOT_TAKEN = mark("cannot read what it is sent, and asks for it again and again")
    ONLY_STATUS = mark("answers nothing but its status")
    OFF_LINE = mark("says that it is not in service")
    LOST = mark("repeats an older answer")


@dataclass(frozen=True, slots=True)
class Send:
    """Send this, then wait anew."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Wait:
    """Go on waiting."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer has come."""

    message: Message


@dataclass(frozen=True, slots=True)
class GiveUp:
    """There will be none.

    Attributes:
        why: The details of what was garbled, "" without any.
    """

    trouble: Trouble
    why: str = ""


Next = Send | Wait | Answer | GiveUp


class Exchange:
    """One message on its way.

    Args:
        sent: Its frame, without terminator.
        request: What is in it.
        expects: The command of the answer.
        changes: It changes something, so it is not sent again unless the server says that it did
            not get it; asking for the answer again harms nothing.
        retries: Most tries again, of whatever sort.
        on_silence: What to do when no answer comes to a message that changes nothing.
        answers_again: The server takes a 97.
        read: Reads the message in a frame.

    Attributes:
        repeated: An answer may come twice: what the line says later is not to be trusted.
        unsolicited: The last status that came instead of the answer.
    """

    def __init__(
        self,
        sent: bytes,
        request: Message,
        expects: str,
        changes: bool,
        retries: int,
        on_silence: OnSilence,
        answers_again: bool,
        read: Callable[[Frame], Message],
    ) -> None:
        self._sent = sent
        self._request = request
        self._expects = expects
        self._changes = changes
        self._left = retries
        self._on_silence: OnSilence = "97" if changes and on_silence == "same" else on_silence
        self._answers_again = answers_again
        self._read = read
        self._asked_answer_again = False
        self.repeated = False
        self.unsolicited: Message | None = None

    def silence(self) -> Next:
        """No answer in time."""
        if self._on_silence == "reconnect":
            return GiveUp(Trouble.SILENCE)
        if self._on_silence == "97":
            return self._answer_again(Trouble.SILENCE)
        return self._again(Trouble.SILENCE)

    def arrived(self, taken: Frame | Garbled) -> Next:
        """Something came."""
        if isinstance(taken, Garbled):
            return self._answer_again(Trouble.GARBLED, taken.why)
        if taken.check is Check.WRONG:
            return self._answer_again(Trouble.GARBLED, tr("its checksum is wrong"))
        if taken.code == ASK_AGAIN:
            return self._wanted_again()
        try:
            message = self._read(taken)
        except NotAMessage as error:
            return self._answer_again(Trouble.GARBLED, str(error))
        if self._asked_answer_again:
            # Repeated answers have had other sequence numbers, so only their contents tell.
            return Answer(message) if self._fits(message) else self._older()
        if message.code == ACS_STATUS and self._expects != ACS_STATUS:
            self.unsolicited = message
            if message.fixed["online"] == "N":
                return GiveUp(Trouble.OFF_LINE)
            return self._again(Trouble.ONLY_STATUS)
        stale = None not in (message.sequence, self._request.sequence) and (
            message.sequence != self._request.sequence
        )
        if stale or message.code != self._expects:
            return Wait()
        return Answer(message)

    def _fits(self, message: Message) -> bool:
        asked, told = self._request.get("AB"), message.get("AB")
        return message.code == self._expects and (not asked or not told or asked == told)

    def _older(self) -> Next:
        # The server repeats the answer before ours: what we sent has not reached it.
        return GiveUp(Trouble.LOST) if self._changes else self._again(Trouble.LOST)

    def _wanted_again(self) -> Next:
        if self._asked_answer_again:
            return GiveUp(Trouble.LOST)
        if self.repeated and self._answers_again:
            # It took the first one: some servers refuse a sequence number that they know.
            return self._answer_again(Trouble.NOT_TAKEN)
        return self._again(Trouble.NOT_TAKEN)

    def _again(self, trouble: Trouble) -> Next:
        if not self._left:
            return GiveUp(trouble)
        self._left -= 1
        self._asked_answer_again = False
        self.repeated = self.repeated or trouble is Trouble.SILENCE
        return Send(self._sent)

    def _answer_again(self, trouble: Trouble, why: str = "") -> Next:
        if not self._left or not self._answers_again:
            return GiveUp(trouble, why)
        self._left -= 1
        self._asked_answer_again = self.repeated = True
        with_checksum = self._request.sequence is not None
        return Send(ANSWER_AGAIN if with_checksum else ANSWER_AGAIN[:2])
