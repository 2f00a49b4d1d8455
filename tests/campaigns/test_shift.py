"""The shift and the keys of all screens in their short forms: a few carts, a small store."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

pytestmark = [
    pytest.mark.campaign,
    pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="the benchmarks are not beside these tests"),
]


def benchmark(patch: pytest.MonkeyPatch, name: str) -> ModuleType:
    patch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module(name)


def test_a_short_shift_leaves_all_right(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status = benchmark(monkeypatch, "shift").main(["--items", "60"])
    said = capsys.readouterr().out
    assert status == 0, said
    assert "30 taken in, 10 converted, 10 relabelled, 10 swept" in said
    assert "something went wrong 3 times" in said
    assert "Wrong in the end: 0." in said


def test_keys_are_timed_on_every_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    timing = benchmark(monkeypatch, "key_to_paint")
    # How long it takes is not asked here.
    timing.main(["--items", "300", "--keys", "2"])
    rows = capsys.readouterr().out
    visits = (*timing.VISITS, *timing.SET_UP_VISITS)
    assert [one.screen for one in visits if f"| {one.screen} |" not in rows] == []
