"""What a person would say lies on the pad, out of polls that err."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.devices import TagsInField
from procstation.devices.presence import TagPresence

TAGS = {name: bytes([0xE0, 4, 1, 0, 0, 0, 0, ord(name)]) for name in "ABCD"}


def changes(polls: list[str], presence: TagPresence | None = None) -> list[str | None]:
    """Poll with these tags and return the change after each, as letters."""
    presence = presence or TagPresence()
    names = {uid: name for name, uid in TAGS.items()}
    result: list[str | None] = []
    for poll in polls:
        change = presence.polled(TAGS[name] for name in poll)
        result.append(None if change is None else "".join(names[uid] for uid in change.uids))
    return result


@pytest.mark.parametrize(
    ("polls", "expected"),
    [
        (["", "", ""], [None, None, None]),
        (["A", "A", "A"], [None, "A", None]),
        (["A", "A", "", "", "", ""], [None, "A", None, None, "", None]),
        (["A", "A", "", "", "A", "", "", "A"], [None, "A", *[None] * 6]),
        (["A", "AB", "AB"], [None, None, "AB"]),
        (["A", "A", "AB", "AB"], [None, "A", None, "AB"]),
        (["AB", "AB", "A", "AB", "A"], [None, "AB", None, None, None]),
        (["A", "", "A"], [None, None, "A"]),
        (["A", "", "", ""], [None] * 4),
    ],
    ids=["empty", "laid down", "taken away", "missed twice", "a pile grows before it is told",
         "one more", "one flickers", "heard with a gap", "a ghost"],
)  # fmt: skip
def test_changes(polls: list[str], expected: list[str | None]) -> None:
    assert changes(polls) == expected


def test_exchanging_a_book_never_looks_like_two() -> None:
    assert changes(["A", "A", "B", "B", "B"]) == [None, "A", None, None, "B"]


def test_a_ghost_holds_back_only_for_a_while() -> None:
    assert changes(["A", "AB", "A", "A", "A"]) == [None, None, None, None, "A"]


def test_tags_that_take_turns_are_told_in_the_end() -> None:
    assert "AB" in changes(["A", "B"] * 5)


def test_the_thresholds_can_be_set() -> None:
    patient = TagPresence(appear_after=3, leave_after=1)
    assert changes(["A", "A", "A", ""], patient) == [None, None, "A", ""]


def test_uids_are_told_in_ascending_order() -> None:
    presence = TagPresence()
    presence.polled([TAGS["B"], TAGS["A"]])
    assert presence.polled([TAGS["B"], TAGS["A"]]) == TagsInField((TAGS["A"], TAGS["B"]))
    assert presence.reported == {TAGS["A"], TAGS["B"]}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("ABCD", max_size=4), max_size=40), st.text("ABCD", max_size=4))
def test_a_field_that_stays_as_it_is_is_told_right(polls: list[str], last: str) -> None:
    told = [change for change in changes([*polls, *[last] * 6]) if change is not None]
    # Whatever came before: what lies there in the end is what was told last, and no change is
    # told twice.
    assert (told or [""])[-1] == "".join(sorted(set(last)))
    assert all(one != two for one, two in zip(["", *told], told, strict=False))


def test_the_next_poll_is_worth_having_soon_only_while_a_tag_was_heard_too_seldom() -> None:
    presence = TagPresence()
    settling = []
    for poll in ["", "A", "A", "AB", "A", "A", "A", "AB", "AB"]:
        presence.polled(TAGS[name] for name in poll)
        settling.append(presence.settling)
    # A miss means that books are moved about: that wants time, not haste.
    assert settling == [False, True, False, True, False, False, False, True, False]
