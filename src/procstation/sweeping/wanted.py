"""Long work that ends early when nobody waits for it any more."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

GoOn = Callable[[], None]
"""Called again and again by what takes long; raises `NotWanted` to end it."""


class NotWanted(Exception):
    """Nobody waits for it any more."""


def always() -> None:
    """Go on in any case."""


def while_wanted(wanted: Callable[[], bool]) -> GoOn:
    """Go on as long as somebody waits."""

    def go_on() -> None:
        if not wanted():
            raise NotWanted

    return go_on


def each(pieces: Iterable[T], go_on: GoOn) -> Iterator[T]:
    """Yield the pieces, as long as they are wanted."""
    for piece in pieces:
        go_on()
        yield piece
