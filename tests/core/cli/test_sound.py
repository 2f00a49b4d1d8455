"""`procstation sound`, and what doctor says of it."""

import json
import sys
from pathlib import Path

import pytest

from procstation.cli.main import status_of
from procstation.config import parse_config
from procstation.errors import ConfigError, UsageError
from procstation.station.sound_health import look_at_sound


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole path; without a session on another machine."""
    for name in ("SSH_CONNECTION", "SSH_TTY", "TEXTUAL_DRIVER"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr("sys.platform", "linux" if sys.platform == "win32" else sys.platform)
    return folder


def put_player(folder: Path, body: str) -> Path:
    """Put a player on the path that notes what it was to play."""
    noted = folder.parent / "played"
    player = folder / "paplay"
    player.write_text(
        f"#!{sys.executable}\nimport sys\n"
        f"open({str(noted)!r}, 'a').write(sys.argv[1] + '\\n')\n{body}\n",
        encoding="utf-8",
    )
    player.chmod(0o755)
    return noted


def test_themes_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["--home", str(tmp_path), "sound", "themes", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in found if one["in_use"]] == ["calm"]
    assert {"low", "marimba", "bright"} <= {one["name"] for one in found}


@pytest.mark.skipif(sys.platform == "win32", reason="programs with #! are POSIX")
def test_tones_are_played_by_the_player_that_is_there(
    tmp_path: Path, machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noted = put_player(machine, "")
    home = ["--home", str(tmp_path), "sound", "test"]
    assert status_of([*home, "bad", "done", "--theme", "low", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["player"] == f"paplay, {machine / 'paplay'}"
    assert (answer["theme"], answer["troubles"]) == ("low", [])
    played = [Path(line).stem for line in noted.read_text(encoding="utf-8").splitlines()]
    assert played == ["bad", "done"]

    put_player(machine, "sys.exit('Connection refused')")
    assert status_of([*home, "bad"]) == 1
    told = capsys.readouterr()
    assert "Connection refused" in told.err
    assert "paplay" in told.out


def test_without_a_player_the_bell_is_said(
    tmp_path: Path, machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert machine.is_dir()
    assert status_of(["--home", str(tmp_path), "sound", "test"]) == 0
    told = capsys.readouterr().out
    assert "the terminal's bell: pw-play, paplay, aplay, afplay not found" in told
    assert status_of(["--home", str(tmp_path), "sound", "test", "bat"]) == 2
    assert "Did you mean 'bad'" in capsys.readouterr().err


def test_doctor_says_what_plays_and_what_is_wrong(tmp_path: Path, machine: Path) -> None:
    assert machine.is_dir()
    assert "tones by the terminal's bell" in look_at_sound(tmp_path, parse_config("", "x.toml"))
    speaking = parse_config('[sound]\nspeak = "titles"', "x.toml")
    with pytest.raises(ConfigError, match=r"nobody: .* not found"):
        look_at_sound(tmp_path, speaking)
    with pytest.raises(UsageError, match="'clam'"):
        look_at_sound(tmp_path, parse_config('[sound]\ntheme = "clam"', "x.toml"))
