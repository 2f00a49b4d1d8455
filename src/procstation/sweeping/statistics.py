"""What is lost over the years: by sweep, by location and by class."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from procstation.sweeping.bays import Bay
from procstation.sweeping.model import Expected, Grade, Verdict

_FIRST = re.compile(r"(?P<letters>[A-Z]{1,3})[ .]?\d|(?P<hundred>\d)\d\d(?:\D|$)")
_BEHIND_PREFIX = re.compile(r"\s(?:(?P<letters>[A-Z]{1,3})\d|(?P<hundred>\d)\d\d(?:\D|$))")
OTHER_CLASS = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a sweep says of the items of one location and class.

    Attributes:
        call_class: `QA` of the Library of Congress, `500` of Dewey, "" for all others.
        expected: That should have been on the shelf.
        swept: Of them, those in bays that somebody went along: what a rate is reckoned from.
        missing, look_again: Of them.
    """

    location: str
    call_class: str
    expected: int
    swept: int
    missing: int
    look_again: int

    @property
    def loss_rate(self) -> float | None:
        """Return the share missing of what was swept, None where nothing was."""
        return self.missing / self.swept if self.swept else None


def class_of(call_number: str) -> str:
    """Return the class that a call number is counted in."""
    text = call_number.strip()
    found = _FIRST.match(text) or _BEHIND_PREFIX.search(text)
    if not found:
        return OTHER_CLASS
    return found["letters"] or f"{found['hundred']}00"


def tallies_of(
    items: Sequence[Expected], verdicts: Iterable[Verdict], bays: Iterable[Bay]
) -> tuple[Tally, ...]:
    """Count a sweep by location and class.

    Args:
        items: In shelf order, as the bays count them.
    """
    counts: dict[tuple[str, str], list[int]] = {}
    for bay in bays:
        swept = int(bool(bay.passes))
        for item in items[bay.start : bay.end]:
            count = counts.setdefault((item.location, class_of(item.call_number)), [0, 0, 0, 0])
            count[0] += 1
            count[1] += swept
    grades = {one.barcode: one.grade for one in verdicts}
    for item in items if grades else ():
        grade = grades.get(item.barcode, Grade.CANNOT_TELL)
        if grade is not Grade.CANNOT_TELL:
            key = (item.location, class_of(item.call_number))
            counts[key][2 if grade is Grade.MISSING else 3] += 1
    return tuple(Tally(*key, *counts[key]) for key in sorted(counts))


def summed(tallies: Iterable[Tally], by: str) -> dict[str, Tally]:
    """Add tallies up.

    Args:
        by: `location` or `call_class`; anything else adds up all.
    """
    sums: dict[str, Tally] = {}
    for one in tallies:
        location = one.location if by == "location" else ""
        call_class = one.call_class if by == "call_class" else ""
        key = location or call_class
        known = sums.get(key, Tally(location, call_class, 0, 0, 0, 0))
        sums[key] = Tally(
            location,
            call_class,
            known.expected + one.expected,
            known.swept + one.swept,
            known.missing + one.missing,
            known.look_again + one.look_again,
        )
    return dict(sorted(sums.items()))
