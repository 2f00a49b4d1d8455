"""What is heard of an outcome: its tone, its word, its title, or the bell."""

from pathlib import Path

import pytest

from procstation import language
from procstation.sound import Outcome, Sounds, read_theme

LIMIT_S = 5.0


class Silent:
    """A sound that is over at once."""

    def __init__(self, trouble: str = "") -> None:
        self.trouble = trouble

    def wait(self, timeout_s: float) -> bool:
        del timeout_s
        return True

    def stop(self) -> None:
        pass


class Machine:
    """A machine with a sound card and a voice."""

    name = "fake"

    def __init__(self, trouble: str = "") -> None:
        self.trouble = trouble
        self.played: list[str] = []
        self.said: list[tuple[str, str]] = []

    def play(self, file: Path) -> Silent:
        assert file.read_bytes()[:4] == b"RIFF"
        self.played.append(file.stem)
        return Silent(self.trouble)

    def say(self, text: str, language: str) -> Silent:
        self.said.append((text, language))
        return Silent()


@pytest.fixture
def machine() -> Machine:
    return Machine()


def heard(machine: Machine, speak: str, *outcomes: tuple[Outcome, str]) -> None:
    sounds = Sounds(read_theme("calm", None), machine, machine, speak=speak)
    try:
        for outcome, title in outcomes:
            sounds.tell(outcome, title)
            assert sounds.wait_until_silent(LIMIT_S)
    finally:
        sounds.stop()


def test_outcomes_are_tones_and_words_and_no_titles(machine: Machine) -> None:
    heard(
        machine,
        "outcomes",
        (Outcome.KNOWN, "Dune"),
        (Outcome.BAD, "Dune"),
        (Outcome.LATER, "Dune"),
    )
    assert machine.played == ["known", "bad", "later"]
    assert machine.said == [("Wrong.", "en"), ("Set aside.", "en")]


def test_titles_are_spoken_where_they_are_wanted_without_numbers(machine: Machine) -> None:
    heard(
        machine,
        "titles",
        (Outcome.KNOWN, "The left hand of darkness"),
        (Outcome.DONE, "The left hand of darkness"),
        (Outcome.ORDER, "Dune 31234000875612"),
        (Outcome.NEXT, "Lay the book on the pad."),
    )
    assert [text for text, _ in machine.said] == [
        "The left hand of darkness",
        "Done.",
        "Out of order. Dune",
        "Lay the book on the pad.",
    ]


def test_silence_is_only_tones(machine: Machine) -> None:
    heard(machine, "off", (Outcome.BAD, "Dune"), (Outcome.NEXT, "Lay the book on the pad."))
    assert machine.said == []


def test_the_voice_speaks_the_language_of_the_interface(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "_code", "fi")
    heard(machine, "outcomes", (Outcome.ASK, ""))
    assert machine.said == [("A question.", "fi")]


def test_a_player_that_fails_is_told_once_and_the_bell_is_left_from_then_on() -> None:
    machine = Machine(trouble="aplay: no such device")
    sounds = Sounds(read_theme("calm", None), machine)
    troubles: list[str] = []
    sounds.trouble = troubles.append
    has_player = []
    for _ in range(3):
        has_player.append(sounds.tell(Outcome.BAD))
        assert sounds.wait_until_silent(LIMIT_S)
    sounds.stop()
    assert troubles == ["aplay: no such device"]
    assert machine.played == ["bad"]
    assert has_player == [True, False, False]


def test_files_of_tones_are_gone_in_the_end(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: list[Path] = []
    play = machine.play

    def noted(file: Path) -> Silent:
        files.append(file)
        return play(file)

    monkeypatch.setattr(machine, "play", noted)
    heard(machine, "off", (Outcome.GOOD, ""), (Outcome.GOOD, ""))
    assert len(set(files)) == 1, "a tone is made once"
    assert not files[0].exists()
