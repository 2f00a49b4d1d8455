"""The classroom: a station of its own on simulated devices, made anew for each lesson."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import msgspec

from procstation.catalog import Catalogue
from procstation.config import Config
from procstation.demo import Cart, cart_of, prepare_demo
from procstation.devices import Rack
from procstation.errors import StoreError
from procstation.items import Filing
from procstation.journal import JournalReader
from procstation.language import tr
from procstation.linking import INPUTS, BenchState, receive
from procstation.station import Station, open_station
from procstation.station.bench import STREAM
from procstation.station.opening import JOURNAL_NAME, lock_home
from procstation.station.sweep_build import open_sweep_station
from procstation.station.sweep_desk import SWEEP_STREAM
from procstation.station.sweep_station import SweepStation
from procstation.sweeping.house_rules import rules_of
from procstation.sweeping.live_inputs import LIVE_INPUTS
from procstation.sweeping.live_records import LiveSweeps
from procstation.sweeping.scope_asked import ScopeAsked
from procstation.training.checks import Seen
from procstation.training.hands import Hands
from procstation.training.lesson import Lesson
from procstation.training.trainer import Trainer

TRAINING_HOME = "training"
"""Folder of training, inside the station's home."""

STATION = "station"
"""Folder of the classroom's own files, inside that of training. It is emptied for each lesson."""


@dataclass(frozen=True, slots=True)
class Classroom:
    """An open lesson. `station.stop` ends it, and then `closing` closes what is left.

    Attributes:
        station: The bench, or the sweep at the shelf.
    """

    lesson: Lesson
    station: Station | SweepStation
    trainer: Trainer
    hands: Hands
    closing: ExitStack


class BenchWatch:
    """Sees what is done at a bench, by reading its journal and going through the job again."""

    def __init__(self, home: Path) -> None:
        self._journal = JournalReader(home / JOURNAL_NAME)
        self._state = BenchState()
        self._after = 0

    def news(self) -> Iterator[Seen]:
        for recorded in self._journal.entries(STREAM, INPUTS, self._after):
            self._after = recorded.seq
            self._state, _ = receive(self._state, recorded)
            yield Seen(self._state, [recorded])


class SweepWatch:
    """Sees what is done at the shelf, by the journal and by what the sweep says."""

    def __init__(self, home: Path, station: SweepStation) -> None:
        self._journal = JournalReader(home / JOURNAL_NAME)
        self._station = station
        self._after = 0
        self._count = station.state.count

    def news(self) -> Iterator[Seen]:
        seen = Seen(BenchState())
        for recorded in self._journal.entries(SWEEP_STREAM, LIVE_INPUTS, self._after):
            self._after = recorded.seq
            seen.entries.append(recorded)
        state = self._station.state
        new, self._count = state.count - self._count, state.count
        seen.outcomes = [said.outcome.value for said in state.said[-new:]] if new else []
        seen.looking = len(state.finding) if state.finding is not None else None
        yield seen


def open_classroom(home: Path, lesson: Lesson) -> Classroom:
    """Make the classroom anew, and open the station of a lesson in it.

    Args:
        home: The station's; nothing in it is touched but the folder of training.

    Raises:
        StoreError: Another lesson is going on here, or the folder cannot be written.
        StationError: The station cannot be opened.
    """
    folder = home / TRAINING_HOME / STATION
    _empty(folder)
    config, url = prepare_demo(folder)
    config = msgspec.structs.replace(
        config, station=msgspec.structs.replace(config.station, profile=lesson.profile)
    )
    rack = Rack()
    if lesson.kind == "sweep":
        return _at_the_shelf(folder, config, url, rack, lesson)
    station = open_station(folder, config, url, rack)
    hands = Hands(lesson, cart_of(station, rack), rack)
    return Classroom(lesson, station, Trainer(lesson, BenchWatch(folder)), hands, ExitStack())


def _at_the_shelf(folder: Path, config: Config, url: str, rack: Rack, lesson: Lesson) -> Classroom:
    with ExitStack() as opened:
        catalogue = Catalogue.open(url)
        opened.callback(catalogue.close)
        filing = Filing.of_station(config.shelf_order, folder)
        sweeps = LiveSweeps(catalogue.store, rules_of(config, filing))
        name = tr("training")
        sweeps.open(name, ScopeAsked(location=lesson.sweep.location).scope())
        station = open_sweep_station(folder, config, catalogue, sweeps, name, rack)
        closing = opened.pop_all()
    hands = Hands(lesson, Cart(rack, (), BenchState), rack)
    trainer = Trainer(lesson, SweepWatch(folder, station))
    return Classroom(lesson, station, trainer, hands, closing)


def _empty(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as alone:
            # A lesson that goes on there is not swept away from under it.
            lock_home(folder, alone)
        shutil.rmtree(folder)
    except OSError as error:
        raise StoreError(
            tr(
                "{folder} cannot be made anew: {strerror}.",
                folder=folder,
                strerror=error.strerror or error,
            ),
            tr("Correct its permissions, or choose another home with --home DIR."),
        ) from error
