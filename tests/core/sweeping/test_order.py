"""The fewest moves that put books in order, held against trying everything."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.sweeping.model import Move
from procstation.sweeping.order import Repair, Standing, longest_run, repair

SHELVES = st.lists(st.integers(0, 6), max_size=8)


def books(*keys: int | None, shelf: str = "") -> list[Standing]:
    """Return books named after where they stand: b0, b1, …"""
    return [
        Standing(f"b{at}", None if key is None else b"%03d" % key, shelf)
        for at, key in enumerate(keys)
    ]


def after(standing: list[Standing], moves: tuple[Move, ...]) -> list[str]:
    """Return the barcodes as they stand once somebody has done as the list says."""
    row = [one.barcode for one in standing]
    for move in moves:
        row.remove(move.barcode)
        left, right = move.belongs_between
        at = row.index(right) if right else row.index(left) + 1 if left else 0
        if left and right:
            assert row.index(left) < row.index(right)
        row.insert(at, move.barcode)
    return row


def most_that_can_stay(keys: list[int]) -> int:
    for count in range(len(keys), 0, -1):
        if any(list(some) == sorted(some) for some in combinations(keys, count)):
            return count
    return 0


class TestFewest:
    @given(SHELVES)
    def test_no_shorter_list_would_do(self, keys: list[int]) -> None:
        assert len(repair(books(*keys)).moves) == len(keys) - most_that_can_stay(keys)

    @given(SHELVES)
    def test_doing_what_the_list_says_puts_the_shelf_in_order(self, keys: list[int]) -> None:
        standing = books(*keys)
        key_of = {one.barcode: one.key or b"" for one in standing}
        row = [key_of[barcode] for barcode in after(standing, repair(standing).moves)]
        assert row == sorted(row)

    @given(SHELVES)
    def test_who_stays_and_who_moves_are_all(self, keys: list[int]) -> None:
        mended = repair(books(*keys))
        assert mended.staying + len(mended.moves) == len(keys)

    @given(st.lists(st.binary(max_size=3), max_size=30))
    def test_the_run_is_a_run(self, keys: list[bytes]) -> None:
        run = longest_run(keys)
        assert run == sorted(set(run))
        assert [keys[at] for at in run] == sorted(keys[at] for at in run)


class TestOneWanderingBook:
    def test_it_is_one_error_and_its_neighbours_are_none(self) -> None:
        mended = repair(books(1, 2, 9, 3, 4, 5))
        assert mended.moves == (Move("b2", ("b1", "b3"), ("b5", "")),)

    def test_to_the_front(self) -> None:
        assert repair(books(2, 3, 4, 1)).moves == (Move("b3", ("b2", ""), ("", "b0")),)

    def test_equal_call_numbers_stand_in_any_order(self) -> None:
        assert repair(books(1, 1, 1)) == Repair((), 3, ())

    def test_an_empty_shelf(self) -> None:
        assert repair([]) == Repair((), 0, ())


class TestHandfuls:
    def test_books_that_stand_and_belong_together_are_taken_together(self) -> None:
        mended = repair(books(7, 8, 1, 2, 3, 9))
        assert [[move.barcode for move in act] for act in mended.acts] == [["b0", "b1"]]

    def test_two_that_only_belong_to_the_same_gap_are_two(self) -> None:
        mended = repair(books(1, 5, 2, 6, 3, 4, 9))
        assert [[move.barcode for move in act] for act in mended.acts] == [["b1"], ["b3"]]

    def test_they_are_taken_together_to_the_front_as_well(self) -> None:
        mended = repair(books(4, 5, 6, 1, 2))
        assert [[move.barcode for move in act] for act in mended.acts] == [["b3", "b4"]]


class TestUndecided:
    def test_a_book_nobody_can_place_is_told_and_hinders_no_other(self) -> None:
        mended = repair(books(1, None, 2))
        assert mended == Repair((), 2, ("b1",))


class TestShelves:
    @pytest.mark.parametrize("strangers", [1, 2, 3])
    def test_books_of_another_shelf_amid_one_are_strangers(self, strangers: int) -> None:
        here = books(1, 2, 3, 4, shelf="stacks")
        ref = [Standing(f"r{at}", b"%03d" % at, "reference") for at in range(strangers)]
        mended = repair([*here[:2], *ref, *here[2:]])
        assert [move.barcode for move in mended.moves] == [one.barcode for one in ref]
        assert mended.staying == 4

    def test_a_stranger_goes_where_its_shelf_was_heard(self) -> None:
        here = books(1, 2, 3, 4, shelf="stacks")
        ref = [Standing(f"r{at}", b"%03d" % at, "reference") for at in range(5)]
        strayed = [*here[:2], ref[2], *here[2:], *ref[:2], *ref[3:]]
        assert repair(strayed).moves == (Move("r2", ("b1", "b2"), ("r1", "r3")),)

    def test_more_of_them_begin_a_shelf_of_their_own(self) -> None:
        ref = [Standing(f"r{at}", b"%03d" % at, "reference") for at in range(4)]
        stacks = books(1, 2, 3, 4, shelf="stacks")
        assert repair([*stacks[:2], *ref, *stacks[2:]]).moves == ()

    def test_shelves_one_after_another_are_each_in_order_by_themselves(self) -> None:
        stacks = books(5, 6, 7, shelf="stacks")
        ref = [Standing(f"r{at}", b"%03d" % at, "reference") for at in range(2)]
        assert repair([*stacks, *ref]).moves == ()
