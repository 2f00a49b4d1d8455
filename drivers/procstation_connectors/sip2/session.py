"""One connection to a SIP2 server: opened, logged in, used, and opened anew when it breaks."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlsplit

from procstation.ils import (
    Line,
    OutcomeUnknown,
    Site,
    SystemConfused,
    SystemDenied,
    SystemRefused,
    SystemTrouble,
    SystemUnreachable,
    tr,
    tr_marked,
)
from procstation_connectors.sip2.exchange import Answer, Exchange, GiveUp, Send, Trouble
from procstation_connectors.sip2.frame import Decoder, Frame, Garbled
from procstation_connectors.sip2.layouts import LOGIN, SC_STATUS, STATION_SENDS
from procstation_connectors.sip2.message import Message, NotSendable, read_message, write_message
from procstation_connectors.sip2.options import Link
from procstation_connectors.sip2.sealed import Sealed, SealedBytes
from procstation_connectors.sip2.supported import RESEND, supports
from procstation_connectors.sip2.telnet_login import Step, TelnetLogin

LOG = logging.getLogger("procstation.ils")

TRIES = 3
"""Connections that are opened for one message, as long as it has certainly done nothing."""

PAUSE_S = 0.5
"""Ahead of the second; each doubles it."""

PORT = 6001

T = TypeVar("T")


class NoAnswer(SystemUnreachable):
    """It was waited for as long as is reasonable; another connection would take as long again."""


class Sip2Session:
    """Used by one thread at a time. Nothing is opened before the first message.

    Attributes:
        status: The server's last answer to a status request; None before the first.
        unchecked: An answer came without the checksum that was asked for.
    """

    def __init__(self, site: Site, link: Link) -> None:
        self._site = site
        self._link = link
        parts = urlsplit(site.url)
        self._host, self._port = parts.hostname or "", parts.port or PORT
        self._tls = link.options.tls() if parts.scheme == "sip2s" else None
        self._line: Line | None = None
        self._decoder = Decoder()
        self._arrived: deque[Frame | Garbled] = deque()
        self._sequence = 0
        self._used_at_s = 0.0
        self.status: Message | None = None
        self.unchecked = False

    def ask(self, request: Message, expects: str, changes: bool = False) -> Message:
        """Send a message and return its answer.

        Args:
            expects: The command of the answer.
            changes: It changes something there.

        Raises:
            SystemUnreachable, SystemDenied, SystemRefused, SystemConfused, OutcomeUnknown: As
                `LibrarySystem` says.
        """
        assert request.code in STATION_SENDS
        return self._patiently(lambda: self._exchange(request, expects, changes))

    def open(self) -> None:
        """Connect, log in and ask for the server's status, where that is not done. Raises as `ask`;
        for certain nothing was changed."""
        self._patiently(lambda: None)

    def _patiently(self, work: Callable[[], T]) -> T:
        pause_s = PAUSE_S
        for left in reversed(range(TRIES)):
            try:
                self._make_ready()
                return work()
            except SystemTrouble as error:
                self.close()
                again = isinstance(error, SystemUnreachable) and not isinstance(error, NoAnswer)
                if not again or not left:
                    raise
            self._site.clock.wait(pause_s)
            pause_s *= 2
        raise AssertionError("the last try returns or raises")

    def close(self) -> None:
        """Close the connection; the next message opens another."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _make_ready(self) -> None:
        if self._line is not None and self._is_alive():
            return
        self.close()
        self._line = self._site.wiring.line(self._host, self._port, self._tls)
        self._decoder = Decoder(self._link.end[:1])
        self._arrived.clear()
        self._sequence = 0
        options = self._link.options
        if options.login == "telnet":
            self._log_in_at_prompts(self._line)
        elif options.login == "message":
            self._log_in()
        self._ask_status()

    def _is_alive(self) -> bool:
        """Look whether the connection still works, without waiting if it was used just now."""
        assert self._line is not None
        try:
            # What comes without having been asked for would be taken for the next answer.
            self._line.receive(0)
            self._decoder.receive(b"")
            self._arrived.clear()
            if self._site.clock.now_s() - self._used_at_s > self._link.options.idle_s / 2:
                self._ask_status()
        except (OutcomeUnknown, SystemUnreachable, SystemConfused):
            return False
        return True

    def _log_in(self) -> None:
        fixed = {"uid algorithm": "0", "pwd algorithm": "0"}
        fields = [("CN", self._site.user), ("CO", Sealed(self._site.secret().reveal()))]
        if self._link.options.location_code:
            fields.append(("CP", self._link.options.location_code))
        try:
            answer = self._exchange(Message(LOGIN, fixed, tuple(fields)), "94", logs_in=True)
        except OutcomeUnknown:
            raise self._denied(
                tr("{name} closes the connection at the login.", name=self._site.name)
            ) from None
        if answer.fixed["ok"] != "1":
            raise self._denied(tr("{name} does not accept the login.", name=self._site.name))

    def _log_in_at_prompts(self, line: Line) -> None:
        charset = self._link.charset
        login = TelnetLogin(
            self._site.user.encode(charset, "replace"),
            SealedBytes(self._site.secret().reveal().encode(charset, "replace")),
        )
        until = self._site.clock.now_s() + self._timeout_s
        while login.step not in (Step.IN, Step.REFUSED):
            try:
                data = line.receive(max(0.01, until - self._site.clock.now_s()))
                answer = login.receive(data)
                if answer:
                    line.send(answer + b"\r\n")
            except OutcomeUnknown:
                raise self._denied(
                    tr("{name} closes the connection at the login.", name=self._site.name)
                ) from None
            if not data and self._site.clock.now_s() >= until:
                raise SystemUnreachable(
                    tr(
                        "{name} does not ask for the {value} of the login.",
                        name=self._site.name,
                        value=tr_marked(login.step.value),
                    ),
                    tr("Look whether it wants the login by message (option login)."),
                )
        if login.step is Step.REFUSED:
            raise self._denied(tr("{name} does not accept the login.", name=self._site.name))

    def _denied(self, what: str) -> SystemDenied:
        return SystemDenied(
            what,
            tr("Check user, password and location code of this station there."),
        )

    def _ask_status(self) -> None:
        fixed = {"status": "0", "print width": "080", "version": "2.00"}
        try:
            self.status = self._exchange(Message(SC_STATUS, fixed), "98")
        except OutcomeUnknown as error:
            raise SystemUnreachable(error.what, error.do_next) from None
        if self.status.fixed["online"] == "N":
            raise self._error(GiveUp(Trouble.OFF_LINE), Message(SC_STATUS, fixed), False)

    def _exchange(
        self, request: Message, expects: str, changes: bool = False, logs_in: bool = False
    ) -> Message:
        if self._line is None:
            # Login or status had to be repeated, and the connection was closed after that.
            raise SystemUnreachable(
                tr("{name} answered only when it was asked twice.", name=self._site.name),
                tr("It is tried again by itself."),
            )
        detects = self._link.error_detection
        request = replace(request, sequence=self._sequence if detects else None)
        self._sequence = (self._sequence + 1) % 10
        charset, delimiter = self._link.charset, self._link.options.delimiter
        try:
            sent = SealedBytes(write_message(request, charset, delimiter))
        except NotSendable as error:
            what = tr("{name} cannot be sent this: {error}.", name=self._site.name, error=error)
            raise SystemRefused(what, tr("Correct the value.")) from None
        exchange = Exchange(
            sent,
            request,
            expects,
            changes,
            self._retries,
            self._link.on_silence,
            supports(self.status, RESEND) is not False,
            lambda taken: read_message(taken, charset, delimiter),
        )
        try:
            message = self._converse(exchange, Send(sent), request, changes)
        except OutcomeUnknown as error:
            # Without its traceback: what was sent may hold a password.
            if changes or logs_in:
                raise OutcomeUnknown(error.what, error.do_next) from None
            raise SystemUnreachable(error.what, tr("It is tried again by itself.")) from None
        if exchange.repeated:
            # What comes twice would be taken for the answer to the next message.
            self.close()
        if detects and message.sequence is None:
            self.unchecked = True
        return message

    def _converse(self, exchange: Exchange, step: Send, request: Message, changes: bool) -> Message:
        assert self._line is not None
        clock = self._site.clock
        began = clock.now_s()
        self._line.send(step.data + self._link.end)
        until = began + self._timeout_s
        while True:
            taken = self._next(until)
            then = exchange.silence() if taken is None else exchange.arrived(taken)
            if exchange.unsolicited is not None:
                self.status = exchange.unsolicited
            if isinstance(then, Answer):
                self._used_at_s = clock.now_s()
                took_ms = (self._used_at_s - began) * 1000
                LOG.info(
                    "%s %s %s %.0f ms", self._site.name, request.code, then.message.code, took_ms
                )
                return then.message
            if isinstance(then, GiveUp):
                raise self._error(then, request, changes)
            if isinstance(then, Send):
                LOG.info("%s %s sent again or asked for again", self._site.name, request.code)
                self._line.send(then.data + self._link.end)
                until = clock.now_s() + self._timeout_s

    def _next(self, until: float) -> Frame | Garbled | None:
        assert self._line is not None
        while not self._arrived:
            left_s = until - self._site.clock.now_s()
            if left_s <= 0:
                self._arrived += self._decoder.receive(b"")
                return self._arrived.popleft() if self._arrived else None
            data = self._line.receive(left_s)
            if data:
                self._arrived += self._decoder.receive(data)
        return self._arrived.popleft()

    @property
    def _timeout_s(self) -> float:
        tenths = self.status.number("timeout") if self.status is not None else None
        return tenths / 10 if tenths and tenths < 999 else self._link.options.timeout_s

    @property
    def _retries(self) -> int:
        told = self.status.number("retries") if self.status is not None else None
        most = self._link.options.retries
        return most if told is None or told == 999 else min(told, most)

    def _error(self, given_up: GiveUp, request: Message, changes: bool) -> SystemTrouble:
        trouble = given_up.trouble
        name, words, code = self._site.name, tr_marked(trouble.value), request.code
        what = (
            tr(
                "{name} {trouble} ({why}): message {code}.",
                name=name,
                trouble=words,
                why=given_up.why,
                code=code,
            )
            if given_up.why
            else tr("{name} {trouble}: message {code}.", name=name, trouble=words, code=code)
        )
        if trouble is Trouble.OFF_LINE:
            return SystemUnreachable(what, tr("Nothing was done; it is tried again by itself."))
        if trouble is Trouble.NOT_TAKEN:
            return SystemRefused(
                what, tr("Check character set, delimiter and error detection of the link."), "96"
            )
        if changes:
            return OutcomeUnknown(what, tr("It is looked up before it is sent again."))
        if trouble is Trouble.GARBLED:
            return SystemConfused(
                what, tr("Check address and character set; ask whoever runs the system.")
            )
        if request.code == LOGIN:
            return NoAnswer(
                what, tr("It may allow no more connections, or want its login at prompts.")
            )
        return NoAnswer(what, tr("It is tried again by itself."))
