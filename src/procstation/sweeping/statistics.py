"""What is lost over the years: by sweep, by location and by class."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Literal

from procstation.sweeping.bays import Bay
from procstation.sweeping.books import Books
from procstation.sweeping.model import Grade, Verdict

By = Literal["location", "call_class", "all"]


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


NOTHING = Tally("", "", 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class SweepTallies:
    """What one sweep counted.

    Attributes:
        opened_at: ISO 8601.
    """

    name: str
    opened_at: str
    tallies: tuple[Tally, ...]

    @property
    def year(self) -> str:
        return self.opened_at[: len("2026")]

    @property
    def total(self) -> Tally:
        return summed(self.tallies, "all").get("", NOTHING)


def tallies_of(
    books: Books, verdicts: Iterable[tuple[int, Verdict]], bays: Iterable[Bay]
) -> tuple[Tally, ...]:
    """Count a sweep by location and class.

    Args:
        verdicts: Each with the position of its book.
    """
    expected = Counter(books.class_of)
    swept: Counter[int] = Counter()
    for bay in bays:
        if bay.passes:
            swept.update(books.class_of[bay.start : bay.end])
    graded = Counter((books.class_of[at], one.grade) for at, one in verdicts)
    return tuple(
        Tally(
            location,
            call_class,
            expected[one],
            swept[one],
            graded[one, Grade.MISSING],
            graded[one, Grade.LOOK_AGAIN],
        )
        for (location, call_class), one in sorted(zip(books.classes, count(), strict=False))
    )


def over_years(sweeps: Iterable[SweepTallies], by: By) -> dict[str, dict[str, Tally]]:
    """Return by location or class, and in it by year, what all sweeps of that year counted."""
    years: dict[str, list[Tally]] = {}
    for sweep in sweeps:
        years.setdefault(sweep.year, []).extend(sweep.tallies)
    table: dict[str, dict[str, Tally]] = {}
    for year in sorted(years):
        for key, tally in summed(years[year], by).items():
            table.setdefault(key, {})[year] = tally
    return dict(sorted(table.items()))


def summed(tallies: Iterable[Tally], by: By) -> dict[str, Tally]:
    """Add tallies up by location, by class, or all of them under ""."""
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
