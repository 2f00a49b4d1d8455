"""Books by number: what stands where, and what is put among them."""

from hypothesis import given
from hypothesis import strategies as st

from procstation.sweeping.books import UNPLACED, books_of
from procstation.sweeping.model import Bucket, Expected


def item(barcode: str, key: str | None, shelf: str = "Stacks", **more: Bucket) -> Expected:
    return Expected(
        barcode, more.get("bucket", Bucket.ON_SHELF), None if key is None else key.encode(), shelf
    )


def test_positions_are_those_of_the_shelf() -> None:
    books, _, _ = books_of(
        [item("b", "2"), item("r", "1", "Reference"), item("u", None), item("a", "1")]
    )
    assert [books.barcode(at) for at in range(len(books))] == ["r", "a", "b", "u"]
    assert books.ends == [1, 4]
    assert books.shelf_about(2) == (1, 4)
    assert (books.shelf(0), books.shelf(3)) == ("Reference", "Stacks")


def test_what_files_alike_has_the_same_rank() -> None:
    books, _, _ = books_of([item("a", "1"), item("b", "1"), item("c", "2"), item("d", None)])
    first, second, third, last = books.ranks
    assert first == second < third
    assert last == UNPLACED


def test_of_two_with_one_barcode_the_first_on_the_shelf_is_kept() -> None:
    books, items, repeated = books_of(
        [item("a", "3"), item("a", "1"), item("a", "0", bucket=Bucket.ON_LOAN)]
    )
    assert (len(books), repeated, items["a"].key) == (1, ["a"], b"1")


def test_what_is_elsewhere_is_of_the_scope_and_has_no_position() -> None:
    books, _, _ = books_of([item("a", "1"), item("b", "2", bucket=Bucket.ON_LOAN)])
    assert (books.on_shelf, books.scope) == (1, 2)
    assert books.position("b") is None
    assert books.bucket(books.numbers["b"]) is Bucket.ON_LOAN
    assert books.buckets() == {Bucket.ON_SHELF: 1, Bucket.ON_LOAN: 1}


def test_a_code_nobody_expected_gets_a_number_once() -> None:
    books, _, _ = books_of([item("a", "1")])
    assert books.numbers["x"] == books.numbers["x"] == 1
    assert books.bucket(1) is None
    assert list(books.not_expected()) == [1]


KEYS = st.lists(st.sampled_from(["1", "12", "2", "3", "31", "4"]), max_size=8)


@given(KEYS, KEYS)
def test_strangers_rank_among_the_expected_as_their_keys_do(
    expected: list[str], strange: list[str]
) -> None:
    keys = [f"e{at}" for at in range(len(expected))], [f"s{at}" for at in range(len(strange))]
    here = [item(code, key) for code, key in zip(keys[0], expected, strict=True)]
    others = [item(f"o{code}", code, "Annex") for code in ("0", "2", "9")]
    books, _, _ = books_of([*here, *others])
    strangers = {code: item(code, key) for code, key in zip(keys[1], strange, strict=True)}
    for code in strangers:
        books.numbers[code]
    books.describe(strangers)
    placed = [*here, *strangers.values()]
    rank = {one.barcode: books.ranks[books.numbers[one.barcode]] for one in placed}
    for one in placed:
        for other in placed:
            assert one.key is not None
            assert other.key is not None
            assert (rank[one.barcode] < rank[other.barcode]) == (one.key < other.key)
    assert all(value >= 0 for value in rank.values())
