"""A login at prompts, as servers want it that once were reached by telnet."""

import re
from enum import Enum

from procstation.ils import mark

MOST_BYTES = 16 * 1024

_NEGOTIATION = re.compile(rb"\xff(?:\xfa.*?\xff\xf0|[\xfb-\xfe].|[^\xfa-\xfe])", re.DOTALL)
_USER = re.compile(rb"(?:log\s?in|user\s?(?:name|id)?|account)[^\r\n]{0,20}[:>?][ \t]*$", re.I)
_PASSWORD = re.compile(rb"pass\s?(?:word|code)?[^\r\n]{0,20}[:>?][ \t]*$", re.I)
_REFUSAL = re.compile(rb"incorrect|invalid|denied|fail|refused|unknown user", re.I)
_LINE = re.compile(rb"[^\s][^\r\n]*\r?\n")


class Step(Enum):
    """How far it is."""

    USER = mark("user")
    PASSWORD = mark("password")
    ANSWER = mark("answer")
    IN = "in"
    REFUSED = "refused"


class TelnetLogin:
    """Answers prompts.

    Attributes:
        step: What is waited for, or how it ended.
    """

    def __init__(self, user: bytes, password: bytes) -> None:
        self._lines = {Step.USER: user, Step.PASSWORD: password}
        self._seen = b""
        self.step = Step.USER

    def receive(self, data: bytes) -> bytes:
        """Take what arrived and return what to send, without the line end; b"" for nothing."""
        self._seen = (self._seen + data)[-MOST_BYTES:]
        plain = _NEGOTIATION.sub(b"", self._seen)
        if self.step is Step.USER and _USER.search(plain):
            return self._send(Step.PASSWORD)
        if self.step is Step.PASSWORD and _PASSWORD.search(plain):
            return self._send(Step.ANSWER)
        if self.step is Step.ANSWER:
            if _REFUSAL.search(plain) or _USER.search(plain) or _PASSWORD.search(plain):
                self.step = Step.REFUSED
            elif _LINE.search(plain):
                self.step = Step.IN
        return b""

    def _send(self, then: Step) -> bytes:
        line = self._lines[self.step]
        self.step, self._seen = then, b""
        return line
