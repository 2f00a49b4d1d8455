"""What the page on copy cataloguing tells to write is taken as it stands."""

import re
from pathlib import Path

import pytest

from procstation.config import parse_config
from procstation.copycat import known_targets, targets_of

PAGE = Path(__file__).parents[2] / "docs" / "copycat.md"

pytestmark = pytest.mark.skipif(
    not PAGE.is_file(), reason="these tests were copied out of their checkout"
)


def test_its_settings_can_be_used() -> None:
    page = PAGE.read_text(encoding="utf-8")
    settings = [text for text in re.findall(r"```toml\n(.*?)```", page, re.DOTALL) if "[" in text]
    whole = [parse_config(text, "the page") for text in settings if "[copycat" in text]

    targets = targets_of(whole[0].copycat.targets)
    assert [one.name for one in targets] == ["loc", "neighbours", "union"]
    assert whole[1].copycat.keep == ("590",)


def test_the_preset_it_names_comes_along() -> None:
    assert {"loc", "koha"} <= {one.name for one in known_targets()}
