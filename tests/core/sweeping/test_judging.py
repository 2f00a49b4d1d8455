"""What not hearing an item means, against rules that must hold and against a known truth."""

import random
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.sweeping.bays import Hearing
from procstation.sweeping.capture import chapman, wilson
from procstation.sweeping.judging import (
    NOTHING_KNOWN,
    TagHistory,
    bays_to_repeat,
    gone,
    missed,
)
from procstation.sweeping.model import Bucket, Expected, Grade, Heard, Verdict
from procstation.sweeping.report import Beside, report_of
from procstation.sweeping.thresholds import USUAL

rates = st.lists(st.floats(0.0, 1.0), max_size=6)
histories = st.builds(
    lambda heard, more: TagHistory(heard, heard + more), st.integers(0, 9), st.integers(0, 9)
)


@given(rates, st.floats(0.0, 1.0), histories, st.floats(0.0, 0.1))
def test_another_pass_never_makes_absence_less_likely(
    known: list[float], another: float, history: TagHistory, dead: float
) -> None:
    before = gone(missed(known, history, dead, 20.0), 0.03)
    after = gone(missed([*known, another], history, dead, 20.0), 0.03)
    assert 0.03 - 1e-12 <= before <= after + 1e-12 <= 1.0 + 1e-9


@given(rates, st.integers(0, 9), st.integers(1, 9))
def test_a_tag_heard_more_often_before_makes_absence_more_likely(
    known: list[float], heard: int, passes: int
) -> None:
    heard = min(heard, passes - 1)
    less = missed(known, TagHistory(heard, passes), 0.004, 20.0)
    more = missed(known, TagHistory(heard + 1, passes), 0.004, 20.0)
    assert more <= less + 1e-12


def test_a_tag_missed_once_is_missed_again_more_easily() -> None:
    once = missed([0.8], NOTHING_KNOWN, 0.0, 20.0)
    assert once == pytest.approx(0.2)
    assert missed([0.8, 0.8], NOTHING_KNOWN, 0.0, 20.0) > 0.2 * 0.2


def test_chapman_counts_as_in_the_textbook() -> None:
    # Krebs, Ecological Methodology: 948 marked, 421 caught, 167 of them marked; N = 2383.
    first = set(range(948))
    second = set(range(948 - 167, 948 - 167 + 421))
    count, error = chapman(first, second)
    assert count == pytest.approx(2383, abs=1)
    # The root of (949 · 422 · 781 · 254) / (168² · 169).
    assert error == pytest.approx(129.06, abs=0.01)


def test_passes_with_nothing_in_common_still_give_a_number() -> None:
    assert chapman({1, 2, 3}, {4, 5}) == pytest.approx((11.0, 72**0.5 / 2**0.5))


@given(st.integers(1, 500), st.integers(0, 500))
def test_the_lower_bound_is_below_the_rate(trials: int, successes: int) -> None:
    successes = min(successes, trials)
    assert 0.0 <= wilson(successes, trials) <= successes / trials + 1e-12


def test_more_observations_make_the_bound_tighter() -> None:
    assert wilson(9, 10) < wilson(90, 100) < wilson(900, 1000) < 0.9


def shelf(count: int, bucket: Bucket = Bucket.ON_SHELF) -> list[Expected]:
    return [
        Expected(
            f"B{number:05}", bucket, f"{number:05}".encode(), "Stacks", call_number=f"{number}"
        )
        for number in range(count)
    ]


def walks(*said: list[str], ordered: bool = True) -> list[Heard]:
    heard: list[Heard] = []
    for sitting, walk in enumerate(said):
        heard += [
            Heard(len(heard) + at, one, sitting, ordered=ordered) for at, one in enumerate(walk)
        ]
    return heard


def verdicts(
    expected: list[Expected], heard: list[Heard], history: dict[str, TagHistory] | None = None
) -> dict[str, Verdict]:
    report = report_of(expected, heard, Beside(history=history or {}))
    return {one.barcode: one for one in report.verdicts}


def some(expected: list[Expected], *without: int) -> list[str]:
    return [one.barcode for number, one in enumerate(expected) if number not in without]


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(list(Bucket)), min_size=1, max_size=60),
    st.sets(st.integers(0, 59)),
    st.integers(0, 3),
)
def test_only_what_should_be_on_the_shelf_and_was_not_heard_is_judged(
    buckets: list[Bucket], unheard: set[int], passes: int
) -> None:
    expected = [
        Expected(f"B{number:05}", bucket, f"{number:05}".encode())
        for number, bucket in enumerate(buckets)
    ]
    heard = walks(*[some(expected, *unheard)] * passes)
    report = report_of(expected, heard)
    said = {one.barcode for one in heard}
    judged = {one.barcode for one in report.verdicts}
    assert judged == {
        one.barcode for one in expected if one.bucket is Bucket.ON_SHELF and one.barcode not in said
    }
    assert report.found + len(judged) == report.expected
    if passes < 2:
        assert report.missing == []


@settings(max_examples=40, deadline=None)
@given(st.sets(st.integers(0, 99), max_size=30), st.booleans())
def test_one_pass_alone_never_says_missing(unheard: set[int], ordered: bool) -> None:
    books = shelf(100)
    heard = walks(some(books, *unheard), ordered=ordered)
    known = {one.barcode: TagHistory(9, 9) for one in books}
    assert all(one.grade is not Grade.MISSING for one in verdicts(books, heard, known).values())


def test_a_stretch_left_out_by_both_passes_is_not_missing() -> None:
    books = shelf(200)
    left_out = range(60, 75)
    said = verdicts(books, walks(*[some(books, 20, *left_out)] * 3))
    assert said["B00020"].grade is Grade.MISSING
    for number in left_out:
        assert said[f"B{number:05}"].grade is Grade.LOOK_AGAIN
    assert "15 items in a row" in said["B00060"].reason


def test_of_a_bay_nobody_went_along_nothing_can_be_told() -> None:
    books = shelf(200)
    said = verdicts(books, walks(*[some(books, *range(100, 200))] * 2))
    assert {one.grade for one in said.values()} == {Grade.CANNOT_TELL}
    assert said["B00150"].probability is None
    assert "not swept" in said["B00150"].reason


def test_history_of_the_tag_tells_a_lost_book_from_a_dead_tag() -> None:
    books = shelf(100)
    heard = walks(*[some(books, 10, 50, 90)] * 2, ordered=False)
    history = {"B00010": TagHistory(6, 6), "B00050": TagHistory(0, 6)}
    said = verdicts(books, heard, history)
    lost, dead, unknown = (said[one].probability for one in ("B00010", "B00050", "B00090"))
    assert lost is not None
    assert dead is not None
    assert unknown is not None
    assert lost > unknown > dead
    assert said["B00010"].grade is Grade.MISSING
    assert said["B00050"].grade is Grade.LOOK_AGAIN
    assert "6 of 6 earlier passes" in said["B00010"].reason
    assert "tag may be dead" in said["B00050"].reason


def test_a_bay_heard_badly_asks_for_another_pass_until_it_has_one() -> None:
    books = shelf(100)
    badly = some(books, *range(50, 100, 2))

    def bays(*said: list[str]) -> list[str]:
        found = report_of(books, walks(*said, ordered=False)).bays
        return [bay.first for bay in bays_to_repeat(found)]

    assert bays(badly) == ["50"]
    assert bays(badly, some(books)) == []
    assert bays([]) == []


def test_bays_end_where_another_marker_was_read() -> None:
    books = shelf(90)
    heard = [
        Heard(number, one.barcode, 1, "A" if number < 30 else "B")
        for number, one in enumerate(books)
        if number != 30
    ]
    # A book of the second bay that stands in the first moves no border.
    heard[5] = Heard(5, "B00080", 1, "A")
    bays = report_of(books, heard).bays
    assert [(bay.place, bay.start, bay.end) for bay in bays] == [("A", 0, 31), ("B", 31, 90)]


def test_a_stray_book_is_no_pass_over_its_bay() -> None:
    books = shelf(100)
    heard = walks(some(books), [*some(books, *range(50, 100)), "B00070"])
    bays = report_of(books, heard).bays
    assert [len(bay.passes) for bay in bays] == [2, 1]
    assert [bay.hearing for bay in bays] == [Hearing.WELL, Hearing.WELL]


@dataclass(frozen=True)
class Truth:
    """A simulated shelf, what was lost and what was heard of it."""

    expected: list[Expected]
    lost: set[str]
    heard: list[Heard]
    history: dict[str, TagHistory]


def simulated(
    seed: int, passes: int, rate: float, losses: float, *, ordered: bool, dead: float, count: int
) -> Truth:
    """Simulate sweeps; the rates of tags scatter as those of a beta distribution."""
    rng = random.Random(seed)
    expected = shelf(count)
    alike = USUAL.scanner_alike if ordered else USUAL.radio_alike
    lost = {one.barcode for one in expected if rng.random() < losses}
    heard: list[list[str]] = [[] for _ in range(passes)]
    history = {}
    for one in expected:
        own = rng.betavariate(alike * rate, alike * (1 - rate))
        own = 0.0 if rng.random() < dead else own
        earlier = sum(rng.random() < own for _ in range(4))
        history[one.barcode] = TagHistory(earlier, 4)
        if one.barcode not in lost:
            for walk in heard:
                if rng.random() < own:
                    walk.append(one.barcode)
    return Truth(expected, lost, walks(*heard, ordered=ordered), history)


@pytest.mark.long
@pytest.mark.parametrize("passes", [2, 3])
@pytest.mark.parametrize(
    ("ordered", "rate", "dead"), [(True, 0.97, 0.0005), (False, 0.9, 0.004), (False, 0.8, 0.004)]
)
def test_probabilities_are_those_of_a_known_truth(
    passes: int, ordered: bool, rate: float, dead: float
) -> None:
    truth = simulated(7, passes, rate, 0.02, ordered=ordered, dead=dead, count=5000)
    report = report_of(truth.expected, truth.heard, Beside(history=truth.history))
    judged = [(one.probability or 0.0, one.barcode in truth.lost) for one in report.verdicts]
    print(f"{passes} passes at {rate}, {'scanner' if ordered else 'radio'}")
    off = 0.0
    for low, high in ((0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 0.9), (0.9, 1.01)):
        within = [one for one in judged if low <= one[0] < high]
        if within:
            said = sum(one[0] for one in within) / len(within)
            true = sum(one[1] for one in within) / len(within)
            off += len(within) * abs(said - true) / len(judged)
            print(f"  said {said:.2f}, true {true:.2f}, of {len(within)}")
    assert off < 0.12
    missing = set(report.missing)
    good = missing & truth.lost
    recall = len(good) / len(truth.lost)
    print(f"  missing: {len(missing)}, of them lost {len(good)}, recall {recall:.3f}")
    assert len(good) >= 0.8 * len(missing)
    # Nothing is lost from sight: what is not called missing is to be looked for.
    assert truth.lost <= missing | set(report.look_again)


@pytest.mark.parametrize(("ordered", "rate", "passes"), [(True, 0.97, 2), (False, 0.93, 3)])
def test_most_of_what_is_lost_is_said_to_be_missing(
    ordered: bool, rate: float, passes: int
) -> None:
    truth = simulated(3, passes, rate, 0.02, ordered=ordered, dead=0.0, count=3000)
    report = report_of(truth.expected, truth.heard, Beside(history=truth.history))
    missing = set(report.missing)
    assert len(missing & truth.lost) >= 0.9 * len(truth.lost)
    assert len(missing & truth.lost) >= 0.9 * len(missing)
