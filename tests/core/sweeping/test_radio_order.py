"""Order by radio, on simulated walks whose truth is known."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from procstation.sweeping.model import Bucket, Expected, Heard
from procstation.sweeping.radio_order import Filed, moments_of, radio_moves, strays_of

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BOOKS_A_SECOND = 10.0
HEARD_WITHIN_S = 0.6
REPORT_EVERY_S = 0.1


def item(number: int, shelf: str = "stacks") -> Expected:
    return Expected(f"i{number:05}", Bucket.ON_SHELF, b"%05d" % number, shelf)


def filed(row: list[Expected]) -> dict[str, Filed]:
    return {one.barcode: Filed(float(one.key or b"-1"), one.shelf) for one in row}


def walk(row: list[Expected], seed: int, *, heard_share: float = 0.6) -> list[Heard]:
    """Return what an antenna reports on its way along a row: louder the nearer, some not at all."""
    rng = random.Random(seed)
    reports: list[tuple[float, Heard]] = []
    for place, one in enumerate(row):
        passed = place / BOOKS_A_SECOND
        at = passed - HEARD_WITHIN_S
        while at <= passed + HEARD_WITHIN_S:
            at += REPORT_EVERY_S * rng.uniform(0.6, 1.4)
            if rng.random() < heard_share:
                dbm = -45.0 - 30.0 * ((at - passed) / HEARD_WITHIN_S) ** 2 + rng.gauss(0, 3)
                moment = START + timedelta(seconds=at)
                heard = Heard(0, one.barcode, 1, "", moment.isoformat(), dbm, 1, ordered=False)
                reports.append((at, heard))
    reports.sort(key=lambda one: one[0])
    return [one._replace(number=number) for number, (_, one) in enumerate(reports, start=1)]


def shelf_with_wanderers(count: int, wanderers: int, seed: int) -> tuple[list[Expected], set[str]]:
    rng = random.Random(seed)
    row = [item(number) for number in range(count)]
    strayed: set[str] = set()
    while len(strayed) < wanderers:
        at = rng.randrange(len(row))
        to = rng.randrange(len(row))
        if abs(at - to) > 30 and row[at].barcode not in strayed:
            strayed.add(row[at].barcode)
            row.insert(to, row.pop(at))
    return row, strayed


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_wanderers_are_named_and_hardly_anything_else(seed: int) -> None:
    row, strayed = shelf_with_wanderers(1000, 20, seed)
    known = filed(row)
    named = {move.barcode for move in radio_moves(walk(row, seed), known)}
    assert len(named & strayed) >= 19
    assert len(named - strayed) <= 1


def test_a_shelf_in_order_names_nothing() -> None:
    row = [item(number) for number in range(600)]
    assert radio_moves(walk(row, 7), filed(row)) == []


def test_it_does_not_matter_which_way_somebody_walked() -> None:
    row, strayed = shelf_with_wanderers(400, 5, 3)
    row.reverse()
    known = filed(row)
    assert {move.barcode for move in radio_moves(walk(row, 3), known)} == strayed


def test_nor_in_which_order_he_took_the_bays() -> None:
    row, strayed = shelf_with_wanderers(400, 5, 3)
    pieces = [row[at : at + 50] for at in (150, 0, 350, 50, 300, 250, 100, 200)]
    walked = [one for piece in pieces for one in piece]
    named = {move.barcode for move in radio_moves(walk(walked, 3), filed(row))}
    assert named == strayed


def test_a_handful_that_wandered_together_is_named_whole() -> None:
    row = [item(number) for number in range(400)]
    handful = row[100:112]
    del row[100:112]
    row[300:300] = handful
    known = filed(row)
    named = {move.barcode for move in radio_moves(walk(row, 2), known)}
    assert named == {one.barcode for one in handful}


def test_a_book_of_a_shelf_that_was_not_swept_is_a_stranger() -> None:
    row = [item(number) for number in range(200)]
    row.insert(120, item(7000, "juvenile"))
    (move,) = radio_moves(walk(row, 2), filed(row))
    assert move.barcode == "i07000"
    assert abs(int(move.found_between[0][1:]) - 120) <= 3
    assert move.belongs_between == ("", "")


def test_many_books_of_another_shelf_scattered_over_one_are_all_strangers() -> None:
    row = [item(number) for number in range(400)]
    for number in range(19):
        row.insert(20 + 20 * number, item(7000 + number * 7 % 19, "juvenile"))
    named = {move.barcode for move in radio_moves(walk(row, 2), filed(row))}
    assert {f"i{7000 + number:05}" for number in range(19)} == named


def test_a_small_shelf_between_two_others_is_no_stranger() -> None:
    row = [item(number) for number in range(100)]
    row[50:50] = [item(7000 + number, "folio") for number in range(12)]
    assert radio_moves(walk(row, 4), filed(row)) == []


def test_what_is_heard_through_the_wall_is_no_stranger() -> None:
    row = [item(number) for number in range(100)]
    beyond = item(7000, "juvenile")
    reports = walk([*row[:50], beyond, *row[50:]], 4)
    through = [
        one._replace(strength_dbm=(one.strength_dbm or 0) - 25) if one.barcode == "i07000" else one
        for one in reports
    ]
    known = filed([*row, beyond])
    assert radio_moves(through, known) == []
    assert strays_of(through, known) == ["i07000"]


def test_what_is_heard_once_among_many_is_a_stray() -> None:
    row = [item(number) for number in range(100)]
    beyond = item(7000, "juvenile")
    reports = walk([*row[:50], beyond, *row[50:]], 4)
    told = [one for one in reports if one.barcode != "i07000"]
    [first, *_] = [one for one in reports if one.barcode == "i07000"]
    told = sorted([*told, first], key=lambda one: one.number)
    assert strays_of(told, filed([*row, beyond])) == ["i07000"]
    assert strays_of(reports, filed([*row, beyond])) == []


def test_a_move_names_where_the_book_stands_and_where_it_belongs() -> None:
    row = [item(number) for number in range(100)]
    row.insert(70, row.pop(20))
    (move,) = radio_moves(walk(row, 1), filed(row))
    assert move.barcode == "i00020"
    assert move.belongs_between == ("i00019", "i00021")
    assert abs(int(move.found_between[0][1:]) - 70) <= 3
    assert 0.99 <= move.sure <= 1


def test_what_nobody_can_place_and_what_is_not_known_is_passed_over() -> None:
    row = [item(number) for number in range(60)]
    known = {one: it._replace(rank=-1.0) for one, it in filed(row).items()}
    assert radio_moves(walk(row, 1), known) == []
    assert radio_moves(walk(row, 1), {}) == []


def test_a_shelf_of_too_few_books_says_nothing() -> None:
    row = [item(number) for number in (9, 3, 7, 1)]
    assert radio_moves(walk(row, 1), filed(row)) == []


def test_the_moment_is_when_the_tag_was_loudest() -> None:
    reports = [
        Heard(1, "a", 1, "", "2026-03-02T09:00:00+00:00", -70.0, 1, ordered=False),
        Heard(2, "a", 1, "", "2026-03-02T09:00:01+00:00", -40.0, 1, ordered=False),
        Heard(3, "a", 1, "", "2026-03-02T09:00:02+00:00", -70.0, 1, ordered=False),
    ]
    (moment,) = moments_of(reports)
    assert moment.at == pytest.approx((START + timedelta(seconds=1)).timestamp())


def test_without_a_clock_the_order_of_reports_counts() -> None:
    reports = [Heard(number, f"b{number}", 1, ordered=False) for number in (1, 2, 3)]
    assert [one.barcode for one in moments_of(reports)] == ["b1", "b2", "b3"]
