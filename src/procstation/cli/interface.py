"""Running the interface: what is set before Textual is imported, and what once all is loaded."""

import gc
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from procstation.errors import StationError

if TYPE_CHECKING:
    from procstation.station import Station
    from procstation.tui.app import BenchApp

FRAMES_PER_SECOND = "120"
"""At the usual 60 of Textual a change waits up to 17 ms for its frame."""


def run_interface(make_app: "Callable[[], BenchApp]") -> None:
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


def loaded(station: "Station") -> "Station":
    """Return the station, all it needs being loaded and there to stay.

    The garbage collector is kept from looking through it again and again, which takes as long as
    several frames.
    """
    gc.collect()
    gc.freeze()
    return station
