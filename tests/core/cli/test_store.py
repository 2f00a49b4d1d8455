"""`procstation store`."""

import json
import sqlite3
from pathlib import Path

import pytest

from procstation.cli.main import status_of


def make(home: Path) -> None:
    table = home / "items.csv"
    table.write_text("barcode,title\n31234000000018,One\n31234000000026,Two\n")
    assert status_of(["--home", str(home), "catalog", "load", str(table)]) == 0


def test_a_store_that_is_whole_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path)
    capsys.readouterr()
    assert status_of(["--home", str(tmp_path), "store", "check", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["rows"]["titles"], found["rows"]["items"], found["wrong"]) == (2, 2, [])


def test_what_is_wrong_in_a_store_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path)
    with sqlite3.connect(tmp_path / "store.sqlite") as other:
        other.execute("DELETE FROM title_words WHERE rowid = 1")
        other.execute("UPDATE items SET title_id = 77 WHERE id = 2")
    other.close()
    assert status_of(["--home", str(tmp_path), "store", "check"]) == 1
    said = capsys.readouterr().out
    assert "wrong: 1 titles cannot be found by their words" in said
    assert "wrong: row 2 of items refers to what is not in titles" in said


def test_a_store_moves_to_an_empty_one_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path)
    target = f"sqlite:///{tmp_path / 'other.sqlite'}"
    command = ["--home", str(tmp_path), "store", "move", "--to", target]
    assert status_of(command) == 0
    assert "each table has as many as before" in capsys.readouterr().out
    assert status_of(["--store", target, "catalog", "show", "31234000000026"]) == 0
    assert "Two" in capsys.readouterr().out
    assert status_of(command) == 1
    assert "is not empty" in capsys.readouterr().err
