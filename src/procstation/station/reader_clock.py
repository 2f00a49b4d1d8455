"""The clock of a reader, which may be minutes off or was never set: its times, as of here."""

from datetime import UTC, datetime, timedelta


class ReaderClock:
    """Learns from the reports how far a reader's clock is ahead.

    A report comes later than what it tells of, now more and now less. The one that came soonest
    says best how the clocks differ.
    """

    def __init__(self) -> None:
        self._ahead: timedelta | None = None

    def note(self, at: str, now: datetime) -> None:
        """Take the time in a report that came just now; "" and what is no time are passed over."""
        said = _time(at)
        if said is not None and (self._ahead is None or said - now > self._ahead):
            self._ahead = said - now

    def here(self, at: str) -> str:
        """Return a time of the reader by the clock here, ISO 8601 in UTC; "" when it told none."""
        said = _time(at)
        if said is None or self._ahead is None:
            return ""
        here = (said - self._ahead).astimezone(UTC)
        return here.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _time(at: str) -> datetime | None:
    if not at:
        return None
    try:
        said = datetime.fromisoformat(at)
    except ValueError:
        return None
    return said if said.tzinfo is not None else said.replace(tzinfo=UTC)
