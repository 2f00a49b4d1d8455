"""Themes, and the sound that is made of them."""

import array
import io
import math
import re
import wave
from pathlib import Path

import pytest

from procstation.errors import ConfigError, UsageError
from procstation.sound import Outcome, read_theme, theme_names
from procstation.sound.synthesis import wav_of
from procstation.sound.theme import Note, Shape, parse_theme

OWN = """
title = "Ours"
[tones]
bad = [{ hz = 200, ms = 300 }, { hz = 0, ms = 100 }, { hz = 150, ms = 300 }]
"""


def samples_of(wav: bytes) -> "tuple[int, array.array[int]]":
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        samples = array.array("h")
        samples.frombytes(file.readframes(file.getnframes()))
        return file.getframerate(), samples


def strength(samples: "array.array[int]", rate: int, hz: float) -> float:
    """How much of a frequency is in the samples, by correlating with it."""
    angle = 2 * math.pi * hz / rate
    cosine = sum(one * math.cos(angle * at) for at, one in enumerate(samples))
    sine = sum(one * math.sin(angle * at) for at, one in enumerate(samples))
    return math.hypot(cosine, sine) / len(samples)


def test_each_theme_that_comes_along_has_a_tone_for_every_outcome() -> None:
    names = theme_names(None)
    assert set(names) >= {"bright", "calm", "low", "marimba"}
    for name in names:
        theme = read_theme(name, None)
        silent = [outcome for outcome in Outcome if not theme.notes(outcome)]
        assert not silent, f"{name}: nothing is heard of {silent}"
        sounding = {theme.notes(outcome) for outcome in Outcome}
        assert len(sounding) == len(Outcome), f"{name}: two outcomes sound alike"


def test_the_low_theme_is_for_ears_that_hear_no_high_notes() -> None:
    theme = read_theme("low", None)
    assert all(note.hz <= 500 for outcome in Outcome for note in theme.notes(outcome))
    rhythms: dict[tuple[tuple[bool, int], ...], Outcome] = {}
    for outcome in Outcome:
        rhythm = tuple((bool(note.hz), note.ms) for note in theme.notes(outcome))
        same = rhythms.setdefault(rhythm, outcome)
        # Both say that the book may stay where it is.
        assert same is outcome or {same, outcome} == {Outcome.RIGHT, Outcome.OUTSIDE}, (
            f"{same} and {outcome} differ by pitch only"
        )


def test_notes_become_their_pitch_length_and_loudness() -> None:
    notes = (Note(hz=500, ms=200), Note(hz=0, ms=100), Note(hz=800, ms=200, loud=0.5))
    rate, samples = samples_of(wav_of(notes, Shape(partials=(1.0, 0.5)), 50))
    assert len(samples) / rate == pytest.approx(0.5, abs=0.2), "a little silence is around them"
    first = next(at for at, one in enumerate(samples) if one)
    begun = samples[first : first + rate // 5]
    assert strength(begun, rate, 500) > 20 * strength(begun, rate, 620)
    assert strength(begun, rate, 1000) == pytest.approx(strength(begun, rate, 500) / 2, rel=0.1)
    pause = samples[first + rate * 21 // 100 : first + rate * 29 // 100]
    assert not any(pause)
    end = samples[first + rate * 32 // 100 : first + rate * 48 // 100]
    assert strength(end, rate, 800) > 20 * strength(end, rate, 500)
    assert max(map(abs, end)) < 0.6 * max(map(abs, begun))
    assert max(map(abs, begun)) < 32_767 * 0.51


def test_silence_and_the_loudest_are_within_16_bits() -> None:
    note = (Note(hz=440, ms=100),)
    assert not any(samples_of(wav_of(note, Shape(), 0))[1])
    loudest = samples_of(wav_of(note, Shape(partials=(1.0, 1.0, 1.0)), 100))[1]
    assert max(map(abs, loudest)) > 15_000


def test_a_theme_of_ones_own_is_read_from_the_home(tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    folder.mkdir()
    (folder / "ours.toml").write_text(OWN, encoding="utf-8")
    assert "ours" in theme_names(tmp_path)
    theme = read_theme("ours", tmp_path)
    assert [note.hz for note in theme.notes(Outcome.BAD)] == [200, 0, 150]
    assert theme.notes(Outcome.GOOD) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (OWN.replace("bad =", "bed ="), "'bed'.*bad"),
        (OWN.replace("ms = 100", "ms = 5"), "tones.bad"),
        (OWN.replace("}]", "}, { hz = 1, ms = 1000 }]"), "lasts 1700 ms"),
        (OWN.replace("hz", "Hz"), "'Hz'.*hz"),
        ("title = ", "no valid TOML"),
    ],
)
def test_a_wrong_theme_is_refused_with_its_file_and_what_to_write(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse_theme(text, "ours.toml")
    told = f"{refused.value.what} {refused.value.do_next}"
    assert "ours.toml" in told
    assert re.search(words, told), told


def test_a_theme_that_does_not_exist_is_refused_by_the_nearest() -> None:
    with pytest.raises(UsageError, match="clam") as refused:
        read_theme("clam", None)
    assert "calm" in refused.value.do_next
