"""Themes: how each outcome sounds, as data.

A theme is a TOML file with a `title`, a `shape` for all its notes, and under `[tones]` the notes of
each outcome, each with its frequency and its length.
"""

from importlib.resources import files
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from procstation.config import Section, read_section, read_toml
from procstation.errors import ConfigError, UsageError, did_you_mean
from procstation.language import tr
from procstation.sound.outcome import Outcome

OWN_FOLDER = "sounds"
"""Folder of a station's own themes, inside its home."""

MOST_MS = 1500
"""A tone that lasts longer is not over when the next book is scanned."""


class Note(Section, frozen=True):
    """One note, or a pause."""

    hz: Annotated[float, Meta(ge=0, le=8000, description="Its pitch; 0 is a pause.")]
    ms: Annotated[int, Meta(ge=10, le=1000, description="How long it sounds.")]
    loud: Annotated[float, Meta(ge=0, le=1, description="A share of the theme's loudness.")] = 1.0


class Shape(Section, frozen=True):
    """What makes a flute, a bell or a block of wood of a pitch."""

    partials: Annotated[
        tuple[Annotated[float, Meta(ge=0, le=1)], ...],
        Meta(
            min_length=1,
            max_length=12,
            description="How loud the fundamental is, then its second, third … harmonic.",
        ),
    ] = (1.0,)
    attack_ms: Annotated[int, Meta(ge=1, le=200, description="Until a note is at its full.")] = 8
    fade_ms: Annotated[
        int,
        Meta(ge=0, le=2000, description="Until a struck note has lost two thirds; 0 for one held."),
    ] = 0


class Tones(Section, frozen=True):
    """The notes of each outcome. Those left out are silent."""

    good: tuple[Note, ...] = ()
    known: tuple[Note, ...] = ()
    done: tuple[Note, ...] = ()
    next: tuple[Note, ...] = ()
    later: tuple[Note, ...] = ()
    look: tuple[Note, ...] = ()
    ask: tuple[Note, ...] = ()
    bad: tuple[Note, ...] = ()
    refused: tuple[Note, ...] = ()
    right: tuple[Note, ...] = ()
    outside: tuple[Note, ...] = ()
    place: tuple[Note, ...] = ()
    noted: tuple[Note, ...] = ()
    nearer: tuple[Note, ...] = ()
    found: tuple[Note, ...] = ()
    order: tuple[Note, ...] = ()
    location: tuple[Note, ...] = ()
    status: tuple[Note, ...] = ()
    hold: tuple[Note, ...] = ()
    unknown: tuple[Note, ...] = ()
    once_more: tuple[Note, ...] = ()


class Theme(Section, frozen=True, kw_only=True):
    """One theme."""

    title: Annotated[str, Meta(min_length=1, description="What it is called, and for whom.")]
    shape: Shape = Shape()
    tones: Tones

    def notes(self, outcome: Outcome) -> tuple[Note, ...]:
        """Return the notes of an outcome; none for silence."""
        found = getattr(self.tones, outcome.value)
        assert isinstance(found, tuple), "each outcome has a field of its name"
        return found


def read_theme(name: str, home: Path | None) -> Theme:
    """Return a theme: a station's own, else one that comes with the program.

    Raises:
        UsageError: There is none of this name.
        ConfigError: Its file is wrong.
    """
    names = theme_names(home)
    if name not in names:
        raise UsageError(
            tr("No theme of sounds is named {name!r}.", name=name), did_you_mean(name, names)
        )
    own = home / OWN_FOLDER / f"{name}.toml" if home is not None else None
    try:
        if own is not None and own.is_file():
            return parse_theme(own.read_text(encoding="utf-8"), str(own))
        shipped = files("procstation.sound") / "themes" / f"{name}.toml"
        return parse_theme(shipped.read_text(encoding="utf-8"), shipped.name)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            tr("The theme {name!r} cannot be read: {error}.", name=name, error=error),
            tr("Correct or remove its file."),
        ) from error


def theme_names(home: Path | None) -> list[str]:
    """Return the names of the themes there are."""
    shipped = (files("procstation.sound") / "themes").iterdir()
    names = {one.name.removesuffix(".toml") for one in shipped if one.name.endswith(".toml")}
    if home is not None:
        names |= {path.stem for path in (home / OWN_FOLDER).glob("*.toml")}
    return sorted(names)


def parse_theme(text: str, name: str) -> Theme:
    """Check the text of a theme; `name` is used in messages.

    Raises:
        ConfigError: It is no TOML, has a wrong key or value, or a tone is too long.
    """
    theme = read_section(read_toml(text, name), Theme, name)
    for outcome in Outcome:
        length = sum(note.ms for note in theme.notes(outcome))
        if length > MOST_MS:
            raise ConfigError(
                tr(
                    "{name}: tones.{value} lasts {length} ms.",
                    name=name,
                    value=outcome.value,
                    length=length,
                ),
                tr(
                    "Let it last {most_ms} ms at most: the next book does not wait.",
                    most_ms=MOST_MS,
                ),
            )
    return theme
