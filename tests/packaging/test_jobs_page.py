"""What docs/jobs.md says of jobs is so: its table, its commands, its profiles."""

import re
import shlex
from pathlib import Path

import pytest
from job_items import FIRST, SECOND, make_store

from procstation.cli.main import status_of
from procstation.linking import read_profiles

FILE = Path(__file__).parents[2] / "docs" / "jobs.md"
if not FILE.is_file():
    pytest.skip("these tests were copied out of their checkout", allow_module_level=True)
PAGE = FILE.read_text(encoding="utf-8")


def test_the_table_names_each_job_that_comes_along() -> None:
    rows = set(re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE))
    assert rows == {one.name for one in read_profiles().values() if one.change is not None}


def test_its_profiles_can_be_used(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    profiles = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    for number, text in enumerate(profiles):
        (tmp_path / "profiles" / f"own-{number}.toml").write_text(text, encoding="utf-8")
    read = read_profiles(tmp_path, with_system=True)
    assert read["own-0"].security == "by loan"
    change = read["own-1"].change
    assert change is not None
    assert (change.tag, change.ask) == ("clear", ("box",))


def test_its_commands_work_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_store(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROCSTATION_HOME", str(tmp_path))
    (tmp_path / "weeded.txt").write_text(f"{FIRST}\n{SECOND}\n", encoding="utf-8")
    commands = re.findall(r"^\$ procstation (.+)$", PAGE, re.MULTILINE)
    assert len(commands) == 7
    for command in commands:
        assert status_of(shlex.split(command)) == 0, command
    assert "2 items are as before." in capsys.readouterr().out
