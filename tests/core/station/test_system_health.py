"""A system that does not answer holds nobody up."""

import threading
from collections.abc import Callable

import pytest

from procstation.config import SystemSection
from procstation.errors import SystemDenied, SystemUnreachable
from procstation.ils import SystemState
from procstation.station import system_health
from procstation.station.system_health import look_at_system, state_of

SECTION = SystemSection(connector="koha", url="sim://koha")


class Answering:
    """As much of a connection as is looked at."""

    def __init__(self, answer: Callable[[], SystemState]) -> None:
        self.state = answer
        self.closed = threading.Event()

    def close(self) -> None:
        self.closed.set()


def answered(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], SystemState]) -> Answering:
    library = Answering(answer)
    monkeypatch.setattr(system_health, "open_system", lambda *_: library)
    return library


def test_what_hangs_is_given_up_and_closed_when_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = threading.Event()

    def answer() -> SystemState:
        hanging.wait(10)
        return SystemState("late")

    library = answered(monkeypatch, answer)
    with pytest.raises(SystemUnreachable, match=r"koha did not answer within 0\.05 s"):
        state_of("koha", SECTION, patience_s=0.05)
    hanging.set()
    assert library.closed.wait(10)


def test_what_is_set_up_wrongly_there_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    library = answered(monkeypatch, lambda: SystemState("Koha", "as me", ("No rights.",)))
    with pytest.raises(SystemDenied, match="No rights"):
        look_at_system("koha", SECTION)
    assert library.closed.is_set()


def test_who_answers_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, lambda: SystemState("Koha", "as me"))
    assert look_at_system("koha", SECTION) == "Koha: as me"
    answered(monkeypatch, lambda: SystemState("Koha"))
    assert look_at_system("koha", SECTION) == "Koha"
