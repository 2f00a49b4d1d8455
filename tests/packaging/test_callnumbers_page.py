"""The page on call numbers names every rule set, every key and every rule of the fit."""

from pathlib import Path

import msgspec
import pytest

from procstation.items import RuleBook, SpineRules, split_by
from procstation.labels.fit import RULES

PAGE = Path(__file__).parents[2] / "docs" / "callnumbers.md"
OF_WORDS = {"wrap", "shorten"}

pytestmark = pytest.mark.skipif(
    not PAGE.is_file(), reason="these tests were copied out of their checkout"
)


def test_every_rule_set_and_key_and_rule_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    keys = [field.encode_name for field in msgspec.structs.fields(SpineRules)]
    names = {*RuleBook().names, *keys, *RULES} - OF_WORDS
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []


def test_the_rules_of_the_page_can_be_used(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    folder = tmp_path / "callnumber_rules"
    folder.mkdir()
    (folder / "lcc.toml").write_text(page.partition("```toml")[2].partition("```")[0])
    rules = RuleBook(tmp_path).named("lcc")
    lines = split_by("JUD PS3562.E42 L4 1969", rules, copy="1").lines
    assert lines == ("JUD", "PS3562", ".E42", "L4 1969", "c.1")
