"""What `doctor` says of tones and speech."""

from pathlib import Path

from procstation.config import Config
from procstation.errors import ConfigError
from procstation.language import tr
from procstation.sound import read_theme, sound_names


def look_at_sound(home: Path, config: Config) -> str:
    """Say what plays and who speaks here.

    Raises:
        StationError: The theme cannot be used, or speech is wanted and nobody speaks.
    """
    section = config.sound
    read_theme(section.theme, home)
    names = sound_names(section)
    if section.speak != "off" and not names.has_speaker:
        raise ConfigError(
            tr(
                "[sound].speak is {speak!r}, but who speaks is {voice}.",
                speak=section.speak,
                voice=names.voice,
            ),
            tr("Install one of them, or set it to off."),
        )
    voice = (
        tr("speech by {voice}", voice=names.voice) if section.speak != "off" else tr("no speech")
    )
    told = tr(
        "tones by {tones}, theme {theme}; {voice}",
        tones=names.tones,
        theme=section.theme,
        voice=voice,
    )
    return told if section.on else tr("{told}; turned off at the start", told=told)
