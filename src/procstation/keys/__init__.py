"""Which key does what: the acts of every screen, their keys, and what a person bound otherwise.

Words that name a key ask `key` for it, so that help, the line of keys and what the bench says
follow `[keys]` of the configuration, and name what is typed in plain lines.
"""

from procstation.keys.acts import ACTS, PLACES
from procstation.keys.binding import (
    acts_named,
    acts_of,
    bind,
    bound_keys,
    key,
    keys_of,
    plain_lines,
    refuse_wrong_keys,
    shown,
    with_keys,
)
from procstation.keys.place import Act, Place

__all__ = [
    "ACTS",
    "PLACES",
    "Act",
    "Place",
    "acts_named",
    "acts_of",
    "bind",
    "bound_keys",
    "key",
    "keys_of",
    "plain_lines",
    "refuse_wrong_keys",
    "shown",
    "with_keys",
]
