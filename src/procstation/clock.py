"""The time, as it is written into the journal, the store and the queues."""

from datetime import UTC, datetime


def utc_now() -> str:
    """Return the time in UTC, to the millisecond, as `2026-03-02T14:02:09.125Z`.

    Of one form everywhere, so that what two parts wrote down can be put in order.
    """
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
