"""Days and times in the list of the history, as each language writes them."""

import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from procstation import language
from procstation.station.history_entry import local
from procstation.tui.screens.history import short_time


@pytest.fixture(autouse=True)
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of a process cannot be set here")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    language.speak("en")
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("code", "this_year", "earlier"),
    [
        ("en", "01-31 00:30", "2025-06-30"),
        ("de", "31.01. 00:30", "30.06.2025"),
        ("es", "31/01 00:30", "30/06/2025"),
        ("fi", "31.1. 00:30", "30.6.2025"),
        ("fr", "31/01 00:30", "30/06/2025"),
    ],
)
def test_a_line_has_day_and_time_of_this_year_or_the_date(
    code: str, this_year: str, earlier: str
) -> None:
    language.speak(code)
    now = datetime(2026, 11, 22, 9, 0).astimezone()
    # On the clock of the place it is half past midnight of the next day.
    assert short_time("2026-01-30T23:30:00.000Z", now) == this_year
    assert short_time("2025-06-30T12:00:00+00:00", now) == earlier


def test_a_time_that_does_not_say_so_is_in_utc_as_well() -> None:
    language.speak("de")
    assert local("2026-07-01T22:30:05") == "02.07.2026 00:30:05"
    assert local("2026-07-01T22:30:05.125Z") == "02.07.2026 00:30:05"
