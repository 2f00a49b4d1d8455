"""Dates and times as scanners write them, read as moments in UTC."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Literal

DateOrder = Literal["", "dmy", "mdy", "ymd"]
"""How the parts of a date follow each other; "" is to be found out."""

FIRST_YEAR = 2000
"""No scanner that is in use was set to an earlier one; its clock was never set."""
CACHED_AT_MOST = 100_000

_DATE = r"(?P<a>\d{1,4})[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{2,4})"
_TIME = (
    r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?"
)
_ZONE = r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
DATE = re.compile(_DATE)
TIME = re.compile(_TIME)
MOMENT = re.compile(f"{_DATE}(?:T|[ ,]+){_TIME}{_ZONE}")
_COMPACT_DAY = r"(?P<a>(?:19|20)\d\d)(?P<b>0[1-9]|1[0-2])(?P<c>0[1-9]|[12]\d|3[01])"
_COMPACT_TIME = r"(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)(?P<s>[0-5]\d)"
COMPACT_DATE = re.compile(_COMPACT_DAY)
COMPACT_TIME = re.compile(_COMPACT_TIME)
COMPACT_MOMENT = re.compile(f"{_COMPACT_DAY}{_COMPACT_TIME}(?P<zone>)(?P<half>)")


def order_of(dates: Iterable[str]) -> DateOrder:
    """Say how dates are written: decided by what can be no month; "" where nothing decides it or
    two of them contradict each other."""
    found: set[DateOrder] = set()
    for text in dates:
        match = DATE.match(text) or COMPACT_DATE.match(text)
        if match is None:
            continue
        first, second = int(match["a"]), int(match["b"])
        if len(match["a"]) == 4:
            found.add("ymd")
        elif first > 12:
            found.add("dmy")
        elif second > 12:
            found.add("mdy")
    return found.pop() if len(found) == 1 else ""


@dataclass
class Clock:
    """Reads what a scanner wrote about time, all in one order.

    Attributes:
        zone: Of the scanner's clock; None is the zone of this computer.
        never_set: How many moments were of a clock that nobody had set.
    """

    order: DateOrder
    zone: tzinfo | None = None
    never_set: int = 0
    _known: dict[str, str] = field(default_factory=dict)

    def utc(self, text: str) -> str:
        """Return a moment as ISO 8601 in UTC; "" where it is none, or the order is not known."""
        at = self._known.get(text)
        if at is None:
            if len(self._known) > CACHED_AT_MOST:
                self._known.clear()
            at = self._known[text] = self._read(text)
        if at == _NEVER_SET:
            self.never_set += 1
            return ""
        return at

    def _read(self, text: str) -> str:
        match = MOMENT.fullmatch(text) or COMPACT_MOMENT.fullmatch(text)
        if match is None:
            return ""
        order = "ymd" if len(match["a"]) == 4 else self.order
        if not order:
            return ""
        part = dict(zip(order, (match["a"], match["b"], match["c"]), strict=True))
        year = int(part["y"]) + (FIRST_YEAR if len(part["y"]) == 2 else 0)
        hour = int(match["h"])
        if match["half"]:
            hour = hour % 12 + 12 * (match["half"] in "Pp")
        minute, second = int(match["m"]), int(match["s"] or 0)
        try:
            read = datetime(year, int(part["m"]), int(part["d"]), hour, minute, second)  # noqa: DTZ001
            return _NEVER_SET if year < FIRST_YEAR else self._in_utc(read, match["zone"])
        except (ValueError, OverflowError, OSError):
            # OSError: a moment the zone rules of this computer do not reach.
            return ""

    def _in_utc(self, read: datetime, zone: str | None) -> str:
        if zone:
            read = datetime.fromisoformat(read.isoformat() + zone)
        elif self.zone is not None:
            read = read.replace(tzinfo=self.zone)
        return read.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


_NEVER_SET = "never set"
