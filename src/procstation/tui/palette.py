"""The list of everything that can be done here: acts, rooms, and what the catalogue has."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual.binding import Binding
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode
from textual.screen import Screen

from procstation.errors import StationError
from procstation.keys import ACTS, shown
from procstation.language import tr, tr_marked

if TYPE_CHECKING:
    from procstation.tui.bench_app import BenchApp

LEAST_SEARCHED = 3
"""Letters from which the catalogue is asked."""

MOST_TITLES = 6

KEY_COLUMN = 6
"""Columns for the key of an act."""


class Doable(NamedTuple):
    """An act that can be done on a screen."""

    node: DOMNode
    binding: Binding

    @property
    def id(self) -> str:
        return self.binding.id or ""

    @property
    def does(self) -> str:
        """What it does, as a clause."""
        return tr_marked(ACTS[self.id].does) or self.label

    @property
    def label(self) -> str:
        return tr_marked(self.binding.description)

    @property
    def keys(self) -> str:
        return shown(self.binding.key)


def doables(screen: "Screen[object]", *, at_times: bool = False) -> Iterator[Doable]:
    """Return the acts that can be done on a screen now, each once.

    Args:
        at_times: Also those that cannot be done just now.
    """
    done: set[str] = set()
    for node, binding, enabled, _ in screen.active_bindings.values():
        if (enabled or at_times) and binding.id in ACTS and binding.id not in done:
            done.add(binding.id)
            yield Doable(node, binding)


class ActsHere(Provider):
    """What the screen below can do."""

    async def discover(self) -> Hits:
        for one in self._acts():
            yield DiscoveryHit(self._line(one), partial(self._do, one))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for one in self._acts():
            line = self._line(one)
            score = matcher.match(line)
            if score > 0:
                act = partial(self._do, one)
                yield Hit(score, matcher.highlight(line), act, text=line)

    def _acts(self) -> Iterator[Doable]:
        return (one for one in doables(self.screen) if one.id not in ("app.palette", "app.ask"))

    @staticmethod
    def _line(one: Doable) -> str:
        does = one.does
        line = f"{one.label}: {does}" if does != one.label else one.label
        return f"{one.keys:<{KEY_COLUMN}} {line}"

    def _do(self, one: Doable) -> None:
        # The focus is back where it was only when the list is gone.
        self.app.call_later(self.app.run_action, one.binding.action, one.node)


class Titles(Provider):
    """What the catalogue has: taken to the bench."""

    async def search(self, query: str) -> Hits:
        app: BenchApp = self.app  # type: ignore[assignment]
        station = app.station
        if station is None or len(query) < LEAST_SEARCHED:
            return
        try:
            hits = await asyncio.to_thread(station.search, query, MOST_TITLES)
        except StationError as error:
            self.screen.notify(f"{error.what} {error.do_next}", severity="error")
            return
        for at, hit in enumerate(hits):
            line = " · ".join(filter(None, (hit.title.title, hit.title.author, hit.title.date)))
            take = partial(app.take_title, hit.title.id)
            # Below the acts that fit the words, in the order of the catalogue's answer.
            score = 0.01 / (at + 1)
            yield Hit(score, line, take, text=line, help=tr("Take it to the bench"))


def palette() -> CommandPalette:
    """Return the list, open."""
    return CommandPalette(
        placeholder=tr("What do you want to do, or find?"), id="--command-palette"
    )
