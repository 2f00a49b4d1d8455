"""How this library files: the scheme of a call number, its house rules, and what it settled for
a scheme, a location or a single item."""

from collections.abc import Callable, Mapping
from pathlib import Path

from procstation.config import ShelfOrderSection
from procstation.errors import ConfigError, did_you_mean
from procstation.items.callnumber import Scheme
from procstation.items.scheme_guess import guess_scheme
from procstation.items.shelf_book import ShelfBook
from procstation.items.shelf_order import by_bytes, shelf_keys
from procstation.items.shelf_overrides import FilesAs, read_overrides
from procstation.items.shelf_parts import UNDECIDED
from procstation.items.shelf_rules import DEFAULT_RULES, ShelfRules
from procstation.items.shelf_text import natural_key
from procstation.language import tr

_UNDECIDED = UNDECIDED.encode()
_FIRST_COPY = frozenset(("1", "c.1", "c. 1", "copy 1"))
"""Many spines do not say it, so those that do must file alike."""

Keys = Callable[[str], bytes]


class Filing:
    """Gives items their shelf keys.

    Args:
        rules: House rules of the schemes.
        schemes: Keys by the library's own rules, in place of those of schemes.
        locations: The same, for locations; they go before those of schemes.
        files_as: What single items file as, in place of their call number, by barcode.
    """

    def __init__(
        self,
        rules: ShelfRules = DEFAULT_RULES,
        *,
        schemes: Mapping[Scheme, Keys] | None = None,
        locations: Mapping[str, Keys] | None = None,
        files_as: Mapping[str, FilesAs] | None = None,
    ) -> None:
        self.rules = rules
        self._schemes = {scheme: shelf_keys(scheme, rules) for scheme in Scheme}
        self._own_schemes = schemes or {}
        self._locations = locations or {}
        self._files_as = files_as or {}

    @classmethod
    def of_station(cls, section: ShelfOrderSection, home: Path) -> "Filing":
        """Return how a station files.

        Raises:
            UsageError: A rule is named that is none.
            ConfigError: A file of the home does not hold, or a scheme is named that is none.
        """
        book = ShelfBook(home)
        return cls(
            ShelfRules.from_section(section),
            schemes={
                _scheme(name): by_bytes(book.keys(rule)) for name, rule in section.schemes.items()
            },
            locations={name: by_bytes(book.keys(rule)) for name, rule in section.locations.items()},
            files_as=read_overrides(home),
        )

    @property
    def overrides(self) -> int:
        """How many items file otherwise than their call number."""
        return len(self._files_as)

    def with_rules(self, rules: ShelfRules) -> "Filing":
        """Return the same with other house rules."""
        return Filing(
            rules,
            schemes=self._own_schemes,
            locations=self._locations,
            files_as=self._files_as,
        )

    def keys(self, scheme: Scheme, location: str = "") -> Keys:
        """Return the function from a call number to its shelf key: see `shelf_keys`."""
        return self._own(scheme, location) or self._schemes[scheme]

    def key(
        self,
        call_number: str,
        scheme: Scheme,
        *,
        barcode: str = "",
        location: str = "",
        volume: str = "",
        copy: str = "",
    ) -> bytes:
        """Return the shelf key of an item; what nobody can place files behind all others.

        Args:
            volume: Goes behind the call number, with the copy, where that has it not yet.
        """
        settled = self._files_as.get(barcode) if self._files_as else None
        if settled is not None:
            return self._settled(settled, scheme, location)
        if not call_number:
            return _UNDECIDED
        more = _statements(call_number, volume, copy) if volume or copy else ""
        own = self._own(scheme, location)
        if own is not None:
            return own(call_number) + natural_key(more).encode()
        return self._schemes[scheme](call_number + more)

    def has_rule_for(self, location: str) -> bool:
        """Say whether a location files by a rule of its own, whatever the scheme."""
        return location in self._locations

    def _own(self, scheme: Scheme, location: str) -> Keys | None:
        return self._locations.get(location) or self._own_schemes.get(scheme)

    def _settled(self, settled: FilesAs, scheme: Scheme, location: str) -> bytes:
        if settled.scheme is not None:
            return self.keys(settled.scheme)(settled.text)
        key = self.keys(scheme, location)(settled.text)
        if is_undecided(key):
            key = self.keys(guess_scheme(settled.text)[0])(settled.text)
        return key


def _statements(call_number: str, volume: str, copy: str) -> str:
    """Return volume and copy, as they go behind a call number that may have them already."""
    written = f" {call_number} ".casefold()
    more = ""
    if volume and f" {volume} ".casefold() not in written:
        more = f" {volume}"
    if copy and copy not in _FIRST_COPY:
        said = f"c.{copy}" if copy.isdecimal() else copy
        if f" {said} ".casefold() not in written:
            more += f" {said}"
    return more


def is_undecided(key: bytes) -> bool:
    """Say whether a key only says that nobody can place its item."""
    return key.startswith(_UNDECIDED)


def _scheme(name: str) -> Scheme:
    try:
        return Scheme(name.casefold())
    except ValueError as error:
        raise ConfigError(
            tr("[shelf_order.schemes] names a scheme that is none: {name!r}.", name=name),
            did_you_mean(name, list(Scheme)),
        ) from error
