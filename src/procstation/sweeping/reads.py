"""What a sweep heard, in columns: see `books`."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from math import isnan, nan
from typing import TYPE_CHECKING

from procstation.sweeping.books import Books
from procstation.sweeping.columns import PackedBytes, numbering
from procstation.sweeping.model import Heard

if TYPE_CHECKING:
    from procstation.store.sweep_rows import HeardValues

HOUR = len("2026-11-21T14")


class Reads:
    """All that was heard, in the order of hearing. A read is known by where it stands in it.

    Args:
        heard: Piece by piece.

    Attributes:
        books: The number of what was heard, as `Books` has it.
        sittings: The reads of each sitting, in the order of hearing.
    """

    def __init__(self, heard: Iterable[Sequence["HeardValues"]], books: Books) -> None:
        self.books = array("i")
        self.sittings: dict[int, array[int]] = {}
        self._barcode = books.barcode
        self._numbers = array("q")
        self._sittings = array("i")
        self._places = array("i")
        self._hours = array("i")
        self._times = PackedBytes()
        self._strengths = array("d")
        self._counts = array("i")
        self._ordered = bytearray()
        places, hours = numbering(), numbering()
        for piece in heard:
            (
                numbers, barcodes, sittings, said_places, times, strengths, counts, ordered
            ) = zip(*piece, strict=True)  # fmt: skip
            start = len(self.books)
            self.books.extend(map(books.numbers.__getitem__, barcodes))
            for sitting, group in groupby(sittings):
                end = start + sum(1 for _ in group)
                self.sittings.setdefault(sitting, array("i")).extend(range(start, end))
                start = end
            self._numbers.extend(numbers)
            self._sittings.extend(sittings)
            self._places.extend(map(places.__getitem__, said_places))
            self._hours.extend([hours[at[:HOUR]] for at in times])
            self._times.extend([at.encode() for at in times])
            self._strengths.extend([nan if one is None else one for one in strengths])
            self._counts.extend(counts)
            self._ordered.extend(ordered)
        self._place_names: list[str] = list(places)
        self._hour_names: list[str] = list(hours)

    def __len__(self) -> int:
        return len(self.books)

    @property
    def different(self) -> int:
        """How many different books were heard."""
        heard = bytearray(max(self.books, default=-1) + 1)
        for book in self.books:
            heard[book] = 1
        return sum(heard)

    @property
    def have_places(self) -> bool:
        """Whether the place of any read is known."""
        return any(self._place_names)

    def heard(self, at: int) -> Heard:
        """Return a read as it was heard."""
        return Heard(
            self._numbers[at],
            self._barcode(self.books[at]),
            self._sittings[at],
            self.place(at),
            self.time(at),
            self.strength_dbm(at),
            self._counts[at],
            self.is_ordered(at),
        )

    def by_hour(self) -> Iterator[tuple[int, str, Sequence[int]]]:
        """Yield stretches of reads of one sitting and hour: both, and the books heard."""
        start = 0
        for (sitting, hour), group in groupby(zip(self._sittings, self._hours, strict=True)):
            end = start + sum(1 for _ in group)
            yield sitting, self._hour_names[hour], self.books[start:end]
            start = end

    def number(self, at: int) -> int:
        return self._numbers[at]

    def sitting(self, at: int) -> int:
        return self._sittings[at]

    def place(self, at: int) -> str:
        return self._place_names[self._places[at]]

    def time(self, at: int) -> str:
        return self._times[at].decode()

    def is_ordered(self, at: int) -> bool:
        return self._ordered[at] == 1

    def strength_dbm(self, at: int) -> float | None:
        strength = self._strengths[at]
        return None if isnan(strength) else strength

    def loudness(self, at: int) -> tuple[float, int]:
        """Return what sorts reports of one tag: strength where the reader says it, then reads."""
        strength = self._strengths[at]
        return (-999.0 if isnan(strength) else strength), self._counts[at]
