import io
import json
import sys
from types import SimpleNamespace

import pytest

from procstation.cli.main import status_of


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch):
    def type_in(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))

    return type_in


def test_one_value_answers_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["callnumber", "split", "--json", "BIO JP2 R5c.1"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["lines"] == ["BIO", "JP2", "R5", "c.1"]
    assert answer["scheme"] == "dewey"
    assert answer["reasons"]


def test_a_dash_answers_a_list_in_order(typed, capsys: pytest.CaptureFixture[str]) -> None:
    typed("NX512.S85 A4 2006\n\n362.84/9040\r\n")
    assert status_of(["callnumber", "split", "-", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [spine["lines"] for spine in answer] == [
        ["NX", "512", ".S85", "A4", "2006"],
        [],
        ["362.849040"],
    ]


def test_text_has_a_line_each_and_a_blank_line_between(
    typed, capsys: pytest.CaptureFixture[str]
) -> None:
    typed("NX512.S85\nJ 295.435 K56\n")
    assert status_of(["callnumber", "split", "-"]) == 0
    assert capsys.readouterr().out == "NX\n512\n.S85\n\nJ\n295.435\nK56\n"


def test_the_scheme_can_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["callnumber", "split", "--scheme", "nlm", "--explain", "WG 120 A1b 2010"]
    assert status_of(arguments) == 0
    captured = capsys.readouterr()
    assert captured.out == "WG\n120\nA1b\n2010\n"
    assert "as asked" in captured.err


def test_sort_by_the_scheme_of_most_lines(typed, capsys: pytest.CaptureFixture[str]) -> None:
    typed("microform\nQA76.73 .C15\n\nQA8 .B2 v.10\nQA8 .B2 v.3\n")
    assert status_of(["callnumber", "sort", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        "QA8 .B2 v.3",
        "QA8 .B2 v.10",
        "QA76.73 .C15",
        "microform",
    ]


def test_sort_by_a_scheme_that_is_said(typed, capsys: pytest.CaptureFixture[str]) -> None:
    typed("12 .M32\n1.1 .M32\n1 .M32\n")
    assert status_of(["callnumber", "sort", "--scheme", "DEWEY"]) == 0
    assert capsys.readouterr().out == "1 .M32\n1.1 .M32\n12 .M32\n"


def test_nothing_to_sort_is_an_empty_list(typed, capsys: pytest.CaptureFixture[str]) -> None:
    typed("")
    assert status_of(["callnumber", "sort", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_an_unknown_scheme_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["callnumber", "sort", "--scheme", "ddc"]) == 2
    assert "error:" in capsys.readouterr().err
