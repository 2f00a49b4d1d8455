"""What plays and who speaks: chosen by platform, and programs that are really run."""

import sys
import textwrap
from pathlib import Path

import pytest

from procstation.sound.player import (
    ProgramPlayer,
    ProgramRunning,
    Which,
    WindowsPlayer,
    choose_player,
)
from procstation.sound.speech import ProgramSpeaker, choose_speaker, speakable

LIMIT_S = 10.0


def on_path(*names: str) -> Which:
    return lambda name: f"/usr/bin/{name}" if name in names else None


def test_the_best_player_of_the_platform_is_taken() -> None:
    both = choose_player("auto", "linux", {}, on_path("aplay", "paplay"))
    assert both.player is not None
    assert (both.player.name, both.why) == ("paplay", "paplay, /usr/bin/paplay")
    alsa = choose_player("aplay", "linux", {}, on_path("aplay", "paplay"))
    assert alsa.player == ProgramPlayer("aplay", ("/usr/bin/aplay", "--quiet"))
    assert isinstance(choose_player("auto", "win32", {}, on_path()).player, WindowsPlayer)
    mac = choose_player("auto", "darwin", {}, on_path("afplay"))
    assert mac.player is not None
    assert mac.player.name == "afplay"


@pytest.mark.parametrize(
    ("wanted", "environment", "why"),
    [
        ("bell", {}, "as configured"),
        ("auto", {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}, "in a browser"),
        ("paplay", {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}, "in a browser"),
        ("auto", {"SSH_CONNECTION": "10.0.0.2 5 10.0.0.1 22"}, "another machine"),
        ("afplay", {}, "afplay not found"),
    ],
)
def test_where_a_player_makes_no_sense_the_bell_rings_and_says_why(
    wanted: str, environment: dict[str, str], why: str
) -> None:
    choice = choose_player(wanted, "linux", environment, on_path("paplay"))
    assert choice.player is None
    assert why in choice.why
    assert "bell" in choice.why


def test_over_ssh_a_player_that_is_named_plays() -> None:
    choice = choose_player("paplay", "linux", {"SSH_TTY": "/dev/pts/1"}, on_path("paplay"))
    assert choice.player is not None


def program(folder: Path, name: str, body: str) -> str:
    """A program that notes what it was called with."""
    path = folder / name
    head = f"#!{sys.executable}\nimport sys, pathlib\n"
    head += f"note = pathlib.Path({str(folder / 'said')!r})\n"
    path.write_text(head + textwrap.dedent(body), encoding="utf-8")
    path.chmod(0o755)
    return str(path)


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="programs with #! are POSIX")


def test_a_program_that_fails_says_why_and_one_that_is_cut_off_does_not(tmp_path: Path) -> None:
    failing = program(tmp_path, "failing", "sys.exit('Connection refused')")
    running = ProgramPlayer("failing", (failing,)).play(tmp_path / "a.wav")
    assert running.wait(LIMIT_S)
    assert running.trouble.endswith("Connection refused")
    long = ProgramRunning((program(tmp_path, "long", "import time; time.sleep(60)"),))
    assert not long.wait(0.001)
    long.stop()
    assert long.wait(0)
    assert long.trouble == ""


def test_the_file_is_played_and_text_is_never_an_option_of_the_voice(tmp_path: Path) -> None:
    noting = program(tmp_path, "noting", "note.write_text(repr(sys.argv[1:]) + sys.stdin.read())")
    said = tmp_path / "said"
    player = ProgramPlayer("aplay", (noting, "--quiet"))
    assert player.play(tmp_path / "tone.wav").wait(LIMIT_S)
    assert said.read_text(encoding="utf-8") == repr(["--quiet", str(tmp_path / "tone.wav")])
    espeak = ProgramSpeaker("espeak-ng", noting, 40)
    assert espeak.say("--help ist für Bücher; rm -rf", "de").wait(LIMIT_S)
    assert said.read_text(encoding="utf-8") == (
        "['-a', '80', '-v', 'de', '--stdin']--help ist für Bücher; rm -rf"
    )
    assert ProgramSpeaker("spd-say", noting, 50).say("-x", "fi").wait(LIMIT_S)
    assert said.read_text(encoding="utf-8") == "['--wait', '-i', '0', '-l', 'fi', '--', '-x']"
    assert ProgramSpeaker("say", noting, 50).say("Bonjour", "fr").wait(LIMIT_S)
    assert said.read_text(encoding="utf-8") == "['-v', 'Thomas', '-f', '-']Bonjour"
    assert ProgramSpeaker("powershell", noting, 50).say("'; exit", "es").wait(LIMIT_S)
    called, _, text = said.read_text(encoding="utf-8").rpartition("]")
    assert text == "'; exit"
    assert "exit" not in called
    assert "'es'" in called.replace("\\'", "'")


def test_who_speaks_is_found_and_said() -> None:
    voice, words = choose_speaker("linux", {}, on_path("espeak-ng"), 60)
    assert voice is not None
    assert words == "espeak-ng, /usr/bin/espeak-ng"
    assert choose_speaker("linux", {}, on_path(), 60) == (
        None,
        "nobody: spd-say and espeak-ng not found",
    )
    in_browser = {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}
    assert choose_speaker("linux", in_browser, on_path("spd-say"), 60)[0] is None
    assert choose_speaker("linux", {"SSH_TTY": "x"}, on_path("spd-say"), 60)[0] is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The left hand of darkness", "The left hand of darkness"),
        ("21234000001230 is not in the catalogue.", "is not in the catalogue."),
        ("Looking for D12345678X.", "Looking for."),
        ("card 2 1234 00000 1230, refused", "card, refused"),
        ("2.12.34.567: no", "no"),
        ("2001: a space odyssey, volume 2", "2001: a space odyssey, volume 2"),
        (
            "The life and strange surprising adventures of Robinson Crusoe, of York, mariner",
            "The life and strange surprising adventures of Robinson",
        ),
        ("Donaudampfschifffahrtsgesellschaft" * 3, ("Donaudampfschifffahrtsgesellschaft" * 3)[:60]),
    ],
)
def test_no_long_number_is_spoken_and_titles_end_at_a_word(text: str, said: str) -> None:
    assert speakable(text, 60) == said
