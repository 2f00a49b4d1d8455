"""What a person hears at a station: outcomes as they happen, off and on, and its troubles."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from station_play import StationPlay, make_devices_quick, station_config

from procstation.linking import SetAside
from procstation.sound import Outcome, Sounds, read_theme
from procstation.station.sound_desk import SoundDesk, sound_said

ISBN = "9780441478125"


class Card:
    """A sound card and a voice that are done at once."""

    name = "card"

    def __init__(self) -> None:
        self.played: list[str] = []
        self.said: list[str] = []
        self.trouble = ""

    def play(self, file: Path) -> "Card":
        self.played.append(file.stem)
        return self

    def say(self, text: str, language: str) -> "Card":
        del language
        self.said.append(text)
        return self

    def wait(self, timeout_s: float) -> bool:
        del timeout_s
        return True

    def stop(self) -> None:
        pass


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StationPlay]:
    make_devices_quick(monkeypatch)
    with StationPlay(tmp_path, station_config()) as one:
        yield one


def test_the_bench_is_heard_turned_off_by_a_scan_and_on_by_the_face(play: StationPlay) -> None:
    card = Card()
    sounds = Sounds(read_theme("calm", None), card, card, speak="titles")
    play.station.sound.use(sounds, on=True)

    def scanned(code: str, said: str) -> None:
        before = play.state.said
        play.scan(code)
        play.until_heard(said, before)
        play.until_calm()
        assert sounds.wait_until_silent(5.0)

    scanned("21234000001230", "patron card")
    assert card.played == ["refused"]
    assert card.said == ["Refused."]
    scanned("%PS-HELP", "Take a book")
    assert card.played[-1] == "next"
    assert card.said[-1].startswith("Take a book and scan")
    scanned("%PS-SOUND-OFF", "Sound is off")
    assert [one.word for one in play.station.devices() if one.kind == "sound"] == ["off"]
    heard = len(card.played)
    scanned("21234000001230", "patron card")
    assert len(card.played) == heard
    play.station.turn_sound()
    play.until_heard("Sound is on")
    play.until_calm()
    assert sounds.wait_until_silent(5.0)
    assert card.played[heard:] == ["done"]
    assert not play.tones, "the bell is for those who have nothing else"

    card.trouble = "card: unplugged"
    scanned("21234000001230", "sound fault: card: unplugged")
    statuses = [one for one in play.station.devices() if one.kind == "sound"]
    assert [(one.word, one.detail) for one in statuses] == [("bell only", "card: unplugged")]
    assert "refused" not in play.tones[:1], "the bell takes over with what comes next"
    play.decide(SetAside())
    play.scan("21234000001230")
    play.until_so(lambda: Outcome.REFUSED in play.tones, "the bell")


@pytest.mark.long
def test_a_restart_hears_as_configured(play: StationPlay) -> None:
    play.scan("%PS-SOUND-OFF")
    play.until_heard("Sound is off")
    assert not play.station.sound.is_on
    play.start_again()
    assert play.station.sound.is_on


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("%PS-SOUND-OFF", False),
        ("%PS-sound-on", True),
        ("%PS-HELP", None),
        ("9780441478125", None),
        ("SOUND-ON", None),
    ],
)
def test_which_scans_are_about_sound(text: str, on: bool | None) -> None:
    assert sound_said(text) is on


def test_what_is_configured_off_is_silent_until_it_is_turned_on() -> None:
    card = Card()
    desk = SoundDesk()
    sounds = Sounds(read_theme("calm", None), card)
    desk.use(sounds, on=False)
    rung: list[Outcome] = []
    desk.tell(Outcome.BAD, "", rung.append)
    desk.turn(muted=False)
    desk.tell(Outcome.ASK, "", rung.append)
    assert sounds.wait_until_silent(5.0)
    desk.stop()
    assert card.played == ["ask"]
    assert not rung
