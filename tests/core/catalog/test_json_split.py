import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.catalog import json_split
from procstation.catalog.json_split import parse, split_json


def _found(data: bytes) -> list[tuple[int, bytes, str]]:
    return [(one.offset, one.data, one.fault) for one in split_json(io.BytesIO(data))]


@pytest.fixture(params=[1, 3, 1 << 20])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    size: int = request.param
    monkeypatch.setattr(json_split, "CHUNK", size)
    return size


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": 1}, {"b": 2}]',
        '{"a": 1}\n{"b": 2}\n',
        '{"a": 1}\r\n\r\n{"b": 2}',
        '{"a": 1}{"b": 2}',
        '\ufeff[\n{"a": 1},\n{"b": 2}\n]\n',
        '{"totalRecords": 2, "instances": [{"a": 1}, {"b": 2}], "resultInfo": {"facets": []}}',
    ],
)
def test_records_are_found_in_every_kind_of_file(text: str, chunk: int) -> None:
    found = _found(text.encode())
    assert [json.loads(data) for _, data, _ in found] == [{"a": 1}, {"b": 2}]
    for offset, data, fault in found:
        assert text.encode()[offset : offset + len(data)] == data
        assert fault == ""


def test_brackets_and_quotes_within_texts_count_for_nothing(chunk: int) -> None:
    first, second = {"a": "]}\\", "b": {"c": ['"}']}}, {"d": "{["}
    found = _found(json.dumps([first, second]).encode())
    assert [json.loads(data) for _, data, _ in found] == [first, second]


def test_an_object_with_lists_of_its_own_is_one_record() -> None:
    text = b'{"instance": {"id": "1"}, "items": [{"barcode": "2"}], "holdings": []}'
    assert _found(text) == [(0, text, "")]


def test_lists_beside_the_records_are_not_lost_in_silence() -> None:
    found = _found(b'{"instances": [{"a": 1}], "items": [{"barcode": "2"}]}')
    assert [data for _, data, _ in found] == [b'{"a": 1}', b""]
    assert '"items" beside the records' in found[1][2]


@pytest.mark.parametrize(
    ("text", "read", "fault"),
    [
        (b'[{"a": 1}, {"b": ', 1, "ends in the middle"),
        (b'[{"a": 1}, {"b": 2}', 2, "records are missing"),
        (b'[{"a": 1}, 7, {"b": 2}]', 2, "'7' stands where"),
        (b'["text", {"a": 1}]', 1, "stands where an object should be"),
        (b'{"a": 1} garbage', 1, "'garbage' stands where"),
    ],
)
def test_what_is_no_record_is_said(text: bytes, read: int, fault: str) -> None:
    found = _found(text)
    assert sum(not said for _, _, said in found) == read
    assert [said for _, _, said in found if said and fault in said]


@pytest.mark.long
@pytest.mark.parametrize("bomb", [b"[" * 100_000, b'{"a":' * 100_000])
def test_what_is_nested_too_deep_is_refused_without_a_crash(bomb: bytes) -> None:
    assert ["nested more than 64 deep" in fault for _, _, fault in _found(bomb)] == [True]


def test_a_record_behind_one_that_is_nested_too_deep_is_read() -> None:
    deep = b'{"a":' * 100 + b"1" + b"}" * 100
    found = _found(b"[" + deep + b',{"b":2}]')
    assert "nested" in found[0][2]
    assert found[1][1:] == (b'{"b":2}', "")


def test_a_record_that_does_not_end_is_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_split, "CHUNK", 64)
    monkeypatch.setattr(json_split, "MAX_VALUE", 1000)
    long = b'{"a": [' + b"1," * 2000 + b"1]}"
    found = _found(b"[" + long + b', {"b": 2}]')
    assert found[0][1] == b""
    assert "longer than" in found[0][2]
    assert found[1][1:] == (b'{"b": 2}', "")
    unended = _found(b'[{"a": "' + b"x" * 5000)
    assert "what follows was not read" in unended[0][2]


def test_a_broken_line_does_not_cost_the_next() -> None:
    found = list(split_json(io.BytesIO(b'{"a": 1}\n{"b" 2}\n{"c": 3}\n')))
    values = [parse(one) for one in found]
    assert values[0] == {"a": 1}
    assert "no valid JSON" in str(values[1])
    assert values[2] == {"c": 3}


def test_half_a_surrogate_is_refused() -> None:
    (one,) = split_json(io.BytesIO(b'{"a": "\\ud800"}'))
    assert "no valid JSON" in str(parse(one))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


@pytest.mark.long
@given(st.lists(st.dictionaries(st.text(max_size=4), _JSON, max_size=3)), st.integers(0, 2))
@settings(deadline=None)
def test_any_objects_come_back(values: list[dict[str, object]], form: int) -> None:
    text = [
        json.dumps(values),
        json.dumps({"records": values}, ensure_ascii=False, indent=1),
        "\n".join(json.dumps(value) for value in values),
    ][form]
    found = list(split_json(io.BytesIO(text.encode("utf-8", "replace"))))
    assert [parse(one) for one in found] == json.loads(json.dumps(values))


@given(st.integers(0, 60))
@settings(deadline=None)
def test_a_list_cut_anywhere_never_looks_whole(cut: int) -> None:
    whole = b'[{"a": "x, ]"}, {"b": [1, {"c": 2}]}, {"d": null}, {"e": 5}]'
    found = _found(whole[:cut])
    if cut:
        assert cut == len(whole) or found[-1][2]
    else:
        assert found == []
