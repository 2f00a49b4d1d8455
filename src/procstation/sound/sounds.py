"""What the person hears: the tone of each outcome, and words where they are wanted."""

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from procstation.language import spoken
from procstation.sound.channel import Channel
from procstation.sound.outcome import Outcome, weight
from procstation.sound.phrases import phrase
from procstation.sound.player import Player, Running
from procstation.sound.speech import MOST_LETTERS, Speaker, speakable
from procstation.sound.synthesis import wav_of
from procstation.sound.theme import Theme


class Sounds:
    """Lets the person hear outcomes. Nothing here waits, and no trouble with sound stops work.

    Args:
        player: Plays the tones; None when the bell does.
        speaker: Speaks; None when nobody does.
        speak: `off`, `outcomes` or `titles`.
        volume: 0 to 100.

    Attributes:
        trouble: Told once, on another thread, why no tone or no voice is heard.
    """

    def __init__(
        self,
        theme: Theme,
        player: Player | None,
        speaker: Speaker | None = None,
        *,
        speak: str = "off",
        volume: int = 60,
    ) -> None:
        self.trouble: Callable[[str], None] = lambda _: None
        self._theme = theme
        self._player = player
        self._speaker = speaker
        self._speak = speak
        self._volume = volume
        self._lock = threading.Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._files: dict[Outcome, Path] = {}
        self._tones = Channel("tones", self._play, self._player_failed)
        self._voice = Channel("voice", self._say, self._speaker_failed)

    def tell(self, outcome: Outcome, title: str = "") -> bool:
        """Let the person hear an outcome. Returns at once; may be called from any thread.

        Args:
            title: Of the book it is about; for `Outcome.NEXT` the sentence that was asked for.

        Returns:
            Whether there is a player for its tone. Without one the bell is left.
        """
        has_player = self._player is not None
        if has_player and self._volume and self._theme.notes(outcome):
            self._tones.put(outcome, weight(outcome))
        if self._speaker is not None and self._speak != "off":
            self._speak_of(outcome, title)
        return has_player

    def _speak_of(self, outcome: Outcome, title: str) -> None:
        if outcome is Outcome.NEXT:
            about = speakable(title)
        else:
            about = speakable(title, MOST_LETTERS) if self._speak == "titles" else ""
        words = phrase(outcome, about)
        if words:
            self._voice.put(words, weight(outcome))

    def hush(self) -> None:
        """Cut off what is heard."""
        self._tones.hush()
        self._voice.hush()

    def wait_until_silent(self, timeout_s: float) -> bool:
        """Wait until all was heard; False when it takes longer."""
        return self._tones.wait_until_silent(timeout_s) and self._voice.wait_until_silent(timeout_s)

    def stop(self) -> None:
        """Cut off what is heard, and end."""
        self._tones.stop()
        self._voice.stop()
        with self._lock:
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None

    def _play(self, outcome: Outcome) -> Running | None:
        player = self._player
        return player.play(self._file(outcome)) if player is not None else None

    def _file(self, outcome: Outcome) -> Path:
        """Return the tone's file, made when it is first wanted."""
        if outcome not in self._files:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="procstation-tones-")
            path = Path(self._folder.name) / f"{outcome.value}.wav"
            path.write_bytes(wav_of(self._theme.notes(outcome), self._theme.shape, self._volume))
            self._files[outcome] = path
        return self._files[outcome]

    def _say(self, words: str) -> Running | None:
        speaker = self._speaker
        return speaker.say(words, spoken()) if speaker is not None else None

    def _player_failed(self, why: str) -> None:
        # One sound card in trouble would be told of a thousand times a day.
        self._player = None
        self.trouble(why)

    def _speaker_failed(self, why: str) -> None:
        self._speaker = None
        self.trouble(why)
