"""The short form of the sweep campaign: a small simulated library, swept both ways."""

import importlib
import random
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> Path:
    if not BENCHMARKS.is_dir():
        pytest.skip("the benchmarks are not beside these tests")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return BENCHMARKS


@pytest.fixture
def campaign(benchmarks: Path) -> ModuleType:
    return importlib.import_module("sweep_campaign")


@pytest.mark.campaign
@pytest.mark.corpus
def test_the_short_campaign(
    campaign: ModuleType, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = campaign.main(["--short", "--corpus", str(corpus)])
    said = capsys.readouterr().out
    assert status == 0, said
    assert "BROKEN" not in said
    rows = [line.split("|")[1].strip() for line in said.splitlines() if line.startswith("| ")]
    assert rows.count("barcode") == 3 + 1 + 4
    assert rows.count("rfid") == 3 + 4


@pytest.mark.usefixtures("benchmarks")
def test_the_floor_of_moves_is_that_of_every_way_of_leaving_books_where_they_are() -> None:
    longest = importlib.import_module("library_sim.putting_right").longest
    chance = random.Random(1)
    for _ in range(200):
        keys = [bytes([chance.randrange(5)]) for _ in range(chance.randrange(9))]
        ways = (
            [key for at, key in enumerate(keys) if chosen >> at & 1]
            for chosen in range(1 << len(keys))
        )
        assert longest(keys) == max(len(way) for way in ways if way == sorted(way))
