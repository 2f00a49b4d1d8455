"""What is heard of the simulated library, by people with scanners and with wands.

Both go along the shelves as the books stand. A scanner reads one label after the other and the
marker at the head of each bay. A wand hears every tag several times as it passes, loudest when it
is nearest; sometimes it hears the shelf below, and what is on a cart in the aisle.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from library_sim.world import BAY_BOOKS, World

from procstation.config import RadioSection
from procstation.devices import TagHeard
from procstation.station.sweep_radio import RadioEar, names_of
from procstation.sweeping.folding import Folding
from procstation.sweeping.live_inputs import AnyLive, TagsHeard
from procstation.sweeping.model import Heard
from procstation.tags.iso28560_4 import encode
from procstation.tags.record import TagRecord

BEGUN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SCAN_S = 0.9
"""From one book to the next with a scanner."""

BOOK_M = 0.028
WALK_M_PER_S = 0.35
"""Of a wand along the spines: 12 books a second."""
BEAM_M = 0.20
"""From the axis of the beam, where half as many reads come."""
READS_PER_S = 8.0
"""Of one tag in the axis of the beam."""
NEAREST_DBM = -48.0
FADING_DB = 3.0
SHELF_BOOKS = 30
"""On one board; the next board below is so many books on."""
BOARD_BELOW = 0.06
"""The share of books that are heard through the board above, and how much weaker that is."""
BELOW_DB = 14.0
CART_HEARD = 0.6
CART_DB = 6.0
ISIL = "US-OXB"
PLACE_TAGS = r"BAY-.+"
MARKER_DBM = 6.0
"""So much louder are the tags at the heads of the bays."""

PUBLISHERS_NUMBER = "9780261103573"
"""On the back of a book: what is scanned in place of its barcode now and then."""

ALIKE = {"barcode": 200.0, "rfid": 20.0}
"""How alike books are in how easily they are read: of the beta distribution about the rate."""


@dataclass(frozen=True, slots=True)
class Ease:
    """How likely one pass reads each book, by book."""

    of: dict[str, float]

    @classmethod
    def by_lot(cls, world: World, how: str, rate: float, chance: random.Random) -> "Ease":
        weight = ALIKE[how]
        silent = world.no_tag if how == "rfid" else world.no_barcode
        books = sorted(world.standing | world.on_cart)
        return cls(
            {
                book: 0.0
                if book in silent
                else chance.betavariate(rate * weight, (1 - rate) * weight)
                if rate < 1
                else 1.0
                for book in books
            }
        )


def scanned(
    world: World,
    shelves: Sequence[str],
    ease: Ease,
    chance: random.Random,
    *,
    table: bool,
    slips: bool,
) -> bytes:
    """Return the file of a scanner that was carried along some shelves.

    Args:
        table: As CSV with the times; else the codes alone, one a line.
        slips: People pull the trigger twice, go back a few books, and scan the wrong code.
    """
    lines = ["code,scanned"] if table else []
    at = BEGUN

    def scan(code: str) -> None:
        nonlocal at
        at += timedelta(seconds=SCAN_S * chance.uniform(0.7, 1.6))
        lines.append(f"{code},{at:%Y-%m-%d %H:%M:%S}" if table else code)

    for shelf in shelves:
        heard: list[str] = []
        for number, book in enumerate(world.shelves[shelf]):
            if number % BAY_BOOKS == 0:
                scan(marker(shelf, number))
            if chance.random() >= ease.of[book]:
                continue
            heard.append(world.heard_as(book))
            scan(heard[-1])
            slip = chance.random() if slips else 1.0
            if slip < 0.003:  # The trigger was pulled twice.
                scan(heard[-1])
            elif slip < 0.0035 and len(heard) > 4:  # After a break, the last few once more.
                for again in heard[-4:]:
                    scan(again)
            elif slip < 0.0045:
                scan(PUBLISHERS_NUMBER)
    return "".join(f"{line}\r\n" for line in lines).encode()


def marker(shelf: str, number: int) -> str:
    """Return what stands on the marker of the bay of a book."""
    return f"BAY-{shelf[:2]}{shelf[-2:]}-{number // BAY_BOOKS + 1:03}"


@dataclass(frozen=True, slots=True)
class Report:
    """One report of a UHF reader: seconds from the beginning, and the number on the tag."""

    at: float
    barcode: str
    dbm: float


def reported(
    world: World, shelves: Sequence[str], ease: Ease, chance: random.Random
) -> list[Report]:
    """Return what a wand reports that was carried along some shelves, in order of time."""
    reports: list[Report] = []
    begun = 0.0
    for shelf in shelves:
        books = world.shelves[shelf]
        for number, book in enumerate(books):
            if number % BAY_BOOKS == 0:
                reports += _passing(
                    marker(shelf, number),
                    begun + number * BOOK_M / WALK_M_PER_S,
                    MARKER_DBM,
                    chance,
                )
            if chance.random() < ease.of[book]:
                passed = begun + number * BOOK_M / WALK_M_PER_S
                reports += _passing(world.heard_as(book), passed, 0.0, chance)
                if chance.random() < BOARD_BELOW:
                    above = passed - SHELF_BOOKS * BOOK_M / WALK_M_PER_S
                    reports += _passing(world.heard_as(book), above, -BELOW_DB, chance)
        for beside, on_cart in world.carts.get(shelf, ()):
            passed = begun + beside * BOOK_M / WALK_M_PER_S
            for book in on_cart:
                if chance.random() < CART_HEARD * ease.of[book]:
                    reports += _passing(world.heard_as(book), passed, -CART_DB, chance)
        begun += len(books) * BOOK_M / WALK_M_PER_S + 20.0
    reports.sort(key=lambda one: one.at)
    return reports


def _passing(barcode: str, passed: float, louder: float, chance: random.Random) -> Iterator[Report]:
    """Yield the reports of one tag as the wand passes it; at least one."""
    spread = BEAM_M / WALK_M_PER_S
    count = 1 + int(chance.expovariate(1 / (READS_PER_S * spread)) if louder >= 0 else 0)
    for _ in range(count):
        at = chance.gauss(passed, spread)
        off = (at - passed) / spread
        dbm = NEAREST_DBM + louder - 6.0 * off * off / 2 + chance.gauss(0, FADING_DB)
        yield Report(max(0.0, at), barcode, dbm)


def told_by_the_station(reports: Sequence[Report]) -> list[Heard]:
    """Return what a station makes of the reports of a reader: folded, named, with places."""
    now_s = 0.0
    heard: list[Heard] = []

    def post(entry: AnyLive, _: str) -> None:
        if isinstance(entry, TagsHeard):
            at = _clock(now_s)
            heard.extend(
                Heard(0, one.code, 0, one.place, at, one.strength_dbm, one.reads, ordered=False)
                for one in entry.echoes
            )

    names = names_of(RadioSection(place_tags=PLACE_TAGS), lambda _: "")
    ear = RadioEar(names, Folding(), post, lambda: now_s)
    for one in reports:
        now_s = one.at
        ear.heard("wand", tag_heard(one))
    ear.stop()
    return heard


def tag_heard(one: Report) -> TagHeard:
    """Return a report as a driver gives it, of a tag written after ISO 28560-4."""
    pc, uii = _bank(one.barcode)
    return TagHeard(uii, pc, rssi_dbm=round(one.dbm, 1), at=_clock(one.at))


@cache
def _bank(barcode: str) -> tuple[int | None, bytes]:
    bank = encode(TagRecord(barcode, owner=ISIL)).epc
    assert bank is not None
    return bank.pc, bank.uii


def _clock(seconds: float) -> str:
    return (BEGUN + timedelta(seconds=seconds)).isoformat(timespec="milliseconds")
