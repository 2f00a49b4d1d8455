"""What is heard live, added to a sweep exactly once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from procstation.errors import InputRefused
from procstation.language import tr
from procstation.store.sweep_rows import SittingRow
from procstation.sweeping.model import Heard

if TYPE_CHECKING:
    from procstation.store.sweep_case_rows import SweepCaseRows

LIVE = "live"


def new_sitting(sweep_id: int, person: str, device: str, now: str) -> SittingRow:
    return SittingRow(0, sweep_id, LIVE, person, device, now, None, "", "", 0, 0, 0, "")


def add_heard(
    rows: "SweepCaseRows", sitting: int, heard: Sequence[tuple[int, Heard]], now: str
) -> int:
    """Add what was heard in a sitting, within a transaction: see `Sweeps.hear`."""
    row = rows.sitting(sitting)
    if row is None:
        raise InputRefused(
            tr("There is no sitting {sitting}.", sitting=sitting), tr("Begin it again.")
        )
    new = [(entry, one) for entry, one in heard if entry > row.through]
    if not new:
        return 0
    rows.add_heard(
        (row.sweep_id, one.barcode, sitting, one.place, one.at, one.strength_dbm, one.reads,
         int(one.ordered))
        for _, one in new
    )  # fmt: skip
    count = row.read + sum(one.reads for _, one in new)
    rows.note_sitting(row._replace(ended_at=now, through=new[-1][0], read=count))
    if looked_for := rows.open_cases() & {one.barcode for _, one in new}:
        rows.close_cases(looked_for, rows.sweep_name(row.sweep_id), now)
    return len(new)
