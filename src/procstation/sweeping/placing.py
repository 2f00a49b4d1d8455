"""Where an item stands: its shelf, and its key among the items of that shelf."""

from collections.abc import Callable, Mapping

from procstation.items import DEFAULT_RULES, Scheme, ShelfRules, shelf_keys
from procstation.items.shelf_parts import SHELF, UNDECIDED, WORDS_END

_SHELF, _UNDECIDED, _WORDS_END = SHELF.encode(), UNDECIDED.encode(), WORDS_END.encode()
_SEPARATOR = " › "


class Placing:
    """Places items by the rules of this library.

    Args:
        files_as: What single items file as, in place of their call number, by barcode.
    """

    def __init__(
        self, rules: ShelfRules = DEFAULT_RULES, files_as: Mapping[str, str] | None = None
    ) -> None:
        self._files_as = files_as or {}
        self._keys: dict[str, Callable[[str], bytes]] = {
            scheme.value: shelf_keys(scheme, rules) for scheme in Scheme
        }

    def key(self, barcode: str, call_number: str, scheme: str) -> bytes | None:
        """Return the shelf key of an item; None where nobody can place it."""
        if self._files_as:
            call_number = self._files_as.get(barcode, call_number)
        if not call_number:
            return None
        key = self._keys[scheme or Scheme.OTHER.value](call_number)
        return None if key.startswith(_UNDECIDED) else key


def shelf_of(key: bytes | None, location: str) -> str:
    """Return the shelf an item stands on: its location, and its prefix where that has a shelf."""
    if key is None or not key.startswith(_SHELF):
        return location
    prefix = key[len(_SHELF) : key.index(_WORDS_END)].decode("utf-8", "replace")
    return f"{location}{_SEPARATOR}{prefix}" if location else prefix
