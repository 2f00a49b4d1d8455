"""`procstation job`: what is shown before, what is asked, what comes of it."""

import json
from pathlib import Path

import pytest
from job_items import FIRST, LOANED, SECOND, make_store

from procstation.cli.main import status_of


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make_store(tmp_path)
    return tmp_path


def run(home: Path, *words: str) -> int:
    return status_of(["--home", str(home), "job", *words])


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_the_jobs_and_what_they_ask_are_listed(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(home, "list", "--json") == 0
    jobs = {one["name"]: one for one in json.loads(said(capsys))}
    assert {"relocate", "repair", "repair-return", "withdraw", "claim-found"} <= set(jobs)
    assert jobs["relocate"]["asks"] == ["location"]
    assert jobs["ill-receive"]["asks_each"] == ["lender", "due", "transaction"]
    assert "conversion" not in jobs


def test_a_dry_run_says_all_and_does_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("run", "withdraw", FIRST, LOANED, "--dry-run")
    assert run(home, *words) == 1
    text = said(capsys)
    assert "Withdraw: 1 item: STACKS 1." in text
    assert "status: available → withdrawn" in text
    assert f"✗ {LOANED}: its status is on loan." in text
    assert run(home, "history") == 0
    assert "No job was run yet." in said(capsys)


def test_without_yes_nothing_is_done_where_nobody_can_be_asked(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(home, "run", "relocate", FIRST, "--set", "location=REF") == 2
    assert "--dry-run, then give --yes" in capsys.readouterr().err
    assert run(home, "history", "--json") == 0
    assert json.loads(said(capsys)) == []


def test_a_list_from_a_file_is_done_shown_and_undone(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = home / "list.txt"
    listed.write_text(f"{FIRST}\n{SECOND}\n", encoding="utf-8")
    words = ("--file", str(listed), "--set", "location=ANNEX", "--yes", "--json")
    assert run(home, "run", "relocate", *words) == 0
    document = json.loads(said(capsys))
    assert (document["run"], document["places"], document["at_pad"]) == (1, {"STACKS": 2}, True)
    assert document["warning"].startswith("no item was in the location 'ANNEX' before")
    assert run(home, "show", "1", "--at-pad") == 0
    assert said(capsys).split() == [FIRST, SECOND]
    assert run(home, "show", "1", "--json") == 0
    assert json.loads(said(capsys))["items"][0] == {
        "barcode": FIRST,
        "changes": {"location": "ANNEX"},
        "at_pad": "waits",
    }
    assert run(home, "undo", "1", "--yes", "--json") == 0
    undone = json.loads(said(capsys))
    assert (undone["back"], undone["labels_cancelled"]) == ([FIRST, SECOND], 2)
    assert run(home, "undo", "1", "--yes") == 1
    assert "was undone" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("run", "relocate", FIRST, "--set", "REF", "--dry-run"), "says nothing"),
        (("run", "relocate", FIRST, "--dry-run"), "needs the location"),
        (("run", "relocat", FIRST, "--dry-run"), "No job profile is named 'relocat'"),
        (("run", "withdraw", "--dry-run"), "Which items are meant"),
        (("show", "7"), "There is no run 7"),
        (("undo", "7", "--yes"), "There is no run 7"),
    ],
)
def test_what_does_not_fit_is_said_in_words(
    home: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], what: str
) -> None:
    assert run(home, *words) == 2
    assert what in capsys.readouterr().err
