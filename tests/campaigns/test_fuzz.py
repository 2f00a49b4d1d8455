"""The short form of the fuzzing of all readers, inputs that were not read well once, and the fuzzer
itself."""

import importlib
from pathlib import Path
from random import Random
from types import ModuleType

import pytest
from fuzz_engine import Hangs, Steps, Target, changed, fuzz
from fuzz_targets import targets
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.errors import StationError
from procstation.tags import decode

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
ALL = {one.name: one for one in targets()}

READ_WRONGLY_ONCE = [
    ("replies, rl866", "0200"),
    ("system folio", "09b468da0030ffff"),
    ("system sip2", "000500ff"),
    ("system sip2-fussy", bytes(range(256)).hex()),
]


@pytest.fixture
def campaign(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    if not BENCHMARKS.is_dir():
        pytest.skip("the benchmarks are not beside these tests")
    pytest.importorskip("resource", reason="memory is measured on POSIX systems")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("fuzz")


@pytest.mark.campaign
def test_the_short_campaign(campaign: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    status = campaign.main(["--inputs", "30"])
    said = capsys.readouterr()
    assert status == 0, said.err
    assert all(f"| {name} |" in said.out for name in ALL)


@pytest.mark.parametrize(("name", "data"), READ_WRONGLY_ONCE)
def test_what_was_read_wrongly_once(name: str, data: str) -> None:
    target = ALL[name]
    try:
        target.run(bytes.fromhex(data))
    except target.declared:
        return


def in_memory(name: str) -> bool:
    """Say whether a reader takes bytes as they are, so that it is quick."""
    return name.split(",", maxsplit=1)[0] in (
        "tag",
        "frames",
        "replies",
        "packets",
        "stream",
        "barcode",
    )


@pytest.mark.parametrize("name", [name for name in ALL if in_memory(name)])
@settings(max_examples=25)
@given(data=st.binary(max_size=200))
def test_any_bytes(name: str, data: bytes) -> None:
    target = ALL[name]
    try:
        target.run(data)
    except target.declared:
        return


@pytest.mark.parametrize("name", [name for name in ALL if in_memory(name)])
@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_good_bytes_a_little_changed(name: str, seed: int) -> None:
    target, lot = ALL[name], Random(seed)
    try:
        target.run(changed(lot.choice(target.seeds), target.seeds, lot))
    except target.declared:
        return


def test_an_error_that_is_not_declared_is_found_and_named() -> None:
    def fail(data: bytes) -> None:
        decode(data)
        if len(data) > 40:
            raise KeyError("of a reader that is wrong")

    found = fuzz(Target("wrong", fail, [bytes(30)], (StationError,)), 200, Random(1), lambda: 0)
    assert found.inputs == 200
    assert found.undeclared
    assert any("KeyError" in place for place in found.examples)


def test_a_reader_that_never_ends_is_stopped() -> None:
    def hang(_: bytes) -> None:
        while True:
            decode(b"")

    with pytest.raises(Hangs), Steps(most=5_000):
        hang(b"")


def test_what_reaches_new_lines_is_kept() -> None:
    found = fuzz(Target("tag", decode, [bytes(32)], (StationError,)), 400, Random(1), lambda: 0)
    alone = fuzz(Target("tag", decode, [bytes(32)], (StationError,)), 1, Random(1), lambda: 0)
    assert found.lines > 2 * alone.lines
