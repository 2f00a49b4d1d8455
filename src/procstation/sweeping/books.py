"""The books of a report, by number: columns instead of objects, since there may be a million.

A sweep of 700,000 books has to be judged on a computer that has other things to do. As objects with
their call numbers and keys they take most of a gigabyte; as columns a fifth of it, and they are
filled and compared without a look at each.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain, count, groupby, repeat
from operator import ne

from procstation.sweeping.call_class import class_of
from procstation.sweeping.columns import PackedBytes, numbering
from procstation.sweeping.model import Bucket, Expected
from procstation.sweeping.placing import NOWHERE, filed_as, shelf_in

UNPLACED = -1.0
"""The rank of a book that nobody can place."""

_BUCKETS: tuple[Bucket | None, ...] = (*Bucket, None)
_BUCKET_AT = {bucket: at for at, bucket in enumerate(_BUCKETS)}


FiledValues = tuple[bytes, str, str, str, str]
"""What of a book says where it stands: what it files by (see `placing.filed_as`), its barcode, call
number, library and location."""


class Books:
    """What a sweep expects and what it heard beside that, each with a number.

    Those that should be on the shelf come first, in the order in which they should stand: the
    number of such a book is its position. Behind them come the other items of the scope, then the
    codes that were heard and not expected, in the order of hearing.

    Args:
        on_shelf: The books that should be on the shelf, piece by piece, sorted by `filed`; no two
            have one barcode.
        others: The other items of the scope, whose barcodes are others again.

    Attributes:
        numbers: By barcode, until `seal`. A code that nobody expected gets a number when it is
            looked up.
        ranks: By number: the books of one shelf stand in the order of their ranks, and what files
            alike has the same. `UNPLACED` where nobody can place a book.
        shelves: By number, that of the shelf in `shelf_names`; -1 of an unknown code.
        on_shelf: How many should be on the shelf.
        scope: How many items the sweep is about.
        ends: Where each shelf ends, among those that should be on it.
        classes: Locations and classes of call numbers.
        class_of: By position, that of a book in `classes`.
    """

    def __init__(
        self, on_shelf: Iterable[Sequence[FiledValues]], others: Iterable[Expected] = ()
    ) -> None:
        self._barcodes = PackedBytes()
        self.numbers = _Numbers(self)
        self.ranks = array("d")
        self.shelves = array("i")
        self.shelf_names: list[str] = []
        self.ends: list[int] = []
        self.class_of = array("i")
        self._shelf_numbers = numbering()
        self._place_numbers = numbering()
        self._places = array("i")
        self._filed = PackedBytes()
        classes = numbering()
        before, rank = b"", 0
        for piece in on_shelf:
            filed, barcodes, call_numbers, libraries, locations = zip(*piece, strict=True)
            start = len(self)
            self._barcodes.extend([one.encode() for one in barcodes])
            self.numbers.update(zip(barcodes, count(start)))
            self._filed.extend(filed)
            changes = accumulate(map(ne, filed, chain((before,), filed)), initial=rank)
            ranks = array("d", changes)
            before, rank = filed[-1], int(ranks[-1])
            self.ranks += ranks[1:]
            for at, one in enumerate(filed, start):
                if one.endswith(NOWHERE):
                    self.ranks[at] = UNPLACED
            for shelf, group in groupby(map(shelf_in, filed)):
                self.shelves.extend(repeat(self._shelf_numbers[shelf], sum(1 for _ in group)))
            places = zip(libraries, locations, strict=True)
            self._places.extend(map(self._place_numbers.__getitem__, places))
            counted = zip(locations, map(class_of, call_numbers), strict=True)
            self.class_of.extend(map(classes.__getitem__, counted))
        self.classes = list(classes)
        self.on_shelf = len(self)
        self.ends = list(accumulate(sum(1 for _ in group) for _, group in groupby(self.shelves)))
        self._bucket = bytearray([_BUCKET_AT[Bucket.ON_SHELF]]) * self.on_shelf
        self.describe({one.barcode: one for one in others})
        self.scope = len(self)
        self._places_of_scope = len(self._place_numbers)

    def __len__(self) -> int:
        return len(self.ranks)

    def barcode(self, number: int) -> str:
        """Return the barcode of a book; "" of none."""
        return self._barcodes[number].decode() if number >= 0 else ""

    def seal(self) -> None:
        """Let go of what only serves to take in more: half of the memory."""
        self.numbers.clear()
        self._filed = PackedBytes()

    def add(self, code: str) -> int:
        """Give a number to a code that nobody expected."""
        number = self.numbers[code] = len(self)
        self._barcodes.extend([code.encode()])
        self.ranks.append(UNPLACED)
        self.shelves.append(-1)
        self._bucket.append(_BUCKET_AT[None])
        self._places.append(-1)
        return number

    def describe(self, items: Mapping[str, Expected]) -> None:
        """Take in what the catalogue has of items that are not expected on the shelf, by code."""
        placed = sorted((filed_as(item.shelf, item.key), code) for code, item in items.items())
        ranks = self._ranks_among(dict.fromkeys(filed for filed, _ in placed))
        for filed, code in placed:
            item, number = items[code], self.numbers[code]
            self.ranks[number] = ranks[filed]
            self.shelves[number] = self._shelf_numbers[shelf_in(filed)]
            self._bucket[number] = _BUCKET_AT[item.bucket]
            self._places[number] = self._place_numbers[item.library, item.location]
        self.shelf_names = [shelf.decode() for shelf in self._shelf_numbers]

    def _ranks_among(self, filed: Iterable[bytes]) -> dict[bytes, float]:
        """Return the ranks of further books, given in order: between those on the shelf."""
        at_of = {one: bisect_left(self._filed, one) for one in filed if not one.endswith(NOWHERE)}
        ranks: defaultdict[bytes, float] = defaultdict(lambda: UNPLACED)
        for at, group in groupby(at_of, key=at_of.__getitem__):
            between = list(group)
            before = max(self.ranks[at - 1], 0.0) if at else 0.0
            if at < self.on_shelf and between[-1] == self._filed[at]:
                ranks[between.pop()] = self.ranks[at]
            for number, one in enumerate(between, 1):
                ranks[one] = before + number / (len(between) + 1)
        return ranks

    def not_expected(self) -> range:
        """Return the numbers of what was heard and is not in the scope, in the order of hearing."""
        return range(self.scope, len(self))

    def bucket(self, number: int) -> Bucket | None:
        """Return where the catalogue has a book; None where it has no such barcode."""
        return _BUCKETS[self._bucket[number]]

    def buckets(self) -> dict[Bucket, int]:
        """Return how many items of the scope the catalogue has where."""
        counts = ((one, self._bucket.count(at, 0, self.scope)) for one, at in _BUCKET_AT.items())
        return {bucket: number for bucket, number in counts if bucket and number}

    def is_of_here(self, number: int) -> bool:
        """Say whether a book belongs to one of the locations of the sweep."""
        return self._places[number] < self._places_of_scope

    def are_together(self, one: int, other: int) -> bool:
        """Say whether two books belong to the same location of the same library."""
        return self._places[one] == self._places[other]

    def shelf(self, number: int) -> str:
        """Return the shelf on which a book belongs that the catalogue has."""
        return self.shelf_names[self.shelves[number]]

    def shelf_about(self, position: int) -> tuple[int, int]:
        """Return where the shelf of a position begins and ends."""
        number = bisect_left(self.ends, position + 1)
        return (self.ends[number - 1] if number else 0), self.ends[number]

    def position(self, barcode: str) -> int | None:
        """Return where a book should stand; None of one that should not be on the shelf."""
        number = self.numbers.get(barcode)
        return number if number is not None and number < self.on_shelf else None


def books_of(expected: Iterable[Expected]) -> tuple[Books, dict[str, Expected], list[str]]:
    """Return the books of an expected list, in any order; the items; and repeated barcodes.

    Of several items with one barcode, one that should be on the shelf goes before others, and else
    the one that files first.
    """
    placed = sorted(expected, key=lambda one: filed_as(one.shelf, one.key))
    placed.sort(key=lambda one: one.bucket is not Bucket.ON_SHELF)
    items: dict[str, Expected] = {}
    repeated: list[str] = []
    for one in placed:
        if items.setdefault(one.barcode, one) is not one and one.bucket is Bucket.ON_SHELF:
            repeated.append(one.barcode)
    on_shelf = [
        (filed_as(one.shelf, one.key), one.barcode, one.call_number, one.library, one.location)
        for one in items.values()
        if one.bucket is Bucket.ON_SHELF
    ]
    others = [one for one in items.values() if one.bucket is not Bucket.ON_SHELF]
    return Books([on_shelf] if on_shelf else [], others), items, repeated


class _Numbers(dict[str, int]):
    """Numbers by barcode; a new one for a code that has none."""

    def __init__(self, books: Books) -> None:
        super().__init__()
        self._books = books

    def __missing__(self, code: str) -> int:
        return self._books.add(code)
