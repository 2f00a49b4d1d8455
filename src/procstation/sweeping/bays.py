"""Bays: stretches of the shelf short enough that a pass hears one of them well or badly.

A read rate cannot be seen from one pass: what it did not hear may be gone. Two passes show each
other's: of what one heard, the share the other heard as well is the other's rate (Lincoln and
Petersen; Chapman's correction for few). So a bay is judged by all passes that went along it.
"""

import math
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise, repeat
from typing import NamedTuple

from procstation.language import Spoken, mark
from procstation.sweeping.books import Books
from procstation.sweeping.capture import chapman, wilson
from procstation.sweeping.passes import Pass
from procstation.sweeping.reads import Reads
from procstation.sweeping.thresholds import Thresholds

CallNumbers = Callable[[Collection[str]], Mapping[str, str]]
"""Returns the call numbers of some barcodes, "" or nothing where there is none."""


class Hearing(Spoken):
    """How well a bay was heard."""

    WELL = mark("well heard")
    BADLY = mark("sweep again")
    NOT = mark("not swept")


@dataclass(frozen=True, slots=True)
class PassOver:
    """What one pass heard of one bay.

    Attributes:
        number: Of the pass, counted from 0 in the order of `passes_of`.
        heard: Items of the bay.
        again, of: Of those heard in the other passes, how many this one heard; 0 of 0 without any.
        rate: 0 to 1: how likely it was to hear an item that was there.
    """

    number: int
    sitting: int
    heard: int
    again: int
    of: int
    rate: float


@dataclass(frozen=True, slots=True)
class Bay:
    """A stretch of the expected order, and how it was heard.

    Attributes:
        number: From 1, in shelf order.
        place: The marker read there, "" without.
        start, end: Positions in shelf order, the end not included.
        first, last: Call numbers, or barcodes where there is none.
        heard: Items heard in any pass.
        gap: The most items in a row that no pass heard.
        passes: Those that went along it.
        rate: That of all passes together; 0 when nobody was there.
        least: The rate the best pass is above with a probability of 95 %.
        present, error: How many stand there, by Chapman, and the standard error; None where not
            two passes went along it.
    """

    number: int
    shelf: str
    place: str
    start: int
    end: int
    first: str
    last: str
    heard: int
    gap: int
    passes: tuple[PassOver, ...]
    rate: float
    least: float
    present: float | None
    error: float | None
    hearing: Hearing

    @property
    def expected(self) -> int:
        return self.end - self.start

    @property
    def name(self) -> str:
        """What to call it at the shelf: its marker, or where it begins."""
        return self.place or " ".join(filter(None, (self.shelf, self.first)))


@dataclass(frozen=True, slots=True)
class Track:
    """What a pass heard of the shelf order: positions, ascending."""

    number: int
    of: Pass
    positions: Sequence[int]

    def gap_about(self, position: int, start: int, end: int) -> int:
        """Return how many in a row it did not hear about a position it did not hear."""
        right = bisect_left(self.positions, position)
        before = self.positions[right - 1] if right else -1
        after = self.positions[right] if right < len(self.positions) else end
        return min(after, end) - max(before, start - 1) - 1


def tracks_of(books: Books, reads: Reads, passes: Sequence[Pass]) -> list[Track]:
    """Return what each pass heard of the shelf order; a pass that heard nothing of it too."""
    return [
        Track(number, one, _positions(books, map(reads.books.__getitem__, one.heard)))
        for number, one in enumerate(passes)
    ]


def _positions(books: Books, heard: Iterable[int]) -> "array[int]":
    return array("i", sorted(one for one in heard if one < books.on_shelf))


def bays_of(
    books: Books, reads: Reads, tracks: Sequence[Track], call_numbers: CallNumbers,
    thresholds: Thresholds,
) -> list[Bay]:  # fmt: skip
    """Cut the shelf order into bays and say how each was heard.

    A bay ends where the shelf ends or another marker was read, and is never much longer than
    `thresholds.bay_items`.
    """
    places = _places(books, reads, tracks) if reads.have_places else {}
    bounds = list(_bounds(books.ends, places, thresholds.bay_items))
    bay_at = array("i")
    for number, (start, end) in enumerate(bounds):
        bay_at.extend(repeat(number, end - start))
    touched: list[list[tuple[Track, Sequence[int]]]] = [[] for _ in bounds]
    for track in tracks:
        begin = 0
        for number, same in groupby(track.positions, bay_at.__getitem__):
            count = sum(1 for _ in same)
            touched[number].append((track, track.positions[begin : begin + count]))
            begin += count
    rates = _rates(tracks, bounds, touched, thresholds)
    names = call_numbers({books.barcode(at) for start, end in bounds for at in (start, end - 1)})
    named = _Named(books, places, names)
    return [
        _bay(number, bound, named, touched[number], rates, thresholds)
        for number, bound in enumerate(bounds)
    ]


class _Named(NamedTuple):
    """What a bay is called by: its shelf, its marker, the call numbers at its ends."""

    books: Books
    places: Mapping[int, str]
    call_numbers: Mapping[str, str]

    def marker(self, start: int, end: int) -> str:
        places = self.places
        return next((places[at] for at in range(start, end) if at in places), "") if places else ""

    def book(self, at: int) -> str:
        barcode = self.books.barcode(at)
        return self.call_numbers.get(barcode) or barcode


def _bounds(
    ends: Iterable[int], places: Mapping[int, str], bay_items: int
) -> Iterable[tuple[int, int]]:
    start = 0
    for end in ends:
        cuts = [start]
        if places:
            place = places.get(start, "")
            for position in range(start, end):
                here = places.get(position, place)
                if here != place:
                    cuts.append(position)
                    place = here
        for left, right in zip(cuts, [*cuts[1:], end], strict=True):
            pieces = max(1, round((right - left) / bay_items))
            for piece in range(pieces):
                span = (right - left) * piece // pieces, (right - left) * (piece + 1) // pieces
                if span[0] < span[1]:
                    yield left + span[0], left + span[1]
        start = end


def _places(books: Books, reads: Reads, tracks: Sequence[Track]) -> dict[int, str]:
    """Return the marker of each position where two neighbours of it agree.

    One book alone with a marker is a book of another bay that stands there.
    """
    said: dict[int, str] = {}
    for track in tracks:
        for at in track.of.heard:
            book = reads.books[at]
            if book < books.on_shelf and (place := reads.place(at)):
                said[book] = place
    positions = sorted(said)
    return {
        position: said[position]
        for before, position, after in zip(
            [-1, *positions], positions, [*positions[1:], -1], strict=False
        )
        if said[position] in (said.get(before), said.get(after))
    }


def _bay(
    number: int,
    bound: tuple[int, int],
    named: _Named,
    touched: Sequence[tuple[Track, Sequence[int]]],
    rates: Sequence[float],
    thresholds: Thresholds,
) -> Bay:
    start, end = bound
    expected = end - start
    swept = _swept(touched, expected, thresholds)
    passes = []
    for one in _recaptured(swept):
        successes, trials = one.told(expected)
        rate = thresholds.shrunk(successes, trials, rates[one.track.number])
        passes.append(
            PassOver(one.track.number, one.track.of.sitting, one.heard, one.again, one.of, rate)
        )
    sets = [set(positions) for _, positions in swept]
    heard = set().union(*(positions for _, positions in touched))
    gap = _longest_gap(sorted(heard), start, end)
    rate = 1 - math.prod(1 - one.rate for one in passes)
    least = max((_least(one, expected) for one in passes), default=0.0)
    present, error = chapman(*sorted(sets, key=len)[-2:]) if len(sets) > 1 else (None, None)
    if not passes:
        hearing = Hearing.NOT
    elif gap >= thresholds.gap_items or rate < thresholds.repeat_below:
        hearing = Hearing.BADLY
    else:
        hearing = Hearing.WELL
    return Bay(
        number + 1,
        named.books.shelf(start),
        named.marker(start, end),
        start,
        end,
        named.book(start),
        named.book(end - 1),
        len(heard),
        gap,
        tuple(passes),
        rate,
        least,
        present,
        error,
        hearing,
    )


@dataclass(frozen=True, slots=True)
class _Recaptured:
    """What a pass heard of a bay, against all other passes along it."""

    track: Track
    heard: int
    again: int
    of: int

    def told(self, expected: int) -> tuple[int, int]:
        """Return successes and trials of hearing: of what others heard, or else of what should be
        there, of which some may be gone."""
        return (self.again, self.of) if self.of else (min(self.heard, expected), expected)


def _swept(
    touched: Sequence[tuple[Track, Sequence[int]]], expected: int, thresholds: Thresholds
) -> list[tuple[Track, Sequence[int]]]:
    return [one for one in touched if len(one[1]) >= thresholds.swept_from * expected]


def _recaptured(swept: Sequence[tuple[Track, Sequence[int]]]) -> Iterator[_Recaptured]:
    if len(swept) == 1:
        track, positions = swept[0]
        yield _Recaptured(track, len(positions), 0, 0)
        return
    times = Counter(chain.from_iterable(positions for _, positions in swept))
    for track, positions in swept:
        again = sum(times[position] > 1 for position in positions)
        alone = len(positions) - again
        yield _Recaptured(track, len(positions), again, len(times) - alone)


def _rates(
    tracks: Sequence[Track],
    bounds: Sequence[tuple[int, int]],
    touched: Sequence[Sequence[tuple[Track, Sequence[int]]]],
    thresholds: Thresholds,
) -> list[float]:
    """Return the rate of each pass over all bays it went along."""
    successes, trials = [0] * len(tracks), [0] * len(tracks)
    for (start, end), bay in zip(bounds, touched, strict=True):
        for one in _recaptured(_swept(bay, end - start, thresholds)):
            heard, known = one.told(end - start)
            successes[one.track.number] += heard
            trials[one.track.number] += known
    return [
        thresholds.shrunk(
            successes[track.number],
            trials[track.number],
            thresholds.usual_rate(ordered=track.of.ordered),
        )
        for track in tracks
    ]


def _longest_gap(heard: Sequence[int], start: int, end: int) -> int:
    edges = [start - 1, *heard, end]
    return max(after - before - 1 for before, after in pairwise(edges))


def _least(one: PassOver, expected: int) -> float:
    return wilson(one.again, one.of) if one.of else wilson(one.heard, expected)
