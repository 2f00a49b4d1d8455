"""Every key of every screen has a name by which it can be bound otherwise, and every name a key."""

import importlib
import pkgutil
from typing import ClassVar

from textual.app import App
from textual.binding import Binding
from textual.screen import ModalScreen, Screen

import procstation.tui
from procstation.keys import ACTS, PLACES
from procstation.tui.places import place_of

TEXTUALS_OWN = {"ctrl+c"}
"""Copies what is marked with the mouse."""


def classes() -> set[type]:
    """The applications and screens of the interface, and what of them others build on."""
    found = set()
    for module in pkgutil.walk_packages(procstation.tui.__path__, "procstation.tui."):
        for thing in vars(importlib.import_module(module.name)).values():
            is_shown = isinstance(thing, type) and issubclass(thing, App | Screen)
            if is_shown and thing.__module__.startswith("procstation."):
                found.add(thing)
    return found


def own_bindings(one: type) -> list[Binding]:
    return [binding for binding in vars(one).get("BINDINGS", ()) if isinstance(binding, Binding)]


def test_every_key_of_every_screen_is_an_act_and_every_act_has_a_screen() -> None:
    bound = {}
    for one in classes():
        for binding in own_bindings(one):
            if binding.key not in TEXTUALS_OWN:
                assert binding.id in ACTS, f"{one.__name__}: {binding.key}"
                bound[binding.id] = one
    assert set(ACTS) - set(bound) == set()


def test_every_screen_knows_its_place_for_help() -> None:
    """A question without one would be helped with in general words only."""
    for one in classes():
        place = vars(one).get("PLACE")
        ids = {(binding.id or "").partition(".")[0] for binding in own_bindings(one)}
        if place is not None:
            assert place in PLACES, one.__name__
        elif issubclass(one, ModalScreen):
            assert ids - {"dialog", "app"}, f"{one.__name__} says nowhere what it is for"


def test_a_screen_without_a_place_of_its_own_is_that_of_its_acts() -> None:
    class Sheets(Screen[None]):
        BINDINGS: ClassVar = [Binding("n", "new", id="sheets.new")]

    assert place_of(Sheets()) == "sheets"
    assert place_of(Screen()) == "dialog"
