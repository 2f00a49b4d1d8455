"""Who is signed in at a station, for the trace."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from procstation.config import StationSection
from procstation.devices import Presence
from procstation.errors import InputRefused
from procstation.language import mark, tr, tr_marked
from procstation.linking import AnyInput, SignedIn, SignedOut, SupervisorAgreed
from procstation.people import People
from procstation.station.device_status import DeviceStatus

IDLE = mark("nobody worked here for a while")

FREE_TRIES = 3
"""Wrong PINs in a row that anybody may type by mistake."""
PAUSES_S = (5, 15, 60, 300)
"""How long the next try has to wait after each further one; the last holds for all behind it."""


class PeopleDesk:
    """Signs people in and out. May be used from any thread.

    Args:
        station: Its name, for what is signed; whether and for how long somebody is signed in.
        now: The time, ISO 8601 in UTC.
    """

    def __init__(self, people: People, station: StationSection, now: Callable[[], str]) -> None:
        self._people = people
        self._station = station.name
        self._now = now
        idle_min = station.sign_out_min
        self._idle = timedelta(minutes=idle_min) if idle_min else None
        self._lock = threading.RLock()
        self._name = ""
        self._active_at = ""
        self._post: Callable[[AnyInput], None] = lambda _: None
        self._asks = station.sign_in
        self._wrong_pins = 0
        self._wrong_at = ""
        self._agreed = threading.local()

    def report_to(self, post: Callable[[AnyInput], None]) -> None:
        """Say where it is recorded."""
        self._post = post

    def who(self) -> str:
        """Return who is signed in, "" when nobody is; to be asked whenever something happens."""
        with self._lock:
            now = self._now()
            if self._name and self._is_idle(now):
                self._leave(tr_marked(IDLE))
            self._active_at = now
            return self._name

    def signature(self) -> str:
        """Return what an act is signed with: the station, and who is signed in."""
        name = self.who()
        supervisor = getattr(self._agreed, "name", "")
        if supervisor and supervisor != name:
            name = f"{supervisor} for {name}" if name else supervisor
        return f"{name} at {self._station}" if name else self._station

    @property
    def wants_somebody(self) -> bool:
        """Whether it has to be asked who works here."""
        return self._asks and bool(self._people.sections) and not self.still_here()

    @property
    def are_known(self) -> bool:
        """Whether anybody is known by name."""
        return bool(self._people.sections)

    @property
    def supervisors(self) -> tuple[str, ...]:
        """Who may do what concerns more than one item; empty where nobody has to be asked."""
        return self._people.supervisors

    def still_here(self) -> str:
        """Return who is signed in, without taking the question for work; who was away too long is
        signed out."""
        with self._lock:
            if self._name and self._is_idle(self._now()):
                self._leave(tr_marked(IDLE))
            return self._name

    def agree_by_badge(self, code: str, act: str) -> str:
        """Take a badge for an act, and return the supervisor.

        Raises:
            InputRefused: It is no supervisor's badge.
        """
        name = self._people.with_badge(code)
        if name is None or not self._people.is_supervisor(name):
            raise InputRefused(
                tr("That is no supervisor's badge; nothing of it was kept."),
                tr("Scan the badge of a supervisor, or type name and PIN."),
            )
        self._post(SupervisorAgreed(name, act))
        return name

    def agree_by_pin(self, name: str, pin: str, act: str) -> str:
        """Take the PIN of a supervisor for an act, and return the supervisor.

        Raises:
            InputRefused: It is not that of a supervisor, or too many were wrong.
        """
        self._require_pin(name, pin)
        if not self._people.is_supervisor(name):
            raise InputRefused(
                tr("{name} is no supervisor.", name=name),
                tr("Ask one of: {names}.", names=", ".join(self.supervisors)),
            )
        self._post(SupervisorAgreed(name, act))
        return name

    @contextmanager
    def supervised(self, supervisor: str) -> Iterator[None]:
        """Have what is done on this thread signed by both; "" for an act that nobody agreed to."""
        self._agreed.name = supervisor
        try:
            yield
        finally:
            self._agreed.name = ""

    def _require_pin(self, name: str, pin: str) -> None:
        with self._lock:
            left_s = self._pause_left_s()
            if left_s > 0:
                raise InputRefused(
                    tr("Too many PINs were wrong."),
                    tr("Wait {seconds} seconds, or scan the badge.", seconds=left_s),
                )
            if self._people.has_pin(name, pin):
                self._wrong_pins = 0
                return
            self._wrong_pins += 1
            self._wrong_at = self._now()
        raise InputRefused(
            tr("Nobody here has that name and PIN."),
            tr("Try again, or scan the badge; `procstation people list` names who is known."),
        )

    def _pause_left_s(self) -> int:
        further = self._wrong_pins - FREE_TRIES
        if further < 0:
            return 0
        pause_s = PAUSES_S[min(further, len(PAUSES_S) - 1)]
        gone = datetime.fromisoformat(self._now()) - datetime.fromisoformat(self._wrong_at)
        return max(pause_s - int(gone.total_seconds()), 0)

    def is_badge(self, code: str) -> bool:
        """Say whether a scanned code is somebody's badge."""
        return self._people.with_badge(code) is not None

    def scanned(self, code: str) -> bool:
        """Take a scan that is a badge: who it belongs to is signed in, or out when they were.

        Returns:
            False for any other code, which is nobody's business here.
        """
        name = self._people.with_badge(code)
        if name is None:
            return False
        with self._lock:
            if name == self.who():
                self._leave("")
            else:
                self._enter(name)
        return True

    def sign_in(self, name: str, pin: str) -> None:
        """Sign somebody in by name and PIN.

        Raises:
            InputRefused: There is nobody of that name, the PIN is another, or too many were wrong.
        """
        self._require_pin(name, pin)
        with self._lock:
            self.who()
            self._enter(name)

    def sign_out(self) -> None:
        """Sign out who is signed in, if anybody is."""
        with self._lock:
            if self.who():
                self._leave("")

    def status(self) -> tuple[DeviceStatus, ...]:
        """Return who is signed in, as a device is shown; nothing where nobody is known by name."""
        if not self._people.sections:
            return ()
        with self._lock:
            name = "" if self._is_idle(self._now()) else self._name
        detail = tr("signed in") if name else tr("nobody is signed in: scan a badge")
        return (
            DeviceStatus(
                name or "nobody", "person", Presence.READY, "", detail, needs_you=not name
            ),
        )

    def _is_idle(self, now: str) -> bool:
        if self._idle is None or not self._active_at:
            return False
        return datetime.fromisoformat(now) - datetime.fromisoformat(self._active_at) > self._idle

    def _enter(self, name: str) -> None:
        self._name = name
        self._post(SignedIn(name))

    def _leave(self, why: str) -> None:
        name, self._name = self._name, ""
        self._post(SignedOut(name, why))
