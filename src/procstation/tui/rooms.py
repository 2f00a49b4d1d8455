"""The rooms that one can go to from the bench, each imported when it is first gone to."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.screen import Screen

from procstation.language import tr

if TYPE_CHECKING:
    from procstation.station import Station


def _labels(station: "Station") -> Screen[None]:
    from procstation.tui.screens.labels import LabelsScreen  # noqa: PLC0415

    return LabelsScreen(station)


def _sweeps(station: "Station") -> Screen[None]:
    from procstation.tui.screens.sweeps import SweepsScreen  # noqa: PLC0415

    return SweepsScreen(station)


def _tags(station: "Station") -> Screen[None]:
    from procstation.tui.screens.tags import TagsScreen  # noqa: PLC0415

    return TagsScreen(station)


def _outbox(station: "Station") -> "Screen[None] | str":
    from procstation.tui.screens.outbox import OutboxScreen  # noqa: PLC0415

    if station.system is None:
        return tr("No library system is configured: there is no outbox.")
    return OutboxScreen(station, station.system)


def _jobs(station: "Station") -> Screen[None]:
    from procstation.tui.screens.jobs import JobsScreen  # noqa: PLC0415

    return JobsScreen(station)


def _devices(station: "Station") -> Screen[None]:
    from procstation.tui.screens.devices import DevicesScreen  # noqa: PLC0415

    return DevicesScreen(station)


def _history(station: "Station") -> Screen[None]:
    from procstation.tui.screens.history import HistoryScreen  # noqa: PLC0415

    return HistoryScreen(station)


def _settings(station: "Station") -> Screen[None]:
    from procstation.tui.screens.settings import SettingsScreen  # noqa: PLC0415

    return SettingsScreen(station)


ROOMS: dict[str, Callable[["Station"], Screen[None] | str]] = {
    "labels": _labels,
    "sweeps": _sweeps,
    "tags": _tags,
    "outbox": _outbox,
    "jobs": _jobs,
    "devices": _devices,
    "settings": _settings,
    "history": _history,
}
"""Of each room, by the name of its act in `procstation.keys`: what makes it; or says, in words, why
there is none."""
