"""The bay in work: how much of it was heard, and whether it has to be gone along once more."""

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from itertools import pairwise

from procstation.language import percent, tr
from procstation.sweeping.thresholds import Thresholds

APART = 25
"""Expected books between two that were heard: what is farther off was heard out of another bay."""


@dataclass(slots=True)
class BayInWork:
    """A stretch of shelf since its marker was read.

    Attributes:
        place: Its marker; "" without.
        positions: Of the expected books heard in this pass, ascending.
        earlier: The same of earlier passes.
    """

    place: str = ""
    positions: list[int] = field(default_factory=list)
    earlier: list[list[int]] = field(default_factory=list)

    @property
    def passes(self) -> int:
        return len(self.earlier) + 1

    def hear(self, position: int) -> None:
        at = bisect_left(self.positions, position)
        if at == len(self.positions) or self.positions[at] != position:
            insort(self.positions, position)

    def begin_again(self) -> None:
        """Go along it once more; a pass that heard nothing was none."""
        if self.positions:
            self.earlier.append(self.positions)
            self.positions = []

    @property
    def all_positions(self) -> list[int]:
        """Positions heard in any pass, ascending."""
        return sorted({*self.positions, *(one for those in self.earlier for one in those)})

    @property
    def span(self) -> range:
        """The positions it is taken to reach over: from the first to the last book heard, without
        the few that were heard out of other bays."""
        stretches: list[list[int]] = []
        for one in self.all_positions:
            if not stretches or one - stretches[-1][-1] > APART:
                stretches.append([])
            stretches[-1].append(one)
        most = max(stretches, key=len, default=[])
        return range(most[0], most[-1] + 1) if most else range(0)

    @property
    def heard(self) -> int:
        """How many of its books were heard in any pass."""
        span = self.span
        return sum(one in span for one in self.all_positions)

    def asks_again(self, thresholds: Thresholds) -> str:
        """Return why a further pass should go along it; "" when it need not.

        After one pass what was not heard may be gone, or only not heard. From two on each shows
        what the other hears (capture and recapture).
        """
        span = self.span
        heard = [set(those).intersection(span) for those in (*self.earlier, self.positions)]
        heard = [those for those in heard if those]
        if not heard or len(span) < thresholds.gap_items:
            return ""
        if len(heard) > 1:
            rate = _together(heard)
            return (
                tr("the passes heard {share} of it", share=percent(rate))
                if rate < thresholds.repeat_below
                else ""
            )
        [only] = heard
        gap = max((right - left - 1 for left, right in pairwise(sorted(only))), default=0)
        if gap >= thresholds.gap_items:
            return tr("{gap} books in a row were not heard", gap=gap)
        if len(only) < thresholds.repeat_below * len(span):
            return tr("{heard} of {books} books were heard", heard=len(only), books=len(span))
        return ""


def _together(passes: list[set[int]]) -> float:
    """Return the share that passes hear together, each measured by what the others heard."""
    missed = 1.0
    for number, one in enumerate(passes):
        others = set().union(*passes[:number], *passes[number + 1 :])
        missed *= 1 - len(one & others) / len(others)
    return 1 - missed
