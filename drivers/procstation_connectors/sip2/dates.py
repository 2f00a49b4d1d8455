"""Dates of SIP2: YYYYMMDDZZZZHHMMSS, 18 characters."""

from datetime import UTC, datetime

WIDTH = 18
_LOCAL, _UTC = "    ", "   Z"


def write_date(at: datetime, utc: bool = False) -> str:
    """Return a date as it goes into a message.

    Args:
        at: With its time zone.
        utc: Say it in UTC and mark it so, instead of in local time.
    """
    zone = _UTC if utc else _LOCAL
    told = at.astimezone(UTC) if utc else at
    return f"{told:%Y%m%d}{zone}{told:%H%M%S}"


def read_date(text: str) -> datetime | None:
    """Return a date of a message: with its zone when that is UTC, without one when it is local time
    or a zone of the server's; None when it is none."""
    if len(text) != WIDTH:
        return None
    try:
        at = datetime.strptime(text[:8] + text[12:], "%Y%m%d%H%M%S")  # noqa: DTZ007
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if text[8:12].strip() == "Z" else at
