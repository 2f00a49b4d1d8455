"""The short form of the campaign of killed carts: some carts, by lot."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def campaign(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    if not BENCHMARKS.is_dir():
        pytest.skip("the benchmarks are not beside these tests")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("kill_campaign")


@pytest.mark.campaign
def test_the_short_campaign(campaign: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    status = campaign.main(["--runs", "12", "--seed", "3"])
    said = capsys.readouterr().out
    assert status == 0, said
    assert "| all | 12 |" in said
