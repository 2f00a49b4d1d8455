from dataclasses import fields

import pytest

from procstation.catalog.records import Item, Title
from procstation.errors import ConfigError
from procstation.labels.source import ITEM, TITLE, require_source


@pytest.mark.parametrize(
    "name",
    [
        "call_number",
        "stamp",
        "first",
        "item:item_type",
        "title:isbn",
        "marc:245$a",
        "marc:001",
        "marc:952$oc",
        "own:due",
        "own:sent-to",
    ],
)
def test_there_is_such_a_source(name: str) -> None:
    require_source(name, "x.toml")


@pytest.mark.parametrize(
    ("name", "next_"),
    [
        ("callnumber", "'call_number'"),
        ("item:itemtype", "'item:item_type'"),
        ("title:isbns", "'title:isbn'"),
        ("marc:24$a", "'marc:245$a'"),
        ("marc:245$", "'marc:245$a'"),
        ("own:", ""),
        ("own:Due", ""),
        ("", ""),
    ],
)
def test_there_is_none(name: str, next_: str) -> None:
    with pytest.raises(ConfigError, match=r"x\.toml: there is nothing named") as refused:
        require_source(name, "x.toml")
    assert next_ in refused.value.do_next


def test_all_that_the_catalogue_keeps_can_be_asked_for() -> None:
    of_item = {field.name for field in fields(Item)} - {"id", "title_id"}
    assert set(ITEM) == of_item
    assert set(TITLE) == {field.name for field in fields(Title)} - {"id"}
