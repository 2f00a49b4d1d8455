import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from procstation.cli.main import status_of

CapturedText = pytest.CaptureFixture[str]


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


def test_split_explains_each_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["callnumber", "split", "--json", "QA76.73 .C153"]) == 0
    assert json.loads(capsys.readouterr().out)["reasons"] == [
        "taken as lcc: class QA of the Library of Congress and its number",
        "line 1, 'QA': the class letters",
        "line 2, '76.73': the class number",
        "line 3, '.C153': a cutter",
    ]


def test_split_by_a_rule_set_that_comes_along(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["callnumber", "split", "--rules", "lcc-compact", "PS3562.E42 L4 1969"]
    assert status_of(arguments) == 0
    assert capsys.readouterr().out == "PS3562\n.E42 L4\n1969\n"


def test_split_by_the_rules_of_the_station(tmp_path: Path, capsys: CapturedText) -> None:
    folder = tmp_path / "callnumber_rules"
    folder.mkdir()
    (folder / "dewey.toml").write_text('based_on = "dewey-decimal"\ncopy_label = "copy "')
    arguments = ["callnumber", "split", "362.84/9040 B3", "--volume", "v.2", "--copy", "3"]
    assert status_of(["--home", str(tmp_path), *arguments]) == 0
    assert capsys.readouterr().out == "362\n.8490\n40\nB3\nv.2\ncopy 3\n"
    assert status_of(["--home", str(tmp_path), "callnumber", "rules", "--json"]) == 0
    listed = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert listed["dewey"]["scheme"] == "dewey"
    assert {"lcc", "nlm", "sudoc", "udc", "other", "accession"} <= listed.keys()


def test_split_by_a_rule_file(tmp_path: Path, capsys: CapturedText) -> None:
    file = tmp_path / "house.toml"
    file.write_text('title = "House"\nscheme = "lcc"\ndecimls = "before"')
    arguments = ["callnumber", "split", "--rules", str(file), "QA76.73"]
    assert status_of(arguments) == 2
    refused = capsys.readouterr().err
    assert "house.toml" in refused
    assert "'decimls'" in refused
    assert "decimals" in refused.partition("next:")[2]
    file.write_text('title = "House"\nscheme = "lcc"\ndecimals = "before"')
    assert status_of(arguments) == 0
    assert capsys.readouterr().out == "QA\n76\n.73\n"


def test_a_rule_set_of_another_scheme_is_wrong_usage(capsys: CapturedText) -> None:
    arguments = ["callnumber", "split", "--rules", "dewey", "--scheme", "lcc", "QA76"]
    assert status_of(arguments) == 2
    assert "is for dewey" in capsys.readouterr().err
    assert status_of(["callnumber", "split", "--rules", "dewy", "QA76"]) == 2
    assert "dewey" in capsys.readouterr().err


def test_split_shows_how_the_lines_fit(capsys: CapturedText) -> None:
    arguments = ["callnumber", "split", "--json", "PS3562.E42 L4 1969 v.2"]
    assert status_of([*arguments, "--stock", "avery-l7651"]) == 0
    fit = json.loads(capsys.readouterr().out)["fit"]
    assert fit["lines"] == ["PS3562", ".E42", "L4", "1969", "v.2"]
    assert fit["rule"] == "join-class"
    assert fit["size_pt"] == 8.5
    assert fit["notes"][0] == "'PS' and '3562' share a line"
    assert status_of([*arguments, "--width-mm", "22", "--size", "20"]) == 0
    fit = json.loads(capsys.readouterr().out)["fit"]
    assert (fit["rule"], len(fit["lines"])) == ("as-is", 6)


def test_what_does_not_fit_is_refused_and_says_why(typed, capsys: CapturedText) -> None:
    typed("QA1\nPS3562.E42 L4 1969 v.2\n")
    box = ["--width-mm", "9", "--height-mm", "9"]
    assert status_of(["callnumber", "split", "-", "--json", *box]) == 1
    captured = capsys.readouterr()
    first, second = (one["fit"] for one in json.loads(captured.out))
    assert first["lines"] == ["QA", "1"]
    assert second["lines"] == []
    assert "does not fit 9.0 × 9.0 mm" in second["refused"]
    assert captured.err == f"refused: {second['refused']}\n"


@pytest.mark.parametrize(
    "options", [["--height-mm", "20"], ["--size", "9"], ["--stock", "ol28", "--width-mm", "20"]]
)
def test_sizes_that_do_not_go_together_are_wrong_usage(
    options: list[str], capsys: CapturedText
) -> None:
    assert status_of(["callnumber", "split", "QA1", *options]) == 2
    assert "next: " in capsys.readouterr().err


def test_sort_by_house_rules_of_the_station_and_of_this_once(
    typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "procstation.toml").write_text("[shelf_order]\nroman_volumes = true\n")
    lines = ["A1 v.V", "A1 v.IX", "REF A1", "B1"]

    def sorted_with(*options: str) -> list[str]:
        typed("\n".join(reversed(lines)))
        arguments = ["--home", str(tmp_path), "callnumber", "sort", "--json", *options]
        assert status_of(arguments) == 0
        return list(json.loads(capsys.readouterr().out))

    assert sorted_with() == ["A1 v.V", "A1 v.IX", "B1", "REF A1"]
    assert sorted_with("--rule", "roman_volumes=no")[:2] == ["A1 v.IX", "A1 v.V"]
    assert sorted_with("--rule", "prefix-shelves=no") == ["REF A1", "A1 v.V", "A1 v.IX", "B1"]


def test_sort_by_an_order_of_ones_own(
    typed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shelf_rules").mkdir()
    (tmp_path / "shelf_rules" / "shelves.toml").write_text(
        'title = "Shelf, then place"\n'
        "pattern = '(?P<place>\\d+)-(?P<shelf>\\d+)'\n"
        '[[parts]]\nname = "shelf"\ncompare = "number"\n'
        '[[parts]]\nname = "place"\ncompare = "number"\n'
    )
    home = ["--home", str(tmp_path), "callnumber"]
    typed("1-10\nlost\n10-2\n9-2\n")
    assert status_of([*home, "sort", "--by", "shelves"]) == 0
    assert capsys.readouterr().out.splitlines() == ["9-2", "10-2", "1-10", "lost"]
    assert status_of([*home, "filing", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"name": "shelves", "title": "Shelf, then place"} in told["shelf_orders"]
    assert told["rules"]["work_letters_first"] is True
    assert told["overrides"] == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--rule", "roman_volume=yes"], "roman_volumes"),
        (["--rule", "roman_volumes=maybe"], "=yes or =no"),
        (["--by", "acession"], "accession"),
        (["--by", "accession", "--rule", "half_x=yes"], "leave out"),
    ],
)
def test_a_wrong_rule_is_refused(
    typed, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    typed("A1\n")
    assert status_of(["callnumber", "sort", *options]) == 2
    assert said in capsys.readouterr().err
