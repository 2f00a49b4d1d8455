"""Call numbers kept in two subfields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation_connectors.class_and_rest import class_and_rest


@pytest.mark.parametrize(
    ("number", "old_class", "parts"),
    [
        ("QA76.73 .S2 2020", "QA76.73", ("QA76.73", ".S2 2020")),
        ("QA76.73 .S2 2020", "QA76", ("QA76.73 .S2 2020", "")),
        ("QA76.73 .S2 2020", "", ("QA76.73 .S2 2020", "")),
        ("813.54 SMI", "813.54", ("813.54", "SMI")),
        ("813.54", "813.54", ("813.54", "")),
        ("QA 76.73 .S2", "QA 76.73", ("QA 76.73", ".S2")),
    ],
)
def test_it_is_parted_where_it_was(number: str, old_class: str, parts: tuple[str, str]) -> None:
    assert class_and_rest(number, old_class) == parts


@given(st.text(), st.text())
def test_nothing_of_it_is_lost(number: str, old_class: str) -> None:
    first, rest = class_and_rest(number, old_class)
    assert f"{first} {rest}" == number or (first == number and rest == "")
