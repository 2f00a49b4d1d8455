"""Running the interface: what is set before Textual is imported, and what once all is loaded."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from procstation.errors import StationError
from procstation.language import language_of, speak

# Nothing here may delay the first paint of the interface.
if TYPE_CHECKING:
    from procstation.cli.context import Context
    from procstation.config import Config
    from procstation.station.sound_desk import SoundDesk
    from procstation.tui.look import Look

StationT = TypeVar("StationT")
HearsT = TypeVar("HearsT", bound="Hears")


class Stoppable(Protocol):
    def stop(self) -> None: ...


class Hears(Stoppable, Protocol):
    """A station with sounds."""

    @property
    def sound(self) -> "SoundDesk": ...


class Interface(Protocol):
    """An application, and the station it has opened when it ends."""

    @property
    def station(self) -> Stoppable | None: ...

    def run(self) -> StationError | None: ...


FRAMES_PER_SECOND = "120"
"""At the usual 60 of Textual a change waits up to 17 ms for its frame."""


def run_interface(
    context: "Context", make_app: "Callable[[Look], Interface]", folder: str = ""
) -> None:
    """Run the interface, stop its station, and raise what ended it, if anything did.

    Args:
        make_app: Imports Textual, which reads its settings then, and makes the application.
        folder: Of a station within the home, whose look holds before that of the home.

    Raises:
        UsageError: This terminal cannot show screens.
        StationError: The station could not be opened, or could not go on.
    """
    from procstation.tui.look import read_look, refuse_poor_terminal  # noqa: PLC0415

    refuse_poor_terminal()
    look = read_look(context.home / folder, context.home)
    speak(look.language)
    os.environ.setdefault("TEXTUAL_FPS", FRAMES_PER_SECOND)
    app = make_app(look)
    error = app.run()
    if app.station is not None:
        app.station.stop()
    if isinstance(error, StationError):
        raise error


def speak_in_lines(context: "Context") -> None:
    """Have plain lines in the language, and with the keys, of the configuration.

    Raises:
        ConfigError: The configuration cannot be used.
    """
    from procstation.keys import bind  # noqa: PLC0415

    speak(context.config.display.language or language_of(os.environ))
    bind(context.config.keys)


@contextmanager
def plain_lines(context: "Context") -> Iterator[None]:
    """Within, what is said names what is typed, in the language of the configuration.

    Raises:
        ConfigError: The configuration cannot be used.
    """
    from procstation import keys  # noqa: PLC0415

    speak_in_lines(context)
    with keys.plain_lines():
        yield


def with_sound(station: HearsT, config: "Config", home: Path) -> HearsT:
    """Return the station, which plays and speaks as the configuration wants.

    Raises:
        UsageError: There is no such theme.
        ConfigError: The theme's file is wrong.
    """
    from procstation.sound import sounds_of  # noqa: PLC0415

    try:
        station.sound.use(sounds_of(config.sound, home), on=config.sound.on)
    except StationError:
        station.stop()
        raise
    return station


def loaded(station: StationT) -> StationT:
    """Return the station, all it needs being loaded and there to stay.

    The garbage collector is kept from looking through it again and again, which takes as long as
    several frames.
    """
    gc.collect()
    gc.freeze()
    return station
