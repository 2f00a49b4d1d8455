"""Books converted with nothing to press while things go wrong: each is right, or named."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

CAMPAIGN = Path(__file__).parents[2] / "benchmarks" / "conversion_campaign.py"


@pytest.fixture(scope="module")
def conversion() -> ModuleType:
    if not CAMPAIGN.is_file():
        pytest.skip("the benchmarks are not beside these tests")
    spec = importlib.util.spec_from_file_location("conversion_campaign", CAMPAIGN)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def check(conversion: ModuleType, outcome: object, pad: str) -> None:
    lines = "\n".join(conversion.lines_of(pad, outcome))
    assert outcome.clean, lines  # type: ignore[attr-defined]
    assert "(nothing)" not in lines, f"a book is named to which nothing happened\n{lines}"


@pytest.mark.long
@pytest.mark.parametrize(
    ("pad", "seed"),
    [
        ("feig", 1),
        ("m3_810", 2),
        pytest.param("feig", 2, marks=pytest.mark.campaign),
        pytest.param("m3_810", 1, marks=pytest.mark.campaign),
    ],
)
def test_a_few_books_with_everything_that_can_go_wrong(
    conversion: ModuleType, tmp_path: Path, pad: str, seed: int
) -> None:
    outcome = conversion.campaign(tmp_path, pad, items=32, faults=0.41, seed=seed)
    assert len(outcome.happened) == len(conversion.FAULTS)
    check(conversion, outcome, pad)


@pytest.mark.campaign
@pytest.mark.parametrize("pad", ["feig", "m3_810"])
def test_two_hundred_books(conversion: ModuleType, tmp_path: Path, pad: str) -> None:
    check(conversion, conversion.campaign(tmp_path, pad, items=200, faults=0.2, seed=7), pad)


def test_the_campaign_notices_a_wrong_tag(
    conversion: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bench that gives every tag the same number must not pass."""
    right = conversion.number_on
    monkeypatch.setattr(conversion, "number_on", lambda tag: right(tag) and "31234000000008")
    outcome = conversion.campaign(tmp_path, "feig", items=4, faults=0, seed=1)
    assert not outcome.clean
    assert len(outcome.wrong) == 3
