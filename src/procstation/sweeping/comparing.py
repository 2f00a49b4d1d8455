"""Two sweeps of one shelf: what came back, what has gone since, what is still not there."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from procstation.sweeping.report import SweepReport


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is different between two sweeps; lists hold barcodes.

    Attributes:
        came_back: Not heard in the earlier sweep, and in this one.
        gone_since: Heard or not expected earlier, and not heard now, though expected.
        still_not_heard: In neither.
        put_right: Out of place in the earlier sweep, and no more.
        still_out_of_place: In both.
    """

    came_back: tuple[str, ...]
    gone_since: tuple[str, ...]
    still_not_heard: tuple[str, ...]
    put_right: tuple[str, ...]
    still_out_of_place: tuple[str, ...]


def compared(now: "SweepReport", earlier: "SweepReport", heard_now: set[str]) -> Comparison:
    """Compare a sweep with an earlier one.

    Args:
        heard_now: What the later sweep heard.
    """
    not_heard = [one.barcode for one in now.verdicts]
    not_heard_then = [one.barcode for one in earlier.verdicts]
    then = set(not_heard_then)
    moves = {one.barcode for one in now.misplaced}
    moves_then = [one.barcode for one in earlier.misplaced]
    return Comparison(
        came_back=tuple(one for one in not_heard_then if one in heard_now),
        gone_since=tuple(one for one in not_heard if one not in then),
        still_not_heard=tuple(one for one in not_heard if one in then),
        put_right=tuple(one for one in moves_then if one in heard_now and one not in moves),
        still_out_of_place=tuple(one for one in moves_then if one in moves),
    )
