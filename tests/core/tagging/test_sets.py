"""Which parts of a set lie on the pad."""

import pytest

from procstation.tagging.sets import PartSeen, sets_seen


def seen(*parts: tuple[int, int], item: str = "X") -> list[PartSeen]:
    return [PartSeen(item, total, part) for total, part in parts]


def test_a_missing_part_is_named() -> None:
    (found,) = sets_seen(seen((3, 1), (3, 2)))
    assert (found.here, found.missing, found.is_whole) == ((1, 2), (3,), False)
    assert str(found) == "2 of 3 parts on the pad, part 3 is missing"


def test_a_whole_set_lacks_nothing_in_whatever_order() -> None:
    (found,) = sets_seen(seen((3, 3), (3, 1), (3, 2)))
    assert found.is_whole
    assert str(found) == "3 of 3 parts on the pad"


@pytest.mark.parametrize("parts", [[(0, 0)], [(1, 1)], []])
def test_one_tag_alone_is_no_set(parts: list[tuple[int, int]]) -> None:
    assert sets_seen(seen(*parts)) == []


def test_sets_of_two_items_are_told_apart_and_tags_without_number_left_out() -> None:
    found = sets_seen([*seen((2, 1)), *seen((2, 2), (2, 1), item="Y"), PartSeen("", 0, 0)])
    assert [(one.item, one.missing) for one in found] == [("X", (2,)), ("Y", ())]


def test_contradictions_are_said() -> None:
    (found,) = sets_seen(seen((2, 1), (3, 1), (2, 0)))
    assert found.parts == 3
    assert found.missing == (2, 3)
    assert found.odd == (
        "the tags say 2 and 3 parts",
        "part 1 is there 2 times",
        "of 1 it is not said which part it is",
    )


def test_two_tags_that_say_nothing_of_parts_are_odd() -> None:
    (found,) = sets_seen(seen((0, 0), (0, 0)))
    assert not found.is_whole
