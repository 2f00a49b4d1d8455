"""A lesson in plain lines, progress, and lessons of one's own."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from station_play import make_devices_quick

from procstation.cli.main import status_of
from procstation.errors import ConfigError, InputRefused, UsageError
from procstation.training import read_lesson, require_name
from procstation.training.lesson import parse_lesson

OWN = """
title = "Our own"
learn = ["That lessons are files."]
hands = ["scan"]
[[steps]]
do = "Scan a book."
check = "record"
hint = "Scan."
[[steps]]
do = "Now another: the bench asks."
check = "asked"
about = "other item"
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    make_devices_quick(monkeypatch)
    monkeypatch.setattr("procstation.training.plain.NOTICE_S", 5.0)

    def train(*args: str, lines: str = "") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        return status_of(["--home", str(tmp_path), "train", *args])

    return train


@pytest.mark.long
def test_a_lesson_of_ones_own_is_done_in_plain_lines_and_remembered(
    run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "ours.toml").write_text(OWN, encoding="utf-8")
    assert run("ours", "--plain", "--name", "Anna", lines="!scam\n!scan\n!scan\n/status\n") == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "lesson: Our own"
    assert "hand: !scan, next book" in said
    assert "step 1 of 2: Scan a book." in said
    assert any(line.startswith("wrong: In this lesson hands can do no 'scam'") for line in said)
    assert said.index("step 2 of 2: Now another: the bench asks.") < said.index(
        "The lesson is over."
    )
    assert said[-2:] == ["went well: Scan a book.", "went well: Now another: the bench asks."]

    assert run("--list", "--name", "Anna", "--json") == 0
    lessons = {one["lesson"]: one for one in json.loads(capsys.readouterr().out)}
    assert (lessons["ours"]["times"], lessons["ours"]["to_repeat"]) == (1, 0)
    assert lessons["first-cart"]["times"] == 0
    kept = (tmp_path / "training" / "progress.json").read_text(encoding="utf-8")
    assert set(json.loads(kept)) == {"Anna"}

    # Another name, and a lesson left in the middle: nothing is kept.
    assert run("ours", "--plain", "--name", "Ben", lines="!scan\n/quit\n") == 0
    assert "try again" not in capsys.readouterr().out
    kept = (tmp_path / "training" / "progress.json").read_text(encoding="utf-8")
    assert set(json.loads(kept)) == {"Anna"}


def test_a_name_is_no_number_of_a_card() -> None:
    assert require_name("  Anna  Maria ") == "Anna Maria"
    for name in ("21234000001230", "Anna 12345", " ", "x" * 61):
        with pytest.raises(InputRefused):
            require_name(name)


@pytest.mark.parametrize(
    ("changed", "to", "told"),
    [
        ('check = "record"', 'check = "recrod"', "step 1: there is no check 'recrod'.*'record'"),
        ('check = "record"', 'chek = "record"', "no key 'chek'.*'check'"),
        ('about = "other item"', 'about = "other itme"', "'asked' is about no 'other itme'"),
        ('about = "other item"', "", "'asked' is about no ''"),
        ('check = "record"', 'check = "record"\nabout = "x"', "'record' is about nothing"),
        ('check = "record"', 'check = "bay"', "there is no check 'bay'"),
        ('["scan"]', '["scam"]', "hands can do no 'scam'.*'scan'"),
        ('hands = ["scan"]', 'profile = "conversoin"', "no profile is named 'conversoin'"),
        ('hands = ["scan"]', "", ""),
        (
            'hands = ["scan"]',
            'hands = ["scan"]\nscans = [{ word = "a", key = "b", label = "x", codes = ["1"] }]',
            "both on the key 'b'",
        ),
        ('title = "Our own"', "title = 7", "title: "),
    ],
)
def test_a_wrong_lesson_is_refused_with_the_nearest_right_word(
    changed: str, to: str, told: str
) -> None:
    assert changed in OWN
    text = OWN.replace(changed, to)
    if not told:
        parse_lesson(text, "ours.toml")
        return
    with pytest.raises(ConfigError) as refused:
        parse_lesson(text, "ours.toml")
    said = f"{refused.value.what} {refused.value.do_next}"
    assert "ours.toml" in said
    assert re.search(told, said), said


def test_a_lesson_that_does_not_exist_and_one_that_is_checked(
    run: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UsageError, match="'frist-cart'"):
        read_lesson("frist-cart", None)
    file = tmp_path / "mine.toml"
    file.write_text(OWN, encoding="utf-8")
    assert run("--check", str(file)) == 0
    assert "Our own: 2 steps" in capsys.readouterr().out
    file.write_text(OWN.replace("steps", "stpes"), encoding="utf-8")
    assert run("--check", str(file)) == 2
    assert "'stpes'" in capsys.readouterr().err
