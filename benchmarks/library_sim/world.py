"""How the books of the simulated library really stand, and what is wrong with them."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from library_sim.stock import ELSEWHERE, NUMBERS

from procstation.items import BarcodeRange
from procstation.sweeping.model import Bucket, Expected

SEED = 1911
LEAST_AWAY = 3
"""Books between a misplaced one and its place; of two that changed places either may be named."""
BAY_BOOKS = 120


@dataclass(frozen=True, slots=True)
class Wrongs:
    """What goes wrong in a library, as shares of its books."""

    gone: float = 0.02
    moved_near: float = 0.008
    """Within arm's reach of its place, but not beside it."""
    moved_far: float = 0.008
    handfuls: float = 0.0005
    """Of books, where three to twelve that stood together were put somewhere else together."""
    astray: float = 0.002
    """On the shelves of another location of the library."""
    branch: float = 0.25
    """Of the books of the branch, those that stand on the shelves here."""
    back: float = 0.04
    """Of those accounted for as on loan, lost, withdrawn or new, those that are on the shelf."""
    strange: float = 0.002
    """Books of another library."""
    twins: float = 0.001
    """Books with the barcode and the number on the tag of another one."""
    carts: int = 2
    on_cart: int = 15
    no_barcode: float = 0.0005
    no_tag: float = 0.004
    """Without a tag, or with one that is dead."""


@dataclass(slots=True)
class World:
    """What is true. Books are known by the barcode that the catalogue gives them.

    Attributes:
        shelves: The books of each shelf, as they stand.
        carts: By shelf, where along it a cart stands, and the books on it.
        label: Of books that carry another number than the catalogue has for them, that number.
        moved: Books that stand elsewhere on their own shelf than where they belong, and by how many
            books.
        strange: Barcodes of books that the catalogue does not have.
    """

    shelves: dict[str, list[str]] = field(default_factory=dict)
    carts: dict[str, list[tuple[int, list[str]]]] = field(default_factory=dict)
    label: dict[str, str] = field(default_factory=dict)
    moved: dict[str, int] = field(default_factory=dict)
    astray: set[str] = field(default_factory=set)
    branch: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    on_cart: set[str] = field(default_factory=set)
    back: set[str] = field(default_factory=set)
    strange: set[str] = field(default_factory=set)
    no_barcode: set[str] = field(default_factory=set)
    no_tag: set[str] = field(default_factory=set)

    @property
    def standing(self) -> set[str]:
        """The books on the shelves, carts not counted."""
        return {book for books in self.shelves.values() for book in books}

    def heard_as(self, book: str) -> str:
        return self.label.get(book, book)


def world_of(
    expected: Sequence[Expected],
    branch: Iterable[str],
    wrongs: Wrongs | None = None,
    seed: int = SEED,
) -> World:
    """Put the books on their shelves, and then make of it what a library is after some years.

    Args:
        expected: All books of the library, with the keys they file by.
        branch: Barcodes of the books of the branch.
    """
    return _Years(expected, wrongs or Wrongs(), random.Random(seed)).pass_by(sorted(branch))


def location_of(shelf: str) -> str:
    """Return the location of a shelf, which may be that of a prefix."""
    return shelf.partition(" › ")[0]


class _Years:
    def __init__(self, expected: Sequence[Expected], wrongs: Wrongs, chance: random.Random) -> None:
        self._of: Mapping[str, Expected] = {one.barcode: one for one in expected}
        self._wrongs = wrongs
        self._chance = chance
        self._size = len(expected)
        self._world = World()
        self._ours: list[str] = []
        """Books to which nothing has happened yet, in an order by lot."""

    def pass_by(self, branch: Sequence[str]) -> World:
        world, wrongs = self._world, self._wrongs
        self._lend()
        self._ours = [
            book
            for books in world.shelves.values()
            for book in books
            if self._of[book].key is not None and book not in world.back
        ]
        self._chance.shuffle(self._ours)
        for book in self._some(wrongs.gone):
            self._take(book)
            world.gone.add(book)
        self._handfuls(round(wrongs.handfuls * self._size))
        for book in self._some(wrongs.moved_near):
            self._move(book, 30)
        for book in self._some(wrongs.moved_far):
            self._move(book, self._size)
        for book in self._some(wrongs.astray):
            own = self._of[book].shelf
            others = [shelf for shelf in world.shelves if location_of(shelf) != own]
            if location_of(own) != own or not others:
                continue
            self._take(book)
            self._insert(book, max(self._chance.sample(others, 1), key=len))
            world.astray.add(book)
        self._guests(branch)
        self._carts()
        self._labels()
        return world

    def _lend(self) -> None:
        """Fill the shelves in order, without what is lent."""
        for one in sorted(self._of.values(), key=lambda it: (it.shelf, it.key is None, it.key)):
            if one.bucket is not Bucket.ON_SHELF:
                if self._chance.random() >= self._wrongs.back:
                    continue
                self._world.back.add(one.barcode)
            self._world.shelves.setdefault(one.shelf, []).append(one.barcode)

    def _some(self, share: float) -> list[str]:
        """Return books to which nothing has happened yet."""
        count = round(share * self._size)
        chosen, self._ours = self._ours[:count], self._ours[count:]
        return chosen

    def _take(self, book: str) -> int:
        books = self._world.shelves[self._of[book].shelf]
        at = books.index(book)
        del books[at]
        return at

    def _insert(self, book: str, shelf: str) -> None:
        books = self._world.shelves[shelf]
        books.insert(self._chance.randrange(len(books) + 1), book)

    def _move(self, book: str, reach: int) -> None:
        """Put a book elsewhere on its shelf, where it is out of order."""
        books = self._world.shelves[self._of[book].shelf]
        home = self._take(book)
        low, high = max(0, home - reach), min(len(books), home + reach)
        away = [at for at in range(low, high + 1) if abs(at - home) >= LEAST_AWAY]
        if not away:
            books.insert(home, book)
            return
        to = self._chance.choice(away)
        books.insert(to, book)
        self._world.moved[book] = abs(to - home)

    def _handfuls(self, count: int) -> None:
        """Take books that stand together and put them elsewhere together."""
        free = set(self._ours)
        for _ in range(count):
            shelf = self._chance.choices(
                list(self._world.shelves), [len(it) for it in self._world.shelves.values()]
            )[0]
            books = self._world.shelves[shelf]
            size = self._chance.randint(3, 12)
            if len(books) < 10 * size:
                continue
            at = self._chance.randrange(len(books) - size)
            handful = books[at : at + size]
            if not free.issuperset(handful):
                continue
            del books[at : at + size]
            away = [to for to in range(len(books) + 1) if abs(to - at) > size + LEAST_AWAY]
            to = self._chance.choice(away)
            books[to:to] = handful
            self._world.moved.update(dict.fromkeys(handful, abs(to - at)))
            free.difference_update(handful)
        self._ours = [book for book in self._ours if book in free]

    def _guests(self, branch: Sequence[str]) -> None:
        """Put books on the shelves that do not belong to this library, or to none of its."""
        world = self._world
        shelves = [shelf for shelf, books in world.shelves.items() if len(books) > BAY_BOOKS]
        shelves = shelves or list(world.shelves)
        for book in branch:
            if self._chance.random() < self._wrongs.branch:
                self._insert(book, self._chance.choice(shelves))
                world.branch.add(book)
        for number in range(1, round(self._wrongs.strange * self._size) + 1):
            book = ELSEWHERE.barcode(number)
            self._insert(book, self._chance.choice(shelves))
            world.strange.add(book)

    def _carts(self) -> None:
        world = self._world
        largest = max(world.shelves, key=lambda shelf: len(world.shelves[shelf]))
        for _ in range(self._wrongs.carts):
            books = self._some(self._wrongs.on_cart / self._size)
            for book in books:
                self._take(book)
            world.on_cart.update(books)
            beside = self._chance.randrange(len(world.shelves[largest]))
            world.carts.setdefault(largest, []).append((beside, books))

    def _labels(self) -> None:
        world = self._world
        twins = self._some(2 * self._wrongs.twins)
        world.label.update(zip(twins[::2], twins[1::2], strict=False))
        standing = sorted(world.standing)
        world.no_barcode = self._sample(standing, self._wrongs.no_barcode)
        world.no_tag = self._sample(standing, self._wrongs.no_tag)

    def _sample(self, books: Sequence[str], share: float) -> set[str]:
        return set(self._chance.sample(books, round(share * len(books))))


RANGES: tuple[BarcodeRange, ...] = (NUMBERS,)
