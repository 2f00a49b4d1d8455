"""Who is signed in at a station, for the trace."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from procstation.devices import Presence
from procstation.errors import InputRefused
from procstation.language import mark, tr, tr_marked
from procstation.linking import AnyInput, SignedIn, SignedOut
from procstation.people import People
from procstation.station.device_status import DeviceStatus

IDLE = mark("nobody worked here for a while")


class PeopleDesk:
    """Signs people in and out. May be used from any thread.

    Args:
        station: Its name, for what is signed.
        now: The time, ISO 8601 in UTC.
        idle_min: Minutes without anything happening until who signed in is signed out; 0 never.
    """

    def __init__(self, people: People, station: str, now: Callable[[], str], idle_min: int) -> None:
        self._people = people
        self._station = station
        self._now = now
        self._idle = timedelta(minutes=idle_min) if idle_min else None
        self._lock = threading.RLock()
        self._name = ""
        self._active_at = ""
        self._post: Callable[[AnyInput], None] = lambda _: None

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
        return f"{name} at {self._station}" if name else self._station

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
            InputRefused: There is nobody of that name, or the PIN is another.
        """
        if not self._people.has_pin(name, pin):
            raise InputRefused(
                tr("Nobody here has that name and PIN."),
                tr("Try again, or scan the badge; `procstation people list` names who is known."),
            )
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
