"""What the person hears: a tone for each kind of outcome, and words where they are wanted."""

from procstation.sound.build import SoundNames, sound_names, sounds_of
from procstation.sound.outcome import BEATS, Outcome
from procstation.sound.sounds import Sounds
from procstation.sound.theme import read_theme, theme_names

__all__ = [
    "BEATS",
    "Outcome",
    "SoundNames",
    "Sounds",
    "read_theme",
    "sound_names",
    "sounds_of",
    "theme_names",
]
