"""Sounds as the configuration wants them, on the machine they are heard at."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from procstation.config import SoundSection
from procstation.sound.player import Player, Which, choose_player
from procstation.sound.sounds import Sounds
from procstation.sound.speech import Speaker, choose_speaker
from procstation.sound.theme import read_theme


@dataclass(frozen=True, slots=True)
class SoundNames:
    """What makes the sounds here, in words.

    Attributes:
        tones: What plays the tones.
        voice: Who speaks.
        has_player: Whether tones are more than the bell.
        has_speaker: Whether anybody speaks.
    """

    tones: str
    voice: str
    has_player: bool
    has_speaker: bool


def sounds_of(section: SoundSection, home: Path) -> Sounds:
    """Return the sounds of a station.

    Raises:
        UsageError: There is no such theme.
        ConfigError: The theme's file is wrong.
    """
    player, speaker, _ = _chosen(section, sys.platform, os.environ, shutil.which)
    theme = read_theme(section.theme, home)
    return Sounds(theme, player, speaker, speak=section.speak, volume=section.volume)


def sound_names(section: SoundSection) -> SoundNames:
    """Say what makes the sounds on this machine."""
    return _chosen(section, sys.platform, os.environ, shutil.which)[2]


def _chosen(
    section: SoundSection, platform: str, environment: Mapping[str, str], which: Which
) -> tuple[Player | None, Speaker | None, SoundNames]:
    choice = choose_player(section.player, platform, environment, which)
    speaker, voice = choose_speaker(platform, environment, which, section.volume)
    names = SoundNames(choice.why, voice, choice.player is not None, speaker is not None)
    return choice.player, speaker, names
