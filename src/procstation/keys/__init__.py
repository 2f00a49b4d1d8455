"""Which key does what: the acts of every screen, their keys, and what a person bound otherwise.

Words that name a key ask `key` for it, so that help, the line of keys and what the bench says
follow `[keys]` of the configuration.
"""

from procstation.keys.acts import ACTS, PLACES
from procstation.keys.binding import (
    acts_of,
    bind,
    bound_keys,
    key,
    keys_of,
    refuse_wrong_keys,
    shown,
)
from procstation.keys.place import Act, Place

__all__ = [
    "ACTS",
    "PLACES",
    "Act",
    "Place",
    "acts_of",
    "bind",
    "bound_keys",
    "key",
    "keys_of",
    "refuse_wrong_keys",
    "shown",
]
