"""Running the interface: what is set before Textual is imported, and what once all is loaded."""

import gc
import os
from collections.abc import Callable
from typing import Protocol, TypeVar

from procstation.errors import StationError

StationT = TypeVar("StationT")


class Stoppable(Protocol):
    def stop(self) -> None: ...


class Interface(Protocol):
    """An application, and the station it has opened when it ends."""

    @property
    def station(self) -> Stoppable | None: ...

    def run(self) -> StationError | None: ...


FRAMES_PER_SECOND = "120"
"""At the usual 60 of Textual a change waits up to 17 ms for its frame."""


def run_interface(make_app: Callable[[], Interface]) -> None:
    """Run the interface, stop its station, and raise what ended it, if anything did.

    Args:
        make_app: Imports Textual, which reads its settings then, and makes the application.

    Raises:
        StationError: The station could not be opened, or could not go on.
    """
    os.environ.setdefault("TEXTUAL_FPS", FRAMES_PER_SECOND)
    app = make_app()
    error = app.run()
    if app.station is not None:
        app.station.stop()
    if isinstance(error, StationError):
        raise error


def loaded(station: StationT) -> StationT:
    """Return the station, all it needs being loaded and there to stay.

    The garbage collector is kept from looking through it again and again, which takes as long as
    several frames.
    """
    gc.collect()
    gc.freeze()
    return station
