"""The short form of the campaign of killed mixed work: a home on each store, killed some times."""

import importlib
import os
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def campaign(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    if not BENCHMARKS.is_dir():
        pytest.skip("the benchmarks are not beside these tests")
    if not hasattr(os, "fork"):
        pytest.skip("there is no SIGKILL here")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("mixed_kill")


@pytest.mark.campaign
def test_the_short_campaign(campaign: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    status = campaign.main(["--kills", "10"])
    said = capsys.readouterr().out
    assert status == 0, said
    assert "| sqlite |" in said


@pytest.mark.campaign
def test_the_short_campaign_on_a_server(
    campaign: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    status = campaign.main(["--store", "postgresql", "--kills", "10"])
    said = capsys.readouterr().out
    assert status == 0, said
    assert "| postgresql |" in said
