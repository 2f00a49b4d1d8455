import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.copycat.query import cql_of, pqf_of
from procstation.copycat.target import Target
from procstation.copycat.wanted import Wanted, wanted

TARGET = Target("here", "http://localhost/")


def test_an_isbn_is_asked_with_13_digits_then_10_then_as_any_number() -> None:
    isbn = wanted("0441478123")

    assert cql_of(isbn, TARGET) == ['bath.isbn = "9780441478125"', 'bath.isbn = "0441478123"']
    assert pqf_of(isbn, TARGET) == [
        '@attr 1=7 "9780441478125"',
        '@attr 1=7 "0441478123"',
        '@attr 1=1007 "9780441478125"',
    ]


def test_title_and_author_are_joined() -> None:
    both = wanted("left hand", author="Le Guin")

    assert cql_of(both, TARGET) == ['dc.title all "left hand" and dc.creator all "Le Guin"']
    assert pqf_of(both, TARGET) == [
        '@and @attr 1=4 @attr 4=6 "left hand" @attr 1=1003 @attr 4=6 "Le Guin"'
    ]


@pytest.mark.parametrize(
    ("title", "cql", "pqf"),
    [
        ('Was "ist"?', r'"Was \"ist\"\?"', r'"Was \"ist\"?"'),
        (r"back\slash", r'"back\\slash"', r'"back\\slash"'),
        ("a*b^c", r'"a\*b\^c"', '"a*b^c"'),
        ("Válka s mloky", '"Válka s mloky"', '"Válka s mloky"'),
        ("war and peace or not", '"war and peace or not"', '"war and peace or not"'),
    ],
)
def test_what_people_type_is_a_term_and_nothing_else(title: str, cql: str, pqf: str) -> None:
    assert cql_of(wanted(title, "title"), TARGET) == [f"dc.title all {cql}"]
    assert pqf_of(wanted(title, "title"), TARGET) == [f"@attr 1=4 @attr 4=6 {pqf}"]


@given(st.text(min_size=1))
def test_no_text_ends_its_term_early(text: str) -> None:
    for query in (
        *cql_of(Wanted("title", (text,)), TARGET),
        *pqf_of(Wanted("title", (text,)), TARGET),
    ):
        term = query[query.index('"') :]
        assert re.fullmatch(r'"(?:[^"\\]|\\.)*"', term, re.DOTALL)
        assert re.sub(r"\\(.)", r"\1", term[1:-1], flags=re.DOTALL) == text


def test_indexes_and_attributes_are_those_of_the_target() -> None:
    alma = Target(
        "alma", "https://x/", indexes={"title": "alma.title all"}, attributes={"title": "1=4"}
    )

    assert cql_of(wanted("hand"), alma) == ['alma.title all "hand"']
    assert pqf_of(wanted("hand"), alma) == ['@attr 1=4 "hand"']
