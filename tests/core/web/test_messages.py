"""What a page may say."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.web.messages import Focused, Keys, Pinged, Resized, cells, read_message


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (["stdin", "31234000875612\r"], Keys("31234000875612\r")),
        (["resize", {"width": 120, "height": 40}], Resized(120, 40)),
        (["resize", {"width": 10**12, "height": -4}], Resized(500, 10)),
        (["ping", "1795315518552"], Pinged("1795315518552")),
        (["focus"], Focused(True)),
        (["blur"], Focused(False)),
        (["stdin", 7], None),
        (["stdin"], None),
        (["resize", {"width": "9"}], None),
        (["quit"], None),
        ({"stdin": "x"}, None),
        ([], None),
    ],
)
def test_messages(said: object, meant: object) -> None:
    assert read_message(json.dumps(said)) == meant


@pytest.mark.parametrize("data", ["", "[", "[" * 60_000, '["stdin", "\\ud800"]', "NaN"])
def test_what_is_no_json_is_no_message(data: str) -> None:
    assert read_message(data) is None


@given(st.text())
def test_nothing_a_page_says_makes_it_fail(data: str) -> None:
    read_message(data)


@pytest.mark.parametrize(
    ("text", "is_typed"),
    [("a", True), ("ß", True), ("\r", True), ("\t", True), ("\x1b", False), ("\x1b[A", False),
     ("31234000875612\r", False)],
)  # fmt: skip
def test_only_single_keys_are_typed(text: str, is_typed: bool) -> None:
    assert Keys(text).is_typed is is_typed


def test_cells() -> None:
    assert [cells(one, 80) for one in ("120", "x", None, "1", "9999999")] == [120, 80, 80, 10, 500]
