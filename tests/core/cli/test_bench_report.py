"""`procstation bench report`: what was done, out of the journal alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from linking_play import LEFT_HAND, OTHER_UID, OWNED, UID, Play

from procstation.catalog import Item
from procstation.cli.main import status_of
from procstation.journal import Journal
from procstation.linking import Chose, Failed, Match, RollTaken, TagOnPad, UndoAsked, WriteTag

CODES = [f"3123400000{number:04}" for number in range(5)]


def conversion() -> Play:
    play = Play("conversion")
    for number, code in enumerate(CODES):
        play.titles[code] = Match(LEFT_HAND, Item(20 + number, 1, code), ())
    return play


def blank(number: int) -> TagOnPad:
    return TagOnPad(f"E00401000000000{number}", "blank")


def keep(home: Path, play: Play) -> None:
    """Write what was played, an entry every six seconds."""
    journal = Journal(home / "journal.sqlite")
    journal.append(
        "bench",
        [
            (f"2026-11-21T10:{seq // 10:02}:{seq % 10 * 6:02}.000Z", one.source, one.entry)
            for seq, one in enumerate(play.recorded)
        ],
    )
    journal.close()


def report(home: Path, capsys: pytest.CaptureFixture[str], *more: str) -> Any:
    assert status_of(["--home", str(home), "bench", "report", "--json", *more]) == 0
    return json.loads(capsys.readouterr().out)


def a_morning() -> Play:
    play = conversion().feed(RollTaken("A12"))
    for number in range(3):
        play.lay().scan(CODES[number]).answer().lay(blank(number)).answer()
    play.lay().scan("31234000000777").answer()
    play.scan(CODES[3]).answer().lay(TagOnPad(OTHER_UID, "blank"))
    number, effect = play.owed.pop()
    assert isinstance(effect, WriteTag)
    return play.feed(Failed(number, "It is too small.", "Use another tag."), "station")


def test_it_counts_items_rolls_and_names_what_is_not_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path, a_morning())
    found = report(tmp_path, capsys)
    assert found["released"] == 3
    assert found["by_hour"] == {"2026-11-21T10": 3}
    assert found["rolls"] == [{"name": "A12", "written": 3, "failed": [OTHER_UID]}]
    assert found["not_found"] == ["31234000000777"]
    (waiting,) = found["half_done"]
    assert (waiting["barcode"], waiting["detail"]) == (CODES[3], "It is too small.")
    assert status_of(["--home", str(tmp_path), "bench", "report"]) == 0
    text = capsys.readouterr().out
    assert "roll A12: 3 written, 1 failed" in text
    assert "It is too small." in text


def test_an_undone_item_is_not_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    play = conversion().scan(OWNED.barcode or "").answer().lay(TagOnPad(UID, "blank")).answer()
    play.feed(UndoAsked())
    keep(tmp_path, play)
    assert report(tmp_path, capsys)["released"] == 1
    (tmp_path / "journal.sqlite").unlink()
    keep(tmp_path, play.feed(Chose(1)).answer())
    assert report(tmp_path, capsys)["released"] == 0


def test_since_leaves_out_what_was_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path, a_morning())
    assert report(tmp_path, capsys, "--since", "2026-12-01")["released"] == 0


def test_archived_files_count_when_their_folder_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path, a_morning())
    home, kept = ["--home", str(tmp_path)], tmp_path / "kept"
    assert status_of([*home, "journal", "turn-over"]) == 0
    assert status_of([*home, "journal", "archive", str(kept)]) == 0
    assert status_of([*home, "bench", "report"]) == 1
    assert "--archive" in capsys.readouterr().err
    assert report(tmp_path, capsys, "--archive", str(kept))["released"] == 3


def test_a_home_without_a_journal_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status_of(["--home", str(tmp_path), "bench", "report"]) == 1
    assert "There is no journal" in capsys.readouterr().err
