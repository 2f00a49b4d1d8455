"""`procstation journal`, on journals of the linking job."""

import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from linking_play import BLANK, LEFT_HAND, NEXT_NUMBER, Play

from procstation.cli.main import status_of
from procstation.journal import Journal
from procstation.linking import Scanned, TagsOnPad


class Run:
    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.file = home / "journal.sqlite"
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        status = status_of(["--home", str(self.home), "journal", *arguments])
        return status, *self._capsys.readouterr()

    def json(self, *arguments: str, status: int = 0) -> Any:
        found, out, _ = self(*arguments, "--json")
        assert found == status
        return json.loads(out)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(tmp_path, capsys)


def record(file: Path, play: Play) -> Journal:
    """Write what was played as the bench writes it; the journal stays open."""
    journal = Journal(file)
    journal.append("bench", [(one.at, one.source, one.entry) for one in play.recorded])
    return journal


def one_released_one_begun() -> Play:
    play = Play()
    play.feed(Scanned(LEFT_HAND.isbn[0], "isbn"), "scanner").answer()
    play.feed(TagsOnPad((BLANK,)), "pad").answer()
    play.scan(NEXT_NUMBER).answer()
    play.feed(TagsOnPad(), "pad")
    assert play.state.released == 1
    return play.feed(Scanned("9780061054884", "isbn"), "scanner").answer()


def harm(file: Path, statement: str) -> None:
    other = sqlite3.connect(file)
    other.execute("DROP TRIGGER entry_is_never_changed")
    other.execute("DROP TRIGGER entry_is_never_removed")
    other.execute(statement)
    other.commit()
    other.close()


def test_a_journal_is_read_while_a_station_writes_it(run: Run) -> None:
    play = one_released_one_begun()
    journal = record(run.file, play)
    entries = len(play.recorded)
    assert run.json("verify") == {
        "ok": True,
        "entries": entries,
        "first": 1,
        "files": 1,
        "gaps": [],
        "broken": None,
    }
    journal.append("bench", [("2026-11-21T10:00:01Z", "scanner", Scanned("1", "unknown"))])
    assert run.json("verify")["entries"] == entries + 1
    assert run.json("show", "--tail", "1")[0]["entry"]["code"] == "1"
    journal.close()


def test_verify_names_the_broken_entry_and_ends_with_1(run: Run) -> None:
    record(run.file, one_released_one_begun()).close()
    harm(run.file, "UPDATE entry SET source = 'nobody' WHERE seq = 4")
    document = run.json("verify", status=1)
    assert document["ok"] is False
    assert document["broken"]["entry"] == 4
    status, out, _ = run("verify")
    assert status == 1
    assert "BROKEN at entry 4" in out


def test_show_tells_time_device_and_what_happened(run: Run) -> None:
    record(run.file, one_released_one_begun()).close()
    first, second, *_ = run.json("show")
    assert (first["seq"], first["entry"]["what"]) == (1, "started")
    assert second["source"] == "scanner"
    assert second["entry"]["code"] == LEFT_HAND.isbn[0]
    _, out, _ = run("show")
    line = out.splitlines()[1]
    assert line.split()[:4] == ["2", "2026-11-21T10:00:00Z", "scanner", "scanned"]
    assert f"code={LEFT_HAND.isbn[0]}" in line
    assert "symbology" not in line


def test_show_sends_no_control_characters_to_the_terminal(run: Run) -> None:
    record(run.file, Play().feed(Scanned("\x1b[2J\x9b", "unknown"), "scanner")).close()
    _, out, _ = run("show")
    assert "\\x1b[2J\\x9b" in out
    assert out.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("tail", "seqs"), [("2", [4, 5]), ("5", [1, 2, 3, 4, 5]), ("9", [1, 2, 3, 4, 5])]
)
def test_tail_is_the_last_entries(run: Run, tail: str, seqs: list[int]) -> None:
    play = Play()
    for code in "abcd":
        play.scan(code, "unknown")
    record(run.file, play).close()
    assert [one["seq"] for one in run.json("show", "--tail", tail)] == seqs


def test_replay_tells_what_was_released_and_what_is_half_done(run: Run) -> None:
    play = one_released_one_begun()
    record(run.file, play).close()
    document = run.json("replay")
    assert document["entries"] == len(play.recorded)
    assert document["released"] == 1
    assert document["profile"] == "new-acquisition"
    (item,) = document["half_done"]
    assert item["title"] == "The dispossessed"
    assert item["in_work"] is True
    assert (item["step"], item["state"]) == ("tag", "needs you")
    _, out, _ = run("replay")
    assert "released   1" in out
    assert "in work" in out.splitlines()[-1]


def test_export_can_be_checked_by_anyone(run: Run, tmp_path: Path) -> None:
    play = one_released_one_begun()
    record(run.file, play).close()
    target = tmp_path / "journal.jsonl"
    assert run("export", str(target))[0] == 0
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == len(play.recorded)
    digest = b""
    for line in lines:
        head = "".join(f"{line[key]}\0" for key in ("seq", "at", "source", "stream"))
        digest = hashlib.sha256(digest + (head + line["body"]).encode()).digest()[:16]
        assert line["digest"] == digest.hex()
    status, out, _ = run("export", "-")
    assert status == 0
    assert out.encode() == target.read_bytes()


def test_export_refuses_the_journal_itself_and_a_folder_that_is_not_there(run: Run) -> None:
    record(run.file, one_released_one_begun()).close()
    before = run.file.read_bytes()
    status, _, err = run("export", str(run.file))
    assert status == 1
    assert "the journal itself" in err
    assert run.file.read_bytes() == before
    status, _, err = run("export", str(run.home / "no" / "journal.jsonl"))
    assert status == 1
    assert "next: " in err


@pytest.mark.parametrize("command", ["verify", "show", "replay"])
def test_a_home_without_a_journal_gets_none_by_looking(run: Run, command: str) -> None:
    status, out, err = run(command)
    assert (status, out) == (1, "")
    assert "There is no journal" in err
    assert not run.file.exists()


def test_an_entry_that_is_no_json_is_named(run: Run) -> None:
    record(run.file, one_released_one_begun()).close()
    harm(run.file, "UPDATE entry SET body = 'x' WHERE seq = 3")
    for command in ("show", "replay"):
        status, _, err = run(command)
        assert status == 1
        assert "Entry 3 " in err
    status, out, _ = run("export", "-")
    assert status == 0
    assert json.loads(out.splitlines()[2])["body"] == "x"


def test_a_part_of_it_is_exported_by_number_or_by_time(run: Run, tmp_path: Path) -> None:
    record(run.file, one_released_one_begun()).close()
    file = tmp_path / "part.jsonl"
    document = run.json("export", str(file), "--from", "3", "--to", "5")
    data = file.read_bytes()
    assert document == {
        "file": str(file),
        "entries": 3,
        "first": 3,
        "last": 5,
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    assert [json.loads(line)["seq"] for line in data.splitlines()] == [3, 4, 5]
    assert run.json("export", str(file), "--from", "2026-11-20", "--to", "2027-01-01")["first"] == 1
    assert run.json("export", str(file), "--from", "2027-01-01")["entries"] == 0
    assert run("export", str(file), "--from", "yesterday")[0] == 2


def test_files_are_closed_archived_and_still_lead_to_the_same(run: Run, tmp_path: Path) -> None:
    record(run.file, one_released_one_begun()).close()
    before = run.json("replay")
    assert run.json("turn-over")["closed"] == str(run.home / "journal-0001.sqlite")
    assert run.json("verify")["files"] == 2
    assert run.json("replay") == before
    assert run("turn-over")[0] == 1

    kept = tmp_path / "kept"
    assert run.json("archive", str(kept)) == {"moved": [str(kept / "journal-0001.sqlite")]}
    assert not (run.home / "journal-0001.sqlite").exists()
    alone = run.json("verify")
    assert (alone["ok"], alone["entries"], alone["first"]) == (True, 0, before["entries"] + 1)
    assert run.json("verify", "--archive", str(kept))["entries"] == before["entries"]
    # The state was kept when the file was closed, so the bench is where it was without it.
    assert run.json("replay") == {**before, "entries": 0}
    assert run.json("replay", "--archive", str(kept)) == before


def test_replay_tells_how_it_stood_at_an_entry(run: Run) -> None:
    play = one_released_one_begun()
    record(run.file, play).close()
    released = next(one.seq for one in play.recorded if type(one.entry).__name__ == "Released")
    assert run.json("replay", "--to", str(released - 1))["released"] == 0
    assert run.json("replay", "--to", str(released))["released"] == 1


def test_a_damaged_journal_is_set_aside_and_gone_on_behind(run: Run) -> None:
    record(run.file, one_released_one_begun()).close()
    harm(run.file, "UPDATE entry SET source = 'nobody' WHERE seq = 4")
    damaged = run.file.read_bytes()
    document = run.json("mend")
    assert document["kept"] == 3
    assert document["goes_on"] > 4
    assert Path(document["set_aside"]).read_bytes() == damaged
    after = run.json("verify")
    assert (after["ok"], after["entries"]) == (True, 3)
    assert "entry 4 or the one before it was changed" in after["gaps"][0]
    assert run("mend")[0] == 1


def test_nothing_is_moved_while_a_station_runs(run: Run, tmp_path: Path) -> None:
    record(run.file, one_released_one_begun()).close()
    with FileLock(run.home / "station.lock"):
        for command in (("turn-over",), ("archive", str(tmp_path / "a")), ("mend",)):
            status, _, err = run(*command)
            assert status == 1
            assert "Another station is running" in err
