"""The fewest moves that put books in order, held against trying everything."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.sweeping.order import NOBODY, Repair, Standing, Step, longest_run, repair

SHELVES = st.lists(st.integers(0, 6), max_size=8)


def books(*keys: int | None) -> Standing:
    """Return books of one shelf, numbered by where they stand."""
    return Standing(range(len(keys)), [-1.0 if key is None else float(key) for key in keys])


def row(*stretches: tuple[int, range]) -> Standing:
    """Return stretches of shelves: the book of shelf 1 that files third has the number 103."""
    numbers = [100 * shelf + at for shelf, those in stretches for at in those]
    return Standing(numbers, [float(one % 100) for one in numbers], [one // 100 for one in numbers])


def after(standing: Standing, moves: tuple[Step, ...]) -> list[int]:
    """Return the books as they stand once somebody has done as the list says."""
    row = list(standing.books)
    for move in moves:
        row.remove(move.book)
        left, right = move.belongs_between
        at = row.index(right) if right >= 0 else row.index(left) + 1 if left >= 0 else 0
        if left >= 0 and right >= 0:
            assert row.index(left) < row.index(right)
        row.insert(at, move.book)
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
        row = [keys[book] for book in after(standing, repair(standing).moves)]
        assert row == sorted(row)

    @given(SHELVES)
    def test_who_stays_and_who_moves_are_all(self, keys: list[int]) -> None:
        mended = repair(books(*keys))
        assert mended.staying + len(mended.moves) == len(keys)

    @given(st.lists(st.floats(0.0, 9.0), max_size=30))
    def test_the_run_is_a_run(self, keys: list[float]) -> None:
        run = list(longest_run(keys))
        assert run == sorted(set(run))
        assert [keys[at] for at in run] == sorted(keys[at] for at in run)


class TestOneWanderingBook:
    def test_it_is_one_error_and_its_neighbours_are_none(self) -> None:
        mended = repair(books(1, 2, 9, 3, 4, 5))
        assert mended.moves == (Step(2, (1, 3), (5, NOBODY)),)

    def test_to_the_front(self) -> None:
        assert repair(books(2, 3, 4, 1)).moves == (Step(3, (2, NOBODY), (NOBODY, 0)),)

    def test_equal_call_numbers_stand_in_any_order(self) -> None:
        assert repair(books(1, 1, 1)) == Repair((), 3, ())

    def test_an_empty_shelf(self) -> None:
        assert repair(books()) == Repair((), 0, ())


class TestHandfuls:
    def test_books_that_stand_and_belong_together_are_taken_together(self) -> None:
        mended = repair(books(7, 8, 1, 2, 3, 9))
        assert [[move.book for move in act] for act in mended.acts] == [[0, 1]]

    def test_two_that_only_belong_to_the_same_gap_are_two(self) -> None:
        mended = repair(books(1, 5, 2, 6, 3, 4, 9))
        assert [[move.book for move in act] for act in mended.acts] == [[1], [3]]

    def test_they_are_taken_together_to_the_front_as_well(self) -> None:
        mended = repair(books(4, 5, 6, 1, 2))
        assert [[move.book for move in act] for act in mended.acts] == [[3, 4]]


class TestUndecided:
    def test_a_book_nobody_can_place_is_told_and_hinders_no_other(self) -> None:
        mended = repair(books(1, None, 2))
        assert mended == Repair((), 2, (1,))


class TestShelves:
    @pytest.mark.parametrize("strangers", [1, 2, 3])
    def test_books_of_another_shelf_amid_one_are_strangers(self, strangers: int) -> None:
        mended = repair(row((1, range(2)), (2, range(strangers)), (1, range(2, 4))))
        assert [move.book for move in mended.moves] == [200 + at for at in range(strangers)]
        assert mended.staying == 4

    def test_a_stranger_goes_where_its_shelf_was_heard(self) -> None:
        strayed = row(
            (1, range(2)), (2, range(2, 3)), (1, range(2, 4)), (2, range(2)), (2, range(3, 5))
        )
        assert repair(strayed).moves == (Step(202, (101, 102), (201, 203)),)

    def test_more_of_them_begin_a_shelf_of_their_own(self) -> None:
        assert repair(row((1, range(2)), (2, range(4)), (1, range(2, 4)))).moves == ()

    def test_shelves_one_after_another_are_each_in_order_by_themselves(self) -> None:
        assert repair(row((1, range(5, 8)), (2, range(2)))).moves == ()
