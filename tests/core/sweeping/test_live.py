"""What each read at the shelf is answered, and what is kept of it."""

from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.errors import StoreError
from procstation.items import COMMAND_PREFIX
from procstation.journal import Recorded
from procstation.sweeping.live import receive
from procstation.sweeping.live_bay import BayInWork
from procstation.sweeping.live_inputs import (
    AnyLive,
    BayEnded,
    BookScanned,
    ConditionSaid,
    Echo,
    FindAsked,
    PassAsked,
    PlaceScanned,
    Pulled,
    Refused,
    TagsHeard,
    read_live_command,
)
from procstation.sweeping.live_sheet import shelf_codes
from procstation.sweeping.live_shelf import LiveShelf
from procstation.sweeping.live_state import LiveOutcome, LiveState, Turn
from procstation.sweeping.live_view import bay_line, headline, signal_share
from procstation.sweeping.live_walk import Walk, go_on
from procstation.sweeping.model import Bucket, Expected
from procstation.sweeping.thresholds import USUAL

AT = "2026-11-22T10:00:00.000Z"


def item(number: int, bucket: Bucket = Bucket.ON_SHELF, **changes: Any) -> Expected:
    values: dict[str, Any] = {
        "barcode": f"B{number:04}",
        "bucket": bucket,
        "key": f"{number:04}".encode(),
        "shelf": "STACKS",
        "title": f"Title {number}",
        "call_number": f"QA {number}",
        "library": "MAIN",
        "location": "STACKS",
    }
    return Expected(**{**values, **changes})


HELD, LENT, AWAY, ELSEWHERE = "B0901", "B0902", "B0903", "B0904"
STRANGERS = {
    "B0903": item(903, location="REF", shelf="REF"),
    "B0904": item(904),
}
SHELF = [
    *map(item, range(200)),
    item(901, Bucket.ON_HOLD),
    item(902, Bucket.ON_LOAN, status="CHECKED OUT"),
    item(905, key=None),
]


class Live:
    """A live sweep, input by input."""

    def __init__(self, looked_for: tuple[str, ...] = ()) -> None:
        self.shelf = LiveShelf(SHELF, STRANGERS.get, looked_for)
        self.state = LiveState("s", 1)
        self._numbers = count(1)

    def take(self, entry: AnyLive) -> Turn:
        return receive(self.state, Recorded(next(self._numbers), AT, "scanner", entry), self.shelf)

    def scan(self, *numbers: int) -> list[LiveOutcome | None]:
        return [self.take(BookScanned(f"B{one:04}")).tone for one in numbers]

    @property
    def last(self) -> str:
        assert self.state.now is not None
        return self.state.now.text


def test_books_in_their_places_are_right_and_counted() -> None:
    live = Live()
    assert set(live.scan(3, 4, 5, 7)) == {LiveOutcome.RIGHT}
    assert live.scan(7) == [LiveOutcome.AGAIN]
    assert (live.state.found, live.state.reads) == (4, 5)


def test_one_wandering_book_is_one_error_with_its_neighbours() -> None:
    live = Live()
    assert live.scan(10, 11, 5, 12, 13) == [
        LiveOutcome.RIGHT,
        LiveOutcome.RIGHT,
        LiveOutcome.ORDER,
        LiveOutcome.RIGHT,
        LiveOutcome.RIGHT,
    ]
    said = live.state.said[2]
    assert (said.barcode, said.before, said.after) == ("B0005", "QA 4", "QA 6")
    assert said.text == "This book belongs between QA 4 and QA 6."


def test_a_book_that_was_too_far_ahead_is_named_when_the_next_is_not() -> None:
    live = Live()
    assert live.scan(10, 11, 40, 12)[-1] is LiveOutcome.ORDER
    assert live.state.now is not None
    assert live.state.now.barcode == "B0040"
    assert live.last.startswith("The book before, QA 40, belongs between QA 39 and QA 41")
    assert live.scan(13, 14) == [LiveOutcome.RIGHT] * 2


def test_a_walk_that_goes_on_elsewhere_is_believed_after_three_books() -> None:
    live = Live()
    assert live.scan(10, 11, 150, 151, 152, 153)[2:] == [
        LiveOutcome.ORDER,
        LiveOutcome.ORDER,
        LiveOutcome.RIGHT,
        LiveOutcome.RIGHT,
    ]


def test_a_marker_begins_the_walk_anew() -> None:
    live = Live()
    live.scan(150, 151)
    assert live.take(PlaceScanned("3")).tone is LiveOutcome.PLACE
    assert live.scan(10) == [LiveOutcome.RIGHT]
    assert live.take(BookScanned("B0011")).heard[0].place == "3"


@settings(max_examples=200)
@given(st.permutations(range(30)), st.integers(0, 30))
def test_a_walk_in_order_accuses_nobody(shuffled: list[int], start: int) -> None:
    walk = Walk()
    for position in range(start, start + len(shuffled)):
        step = go_on(walk, position)
        assert step.astray is None
        walk = step.walk
    for position in shuffled:
        step = go_on(walk, position)
        assert step.astray in (None, position, walk.last)
        walk = step.walk


@pytest.mark.parametrize(
    ("code", "outcome", "text"),
    [
        (HELD, LiveOutcome.HOLD, "Pull it: somebody waits for it."),
        (LENT, LiveOutcome.STATUS, "Pull it: the catalogue has it on loan (CHECKED OUT)."),
        (AWAY, LiveOutcome.LOCATION, "Pull it: it belongs to MAIN, REF."),
        (ELSEWHERE, LiveOutcome.OUTSIDE, "It belongs here, and this sweep does not ask for it."),
        ("X1", LiveOutcome.UNKNOWN, "Not in the catalogue. Set it aside for the desk."),
        ("B0905", LiveOutcome.RIGHT, ""),
        ("b0001", LiveOutcome.RIGHT, ""),
        ("AB0001B", LiveOutcome.UNKNOWN, "Not in the catalogue. Set it aside for the desk."),
    ],
)
def test_each_sort_of_book_has_its_answer(code: str, outcome: LiveOutcome, text: str) -> None:
    live = Live()
    turn = live.take(BookScanned(code))
    assert (turn.tone, live.last) == (outcome, text)
    assert len(turn.heard) == 1


def test_what_is_to_be_pulled_is_listed_until_it_is() -> None:
    live = Live()
    for code in (HELD, AWAY, HELD):
        live.take(BookScanned(code))
    assert [one.barcode for one in live.state.pulls] == [AWAY, HELD]
    live.take(Pulled(AWAY))
    assert [one.barcode for one in live.state.pulls] == [HELD]


def test_a_form_nobody_uses_is_refused_unless_an_item_has_it() -> None:
    live = Live()
    refused = live.take(BookScanned("12", refusal="Its check digit is wrong."))
    assert (refused.tone, refused.heard) == (LiveOutcome.REFUSED, ())
    assert live.take(BookScanned("B0001", refusal="odd")).tone is LiveOutcome.RIGHT


def test_an_item_an_earlier_sweep_looked_for_is_found() -> None:
    live = Live(looked_for=("B0020",))
    assert live.scan(20, 20) == [LiveOutcome.FOUND, LiveOutcome.AGAIN]


def test_conditions_are_said_of_the_book_before_and_taken_back() -> None:
    live = Live()
    assert live.take(ConditionSaid("damaged")).tone is LiveOutcome.REFUSED
    live.scan(3)
    live.take(ConditionSaid("damaged"))
    turn = live.take(ConditionSaid("weed"))
    assert turn.conditions == (("B0003", ("damaged", "weed")),)
    assert live.take(ConditionSaid("")).conditions == (("B0003", ()),)


def test_a_bay_heard_badly_asks_for_a_second_pass_and_is_content_after_it() -> None:
    live = Live()
    live.take(PlaceScanned("7"))
    live.scan(*range(10), *range(20, 30))
    assert live.take(PlaceScanned("8")).tone is LiveOutcome.ONCE_MORE
    assert live.last == "Go along bay 7 once more: 10 books in a row were not heard."
    live.scan(40)
    assert "bay 7" in headline(live.state, live.shelf)
    assert live.take(PlaceScanned("7")).tone is LiveOutcome.PLACE
    assert bay_line(live.state) == "bay 7, pass 2: 20 of 30"
    live.scan(*range(10), *range(20, 30))
    assert live.take(BayEnded()).tone is LiveOutcome.PLACE


def test_two_passes_are_judged_by_each_other() -> None:
    bay = BayInWork(positions=list(range(0, 40, 2)))
    assert bay.asks_again(USUAL)
    bay.begin_again()
    for position in range(0, 40, 3):
        bay.hear(position)
    assert bay.asks_again(USUAL).startswith("the passes heard")
    bay.begin_again()
    for position in range(40):
        bay.hear(position)
    assert not bay.asks_again(USUAL)


def test_books_heard_out_of_other_bays_do_not_stretch_this_one() -> None:
    bay = BayInWork(positions=[1, 100, 101, 102, 104, 180])
    assert (bay.span, bay.heard) == (range(100, 105), 4)


def test_a_pass_is_begun_anew_by_hand() -> None:
    live = Live()
    live.scan(10, 11)
    live.take(PassAsked())
    assert live.scan(10, 11) == [LiveOutcome.AGAIN] * 2
    assert live.state.bay.passes == 2


def test_radio_is_told_once_and_kept_each_time() -> None:
    live = Live()
    turn = live.take(TagsHeard((Echo("B0003", 4, -60.0), Echo(LENT, 1, -50.0), Echo("B0004"))))
    assert turn.tone is LiveOutcome.STATUS
    assert [(one.barcode, one.reads, one.ordered) for one in turn.heard] == [
        ("B0003", 4, False),
        (LENT, 1, False),
        ("B0004", 1, False),
    ]
    again = live.take(TagsHeard((Echo("B0003", 2, -40.0),)))
    assert (again.tone, again.heard[0].strength_dbm) == (None, -40.0)
    assert live.state.reads == 8


def test_find_mode_tells_nearer_and_found() -> None:
    live = Live()
    live.scan(50)
    live.take(FindAsked(("B0050", "B0060")))
    assert headline(live.state, live.shelf) == "Look for QA 50 Title 50"
    tones = [
        live.take(TagsHeard((Echo("B0050", 1, strength),))).tone
        for strength in (-70.0, -72.0, -55.0)
    ]
    assert tones == [LiveOutcome.NEARER, None, LiveOutcome.NEARER]
    assert live.state.signal is not None
    assert live.state.signal.best_dbm == -55.0
    assert live.scan(50) == [LiveOutcome.FOUND]
    assert live.state.finding == ("B0060",)
    assert live.scan(60) == [LiveOutcome.FOUND]
    assert headline(live.state, live.shelf) == "All of them are found."
    live.take(FindAsked())
    assert live.state.finding is None


def test_the_signal_goes_from_faint_to_loud() -> None:
    shares = [signal_share(one) for one in (None, -90.0, -75.0, -52.5, -30.0, -10.0)]
    assert shares == [0.0, 0.0, 0.0, 0.5, 1.0, 1.0]


def test_a_catalogue_that_does_not_answer_leaves_everything_as_it_was() -> None:
    def silent(_: str) -> Expected | None:
        raise StoreError("The store does not answer.", "Wait.")

    state, shelf = LiveState("s", 1), LiveShelf(SHELF, silent)
    for entry in (BookScanned("X"), TagsHeard((Echo("B0001"), Echo("X")))):
        with pytest.raises(StoreError):
            receive(state, Recorded(1, AT, "scanner", entry), shelf)
    assert (state.reads, state.heard, state.said) == (0, set(), ())


def test_command_barcodes_mean_something_at_the_shelf() -> None:
    assert read_live_command("DAMAGED") == ConditionSaid("damaged")
    assert read_live_command("CONDITION-OK") == ConditionSaid("")
    assert read_live_command("BAY-12A") == PlaceScanned("12A")
    assert read_live_command("AGAIN") == PassAsked()
    assert read_live_command("BAY-") is None
    assert read_live_command("PROFILE-X") is None


def test_what_was_refused_is_told_and_not_kept() -> None:
    live = Live()
    turn = live.take(Refused("That is a patron card."))
    assert (turn.tone, turn.heard, live.state.reads) == (LiveOutcome.REFUSED, (), 0)


def test_every_command_of_the_sheet_means_something_at_the_shelf() -> None:
    codes = [*shelf_codes(), *shelf_codes(["12a", "12B"])]
    prefix = len(COMMAND_PREFIX)
    commands = [read_live_command(code[prefix:]) for code in codes]
    assert None not in commands
    assert commands[-2:] == [PlaceScanned("12A"), PlaceScanned("12B")]


def test_a_pad_that_reaches_no_farther_than_a_hand_finds() -> None:
    live = Live()
    live.take(FindAsked(("B0050", "B0060", "B0070")))
    assert live.take(TagsHeard((Echo("B0050"),))).tone is LiveOutcome.FOUND
    live.take(TagsHeard((Echo("B0060", 1, -40.0),)))
    live.take(Pulled("B0060"))
    assert live.state.finding == ("B0070",)
    assert (live.state.found, headline(live.state, live.shelf)) == (2, "Look for QA 70 Title 70")
