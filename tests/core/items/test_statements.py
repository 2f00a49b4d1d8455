import pytest

from procstation.items import RuleBook, Scheme, copy_statement, split, volume_lines

LCC = RuleBook().of(Scheme.LCC)


@pytest.mark.parametrize(
    ("volume", "lines"),
    [
        ("v.2", ["v.2"]),
        ("v. 4 no. 2", ["v. 4", "no. 2"]),
        ("v.44:no.2(Feb. 1977)", ["v.44:", "no.2", "(Feb. 1977)"]),
        ("v.1 (1990:Jan.)", ["v.1", "(1990:Jan.)"]),
        ("Bd.2:T.1", ["Bd.2:", "T.1"]),
        ("(1990", ["(", "1990"]),
        ("", []),
    ],
)
def test_an_enumeration_breaks_behind_colons_but_not_in_parentheses(
    volume: str, lines: list[str]
) -> None:
    assert list(volume_lines(volume, "QA1 .B2")) == lines


@pytest.mark.parametrize(
    ("copy", "printed"),
    [("2", "c.2"), ("c.2", "c.2"), ("copy 3", "copy 3"), ("1", ""), ("c.1", ""), ("", "")],
)
def test_the_first_copy_is_not_printed(copy: str, printed: str) -> None:
    assert copy_statement(copy, LCC) == printed


def test_volume_and_copy_go_last() -> None:
    lines = split("QA1 .B2 1990", volume="v.3", copy="2").lines
    assert lines == ("QA", "1", ".B2", "1990", "v.3", "c.2")


@pytest.mark.parametrize("text", ["QA1 .B2 v.3 c.2", "QA1 .B2 V. 3 C. 2"])
def test_what_the_call_number_ends_with_is_not_said_twice(text: str) -> None:
    spine = split(text, volume="v.3", copy="2")
    assert spine.lines == split(text).lines


def test_a_volume_that_is_in_the_call_number_leaves_the_copy() -> None:
    assert split("QA1 .B2 v.3", volume="v.3", copy="2").lines == ("QA", "1", ".B2", "v.3", "c.2")


def test_each_line_is_explained() -> None:
    told = list(split("REF QA76.73 .C153 2005", volume="v.3").explained())
    assert told[0].startswith("taken as lcc: ")
    assert told[-6:] == [
        "line 1, 'REF': a shelf of its own",
        "line 2, 'QA': the class letters",
        "line 3, '76.73': the class number",
        "line 4, '.C153': a cutter",
        "line 5, '2005': a date or an ordinal",
        "line 6, 'v.3': the volume or part",
    ]
