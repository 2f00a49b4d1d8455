"""Replies of ZPL printers, in whatever pieces they arrive."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation_drivers.printers.zpl_status import (
    MAX_LINE,
    ReplyDecoder,
    read_dots_per_mm,
    read_errors,
    read_status,
)

DATA = Path(__file__).parents[2] / "data" / "zpl" / "replies.toml"
REPLIES = tomllib.loads(DATA.read_text("utf-8"))
READY = REPLIES["status"][0]["reply"]


def cases(kind: str) -> pytest.MarkDecorator:
    found = REPLIES[kind]
    return pytest.mark.parametrize("case", found, ids=[case["name"] for case in found])


def lines(reply: str, size: int | None = None) -> list[str]:
    decoder, data = ReplyDecoder(), reply.encode("latin-1")
    step = size or len(data)
    return [
        line
        for start in range(0, len(data), step)
        for line in decoder.receive(data[start : start + step])
    ]


@pytest.mark.parametrize("size", [None, 1, 7])
@cases("status")
def test_reads_the_host_status(case: dict[str, Any], size: int | None) -> None:
    status = read_status(lines(case["reply"], size))
    assert status is not None
    assert set(status.troubles.problems) == set(case["problems"])
    assert (status.formats_waiting, status.labels_left) == (
        case["formats_waiting"],
        case["labels_left"],
    )
    assert bool(status.troubles.detail) == bool(case["problems"])


@pytest.mark.parametrize("size", [None, 1, 7])
@cases("errors")
def test_reads_the_errors(case: dict[str, Any], size: int | None) -> None:
    errors = read_errors(lines(case["reply"], size))
    assert errors is not None
    assert list(errors.problems) == case["problems"]


def test_an_error_without_a_name_is_given_in_hex() -> None:
    errors = read_errors(["ERRORS: 1 00000000 00000200"])
    assert errors is not None
    assert "00000200" in errors.detail


def test_an_error_flag_without_bits_is_an_error() -> None:
    assert read_errors(["ERRORS: 1 00000000 00000000"])


@cases("model")
def test_reads_the_resolution(case: dict[str, Any]) -> None:
    assert read_dots_per_mm(lines(case["reply"])) == case["dots_per_mm"]


def test_a_resolution_no_print_head_has_is_not_believed() -> None:
    assert read_dots_per_mm(["ZD421,V93,88,8192KB"]) is None


def test_flow_control_and_nul_are_no_part_of_a_line() -> None:
    noisy = READY.replace(",0,1245", "\x13,0,\x00\x111245")
    assert read_status(lines(noisy)) is not None


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_status_with_a_line_missing_is_none(missing: int) -> None:
    found = lines(READY)
    del found[missing]
    assert read_status(found) is None


def test_a_flag_that_is_neither_0_nor_1_spoils_the_status() -> None:
    assert read_status(lines(READY.replace("030,0,", "030,8,"))) is None


def test_a_status_is_found_behind_the_rest_of_an_earlier_answer() -> None:
    assert read_status(lines("245,000,0,0\x03\r\n" + READY)) is not None


def test_a_line_cut_short_is_not_completed_by_the_next_answer() -> None:
    decoder = ReplyDecoder()
    assert decoder.receive(b"\x02030,0,0,12") == []
    assert decoder.receive(b"") == []
    assert decoder.receive(b"45\x03") == ["45"]


def test_a_line_without_end_is_dropped_and_blocks_nothing() -> None:
    decoder = ReplyDecoder()
    assert decoder.receive(b"x" * 10_000) == []
    assert decoder.receive(b"\r\nok\r\n") == ["ok"]


REPLY_BYTES = st.lists(
    st.one_of(
        st.sampled_from([READY.encode(), b"\x02", b"\x03\r\n", b"ERRORS: 1 00000000 00000005\r\n"]),
        st.binary(max_size=8),
        st.just(b"x" * 200),
    ),
    max_size=12,
).map(b"".join)


@given(REPLY_BYTES, st.integers(1, 40))
def test_any_chunking_gives_the_same_lines(data: bytes, size: int) -> None:
    at_once, in_pieces = ReplyDecoder(), ReplyDecoder()
    expected = at_once.receive(data)
    parts = [data[start : start + size] for start in range(0, len(data), size)]
    got = [line for part in parts for line in in_pieces.receive(part)]
    assert got == expected
    assert all(0 < len(line) <= MAX_LINE for line in got)


@given(st.lists(st.text(max_size=30), max_size=6))
def test_any_lines_are_survived(found: list[str]) -> None:
    assert read_status(found) is None
    assert read_dots_per_mm(found) is None
    read_errors(found)
