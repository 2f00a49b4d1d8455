"""The page on set-up names every key of an answers file, and its example holds."""

import re
from pathlib import Path

import msgspec
import pytest

from procstation.setup.answers import SetupSection, read_answers
from procstation.setup.placing import NAMES

PAGE = Path(__file__).parents[2] / "docs" / "set-up.md"

pytestmark = pytest.mark.skipif(
    not PAGE.is_file(), reason="these tests were copied out of their checkout"
)


def test_every_key_and_every_file_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    keys = [field.encode_name for field in msgspec.structs.fields(SetupSection)]
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == keys
    assert [name for name in NAMES if f"--place {name}`" not in page] == []


def test_the_answers_of_the_page_can_be_used(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    file = tmp_path / "answers.toml"
    file.write_text(page.partition("```toml")[2].partition("```")[0], encoding="utf-8")
    answers = read_answers(file)
    assert answers.setup.records == ("export.mrc",)
    assert answers.ranges[0].first == 100001
