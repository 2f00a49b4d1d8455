"""Stdin has a bound, also where it never ends."""

import io
from pathlib import Path
from typing import TextIO, cast

import pytest

from procstation.cli import standard_input
from procstation.cli.main import status_of
from procstation.cli.standard_input import each_line
from procstation.errors import InputRefused


class Endless:
    """A pipe from something that writes the same for ever."""

    def __init__(self, text: str) -> None:
        self._text = text

    def readline(self, size: int) -> str:
        assert size > 0, "all of it would be taken"
        return self._text if self._text.endswith("\n") else self._text * size


def test_lines_come_one_by_one_from_what_never_ends() -> None:
    lines = each_line(cast(TextIO, Endless("31234000000013\n")))
    assert [next(lines) for _ in range(3)] == ["31234000000013\n"] * 3


def test_a_line_without_an_end_is_refused() -> None:
    with pytest.raises(InputRefused, match="65,536 characters"):
        list(each_line(cast(TextIO, Endless("0"))))


@pytest.mark.parametrize(
    "command",
    [["callnumber", "sort"], ["callnumber", "split", "-"], ["tag", "decode", "-"]],
)
def test_a_list_that_is_no_list_is_refused(
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(standard_input, "MOST_BYTES", 8)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"9" * 9)))
    assert status_of(["--home", str(tmp_path), *command]) == 1
    assert "came on stdin" in capsys.readouterr().err


def test_just_as_much_as_fits_is_taken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(standard_input, "MOST_BYTES", 8)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"QB2\nQA1\n")))
    assert status_of(["callnumber", "sort"]) == 0
    assert capsys.readouterr().out == "QA1\nQB2\n"
