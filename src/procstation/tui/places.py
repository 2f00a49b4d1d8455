"""Which of the places of `procstation.keys` a screen is."""

from typing import Any

from textual.screen import Screen

from procstation.keys import PLACES, Place

HOMES = ("bench", "demo")
"""The places that rooms are left for."""

GENERAL = ("app", "go", "dialog")


def place_of(screen: "Screen[Any]") -> str:
    """Return the name of a screen's place: what it says itself, else that of its own acts."""
    said = getattr(screen, "PLACE", "")
    if said:
        return str(said)
    ids = (binding.id or "" for _, binding in screen._bindings)
    own = (one.partition(".")[0] for one in ids)
    return next((one for one in own if one in PLACES and one not in GENERAL), "dialog")


def place(screen: "Screen[Any]") -> Place:
    """Return a screen's place."""
    return PLACES[place_of(screen)]
