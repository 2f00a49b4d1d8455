"""Sweeps fed by files of handhelds, a watched folder and memory scanners."""

import json
from pathlib import Path
from typing import Any

import pytest

from procstation.cli.main import status_of

ITEMS = "barcode,title,call number,location\n" + "".join(
    f"{code},T,QA76.{n} .A1 1990,STACKS\n"
    for n, code in enumerate(("31234000875612", "31234000875620", "31234000875638"), start=1)
)
ONE, TWO, THREE = "31234000875612", "31234000875620", "31234000875638"
PATRON = "21234000875614"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("PROCSTATION_HOME", str(home))
    monkeypatch.delenv("PROCSTATION_STORE", raising=False)
    items = tmp_path / "items.csv"
    items.write_text(ITEMS)
    assert status_of(["catalog", "load", str(items)]) == 0
    assert status_of(["sweep", "open", "s"]) == 0
    return home


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    def _ask(*arguments: str) -> tuple[int, Any, str]:
        capsys.readouterr()
        status = status_of(["sweep", *arguments])
        said = capsys.readouterr()
        document = json.loads(said.out) if "--json" in arguments and said.out else said.out
        return status, document, said.err

    return _ask


def memory_scanner(home: Path, query: str, name: str = "cs") -> None:
    config = home / "procstation.toml"
    before = config.read_text() if config.exists() else ""
    config.write_text(
        f'{before}[devices.{name}]\nkind = "memory"\ndriver = "csp2"\nport = "sim://csp2?{query}"\n'
    )


def test_the_file_of_a_handheld(ask: Any, tmp_path: Path) -> None:
    file = tmp_path / "SCANNED.TXT"
    file.write_bytes(
        f"{ONE},003278,14:41:03,23/11/2025\r\n{TWO},003278,14:41:05,23/11/2025\r\n"
        f"{PATRON},003278,14:41:09,23/11/2025\r\n{THREE},003278,14:".encode()
    )
    status, added, _ = ask("add", "s", str(file), "--json")

    assert status == 0
    assert (added["read"], added["new"], added["repeated"]) == (2, 2, 0)
    assert [(one["line"], one["text"]) for one in added["unreadable"]] == [
        (3, ""),
        (4, f"{THREE},003278,14:"),
    ]
    assert added["files"][0]["kind"] == "Opticon"
    assert "dates are day first" in added["files"][0]["why"]

    file.write_bytes(file.read_bytes() + b"41:10,23/11/2025\r\n")
    _, grown, _ = ask("add", "s", str(file), "--json")
    assert (grown["read"], grown["new"]) == (1, 1)


def test_the_column_can_be_said(ask: Any, tmp_path: Path) -> None:
    file = tmp_path / "two.csv"
    file.write_text(f"{ONE};{THREE}\n")
    ask("add", "s", str(file), "--column", "2")
    _, report, _ = ask("report", "s", "--json")
    assert report["found"] == 1
    assert ask("add", "s", str(file), "--date-order", "ydm")[0] == 2


def test_what_marks_a_place_can_be_configured(ask: Any, tmp_path: Path, home: Path) -> None:
    file = tmp_path / "scans.txt"
    file.write_text(f"R07\n{ONE}\n")
    (home / "procstation.toml").write_text("[sweeps]\nplace_codes = 'R[0-9]+'\n")
    assert ask("add", "s", str(file), "--json")[1]["read"] == 1
    (home / "procstation.toml").write_text("[sweeps]\nplace_codes = 'R['\n")
    assert ask("add", "s", str(file))[0] == 2


@pytest.mark.long
def test_what_a_memory_scanner_keeps(ask: Any, home: Path) -> None:
    memory_scanner(home, f"codes={ONE},A{TWO}B,{PATRON}&auto_clear=true")
    status, document, _ = ask("download", "s", "--json")

    assert status == 0
    assert (document["device"], document["serial"]) == ("cs", "0000000000012345")
    assert (document["fetched"], document["read"], document["new"]) == (3, 2, 2)
    assert (document["cleared"], document["clock_set"]) == (True, True)
    assert document["drift_s"] < 0
    assert "auto-clear was on and was turned off" in document["detail"]
    assert [one["reason"] for one in document["unreadable"]] == ["a patron's card; it is not kept"]
    assert all(PATRON not in one.read_text() for one in home.rglob("*.json"))

    # A simulated scanner is made anew each time, so it keeps the same again.
    _, again, _ = ask("download", "s", "--keep", "--json")
    assert (again["fetched"], again["fetched_before"], again["new"]) == (3, 3, 0)
    assert ask("download", "s")[1].splitlines()[2].strip() == "it is empty now"


def test_which_scanner_must_be_clear(ask: Any, home: Path) -> None:
    assert ask("download", "s")[0] == 2
    memory_scanner(home, "")
    memory_scanner(home, "#2", "other")
    status, _, said = ask("download", "s")
    assert (status, "cs, other" in said) == (2, True)
    assert "Did you mean 'other'?" in ask("download", "s", "othr")[2]
    assert ask("download", "t", "cs")[0] == 1


def test_a_closed_sweep_leaves_the_scanner_alone(ask: Any, home: Path, tmp_path: Path) -> None:
    memory_scanner(home, f"codes={ONE}")
    ask("close", "s")
    for arguments in (("download", "s"), ("watch", "s", str(tmp_path), "--once")):
        status, _, said = ask(*arguments)
        assert (status, "reopen s" in said) == (1, True)
    assert not (home / "downloads").exists()


def test_files_dropped_into_a_folder(
    ask: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr("procstation.cli.sweep_watch.monotonic", lambda: clock[0])
    monkeypatch.setattr(
        "procstation.cli.sweep_watch.sleep", lambda s: clock.__setitem__(0, clock[0] + s)
    )
    folder = tmp_path / "drop"
    assert ask("watch", "s", str(folder), "--once")[0] == 1
    folder.mkdir()
    (folder / "a.txt").write_text(f"{ONE}\n{TWO}\n")
    status, added, _ = ask("watch", "s", str(folder), "--once", "--json")

    assert status == 0
    assert (added["read"], added["new"]) == (2, 2)
    assert [one.suffix for one in (folder / "done").iterdir()] == [".txt"]

    (folder / "b.txt").write_text(f"{ONE}\n{TWO}\n")
    _, again, _ = ask("watch", "s", str(folder), "--once", "--json")
    assert (again["new"], again["files"][0]["added_before"] is None) == (0, False)
