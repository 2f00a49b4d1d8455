import json
from pathlib import Path

import pytest

from procstation.cli.main import status_of

CONFIG = """
[[barcodes.ranges]]
name = "main"
prefix = "3123400"
first = 87560
last = 87563

[[barcodes.ranges]]
name = "second"
prefix = "3999900"
first = 1
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROCSTATION_HOME", str(tmp_path))
    monkeypatch.delenv("PROCSTATION_STORE", raising=False)
    (tmp_path / "procstation.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def test_each_lease_gives_further_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["barcode", "lease", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"barcodes": ["31234000875607", "31234000875615"]}
    assert status_of(["barcode", "lease", "1"]) == 0
    assert capsys.readouterr().out == "31234000875623\n"


def test_a_range_can_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["barcode", "lease", "1", "--range", "second"]) == 0
    assert capsys.readouterr().out == "39999000000016\n"


@pytest.mark.parametrize(
    ("arguments", "status", "what"),
    [
        (["5"], 1, "'main' has 4 numbers left"),
        (["1", "--range", "secnd"], 2, "'secnd'"),
        (["0"], 2, "0"),
        (["many"], 2, "many"),
    ],
)
def test_what_cannot_be_leased_is_said(
    arguments: list[str], status: int, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status_of(["barcode", "lease", *arguments]) == status
    said = capsys.readouterr()
    assert said.out == ""
    assert what in said.err
    assert "next: " in said.err


def test_without_a_range_nothing_is_leased(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "procstation.toml").unlink()
    assert status_of(["barcode", "lease", "1"]) == 2
    assert "[[barcodes.ranges]]" in capsys.readouterr().err
