"""One connection to a simulated SIP2 server."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, get_args
from unicodedata import normalize

from procstation.ils import HungUp
from procstation_simulators.ils.faults import WEB_PAGE, FaultName
from procstation_simulators.ils.sip2.answers import Answers
from procstation_simulators.ils.sip2.dialects import Dialect
from procstation_simulators.ils.sip2.wire import (
    ASKS_TO_SEND_AGAIN,
    CHECKIN,
    ITEM_INFORMATION,
    ITEM_STATUS_UPDATE,
    LOGIN,
    SC_STATUS,
    SEND_AGAIN,
    Request,
    Unreadable,
    frame,
    read,
)

FrameFault = Literal[
    "wrong checksum",
    "no checksum",
    "ask again",
    "status instead",
    "stale answer first",
    "other charset",
    "lower case",
    "blank lines",
    "no last delimiter",
    "half and then nothing",
]
FRAME_FAULTS: tuple[FrameFault, ...] = get_args(FrameFault)
"""What goes wrong with the frame of one answer; what was asked for is done."""

LONGEST_LINE = 4096
END = b"\r"

HANGS_UP_BEFORE: frozenset[FaultName] = frozenset(
    ("hang up before", "not listening", "expired", "server error before")
)
HANGS_UP_AFTER: frozenset[FaultName] = frozenset(("hang up after", "server error after"))
NOTHING_AFTER: frozenset[FaultName] = frozenset(("silence after", "gateway after"))
NOT_IN_SERVICE: frozenset[FaultName] = frozenset(("busy", "busy for 2 s", "not in service"))


@dataclass(slots=True)
class Desk:
    """What all connections to a server share.

    Attributes:
        user, password: The only login that is let in.
        telnet: Logins are asked for in words, before the first frame.
        mute: Whatever is sent, nothing is answered.
    """

    dialect: Dialect
    answers: Answers
    user: str
    password: str
    telnet: bool
    fault: Callable[[], FaultName]
    frame_fault: Callable[[], FrameFault | None]
    latency_s: float = 0.0
    mute: bool = False
    refuse_calls: int = 0
    asked: list[str] = field(default_factory=list)
    """The codes of all requests that were taken, in order."""


class Sip2Session:
    """A connection. `receive` with nothing, once, gives what it says first."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._dialect = desk.dialect
        self._buffer = b""
        self._logged_in = False
        self._spoken = False
        self._asks: Literal["", "login", "password"] = "login" if desk.telnet else ""
        self._typed_user = ""
        self._greeted = False
        self._last_line = b""
        self._last_answer = b""
        self._last_text = ""
        self._last_sequence: str | None = None
        self._delay_s = 0.0

    def receive(self, data: bytes) -> bytes:
        """Raises HungUp."""
        if self._desk.mute:
            return b""
        said = b""
        if self._asks and not self._greeted:
            self._greeted = True
            said = b"\xff\xfb\x01\xff\xfb\x03\r\nlogin: "
        self._buffer += data
        while END in self._buffer:
            line, _, self._buffer = self._buffer.partition(END)
            said += self._line(line.strip(b"\n\0 "))
        if len(self._buffer) > LONGEST_LINE:
            raise HungUp
        return said

    def take_delay_s(self) -> float:
        delay, self._delay_s = self._delay_s, 0.0
        return delay

    def _line(self, line: bytes) -> bytes:
        if self._asks:
            return self._typed(line.decode("ascii", "replace"))
        if not line:
            return b""
        self._delay_s += self._desk.latency_s
        code = line[:2].decode("ascii", "replace")
        if code in (SEND_AGAIN, ASKS_TO_SEND_AGAIN):
            return self._sent_again()
        if line == self._last_line and b"AY" in line and not self._dialect.sequence_grows:
            return self._last_answer
        try:
            request = read(line, self._dialect.charset)
            self._check_sequence(request)
            if request.code == ITEM_STATUS_UPDATE and self._dialect.update == "refuse":
                raise Unreadable("this server has no such request")
        except Unreadable:
            if self._dialect.unknown == "hang up" and code.isdecimal():
                raise HungUp from None
            return self._asks_again(b"AZ" in line)
        if request.code == ITEM_STATUS_UPDATE and self._dialect.update == "silence":
            self._last_sequence = request.sequence
            return b""
        return self._with_faults(line, request)

    def _typed(self, text: str) -> bytes:
        if self._asks == "login":
            self._typed_user, self._asks = text, "password"
            return b"password: "
        if (self._typed_user, text) != (self._desk.user, self._desk.password):
            self._asks = "login"
            return b"\r\nLogin incorrect\r\n\r\nlogin: "
        self._asks, self._logged_in = "", True
        return b"\r\nLogin OK.  Initiating SIP\r\n"

    def _check_sequence(self, request: Request) -> None:
        last = self._last_sequence
        if not self._dialect.sequence_grows or last is None or request.sequence is None:
            return
        if int(request.sequence) != (int(last) + 1) % 10:
            raise Unreadable("its sequence does not follow the last")

    def _with_faults(self, line: bytes, request: Request) -> bytes:
        working = request.code not in (LOGIN, SC_STATUS)
        fault = self._desk.fault() if working else "ok"
        if fault in HANGS_UP_BEFORE:
            self._desk.refuse_calls += fault == "not listening"
            raise HungUp
        if fault in NOT_IN_SERVICE:
            return self._framed(self._desk.answers.acs_status(online=False), request)
        if fault == "silence before":
            return b""
        if fault == "web page":
            return WEB_PAGE
        frame_fault = self._desk.frame_fault() if working else None
        if frame_fault == "ask again":
            return self._asks_again(request.sequence is not None)
        if frame_fault == "status instead":
            return self._framed(self._desk.answers.acs_status(), request)
        self._last_sequence = request.sequence
        self._desk.asked.append(request.code)
        text = self._answer(request)
        answer = self._framed(text, request)
        self._last_line, self._last_text, self._last_answer = line, text, answer
        if fault in HANGS_UP_AFTER:
            raise HungUp
        if fault in NOTHING_AFTER:
            return b""
        if fault == "half answer":
            return answer[: len(answer) // 2]
        return self._spoilt(answer, frame_fault, request) if frame_fault else answer

    def _answer(self, request: Request) -> str:
        if request.code == LOGIN:
            return self._logs_in(request)
        if self._dialect.login_first and not self._logged_in:
            raise HungUp
        answers = self._desk.answers
        if request.code == SC_STATUS:
            return answers.acs_status()
        if not self._logged_in:
            raise HungUp
        if request.code == ITEM_STATUS_UPDATE:
            return answers.item_status_update(request)
        return {ITEM_INFORMATION: answers.item_information, CHECKIN: answers.checkin}[request.code](
            request
        )

    def _logs_in(self, request: Request) -> str:
        given = (request.fields["CN"], request.fields["CO"])
        self._logged_in = given == (self._desk.user, self._desk.password)
        if not self._logged_in and self._dialect.wrong_login == "hang up":
            raise HungUp
        return "941" if self._logged_in else "940"

    def _framed(self, text: str, request: Request, charset: str = "") -> bytes:
        sequence = request.sequence if self._dialect.detects_errors else None
        body = text.encode(charset or self._dialect.charset, "replace")
        return frame(body, sequence, self._dialect.padding) + self._dialect.end

    def _asks_again(self, with_checksum: bool) -> bytes:
        return (b"96AZFEF6" if with_checksum else b"96") + self._dialect.end

    def _sent_again(self) -> bytes:
        if not self._last_answer:
            return self._asks_again(True)
        other = self._dialect.resent_sequence
        if other is None or not self._last_sequence:
            return self._last_answer
        body = self._last_text.encode(self._dialect.charset, "replace")
        return frame(body, other, self._dialect.padding) + self._dialect.end

    def _spoilt(self, answer: bytes, fault: FrameFault, request: Request) -> bytes:
        if fault in ("wrong checksum", "lower case") and not self._dialect.detects_errors:
            return answer
        match fault:
            case "wrong checksum":
                end = self._dialect.end
                digits = answer[-len(end) - 4 : -len(end)]
                wrong = b"0000" if digits != b"0000" else b"0001"
                return answer[: -len(end) - 4] + wrong + end
            case "no checksum":
                return answer.partition(b"AY")[0] + self._dialect.end
            case "stale answer first":
                stale = frame(b"941", str((int(request.sequence or "0") + 5) % 10))
                return stale + self._dialect.end + answer
            case "other charset":
                other = "latin-1" if self._dialect.charset == "utf-8" else "utf-8"
                # Not every character set has accents as characters of their own.
                return self._framed(normalize("NFC", self._last_text), request, other)
            case "lower case":
                at = answer.rfind(b"AZ") + 2
                return answer[:at] + answer[at:].lower()
            case "blank lines":
                return b"\r\n\0\r\n" + answer + b"\n"
            case "no last delimiter":
                return self._framed(self._last_text.removesuffix("|"), request)
            case _:
                return answer[: len(answer) // 2]
