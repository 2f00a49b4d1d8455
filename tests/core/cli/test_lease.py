import json
from pathlib import Path
from typing import Any

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


def json_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert status_of(["barcode", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_ranges_say_who_holds_what(capsys: pytest.CaptureFixture[str]) -> None:
    json_of(capsys, "lease", "1")
    main, second = json_of(capsys, "ranges")
    assert (main["name"], main["used"], main["left"], main["trouble"]) == ("main", 1, 3, [])
    assert second["used"] == 0
    assert json_of(capsys, "return", "31234000875607", "31234000875607") == {"returned": 1}
    assert json_of(capsys, "ranges")[0]["held"][0]["station"] is None
    acts = [event["act"] for event in json_of(capsys, "trace", "main")]
    assert acts == ["returned", "given out", "leased"]
    assert json_of(capsys, "lease", "1") == {"barcodes": ["31234000875607"]}
    assert status_of(["barcode", "ranges"]) == 0
    assert "range main: 1 used, 3 left" in capsys.readouterr().out


def test_a_block_for_another_station_comes_as_its_configuration(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    assert status_of(["barcode", "lease", "2", "--block", "--for", "branch"]) == 0
    lines = capsys.readouterr().out
    (home / "procstation.toml").write_text(lines, encoding="utf-8")
    # At the branch, on a store of its own, the block is used from its first number.
    (home / "store.sqlite").unlink()
    assert json_of(capsys, "lease", "2")["barcodes"] == ["31234000875607", "31234000875615"]
    assert status_of(["barcode", "lease", "1"]) == 1
    assert "0 numbers left" in capsys.readouterr().err


def test_overlapping_ranges_are_refused_by_name(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    overlapping = CONFIG.replace('prefix = "3999900"\nfirst = 1', 'prefix = "31234"\nfirst = 87000')
    (home / "procstation.toml").write_text(overlapping, encoding="utf-8")
    for command in (["lease", "1"], ["ranges"], ["return"], ["expire"]):
        assert status_of(["barcode", *command]) == 2
        assert "'main' and 'second' have numbers in common" in capsys.readouterr().err
