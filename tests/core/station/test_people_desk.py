"""Who is signed in: by badge, by PIN, out by the clock; and nothing of a badge is kept."""

import pytest

from procstation.config import PersonSection, StationSection
from procstation.errors import InputRefused
from procstation.linking import AnyInput, SignedIn, SignedOut, SupervisorAgreed
from procstation.people import People, hashed_badge, hashed_pin
from procstation.station.people_desk import IDLE, PeopleDesk

ANNA = PersonSection(name="anna", badge=hashed_badge("A-0017"), pin=hashed_pin("4711"))
BERTA = PersonSection(name="berta", badge=hashed_badge("21234000000014"))
SUE = PersonSection(
    name="sue", badge=hashed_badge("S-1000"), pin=hashed_pin("0815"), supervisor=True
)


class Day:
    """A desk, a clock, and what was recorded."""

    def __init__(self, idle_min: int = 30, *, asks: bool = False) -> None:
        self.minute = 0
        self.posted: list[AnyInput] = []
        people = People((ANNA, BERTA, SUE))
        self.desk = PeopleDesk(
            people, StationSection(name="bench-1", sign_out_min=idle_min, sign_in=asks), self._now
        )
        self.desk.report_to(self.posted.append)

    def _now(self) -> str:
        return f"2026-11-22T{8 + self.minute // 60:02}:{self.minute % 60:02}:00.000Z"


def test_a_badge_signs_in_and_the_same_badge_out() -> None:
    day = Day()
    assert day.desk.who() == ""
    assert day.desk.signature() == "bench-1"
    assert day.desk.scanned(" A-0017\r")
    assert day.desk.who() == "anna"
    assert day.desk.signature() == "anna at bench-1"
    assert day.desk.scanned("A-0017")
    assert day.posted == [SignedIn("anna"), SignedOut("anna")]


def test_another_badge_takes_over() -> None:
    day = Day()
    day.desk.scanned("A-0017")
    assert day.desk.scanned("21234000000014")
    assert day.desk.who() == "berta"


@pytest.mark.parametrize("code", ["A-0018", "a-0017", "", "31234000875615"])
def test_any_other_code_is_no_badge(code: str) -> None:
    day = Day()
    assert not day.desk.scanned(code)
    assert day.posted == []


def test_who_did_nothing_for_too_long_is_signed_out() -> None:
    day = Day()
    day.desk.scanned("A-0017")
    for minute in (20, 40, 70):
        day.minute = minute
        assert day.desk.who() == "anna"
    day.minute = 101
    assert [one.name for one in day.desk.status()] == ["nobody"]
    assert day.desk.who() == ""
    assert day.posted[-1] == SignedOut("anna", IDLE)


def test_nobody_is_signed_out_where_that_is_not_wanted() -> None:
    day = Day(idle_min=0)
    day.desk.scanned("A-0017")
    day.minute = 900
    assert day.desk.who() == "anna"


def test_a_name_and_a_pin_do_as_well() -> None:
    day = Day()
    day.desk.sign_in("anna", "4711")
    assert day.desk.who() == "anna"
    day.desk.sign_out()
    day.desk.sign_out()
    for name, pin in (("anna", "4712"), ("berta", ""), ("carla", "4711")):
        with pytest.raises(InputRefused, match="Nobody here has that name and PIN"):
            day.desk.sign_in(name, pin)
    assert day.posted == [SignedIn("anna"), SignedOut("anna")]


def test_it_is_shown_like_a_device() -> None:
    day = Day()
    assert [(one.name, one.is_in_trouble) for one in day.desk.status()] == [("nobody", True)]
    day.desk.scanned("A-0017")
    assert [(one.name, one.is_in_trouble) for one in day.desk.status()] == [("anna", False)]
    assert PeopleDesk(People(()), StationSection(), lambda: "").status() == ()


@pytest.mark.long
def test_wrong_pins_have_to_wait_longer_and_longer() -> None:
    day = Day()
    for _ in range(3):
        with pytest.raises(InputRefused, match="name and PIN"):
            day.desk.sign_in("anna", "0000")
    # Each pause is longer than the one before, and a right PIN has to wait as well.
    for pause_s in (5, 15, 60, 300, 300):
        with pytest.raises(InputRefused) as refused:
            day.desk.sign_in("anna", "4711")
        assert f"Wait {pause_s} seconds" in refused.value.do_next
        day.minute += pause_s // 60 + 1
        with pytest.raises(InputRefused, match="name and PIN"):
            day.desk.sign_in("anna", "0000")
    day.minute += 6
    day.desk.sign_in("anna", "4711")
    assert day.desk.who() == "anna"


def test_a_supervisor_agrees_by_badge_or_pin_and_signs_with_who_works() -> None:
    day = Day()
    day.desk.scanned("21234000000014")
    assert day.desk.supervisors == ("sue",)
    assert day.desk.agree_by_badge("S-1000", "undo load 3") == "sue"
    assert day.posted[-1] == SupervisorAgreed("sue", "undo load 3")
    assert day.desk.agree_by_pin("sue", "0815", "undo load 3") == "sue"
    with day.desk.supervised("sue"):
        assert day.desk.signature() == "sue for berta at bench-1"
    assert day.desk.signature() == "berta at bench-1"
    with pytest.raises(InputRefused, match="no supervisor's badge"):
        day.desk.agree_by_badge("A-0017", "x")
    with pytest.raises(InputRefused, match="anna is no supervisor"):
        day.desk.agree_by_pin("anna", "4711", "x")
    with pytest.raises(InputRefused, match="name and PIN"):
        day.desk.agree_by_pin("sue", "4711", "x")


def test_somebody_is_wanted_again_after_a_while() -> None:
    day = Day(idle_min=10, asks=True)
    assert day.desk.wants_somebody
    day.desk.scanned("A-0017")
    assert not day.desk.wants_somebody
    day.minute += 11
    # To look whether somebody is there is no work.
    assert day.desk.wants_somebody
    assert day.posted[-1] == SignedOut("anna", "nobody worked here for a while")
    assert not Day().desk.wants_somebody
