"""What plays a sound: the platform's own player, or nothing but the terminal's bell."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from procstation.language import tr

BELL = "bell"

Which = Callable[[str], str | None]
"""Finds a program on the path."""

PROGRAMS: Mapping[str, Sequence[str]] = {
    "pw-play": ("pw-play",),
    "paplay": ("paplay",),
    "aplay": ("aplay", "--quiet"),
    "afplay": ("afplay",),
}
"""Programs that play a WAV file named behind these words, the best first: PipeWire, PulseAudio,
ALSA; macOS."""

WINSOUND = "winsound"


class Running(Protocol):
    """Something that sounds."""

    def wait(self, timeout_s: float) -> bool:
        """Return whether it is over, or is so within this time."""
        ...

    def stop(self) -> None:
        """Cut it off. Harmless when it is over."""
        ...

    @property
    def trouble(self) -> str:
        """Why nothing could be heard, once it is over; "" when all went well."""
        ...


class Player(Protocol):
    """Plays WAV files."""

    @property
    def name(self) -> str:
        """What it is called in the configuration."""
        ...

    def play(self, file: Path) -> Running:
        """Begin to play a file, and return at once.

        Raises:
            OSError: It cannot even begin.
        """
        ...


class ProgramRunning:
    """A program that makes a sound, until it ends.

    Args:
        text: What it reads from its input.
    """

    def __init__(self, words: Sequence[str], text: str = "") -> None:
        self._process = subprocess.Popen(  # noqa: S603  # Programs named here, found on the path.
            list(words),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._name = words[0]
        self._text: str | None = text
        self._errors = ""
        self._is_over = False
        self._was_stopped = False

    def wait(self, timeout_s: float) -> bool:
        if self._is_over:
            return True
        try:
            _, self._errors = self._process.communicate(self._text, timeout=timeout_s)
        except subprocess.TimeoutExpired:
            # What was not sent yet goes on at the next call.
            self._text = None
            return False
        self._is_over = True
        return True

    def stop(self) -> None:
        if not self._is_over and self._process.poll() is None:
            self._was_stopped = True
            self._process.kill()
        self.wait(1.0)

    @property
    def trouble(self) -> str:
        if self._was_stopped or not self._process.returncode:
            return ""
        last = self._errors.strip().splitlines()[-1:] or [
            tr("status {returncode}", returncode=self._process.returncode)
        ]
        return f"{self._name}: {last[0]}"


@dataclass(frozen=True, slots=True)
class ProgramPlayer:
    """Plays by a program of its own for each sound."""

    name: str
    words: tuple[str, ...]

    def play(self, file: Path) -> Running:
        return ProgramRunning((*self.words, str(file)))


class _WindowsRunning:
    """A sound that Windows plays. It cannot be asked how far it is."""

    def __init__(self, file: Path) -> None:
        import threading  # noqa: PLC0415

        self._over = threading.Event()
        self.trouble = ""
        self._thread = threading.Thread(target=self._play, args=(file,), daemon=True)
        self._thread.start()

    def _play(self, file: Path) -> None:
        import winsound  # noqa: PLC0415

        try:
            if sys.platform == "win32":
                winsound.PlaySound(str(file), winsound.SND_FILENAME | winsound.SND_NODEFAULT)
        except RuntimeError as error:
            self.trouble = tr("winsound: {error}", error=error)
        finally:
            self._over.set()

    def wait(self, timeout_s: float) -> bool:
        return self._over.wait(timeout_s)

    def stop(self) -> None:
        if sys.platform == "win32":
            import winsound  # noqa: PLC0415

            winsound.PlaySound(None, 0)
        self._over.wait(1.0)


class WindowsPlayer:
    """Plays by Windows itself."""

    name = WINSOUND

    def play(self, file: Path) -> Running:
        return _WindowsRunning(file)


@dataclass(frozen=True, slots=True)
class Choice:
    """What plays the tones, and why.

    Attributes:
        player: None for the bell of the terminal.
        why: In words, for a person.
    """

    player: Player | None
    why: str


def is_browser(environment: Mapping[str, str]) -> bool:
    """Tell whether the terminal is a page: what this machine plays nobody there would hear."""
    return "web_driver" in environment.get("TEXTUAL_DRIVER", "")


def is_far_away(environment: Mapping[str, str]) -> bool:
    """Tell whether the person is at another machine than this program."""
    return bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"))


def choose_player(
    wanted: str, platform: str, environment: Mapping[str, str], which: Which
) -> Choice:
    """Return what plays the tones here.

    Args:
        wanted: As the configuration has it; `auto` for the best there is.
        platform: As `sys.platform`.
    """
    if wanted == BELL:
        return Choice(None, tr("the terminal's bell, as configured"))
    if is_browser(environment):
        return Choice(None, tr("the terminal's bell: the interface is shown in a browser"))
    if wanted == "auto" and is_far_away(environment):
        return Choice(None, tr("the terminal's bell: the terminal is on another machine (SSH)"))
    if platform == "win32" and wanted in ("auto", WINSOUND):
        return Choice(WindowsPlayer(), WINSOUND)
    names = tuple(PROGRAMS) if wanted == "auto" else (wanted,)
    for name in names:
        program = which(name) if name in PROGRAMS else None
        if program is not None:
            return Choice(ProgramPlayer(name, (program, *PROGRAMS[name][1:])), f"{name}, {program}")
    missing = ", ".join(names)
    return Choice(None, tr("the terminal's bell: {missing} not found", missing=missing))
