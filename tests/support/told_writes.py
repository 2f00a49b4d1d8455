"""What a simulated system has really done of what it was asked, however the answer fared."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from contract_systems import SystemCase

from procstation.ils import HttpSystem

A_NUMBER = 8
"""Characters: what is as long in an item, and in a request, is a number of that item."""


class Writes:
    """Watches a system while it works, from behind the faults of its line.

    Attributes:
        done: How often each write was done to each item: by what was asked, and the barcode.
    """

    def __init__(self, system: Any, case: SystemCase) -> None:
        self.done: Counter[tuple[str, str]] = Counter()
        self._system = system
        self._case = case
        self._before: dict[str, Any] = system.items()
        self._watches = isinstance(system, HttpSystem)
        if self._watches:
            system.handle = self._watching(system.handle)

    @property
    def twice(self) -> list[str]:
        """What was done more than once, in words."""
        again = [f"{asked} of {item}: {n}" for (asked, item), n in self.done.items() if n > 1]
        if not self._watches:
            counts = {one: row["check_ins"] for one, row in self._system.items().items()}
            again += [f"check-in of {one}: {n}" for one, n in counts.items() if n > 1]
        return sorted(again)

    def was_told(self, barcode: str) -> bool:
        """Whether anything was done to an item, as the system itself knows."""
        if any(barcode == item for _, item in self.done):
            return True
        return bool(self._before.get(barcode) != self._system.items().get(barcode))

    def not_seen(self, barcodes: Iterable[str]) -> list[str]:
        """Return the items that the system was not told of, in words."""
        return [f"{one} was not seen there" for one in barcodes if not self.was_told(one)]

    def _watching(self, handle: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def watching(asked: Any) -> Any:
            label = self._system.asked[-1]
            if not re.match(self._case.writes, label):
                return handle(asked)
            before = self._system.items()
            answer = handle(asked)
            after = self._system.items()
            changed = [
                barcode
                for barcode in before.keys() | after.keys()
                if before.get(barcode) != after.get(barcode)
            ]
            if not changed and answer.status < 300:
                # It left nothing to see in any item: whose it was stands in the request.
                request = label + asked.body.decode("utf-8", "replace")
                changed = [one for one, row in after.items() if _names(request, row)]
            for barcode in changed or [""] * (answer.status < 300):
                self.done[label.partition("?")[0], barcode] += 1
            return answer

        return watching


def _names(request: str, row: Any) -> bool:
    return any(len(text) >= A_NUMBER and text in request for text in _texts(row))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, str):
        yield value
