"""What a bench has done, worked out from its journal."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from procstation.journal import Recorded
from procstation.linking.inputs import AnyInput, Found
from procstation.linking.item import ItemInWork
from procstation.linking.job import receive
from procstation.linking.pace import LEAST_ITEMS
from procstation.linking.rolls import Rolls
from procstation.linking.state import BenchState

AN_HOUR = timedelta(hours=1)
HOUR_DIGITS = 13
"""Characters of a time down to the hour: 2026-11-21T10."""


@dataclass(slots=True)
class BenchReport:
    """What was done in a stretch of the journal.

    Attributes:
        released_at: When each item was released, in order; one that was undone is not in it.
        not_found: Codes that named no one item, in order, each once.
        rolls: Tags written and failed by roll, of the whole journal.
        half_done: What waits in the end, the item in work first.
        in_work: That one; None when there is none.
    """

    released_at: list[str] = field(default_factory=list[str])
    not_found: list[str] = field(default_factory=list[str])
    rolls: Rolls = ()
    half_done: tuple[ItemInWork, ...] = ()
    in_work: ItemInWork | None = None

    @property
    def by_hour(self) -> dict[str, int]:
        """Items by hour, as `2026-11-21T10` in UTC."""
        return dict(Counter(at[:HOUR_DIGITS] for at in self.released_at))

    @property
    def items_an_hour(self) -> int | None:
        """Items an hour from the first to the last; None for too few."""
        times = [datetime.fromisoformat(at) for at in self.released_at]
        if len(times) < LEAST_ITEMS or times[-1] == times[0]:
            return None
        return round((len(times) - 1) / ((times[-1] - times[0]) / AN_HOUR))


def report_on(entries: Iterable[Recorded[AnyInput]], since: str = "") -> BenchReport:
    """Work through a journal from its first entry.

    Args:
        since: Count from this time on, ISO 8601 in UTC; the entries before are worked through.
    """
    report, state = BenchReport(), BenchState()
    for recorded in entries:
        before, (state, _) = state.released, receive(state, recorded)
        if recorded.at < since:
            continue
        if state.released > before:
            report.released_at.append(recorded.at)
        elif state.released < before and report.released_at:
            report.released_at.pop()
        entry = recorded.entry
        if isinstance(entry, Found) and not entry.matches and entry.code not in report.not_found:
            report.not_found.append(entry.code)
    report.rolls = state.rolls
    report.in_work = state.now
    report.half_done = (*((state.now,) if state.now is not None else ()), *state.aside)
    return report
