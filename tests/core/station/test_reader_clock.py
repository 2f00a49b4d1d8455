"""Times of a reader whose clock is off, by the clock here."""

from datetime import UTC, datetime, timedelta

import pytest

from procstation.station.reader_clock import ReaderClock

NOW = datetime(2026, 11, 21, 10, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "shown",
    ["2026-11-21T10:00:00Z", "1970-01-01T00:00:07.500Z", "2026-11-21T11:03:00+01:00"],
)
def test_however_far_it_is_off_its_times_are_those_of_here(shown: str) -> None:
    clock = ReaderClock()
    clock.note(shown, NOW)
    later = datetime.fromisoformat(shown) + timedelta(seconds=2.25)
    assert clock.here(later.isoformat()) == "2026-11-21T10:00:02.250Z"


def test_the_report_that_came_soonest_counts() -> None:
    clock = ReaderClock()
    clock.note("2026-11-21T10:00:00Z", NOW + timedelta(seconds=0.8))
    clock.note("2026-11-21T10:00:01Z", NOW + timedelta(seconds=1.1))
    clock.note("2026-11-21T10:00:02Z", NOW + timedelta(seconds=2.9))
    assert clock.here("2026-11-21T10:00:02Z") == "2026-11-21T10:00:02.100Z"


def test_a_reader_without_a_clock_tells_no_times() -> None:
    clock = ReaderClock()
    clock.note("", NOW)
    clock.note("some time", NOW)
    assert clock.here("2026-11-21T10:00:00Z") == ""
    clock.note("2026-11-21T10:00:00", NOW)
    assert clock.here("") == ""
    assert clock.here("2026-11-21T10:00:01") == "2026-11-21T10:00:01.000Z"
