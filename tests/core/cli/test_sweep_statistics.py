"""`sweep statistics`, the settings of judging and the files of reports, from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from procstation.cli.main import status_of

NUMBERS = [f"31234{number:09}" for number in range(40)]
LOST = NUMBERS[20]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run commands on a sweep of 40 items, one of which two files have not heard."""
    monkeypatch.setenv("PROCSTATION_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PROCSTATION_STORE", raising=False)
    (tmp_path / "home").mkdir()
    items = tmp_path / "items.csv"
    lines = ["barcode,title,call number,location"]
    lines += [f"{one},Title {at},QA{at + 10}.A1,STACKS" for at, one in enumerate(NUMBERS)]
    items.write_text("\n".join(lines) + "\n")
    assert status_of(["catalog", "load", str(items)]) == 0
    heard = [one for one in NUMBERS if one != LOST]
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text("".join(f"{one}\n" for one in heard) + f"# {name}\n")

    def _ask(*arguments: str) -> tuple[int, Any, str]:
        capsys.readouterr()
        status = status_of(["sweep", *arguments])
        said = capsys.readouterr()
        document = json.loads(said.out) if "--json" in arguments and said.out else said.out
        return status, document, said.err

    assert _ask("open", "spring")[0] == 0
    assert _ask("add", "spring", str(tmp_path / "one.txt"))[0] == 0
    assert _ask("add", "spring", str(tmp_path / "two.txt"))[0] == 0
    return _ask


def test_statistics_of_the_closed_sweeps(ask: Any) -> None:
    status, _, error = ask("statistics", "--json")
    assert status == 1
    assert "No sweep is closed" in error
    ask("close", "spring")
    status, document, _ = ask("statistics", "--json")
    assert status == 0
    (spring,) = document["sweeps"]
    assert (spring["sweep"], spring["swept"], spring["missing"]) == ("spring", 40, 1)
    assert spring["loss_rate"] == 0.025
    ((_, stacks),) = document["by_location"]["STACKS"].items()
    assert stacks["expected"] == 40
    assert list(document["by_class"]) == ["QA"]
    _, text, _ = ask("statistics")
    assert "2.50% missing" in text


def test_what_the_library_has_set_decides_what_is_missing(ask: Any, tmp_path: Path) -> None:
    assert ask("report", "spring", "--json")[1]["missing"] == [LOST]
    settings = tmp_path / "home" / "procstation.toml"
    settings.write_text("[sweeps.judging]\nleast_passes = 3\n")
    document = ask("report", "spring", "--json")[1]
    assert document["missing"] == []
    assert document["look_again"] == [LOST]


def test_what_earlier_sweeps_heard_of_an_item_is_said(ask: Any, tmp_path: Path) -> None:
    without = tmp_path / "autumn.txt"
    without.write_text("".join(f"{one}\n" for one in NUMBERS[1:]))
    ask("close", "spring")
    assert ask("open", "autumn")[0] == 0
    assert ask("add", "autumn", str(without))[0] == 0
    (verdict,) = ask("report", "autumn", "--json")[1]["verdicts"]
    assert verdict["barcode"] == NUMBERS[0]
    assert "heard in 2 of 2 earlier passes" in verdict["reason"]


@pytest.mark.long
@pytest.mark.parametrize("ending", ["csv", "xlsx", "pdf", "html", "json"])
def test_a_report_is_written_to_a_file(ask: Any, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"spring.{ending}"
    assert ask("report", "spring", "--output", str(path))[0] == 0
    found = path.read_bytes()
    if ending in ("xlsx", "pdf"):
        assert found.startswith({"xlsx": b"PK", "pdf": b"%PDF-"}[ending])
    else:
        assert LOST.encode() in found


def test_a_file_of_another_kind_is_refused(ask: Any, tmp_path: Path) -> None:
    status, _, error = ask("report", "spring", "--output", str(tmp_path / "spring.doc"))
    assert status == 2
    assert ".csv" in error
