"""No write that is torn leaves a tag that reads as a third item: some of the campaign's tears."""

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"

pytestmark = pytest.mark.skipif(
    not BENCHMARKS.is_dir(), reason="these tests were copied out of their checkout"
)


@pytest.fixture
def trials(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("tear_trials")


@pytest.fixture
def cases(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    module = importlib.import_module("tear_cases")
    return {case.name: case for case in module.all_cases()}


@pytest.mark.long
@pytest.mark.parametrize("pad", ["feig", "m3_810", "rl866", "pcsc", "pcsc, storage cards"])
@pytest.mark.parametrize(
    "name",
    [
        "published t3-annexB1, iso28560-3, one digit",
        pytest.param("old 3M, iso28560-2, one digit", marks=pytest.mark.campaign),
    ],
)
def test_some_tears(
    trials: ModuleType, cases: dict[str, Any], tmp_path: Path, pad: str, name: str
) -> None:
    tally = trials.Disturbed(pad, cases[name], tmp_path / "undo").tear(trials.PATTERNS, turn=0)
    assert tally.broken == []
    assert tally.disturbed == tally.finished > 15
    assert tally.third == 0
    assert tally.none > tally.old > 0


@pytest.mark.long
@pytest.mark.parametrize("pad", ["feig", "m3_810", "rl866", "pcsc"])
def test_some_blows_to_the_line(
    trials: ModuleType, cases: dict[str, Any], tmp_path: Path, pad: str
) -> None:
    one = trials.Disturbed(
        pad, cases["published t3-annexB1, iso28560-3, one digit"], tmp_path / "undo"
    )
    names = ("cable pulled in the middle", "answer lost", "tag exchanged")
    tally = one.strike({name: trials.STRIKES[name] for name in names})
    assert tally.broken == []
    assert tally.disturbed == tally.finished > 20


@pytest.mark.long
def test_a_write_in_another_order_breaks_the_promise(
    trials: ModuleType, cases: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The campaign would notice a writer that writes the changed blocks as they come."""
    plan = importlib.import_module("procstation.tagging.plan")

    def as_they_come(old: bytes, new: bytes, size: int, *_: object) -> Any:
        changed = tuple(n for n in range(len(old) // size) if _block(old, n) != _block(new, n))
        writes = tuple(plan.BlockWrite(n, _block(new, n)) for n in changed)
        return plan.WritePlan(size, (), writes, (), changed)

    def _block(memory: bytes, number: int) -> bytes:
        return memory[4 * number : 4 * number + 4]

    monkeypatch.setattr("procstation.tagging.writing.plan_write", as_they_come)
    case = cases["published t2-annexD, iso28560-2, other item"]
    tally = trials.Disturbed("feig", case, tmp_path / "undo").tear(trials.PATTERNS)
    assert tally.third > 0
    assert any("it reads as" in problem for problem in tally.broken)
