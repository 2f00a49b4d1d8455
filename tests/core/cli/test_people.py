"""`procstation people`, and acts that ask for a supervisor."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from procstation.cli.main import status_of
from procstation.people import hashed_pin, read_people


class Run:
    """Runs commands in one home; nobody sits at a terminal."""

    def __init__(
        self, home: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch
    ) -> None:
        self.home = home
        self._capsys = capsys
        self._patch = patch

    def __call__(self, *arguments: str, typed: str = "") -> tuple[int, str, str]:
        self._patch.setattr("sys.stdin", io.StringIO(typed))
        status = status_of(["--home", str(self.home), *arguments])
        return status, *self._capsys.readouterr()

    def json(self, *arguments: str, typed: str = "") -> Any:
        status, out, err = self(*arguments, "--json", typed=typed)
        assert status == 0, err
        return json.loads(out)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    for name in ("PROCSTATION_SUPERVISOR", "PROCSTATION_SECRET_PIN_ANNA", "PROCSTATION_STORE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "procstation.toml").write_text(
        '[[barcodes.ranges]]\nname = "main"\nprefix = "3123400"\nfirst = 1\n'
    )
    return Run(tmp_path, capsys, monkeypatch)


def test_people_are_added_listed_and_removed(run: Run) -> None:
    run.json("people", "add", "anna", typed="A-0017\n4711\n")
    run.json("people", "add", "berta", "--no-badge", typed="\n")
    assert run.json("people", "list") == [
        {"name": "anna", "badge": True, "pin": True, "supervisor": False},
        {"name": "berta", "badge": False, "pin": False, "supervisor": False},
    ]
    assert read_people(run.home, ()).with_badge("A-0017") == "anna"
    status, _, err = run("people", "add", "carla", typed="A-0017\n\n")
    assert status == 1
    assert "the badge of anna" in err
    run.json("people", "remove", "berta")
    assert [one["name"] for one in run.json("people", "list")] == ["anna"]


def test_the_lines_can_be_printed_for_the_configuration(run: Run) -> None:
    lines = run.json("people", "add", "anna", "--print", typed="A-0017\n4711\n")["lines"]
    assert "A-0017" not in lines
    assert "4711" not in lines.replace(":", "")[:40]
    with (run.home / "procstation.toml").open("a") as file:
        file.write("\n" + lines)
    assert run.json("people", "list")[0]["name"] == "anna"
    assert not (run.home / "people.toml").exists()


def with_supervisor(run: Run) -> None:
    status, _, err = run("people", "add", "anna", "--supervisor", "--no-badge", typed="4711\n")
    assert status == 0, err


SUPERVISED = [
    ("barcode", "return"),
    ("barcode", "expire"),
    ("barcode", "lease", "5", "--block", "--for", "branch"),
    ("people", "add", "berta"),
    ("people", "remove", "anna"),
    ("store", "move", "--to", "sqlite:///elsewhere.sqlite"),
    ("catalog", "undo-load", "1"),
    ("sweep", "write-back", "main", "--apply"),
    ("sweep", "undo-write-back", "main"),
]


@pytest.mark.parametrize("command", SUPERVISED)
def test_without_a_supervisor_in_the_list_nobody_is_asked_for(
    run: Run, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(run.home)
    _, _, err = run(*command, typed="\n\n")
    assert "Only a supervisor" not in err


@pytest.mark.long
@pytest.mark.parametrize("command", SUPERVISED)
def test_with_one_such_acts_need_a_pin(run: Run, command: tuple[str, ...]) -> None:
    with_supervisor(run)
    status, out, err = run(*command, typed="\n\n")
    assert (status, out) == (1, "")
    assert "Only a supervisor may" in err
    assert "next: " in err


def test_the_pin_may_come_from_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with_supervisor(run)
    monkeypatch.setenv("PROCSTATION_SUPERVISOR", "anna")
    monkeypatch.setenv("PROCSTATION_SECRET_PIN_ANNA", "4712")
    assert run("barcode", "return")[0] == 1
    monkeypatch.setenv("PROCSTATION_SECRET_PIN_ANNA", "4711")
    run.json("barcode", "lease", "5", "--block", "--for", "branch")
    assert run.json("barcode", "trace", "main")[0]["said_by"] == "anna"


def test_who_agreed_to_the_undo_of_a_load_stands_in_the_history(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_supervisor(run)
    table = run.home / "items.csv"
    table.write_text("barcode,title,location\n31234000000018,One,STACKS\n")
    run.json("catalog", "load", str(table))
    status, _, err = run("catalog", "undo-load", "1")
    assert (status, "Only a supervisor may undo a load" in err) == (1, True)
    monkeypatch.setenv("PROCSTATION_SUPERVISOR", "anna")
    monkeypatch.setenv("PROCSTATION_SECRET_PIN_ANNA", "4711")
    run.json("catalog", "undo-load", "1")
    [entry] = run.json("history")
    assert re.search(r", undone 20\S+ \S+ by anna at [^,]+, by command$", entry["text"])


def test_a_number_for_the_next_book_needs_no_supervisor(run: Run) -> None:
    with_supervisor(run)
    assert len(run.json("barcode", "lease", "2")["barcodes"]) == 2


def test_a_supervisor_without_a_pin_is_not_added(run: Run) -> None:
    status, _, err = run("people", "add", "anna", "--supervisor", "--no-badge", typed="\n")
    assert status == 1
    assert "needs a PIN" in err


def test_a_line_that_is_no_hash_is_refused(run: Run) -> None:
    with (run.home / "procstation.toml").open("a") as file:
        file.write('[[people]]\nname = "anna"\npin = "4711"\n')
    status, _, err = run("people", "list")
    assert status == 2
    assert "4711" not in err
    assert hashed_pin("4711").startswith("scrypt:")
