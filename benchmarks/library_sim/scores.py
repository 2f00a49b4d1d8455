"""A report of a sweep compared with what is true."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from library_sim.hearing import PUBLISHERS_NUMBER, SHELF_BOOKS
from library_sim.putting_right import as_heard, as_it_stands, make, out_of_order, rid_of
from library_sim.world import World, location_of

from procstation.sweeping.model import Bucket, Expected
from procstation.sweeping.report import SweepReport

FAR = 2 * SHELF_BOOKS
"""Books; over shorter ways radio cannot be sure."""


@dataclass(frozen=True, slots=True)
class Score:
    """How a list of a report agrees with the truth.

    Attributes:
        named: How many are on the list.
        right: Of them, those that are on it rightly.
        true: How many should be on it.
    """

    named: int
    right: int
    true: int

    @classmethod
    def of(cls, named: Iterable[str], true: Iterable[str], neutral: Iterable[str] = ()) -> "Score":
        """Compare; what is neutral counts neither way."""
        left_out = set(neutral)
        said, truth = set(named) - left_out, set(true) - left_out
        return cls(len(said), len(said & truth), len(truth))

    @property
    def precision(self) -> float | None:
        return self.right / self.named if self.named else None

    @property
    def recall(self) -> float | None:
        return self.right / self.true if self.true else None


@dataclass(frozen=True, slots=True)
class Compared:
    """What a report was worth.

    Attributes:
        missing: What is called missing, against what is not on any shelf.
        looked_for: The same, with what is to be looked for.
        misplaced: Out of order or on another shelf, against all that is.
        lists: Of the other lists, against what was heard of it.
        far: The same of those that stand away from their place by more than two boards.
        moves: Of the report.
        before, after: Books that stand wrong before the moves are made, and after.
        fewest, left: The fewest moves that put in order what was heard, and how many books are out
            of order still when those of the report were made.
        broken: Promises that were not kept, in words.
    """

    missing: Score
    looked_for: Score
    misplaced: Score
    far: Score
    lists: Mapping[str, Score]
    moves: int
    before: int
    after: int
    fewest: int
    left: int
    broken: list[str] = field(default_factory=list)


def compared(
    report: SweepReport, world: World, known: Mapping[str, Expected], heard: set[str], passes: int
) -> Compared:
    """Compare a report with the truth.

    Args:
        known: The catalogue, with the keys that all books file by.
        heard: The numbers that any pass has read.
        passes: How often each shelf was gone along.
    """
    absent = world.gone | {one for one in world.on_cart if world.heard_as(one) not in heard}
    twins = set(world.label.values())
    wrong_places = set(world.moved) | world.astray | (world.on_cart & heard)
    looked_for = Score.of((*report.missing, *report.look_again), absent)
    carted = {
        one
        for shelf, carts in world.carts.items()
        for _, books in carts
        for one in books
        if known[one].location != location_of(shelf)
    }
    moved = [move.barcode for move in report.misplaced]
    far = {one for one, away in world.moved.items() if away > FAR} | world.astray
    taken_off = {*report.wrong_status, *world.branch}
    standing = rid_of(as_it_stands(world, heard), taken_off)
    before = out_of_order(standing, known)
    make(report.misplaced, standing, known)
    walked = rid_of(as_heard(world, heard), taken_off)
    fewest = out_of_order(walked, known)
    make(report.misplaced, walked, known)
    result = Compared(
        Score.of(report.missing, absent),
        looked_for,
        # A number that two books carry stands at two places.
        Score.of(moved, wrong_places, twins),
        Score.of(far.intersection(moved), far & heard, twins),
        {
            "wrong status": Score.of(report.wrong_status, world.back & heard),
            "wrong location": Score.of(
                report.wrong_location, (world.branch | world.astray | carted) & heard, twins
            ),
            "unknown": Score.of(report.unknown, (world.strange | {PUBLISHERS_NUMBER}) & heard),
            "heard at two places": Score.of(report.duplicates, twins & heard),
        },
        len(moved),
        before,
        out_of_order(standing, known),
        fewest,
        out_of_order(walked, known),
    )
    broken = result.broken
    accounted = [
        one
        for one in (*report.missing, *report.look_again)
        if known[one].bucket is not Bucket.ON_SHELF
    ]
    if accounted:
        broken.append(f"{len(accounted)} items are looked for though they are on loan or the like")
    if found := heard.intersection((*report.missing, *report.look_again)):
        broken.append(f"{len(found)} items are looked for though they were heard")
    if passes == 1 and report.missing:
        broken.append(f"{len(report.missing)} items are called missing after one pass")
    for name in ("wrong status", "unknown"):
        score = result.lists[name]
        if (score.named, score.right) != (score.true, score.true):
            broken.append(f"{name}: {score.named} named, {score.right} rightly, of {score.true}")
    return result
