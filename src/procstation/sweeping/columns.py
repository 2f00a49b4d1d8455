"""Columns of values that would take much memory as objects of their own."""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate, count
from typing import Any, overload


def numbering() -> defaultdict[Any, int]:
    """Return a mapping that gives each value looked up the next number, from 0."""
    return defaultdict(count().__next__)


class PackedBytes(Sequence[bytes]):
    """Short strings of bytes in one piece of memory."""

    def __init__(self) -> None:
        self._packed = bytearray()
        self._ends = array("I", [0])

    def extend(self, values: Sequence[bytes]) -> None:
        self._packed += b"".join(values)
        ends = accumulate(map(len, values), initial=self._ends.pop())
        self._ends.extend(ends)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, at: int) -> bytes: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[bytes]: ...
    def __getitem__(self, at: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        return bytes(self._packed[self._ends[at] : self._ends[at + 1]])
