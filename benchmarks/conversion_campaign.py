"""Convert a library's books with nothing to press, and have things go wrong on the way.

    python benchmarks/conversion_campaign.py [--items 1000] [--faults 0.02] [--seed 1] [--pad feig]

Each book of a catalogue is scanned, or laid down when its old tag can be read, by hands that do no
more than the bench asks for; to so many of them something happens. In the end the memory of every
tag is compared with the catalogue, byte by byte and without the station's codec. A book is right,
or the bench names it as not done, or it is wrong; the exit status is 1 when one is wrong.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from bench_line import BenchLine

from procstation.catalog import Catalogue
from procstation.devices import driver_names
from procstation.linking import WriteTag
from procstation.tags import Model, TagRecord, encode
from procstation_simulators.rfid.play import PATRON_CARD, PATRON_DSFID
from procstation_simulators.rfid.tag import VirtualTag

PADS = ("feig", "m3_810")
MOST_TRIES = 5
"""Of a book that is not done after so many, a person goes on to the next."""

OLD_TAGS = 0.3
"""Share of the books that have a tag of another model, which can be read."""

MOST_COMMANDS = 25
"""Commands from laying a book down to its tag secured."""

ISO_DSFID = 0x06
SECURED_AFI = 0x07


class ForgetfulTag(VirtualTag):
    """A tag whose third block always has one bit turned over."""

    def write(self, block: int, data: bytes) -> None:
        spoilt = bytes([data[0] ^ 1, *data[1:]]) if block == 2 else data
        super().write(block, spoilt)


@dataclass
class Book:
    """A book on the cart.

    Attributes:
        readable: Its old tag can be read, so it need not be scanned.
        fault: What happens to it; "" for nothing.
        hopeless: It cannot be done, whoever tries.
        lost: It is in no catalogue.
    """

    barcode: str
    tag: VirtualTag
    readable: bool = False
    fault: str = ""
    hopeless: bool = False
    lost: bool = False


@dataclass
class Outcome:
    """What a campaign came to.

    Attributes:
        happened: How often each thing went wrong.
        named: Books the bench says are not done, and why.
        wrong: Books that are neither right nor named.
        strays: Other tags that hold the number of a book in the end.
    """

    items: int
    happened: Counter[str] = field(default_factory=Counter[str])
    right: int = 0
    named: dict[str, str] = field(default_factory=dict[str, str])
    wrong: dict[str, str] = field(default_factory=dict[str, str])
    strays: list[str] = field(default_factory=list[str])
    devices_s: float = 0.0
    software_s: float = 0.0

    @property
    def clean(self) -> bool:
        return not self.wrong and not self.strays and self.right + len(self.named) == self.items


def campaign(home: Path, pad: str, items: int, faults: float, seed: int) -> Outcome:
    """Convert so many books, with something going wrong for a share of them."""
    lot = Random(seed)
    books = _books(items, lot)
    _give_faults(books, round(items * faults), lot)
    _fill_store(home, [book for book in books if not book.lost])
    outcome = Outcome(items, Counter(book.fault for book in books if book.fault))
    with BenchLine(home, pad) as line:
        hands = Hands(line, lot)
        begun, at = perf_counter(), line.now_s
        for book in books:
            hands.convert(book)
        line.lift()
        outcome.software_s = perf_counter() - begun
        outcome.devices_s = line.now_s - at
        _judge(line, books, hands.strangers, outcome)
    return outcome


class Hands:
    """Hands that lay, lift and scan, and look at no more than what the bench says.

    Attributes:
        strangers: Tags that are no book's of the cart.
    """

    def __init__(self, line: BenchLine, lot: Random) -> None:
        self._line = line
        self._lot = lot
        self.strangers: list[VirtualTag] = []

    def convert(self, book: Book) -> None:
        """Bring one book through, or give it up."""
        line = self._line
        line.store.fail_next = book.fault == "the store does not answer"
        if book.fault != "the book before stays on the pad":
            # Some take the book before away first, some exchange one for the other.
            (line.lift if self._lot.random() < 0.3 else line.lift_quickly)()
        else:
            for tag in [tag for tag in line.pad.field.tags if tag in self.strangers]:
                line.lift(tag)
        released = line.state.released
        if not book.readable or book.fault == "the book before stays on the pad":
            line.scan(book.barcode)
        prepare = FAULTS.get(book.fault)
        clear_up = prepare(self, book) if prepare is not None else _nothing
        line.lay(book.tag)
        line.line.strike = None
        clear_up()
        for _ in range(MOST_TRIES):
            if self._is_done(book, released):
                return
            self._once_more(book)
        # A hopeless book: the next scan sets it aside.

    def _is_done(self, book: Book, released: int) -> bool:
        last = self._line.state.last_released
        done = last is not None and last.barcode == book.barcode
        return done and self._line.state.released > released

    def _once_more(self, book: Book) -> None:
        """Take all away, scan the book again, and lay it down alone."""
        line = self._line
        line.lift()
        line.scan(book.barcode)
        if book.tag not in line.pad.field.tags:
            line.lay(book.tag)

    def tear(self, book: Book) -> Callable[[], None]:
        book.tag.leave_after(self._lot.randrange(60))
        return _nothing

    def noise(self, book: Book) -> Callable[[], None]:
        del book
        faults = self._line.pad.faults
        kinds: list[Callable[[], None]] = [
            lambda: setattr(faults, "dont_answer", 1),
            lambda: setattr(faults, "cut_reply", self._lot.randrange(8)),
            lambda: setattr(faults, "flip_bit", self._lot.randrange(64)),
            lambda: setattr(faults, "noise_before", self._lot.randbytes(5)),
            lambda: setattr(faults, "noise_after", self._lot.randbytes(5)),
            lambda: setattr(faults, "reply_twice", True),
            lambda: setattr(faults, "reply_late_s", 1.0),
        ]
        self._strike(self._lot.choice(kinds))
        return _nothing

    def unplug(self, book: Book) -> Callable[[], None]:
        del book
        self._strike(self._line.pad.faults.unplug)

        def plug() -> None:
            self._line.line.strike = None
            if not self._line.pad.plugged:
                self._line.pad.faults.plug()
                self._line.settle()

        return plug

    def second_tag(self, book: Book) -> Callable[[], None]:
        del book
        return self._lay_beside(self._stranger(""))

    def patron_card(self, book: Book) -> Callable[[], None]:
        del book
        return self._lay_beside(self._stranger(PATRON_CARD, PATRON_DSFID))

    def exchange(self, book: Book) -> Callable[[], None]:
        """The book is taken away in mid-write and another laid there, faster than is noticed."""
        other = self._stranger("")
        field_of_pad = self._line.pad.field

        def swap() -> None:
            if book.tag in field_of_pad.tags:
                field_of_pad.lift(book.tag.uid)
                field_of_pad.lay(other)

        self._strike_in_write(swap)
        return _nothing

    def leave(self, book: Book) -> Callable[[], None]:
        """The book before is taken away only when the bench asks for it."""
        before = [tag for tag in self._line.pad.field.tags if tag is not book.tag]
        return lambda: self._line.lift(*before)

    def _lay_beside(self, other: VirtualTag) -> Callable[[], None]:
        self._line.pad.field.lay(other)
        return lambda: self._line.lift(other)

    def _strike(self, act: Callable[[], None]) -> None:
        self._line.line.strike_in = self._lot.randrange(1, MOST_COMMANDS)
        self._line.line.strike = act

    def _strike_in_write(self, act: Callable[[], None]) -> None:
        """Not before the book's own tag was read and is being written."""
        skip = self._lot.randrange(MOST_COMMANDS // 2)

        def wait() -> None:
            item = self._line.state.now
            writing = item is not None and isinstance(item.awaiting, WriteTag)
            self._line.line.strike_in = 1 + skip * writing
            self._line.line.strike = act if writing else wait

        self._line.line.strike_in = 1
        self._line.line.strike = wait

    def _stranger(self, content: str, dsfid: int = 0) -> VirtualTag:
        tag = VirtualTag.from_hex(f"E00401009{len(self.strangers):07X}", content, dsfid=dsfid)
        self.strangers.append(tag)
        return tag


def _nothing() -> None:
    """Nothing is to be cleared up."""


FAULTS: dict[str, Callable[[Hands, Book], Callable[[], None]] | None] = {
    "the tag leaves in mid-write": Hands.tear,
    "noise on the line": Hands.noise,
    "the book before stays on the pad": Hands.leave,
    "a second tag beside it": Hands.second_tag,
    "a patron card beside it": Hands.patron_card,
    "the pad is unplugged": Hands.unplug,
    "exchanged in mid-write": Hands.exchange,
    "the store does not answer": None,
    "the tag is locked": None,
    "the tag is too small": None,
    "the tag loses bits": None,
    "not in the catalogue": None,
    "the tag holds another number": None,
}
"""What goes wrong, and the hand that does it; None when the book or the store itself is so."""


def _books(count: int, lot: Random) -> list[Book]:
    books = []
    for number in range(count):
        barcode, uid = _barcode(number), f"E00401001{number:07X}"
        readable = lot.random() < OLD_TAGS
        tag = _old_tag(uid, barcode, lot) if readable else VirtualTag.blank(uid)
        books.append(Book(barcode, tag, readable))
    return books


def _old_tag(uid: str, barcode: str, lot: Random) -> VirtualTag:
    if lot.random() < 0.5:
        head = bytes([0x04, 0x11, 0x00, 0x01])
        return VirtualTag.from_hex(uid, (head + barcode.encode().ljust(16, b"\0")).hex())
    image = encode(TagRecord(barcode, "US-OLD", usage=0x10), Model.ISO28560_2)
    return VirtualTag.from_hex(uid, image.data.hex(), dsfid=ISO_DSFID)


def _give_faults(books: list[Book], count: int, lot: Random) -> None:
    for number, book in enumerate(lot.sample(books, count)):
        book.fault = list(FAULTS)[number % len(FAULTS)]
        uid = book.tag.uid
        if book.fault == "the tag is locked":
            book.tag, book.readable = VirtualTag.blank(uid), False
            for block in range(lot.randrange(1, book.tag.block_count)):
                book.tag.lock_block(block)
        elif book.fault == "the tag is too small":
            book.tag = VirtualTag(uid, bytearray(4 * lot.randrange(2, 8)))
        elif book.fault == "the tag loses bits":
            book.tag = ForgetfulTag.blank(uid)
        elif book.fault == "the tag holds another number":
            book.tag = _old_tag(uid.hex(), "31234999999990", lot)
        elif book.fault == "not in the catalogue":
            book.lost = True
        if book.fault.startswith("the tag ") and "mid-write" not in book.fault:
            book.readable, book.hopeless = False, True
        book.hopeless = book.hopeless or book.lost


def _fill_store(home: Path, books: list[Book]) -> None:
    table = home / "items.csv"
    rows = [f"{book.barcode},Book {book.barcode},Stacks" for book in books]
    table.write_text("barcode,title,location\n" + "\n".join(rows) + "\n", encoding="utf-8")
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    try:
        report = catalogue.load([table], alone=True)
        assert report.items == len(books)
    finally:
        catalogue.close()


def _judge(
    line: BenchLine, books: list[Book], strangers: list[VirtualTag], outcome: Outcome
) -> None:
    report = line.report()
    named = {
        item.barcode: _reason(item.step.detail if item.step else "") for item in report.half_done
    }
    named |= dict.fromkeys(report.not_found, "not in the catalogue")
    for book in books:
        holds = number_on(book.tag)
        known = line.catalogue.tags_of(book.barcode)
        if holds == book.barcode and book.tag.afi == SECURED_AFI and not book.hopeless:
            if [tag.uid for tag in known] == [book.tag.uid.hex().upper()]:
                outcome.right += 1
            else:
                outcome.wrong[book.barcode] = f"the store knows {known} as its tag"
        elif book.barcode in named and holds in {None, book.barcode, "31234999999990"}:
            outcome.named[book.barcode] = f"{named[book.barcode]} ({book.fault or 'nothing'})"
        else:
            outcome.wrong[book.barcode] = f"{book.fault or 'nothing happened'}: it holds {holds}"
    numbers = {book.barcode for book in books}
    outcome.strays = [tag.uid.hex() for tag in strangers if number_on(tag) in numbers]


def _reason(detail: str) -> str:
    return detail or "no reason was given"


def number_on(tag: VirtualTag) -> str | None:
    """Read the number of an ISO 28560-3 tag out of its memory; None when there is no valid one."""
    memory = bytes(tag.memory)
    if len(memory) < 32:
        return None
    body = memory[:19] + memory[21:34].ljust(13, b"\0")
    if crc(body) == int.from_bytes(memory[19:21], "little"):
        return memory[3:19].rstrip(b"\0").decode("ascii")
    if memory[0] == 0x04 and memory[2] == 0:
        return memory[4:20].rstrip(b"\0").decode("ascii")
    if memory[0] == 0x11 and tag.dsfid == ISO_DSFID:
        # Element 1 as an integer, which is how the old tags of this campaign hold it.
        return str(int.from_bytes(memory[2 : 2 + memory[1]], "big"))
    return None


def crc(data: bytes) -> int:
    """Return the CRC of ISO 28560-3: polynomial 1021 hex, start FFFF hex."""
    value = 0xFFFF
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ (0x1021 if value & 0x8000 else 0)) & 0xFFFF
    return value


def _barcode(number: int) -> str:
    """Return a 14-digit item number with its Luhn digit."""
    digits = f"31234{number:08}"
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 * (value > 9)
    return f"{digits}{-total % 10}"


def lines_of(pad: str, outcome: Outcome) -> list[str]:
    """Return what came of a campaign, in words."""
    lines = [
        f"{pad}: {outcome.items} books, {outcome.happened.total()} of them with something wrong",
        f"  right {outcome.right}, named {len(outcome.named)}, wrong {len(outcome.wrong)}, stray"
        f" tags {len(outcome.strays)}",
        f"  {outcome.devices_s / outcome.items:.1f} s a book on the virtual clock, the waits of the"
        f" hands included; {outcome.software_s / outcome.items * 1000:.0f} ms in real time",
    ]
    lines += [f"  happened: {name}, {times} times" for name, times in outcome.happened.items()]
    lines += [f"  named: {barcode}: {why}" for barcode, why in outcome.named.items()]
    lines += [f"  WRONG: {barcode}: {why}" for barcode, why in outcome.wrong.items()]
    lines += [f"  STRAY: {uid}" for uid in outcome.strays]
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Run the campaign as the command line says; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--faults", type=float, default=0.02, help="share of the books")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pad", choices=sorted(driver_names("rfid")), help="else feig and m3_810")
    options = parser.parse_args(arguments)
    clean = True
    for pad in [options.pad] if options.pad else PADS:
        with tempfile.TemporaryDirectory() as folder:
            outcome = campaign(Path(folder), pad, options.items, options.faults, options.seed)
        print("\n".join(lines_of(pad, outcome)), flush=True)
        clean = clean and outcome.clean
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
