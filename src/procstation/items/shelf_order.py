"""The order of the shelf: a key for each call number that sorts by plain comparison of bytes."""

from collections.abc import Callable
from functools import lru_cache

from procstation.items.callnumber import Scheme
from procstation.items.shelf_dewey import dewey_keys
from procstation.items.shelf_lcc import NLM_HEAD, lcc_keys, nlm_keys
from procstation.items.shelf_parts import PLAIN, UNDECIDED
from procstation.items.shelf_rules import DEFAULT_RULES, ShelfRules
from procstation.items.shelf_sudoc import sudoc_keys
from procstation.items.shelf_text import filed, natural_key
from procstation.items.shelf_udc import udc_keys


def _other_keys(rules: ShelfRules) -> Callable[[str], str | None]:
    del rules  # numbers of a library's own making have no rule to differ in

    def key(text: str) -> str | None:
        natural = natural_key(text)
        return PLAIN + natural if natural else None

    return key


_KEYS: dict[Scheme, Callable[[ShelfRules], Callable[[str], str | None]]] = {
    Scheme.LCC: lcc_keys,
    Scheme.DEWEY: dewey_keys,
    Scheme.NLM: nlm_keys,
    Scheme.SUDOC: sudoc_keys,
    Scheme.UDC: udc_keys,
    Scheme.OTHER: _other_keys,
}


@lru_cache(maxsize=64)
def shelf_keys(scheme: Scheme, rules: ShelfRules = DEFAULT_RULES) -> Callable[[str], bytes]:
    """Return the function from a call number to its shelf key; for many keys, ask once.

    What is no call number of the scheme gets a key too: after all that are, in natural order.
    """
    return by_bytes(_KEYS[scheme](rules))


def by_bytes(key_of: Callable[[str], str | None]) -> Callable[[str], bytes]:
    """Return keys as bytes, with one for what has none: behind all others, in natural order."""

    def key(text: str) -> bytes:
        found = key_of(text)
        if found is None:
            found = UNDECIDED + natural_key(text)
        # A name from a file system may hold half a surrogate pair, which UTF-8 proper refuses.
        return found.encode("utf-8", "surrogatepass")

    return key


def shelf_key(text: str, scheme: Scheme, rules: ShelfRules = DEFAULT_RULES) -> bytes:
    """Return the shelf key of one call number: see `shelf_keys`."""
    return shelf_keys(scheme, rules)(text)


def is_callnumber(text: str, scheme: Scheme) -> bool:
    """Say whether the scheme can place this text on the shelf.

    NLM's own schedule only: LC classes stand on an NLM shelf, but are no NLM call numbers.
    """
    if scheme is Scheme.NLM:
        return NLM_HEAD.match(filed(text)) is not None
    return _KEYS[scheme](DEFAULT_RULES)(text) is not None
