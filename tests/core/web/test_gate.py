"""Tokens and sessions."""

import pytest

from procstation.credentials import Secret
from procstation.web.gate import MOST_SESSIONS, Gate


def test_a_link_works_once() -> None:
    gate = Gate()
    token = gate.new_token()
    session = gate.redeem(token)
    assert session is not None
    assert gate.knows(session)
    assert gate.redeem(token) is None


def test_a_new_link_makes_the_one_before_void() -> None:
    gate = Gate()
    old, new = gate.new_token(), gate.new_token()
    assert gate.redeem(old) is None
    assert gate.redeem(new) is not None


@pytest.mark.parametrize("token", ["", "x", "ä", "\ud800", "0" * 100_000])
def test_nothing_else_opens_it(token: str) -> None:
    gate = Gate()
    assert gate.redeem(token) is None
    right = gate.new_token()
    assert gate.redeem(token) is None
    assert not gate.knows(token)
    assert not gate.knows(right)
    assert gate.redeem(right) is not None


def test_a_lasting_token_opens_it_again_and_again() -> None:
    gate = Gate(Secret("a-token-for-the-bookmark"))
    assert gate.new_token() == "a-token-for-the-bookmark"
    sessions = {gate.redeem("a-token-for-the-bookmark") for _ in range(3)}
    assert len(sessions) == 3
    assert all(gate.knows(one or "") for one in sessions)
    assert gate.redeem("a-token-for-the-bookmarK") is None


def test_the_oldest_session_is_forgotten_first() -> None:
    gate = Gate(Secret("a-token-for-the-bookmark"))
    sessions = [gate.redeem("a-token-for-the-bookmark") or "" for _ in range(MOST_SESSIONS + 1)]
    assert [gate.knows(one) for one in sessions] == [False] + [True] * MOST_SESSIONS
