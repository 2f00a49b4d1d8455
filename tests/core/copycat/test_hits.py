import pytest

from procstation.catalog.marc_record import Field, MarcRecord
from procstation.copycat.hits import Hits, in_turn
from procstation.errors import SystemRefused, SystemUnreachable

NO_INDEX = SystemRefused("no such index", "ask another", "16")


def book(number: str) -> MarcRecord:
    return MarcRecord(" " * 24, (Field("001", data=number),))


def asked(answers: dict[str, Hits | Exception], fits: str = "") -> Hits:
    def ask(query: str) -> Hits:
        answer = answers[query]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return in_turn(answers, ask, lambda record: record.control("001") in fits)


def test_it_ends_with_the_first_that_fits() -> None:
    answers: dict[str, Hits | Exception] = {
        "a": Hits(1, (book("1"),)),
        "b": Hits(1, (book("2"),)),
        "c": SystemUnreachable("", ""),
    }

    hits = asked(answers, fits="2")

    assert [one.control("001") for one in hits.records] == ["1", "2"]


def test_what_comes_twice_counts_once() -> None:
    hits = asked({"a": Hits(40, (book("1"), book("2"))), "b": Hits(2, (book("2"), book("3")))})

    assert (hits.found, len(hits.records)) == (41, 3)


def test_a_refusal_does_not_count_when_another_query_is_answered() -> None:
    assert asked({"a": Hits(0), "b": NO_INDEX}) == Hits(0)
    assert asked({"a": NO_INDEX, "b": Hits(0)}) == Hits(0)


def test_it_counts_when_all_were_refused() -> None:
    with pytest.raises(SystemRefused, match="no such index"):
        asked({"a": NO_INDEX, "b": SystemRefused("another reason", "")})
