"""What a sweep found, for the library system: changes and sightings, queued; and taken back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from procstation.catalog import Catalogue
from procstation.catalog.bench_edits import Signed
from procstation.language import grouped, mark, tr, tr_marked
from procstation.outbox import State, take_back
from procstation.station.system_desk import SystemDesk
from procstation.sweeping.write_back import WriteBack

T = TypeVar("T")

PIECE = 200
"""Messages in one transaction: a bench that works meanwhile need not wait for all of them."""

WAYS = {"stamp": mark("noted as seen"), "check-in": mark("checked in there, with all that follows")}
"""What becomes of a sighting, by how a system takes it."""


@dataclass(frozen=True, slots=True)
class ToldOfSweep:
    """
    Attributes:
        changes: Items of which something is told.
        sightings: Items that are told to be seen.
        way: What becomes of a sighting there; "" when the system takes none.
    """

    system: str
    changes: int
    sightings: int
    way: str

    def in_words(self, *, queued: bool) -> str:
        """Say it in one line.

        Args:
            queued: It is; else it would be.
        """
        what = tr(
            "{changes} changes and {sightings} sightings",
            changes=grouped(self.changes),
            sightings=grouped(self.sightings),
        )
        told = tr("{system} would be told: {what}", system=self.system, what=what)
        if queued:
            told = tr("{system} is told: {what}", system=self.system, what=what)
        if self.way:
            return f"{told} ({tr_marked(self.way)})"
        return tr("{told}; {system} takes no sightings", told=told, system=self.system)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many messages are not sent, and how many ask back what was."""

    not_sent: int = 0
    asked_back: int = 0


def tell_of(
    desk: SystemDesk,
    catalogue: Catalogue,
    name: str,
    done: WriteBack,
    seen: Mapping[str, str],
    *,
    dry_run: bool,
) -> ToldOfSweep:
    """Queue what a write-back did, and the sightings of the sweep. Done again, it queues nothing
    twice.

    Args:
        name: Of the sweep.
        seen: When each item was seen (ISO 8601), by barcode.

    Raises:
        StoreError: It cannot be queued; what is, stays.
    """
    way = WAYS.get(desk.system.abilities.seen, "")
    barcodes = list(dict.fromkeys(change.barcode for change in done.changes))
    sightings = dict(seen) if way else {}
    if dry_run:
        return ToldOfSweep(desk.name, len(barcodes), len(sightings), way)
    ids = [found[0].id for code in barcodes if (found := catalogue.by_barcode(code)) is not None]
    told = heard = 0
    for some in _pieces(ids):
        told += len(desk.outbox.post(some, _act(done)))
    for codes in _pieces(list(sightings)):
        piece = {code: sightings[code] for code in codes}
        heard += len(desk.outbox.post_seen(piece, f"sweep {name}"))
    return ToldOfSweep(desk.name, told, heard, way)


def take_back_told(catalogue: Catalogue, station: str, undone: WriteBack, at: str) -> TakenBack:
    """Take back what the library system was told of a write-back that is undone. That items were
    seen stays true.

    Args:
        at: Now, ISO 8601.
    """
    signed = Signed(station, at)
    not_sent = asked_back = 0
    codes = list(dict.fromkeys(change.barcode for change in undone.changes))
    for some in _pieces(codes):
        with catalogue.store.posting() as (rows, items):
            for code in some:
                row = items.item_with_barcode(code)
                taken = take_back(rows, items, f"{_act(undone)}/{row.id}", signed) if row else None
                if taken is None:
                    continue
                message, opposite = taken
                not_sent += opposite is None and message.state is State.DROPPED
                asked_back += opposite is not None
    return TakenBack(not_sent, asked_back)


def _act(done: WriteBack) -> str:
    return f"write-back {done.number}"


def _pieces(all_of_them: list[T]) -> Iterator[list[T]]:
    waiting = iter(all_of_them)
    while piece := list(islice(waiting, PIECE)):
        yield piece
