"""Many reports of one tag as one: before they are journaled, and before they go into the tables."""

from collections.abc import Sequence
from typing import TypeVar

from procstation.sweeping.live_inputs import AnyLive, Echo, TagsHeard
from procstation.sweeping.model import Heard

Kept = tuple[int, Heard]
"""What was heard, with the number of its journal entry."""

AnyRead = TypeVar("AnyRead", Echo, Heard)


def joined(held: Sequence[tuple[str, str, AnyLive]]) -> list[tuple[str, str, AnyLive]]:
    """Return what came in, with reports of one reader that came one after another as one."""
    together: list[tuple[str, str, AnyLive]] = []
    for at, source, entry in held:
        before = together[-1] if together else None
        if (
            before is not None
            and isinstance(entry, TagsHeard)
            and isinstance(before[2], TagsHeard)
            and before[1] == source
        ):
            together[-1] = (before[0], source, TagsHeard((*before[2].echoes, *entry.echoes)))
        else:
            together.append((at, source, entry))
    return [
        (at, source, TagsHeard(_folded_echoes(one.echoes)) if isinstance(one, TagsHeard) else one)
        for at, source, one in together
    ]


def _folded_echoes(echoes: Sequence[Echo]) -> tuple[Echo, ...]:
    """Return each tag once, with all its reads and the strength of the strongest."""
    told: dict[tuple[str, str], Echo] = {}
    for one in echoes:
        key = (one.code, one.place)
        known = told.get(key)
        if known is None:
            told[key] = one
            continue
        strongest = _stronger(known, one)
        told[key] = Echo(
            one.code, known.reads + one.reads, strongest.strength_dbm, one.place, strongest.at
        )
    return tuple(told.values())


def folded(heard: Sequence[Kept]) -> list[Kept]:
    """Return what goes into the tables: of a tag that radio reported again and again in this
    batch one report with all its reads. Each has the number of the last entry, since a batch is
    taken as a whole."""
    last = heard[-1][0]
    reads: list[Heard] = []
    at: dict[tuple[str, str], int] = {}
    for _, one in heard:
        key = (one.barcode, one.place)
        if one.ordered or key not in at:
            if not one.ordered:
                at[key] = len(reads)
            reads.append(one)
            continue
        known = reads[at[key]]
        strongest = _stronger(known, one)
        reads[at[key]] = strongest._replace(number=0, reads=known.reads + one.reads)
    return [(last, one) for one in reads]


def _stronger(one: AnyRead, other: AnyRead) -> AnyRead:
    """Return the read nearer to the tag: its strength and its time count. The first of equals."""
    if other.strength_dbm is None:
        return one
    is_stronger = one.strength_dbm is None or other.strength_dbm > one.strength_dbm
    return other if is_stronger else one
