"""Speech by the platform's own voice, and what may be said aloud."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from procstation.language import tr
from procstation.sound.player import (
    ProgramRunning,
    Running,
    Which,
    is_browser,
    is_far_away,
)

MOST_LETTERS = 60
"""Of a title. Spoken, they take four seconds."""

LONGEST_SAID = 240
"""Letters of a sentence."""

SECRET = re.compile(r"\w*\d(?:[ .-]?\d){4,}\w*")
"""What might be the number of a person: five digits and more, whatever it really is."""

_VOICES = {"de": "Anna", "en": "Samantha", "es": "Mónica", "fi": "Satu", "fr": "Thomas"}
"""Of macOS, by language."""

_SAPI = (
    "Add-Type -AssemblyName System.Speech;$s = New-Object"
    " System.Speech.Synthesis.SpeechSynthesizer;$s.Volume ="
    " {volume};$s.SelectVoiceByHints('NotSet', 'NotSet', 0,"
    " [System.Globalization.CultureInfo]'{language}');[Console]::InputEncoding ="
    " [System.Text.Encoding]::UTF8;$s.Speak([Console]::In.ReadToEnd())"
)


class Speaker(Protocol):
    """Says a text."""

    @property
    def name(self) -> str:
        """The program that speaks."""
        ...

    def say(self, text: str, language: str) -> Running:
        """Begin to say a text, and return at once.

        Args:
            language: ISO 639-1 code of the text.

        Raises:
            OSError: It cannot even begin.
        """
        ...


class _Dispatched:
    """What Speech Dispatcher says. Its voice is another process, and has to be told to stop."""

    def __init__(self, program: str, words: tuple[str, ...]) -> None:
        self._program = program
        self._running = ProgramRunning(words)

    def wait(self, timeout_s: float) -> bool:
        return self._running.wait(timeout_s)

    def stop(self) -> None:
        if not self._running.wait(0):
            ProgramRunning((self._program, "--cancel")).wait(1.0)
        self._running.stop()

    @property
    def trouble(self) -> str:
        return self._running.trouble


@dataclass(frozen=True, slots=True)
class ProgramSpeaker:
    """Speaks by a program of its own for each sentence. No shell sees the text.

    Attributes:
        program: Where it is.
        volume: 0 to 100.
    """

    name: str
    program: str
    volume: int

    def say(self, text: str, language: str) -> Running:
        match self.name:
            case "spd-say":
                loud = str(2 * self.volume - 100)
                words = (self.program, "--wait", "-i", loud, "-l", language, "--", text)
                return _Dispatched(self.program, words)
            case "espeak-ng":
                loud = str(2 * self.volume)
                return ProgramRunning((self.program, "-a", loud, "-v", language, "--stdin"), text)
            case "say":
                voice = _VOICES.get(language, _VOICES["en"])
                return ProgramRunning((self.program, "-v", voice, "-f", "-"), text)
            case _:
                script = _SAPI.format(volume=self.volume, language=language)
                return ProgramRunning((self.program, "-NoProfile", "-Command", script), text)


SPEAKERS = {
    "linux": ("spd-say", "espeak-ng"),
    "darwin": ("say",),
    "win32": ("powershell",),
}


def choose_speaker(
    platform: str, environment: Mapping[str, str], which: Which, volume: int
) -> tuple[Speaker | None, str]:
    """Return who speaks here, and in words who that is, or why nobody does.

    Args:
        platform: As `sys.platform`.
    """
    if is_browser(environment):
        return None, tr("nobody: the interface is shown in a browser")
    if is_far_away(environment):
        return None, tr("nobody: the terminal is on another machine (SSH)")
    names = SPEAKERS.get(platform, SPEAKERS["linux"])
    for name in names:
        program = which(name)
        if program is not None:
            return ProgramSpeaker(name, program, volume), f"{name}, {program}"
    return None, tr("nobody: {names} not found", names=tr(" and ").join(names))


def speakable(text: str, most: int = LONGEST_SAID) -> str:
    """Return what may be said of a text: no long numbers, and cut at a word.

    Whose number it is cannot be known here, and a screen can be turned away, a voice cannot.
    """
    words = SECRET.sub("", text)
    words = re.sub(r"\s+([.,:;?!])", r"\1", " ".join(words.split())).strip(" ,;:/")
    if len(words) <= most:
        return words
    cut = words[: most + 1].rpartition(" ")[0] or words[:most]
    return cut.rstrip(" ,;:/.-–")
