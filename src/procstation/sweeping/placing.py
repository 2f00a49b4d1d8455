"""Where an item stands: its shelf, and its key among the items of that shelf."""

from procstation.items import Filing, Scheme, is_undecided
from procstation.items.shelf_parts import SHELF, WORDS_END

_SHELF, _WORDS_END = SHELF.encode(), WORDS_END.encode()
_SEPARATOR = " › "
_PLACED = b"\0"
"""Between the name of a shelf and a key. No name has a NUL, so the next shelf files behind all."""
NOWHERE = b"\0\xff"
"""In place of a key that nobody has: in no key there is such a byte."""
_SCHEMES = {scheme.value: scheme for scheme in Scheme} | {"": Scheme.OTHER}


class Placing:
    """Places items as this library files."""

    def __init__(self, filing: Filing | None = None) -> None:
        self._filing = filing or Filing()

    def key(
        self,
        barcode: str,
        call_number: str,
        scheme: str,
        location: str = "",
        volume: str = "",
        copy: str = "",
    ) -> bytes | None:
        """Return the shelf key of an item; None where nobody can place it."""
        key = self._filing.key(
            call_number,
            _SCHEMES[scheme],
            barcode=barcode,
            location=location,
            volume=volume,
            copy=copy,
        )
        return None if is_undecided(key) else key

    def filed(
        self, barcode: str, call_number: str, scheme: str, location: str, volume: str, copy: str
    ) -> bytes:
        """Return what an item files by: see `filed_as`."""
        key = self.key(barcode, call_number, scheme, location, volume, copy)
        return filed_as(shelf_of(key, location), key)

    def has_rule_for(self, location: str) -> bool:
        """Say whether a location files by a rule of its own, whatever the scheme."""
        return self._filing.has_rule_for(location)

    def is_alike(self, own: str, scheme: str, location: str) -> bool:
        """Say whether a call number of one scheme may stand among those of another.

        All items of a location with a rule of its own file by it. What was taken for no scheme may
        be of any; its key says so.
        """
        if self.has_rule_for(location) or own in {scheme, Scheme.OTHER.value, ""}:
            return True
        return scheme == Scheme.NLM and own == Scheme.LCC


def shelf_of(key: bytes | None, location: str) -> str:
    """Return the shelf an item stands on: its location, and its prefix where that has a shelf."""
    if key is None or not key.startswith(_SHELF):
        return location
    prefix = key[len(_SHELF) : key.index(_WORDS_END)].decode("utf-8", "replace")
    return f"{location}{_SEPARATOR}{prefix}" if location else prefix


def filed_as(shelf: str, key: bytes | None) -> bytes:
    """Return one value that sorts items by shelf and by key, those that nobody can place last."""
    return shelf.encode() + (NOWHERE if key is None else _PLACED + key)


def shelf_in(filed: bytes) -> bytes:
    """Return the shelf out of what an item files by."""
    return filed.partition(_PLACED)[0]
