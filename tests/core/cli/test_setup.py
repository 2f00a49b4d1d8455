"""`procstation setup` without a terminal."""

import importlib
import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from procstation.cli import first_run
from procstation.cli.context import Context
from procstation.cli.main import status_of
from procstation.tui.look import Look
from procstation.tui.set_up import SetUpApp

bench, demo = map(importlib.import_module, ("procstation.cli.bench", "procstation.cli.demo"))

ANSWERS = """\
[setup]
demo_catalogue = true
[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "sim://serial_scanner"
[[barcodes.ranges]]
name = "books"
prefix = "31234"
first = 100001
"""


class SetUp:
    """Runs the command in a home, with a file of answers beside it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = folder / "home"
        self.file = folder / "answers.toml"
        self.file.write_text(ANSWERS, encoding="utf-8")
        self._capsys = capsys

    def run(self, *arguments: str) -> tuple[int, str, str]:
        status = status_of(["--home", str(self.home), "setup", *arguments])
        return status, *self._capsys.readouterr()

    def answered(self, *arguments: str) -> tuple[int, str, str]:
        return self.run("--answers", str(self.file), "--station", "bench-4", *arguments)


@pytest.fixture
def setup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> SetUp:
    return SetUp(tmp_path, capsys)


def test_a_station_is_set_up_from_answers_and_again(setup: SetUp) -> None:
    status, out, _ = setup.answered("--json")
    document = json.loads(out)
    assert status == 0
    assert document["station"] == "bench-4"
    assert document["written"] is True
    assert document["kept"] is None
    assert document["devices"][0]["state"] == "ready"
    assert document["numbers"][0] == "31234001000015"
    assert document["records"]["records"] > 10
    file = setup.home / "procstation.toml"
    assert tomllib.loads(file.read_text(encoding="utf-8"))["station"]["name"] == "bench-4"
    status, out, _ = setup.answered()
    assert status == 0
    assert "held this already" in out
    assert "The next numbers are 31234001000015" in out


def test_a_dry_run_shows_the_file_and_writes_nothing(setup: SetUp) -> None:
    status, out, _ = setup.answered("--dry-run")
    assert status == 0
    assert '# What the journal calls this station.\nname = "bench-4"' in out
    assert "nothing was written" in out
    assert list(setup.home.iterdir()) == []


def test_what_changes_in_a_file_there_is_is_said_and_the_old_one_kept(setup: SetUp) -> None:
    setup.home.mkdir()
    file = setup.home / "procstation.toml"
    file.write_text('[station]\nname = "old"  # mine\n', encoding="utf-8")
    setup.file.write_text("[tags]\nowner = 'DE-1'\n", encoding="utf-8")
    status, out, _ = setup.answered()
    assert status == 0
    assert 'station.name: "old" -> "bench-4"' in out
    assert 'tags.owner: nothing -> "DE-1"' in out
    assert "# mine" in file.read_text(encoding="utf-8")
    assert len(list(setup.home.glob("procstation.toml.*.bak"))) == 1


def test_a_device_that_is_not_there_is_told_with_what_to_do(setup: SetUp) -> None:
    text = ANSWERS.replace("sim://serial_scanner", "/dev/ttyNOWHERE")
    setup.file.write_text(text, encoding="utf-8")
    status, out, _ = setup.answered()
    assert status == 1
    assert "scanner: lost: Could not open /dev/ttyNOWHERE" in out
    assert "  next: Check the cable" in out


def test_a_typo_is_refused_before_anything_is_written(setup: SetUp) -> None:
    setup.file.write_text("[station]\nnmae = 'x'\n", encoding="utf-8")
    status, _, err = setup.answered()
    assert status == 2
    assert "Did you mean 'name'?" in err
    assert list(setup.home.glob("*")) == []


def test_answers_are_written_from_the_configuration_there_is(setup: SetUp) -> None:
    made = setup.file.with_name("made.toml")
    status, _, err = setup.run("--write-answers", str(made))
    assert status == 1
    assert "--answers FILE" in err
    setup.answered()
    assert setup.run("--write-answers", str(made))[0] == 0
    tables = tomllib.loads(made.read_text(encoding="utf-8"))
    assert "station" not in tables
    assert tables["devices"]["scanner"]["port"] == "sim://serial_scanner"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--answers FILE"),
        (("--station", "x"), "Add --answers FILE."),
        (("--to", "x"), "Add --place"),
        (("--place", "sistemd"), "Did you mean 'systemd'?"),
    ],
)
def test_wrong_usage_says_what_to_add(setup: SetUp, arguments: tuple[str, ...], words: str) -> None:
    status, _, err = setup.run(*arguments)
    assert status == 2
    assert words in err


def test_a_file_is_placed_and_what_is_left_to_do_is_said(setup: SetUp) -> None:
    to = setup.file.parent / "units"
    status, out, _ = setup.run("--place", "systemd", "--to", str(to), "--json")
    document = json.loads(out)
    assert status == 0
    assert Path(document["file"]).read_text(encoding="utf-8") == document["text"]
    assert any("systemctl --user" in line for line in document["next"])
    status, out, _ = setup.run("--place", "udev", "--dry-run")
    assert out.startswith("# Access for the person")
    assert "next: As administrator:" in out


@pytest.mark.parametrize(
    ("configured", "terminal", "opened"),
    [(False, True, "set-up"), (True, True, "bench"), (False, False, "bench")],
)
def test_set_up_comes_before_the_first_bench_where_a_person_can_be_asked(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    configured: bool,
    terminal: bool,
    opened: str,
) -> None:
    opens: list[str] = []
    monkeypatch.setattr(first_run, "has_terminal", lambda: terminal)
    monkeypatch.setattr(first_run, "set_up_at_the_screen", lambda _: opens.append("set-up"))
    monkeypatch.setattr(bench, "open_bench", lambda _: opens.append("bench"))
    if configured:
        (tmp_path / "procstation.toml").touch()
    assert status_of(["--home", str(tmp_path)]) == 0
    assert opens == [opened]


@pytest.mark.parametrize("go_on", ["bench", "demo", ""])
def test_what_is_wanted_at_the_end_of_set_up_is_opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, go_on: str
) -> None:
    opens: list[str] = []

    def run_interface(_: object, make_app: Callable[[Look], SetUpApp]) -> None:
        room = make_app(Look())._open_station()
        room.go_on = go_on

    monkeypatch.setattr(first_run, "run_interface", run_interface)
    monkeypatch.setattr(bench, "open_bench", lambda _: opens.append("bench"))
    monkeypatch.setattr(demo, "open_demo", lambda _: opens.append("demo"))
    first_run.set_up_at_the_screen(Context(tmp_path))
    assert opens == [go_on] * bool(go_on)
