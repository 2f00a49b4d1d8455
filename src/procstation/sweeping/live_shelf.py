"""What a live sweep knows of the shelf: the frozen list, in order, and who to ask about others."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from procstation.sweeping.books import books_of
from procstation.sweeping.model import Expected

_CODABAR_WITH_ENDS = re.compile(r"[A-DTNE*]([0-9$:/.+-]+)[A-DTNE*]", re.IGNORECASE)


class LiveShelf:
    """Answers at once about what a sweep expects, and asks the catalogue about the rest.

    Args:
        expected: Everything in the scope, as it was frozen.
        ask: Returns what the catalogue has of a barcode now; None when it has nothing.
        looked_for: Barcodes of items that an earlier sweep did not hear.
        heard: Barcodes that other sittings of the sweep have heard.
    """

    def __init__(
        self,
        expected: Sequence[Expected],
        ask: Callable[[str], Expected | None] = lambda _: None,
        looked_for: Collection[str] = (),
        heard: Collection[str] = (),
    ) -> None:
        self._books, items, _ = books_of(expected)
        self._items = [items[one] for one in self._books.numbers]
        self._places = {(one.library, one.location) for one in expected}
        self._ask = ask
        self.looked_for = frozenset(looked_for)
        self.heard = frozenset(heard)

    @property
    def expected(self) -> int:
        """How many items should be on the shelf."""
        return self._books.on_shelf

    def about(self, code: str) -> Expected | None:
        """Return the item a code is the barcode of, as a scanner may have sent it.

        Raises:
            StoreError: The catalogue had to be asked, and does not answer.
        """
        readings = tuple(dict.fromkeys(_readings(code)))
        for one in readings:
            found = self.expects(one)
            if found is not None:
                return found
        return next((found for one in readings if (found := self._ask(one)) is not None), None)

    def expects(self, barcode: str) -> Expected | None:
        """Return an item of the scope; None when the barcode is none of it."""
        number = self._books.numbers.get(barcode)
        return None if number is None else self._items[number]

    def misses(self, barcode: str) -> bool:
        """Whether the item is one of those that should be on the shelf."""
        return self._books.position(barcode) is not None

    def position(self, barcode: str) -> int | None:
        """Return where an item should stand in shelf order; None when nobody can place it."""
        at = self._books.position(barcode)
        return None if at is None or self._items[at].key is None else at

    def at(self, position: int) -> Expected:
        return self._items[position]

    def beside(self, position: int) -> tuple[Expected | None, Expected | None]:
        """Return what stands left and right of a position on its shelf."""
        start, end = self._books.shelf_about(position)
        items = self._items
        return (
            items[position - 1] if position > start else None,
            items[position + 1] if position + 1 < end else None,
        )

    def is_of_here(self, item: Expected) -> bool:
        """Whether an item that is not expected belongs to a location of the sweep."""
        return (item.library, item.location) in self._places


def _readings(code: str) -> Iterator[str]:
    yield code
    yield code.upper()
    if ends := _CODABAR_WITH_ENDS.fullmatch(code):
        yield ends[1]
