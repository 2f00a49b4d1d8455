"""The day of `shift.py`: carts of books, one job each, and what goes wrong with them."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from conversion_campaign import number_on
from painted import watch
from shift_account import account
from shift_hands import PATRON, PRINTERS, SCANNER, Technician

from procstation.config import Config, parse_config
from procstation.devices import Rack
from procstation.labels import LabelShelf
from procstation.labels.fonts import _drawing_font
from procstation.labels.glyph_mask import glyph_mask, plain_mask
from procstation.station import open_station
from procstation.tui.bench_app import BenchApp
from procstation_simulators.ils.stock import Book
from procstation_simulators.rfid.tag import VirtualTag

SIZE = (100, 30)
SHIFT = timedelta(hours=8)
BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
CART = 20
"""Books on a cart; each cart is one job."""

FEWEST_CARTS = 6
"""Carts of a short day, so that each job comes up."""

CONFIGURATION = """
[station]
name = "bench-7"
profile = "new-acquisition"
[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "sim://serial_scanner"
options = {{ repeat_window_ms = 0 }}
[devices.pad]
kind = "rfid"
driver = "feig"
port = "sim://feig"
[devices.spine]
kind = "printer"
driver = "zpl"
port = "sim://zpl?dots_per_mm=12#spine"
stock = "roll-25x38"
templates = ["spine"]
[devices.barcode]
kind = "printer"
driver = "zpl"
port = "sim://zpl?dots_per_mm=12#barcode"
stock = "roll-51x25"
templates = ["barcode"]
[[barcodes.ranges]]
name = "new"
prefix = "31234"
first = 1
[[barcodes.ranges]]
name = "stock"
prefix = "3000"
length = 14
check = "none"
[tags]
owner = "US-InU"
[systems.ils]
connector = "koha"
url = "{address}"
user = "station"
[outbox.new_items]
library = "MAIN"
location = "STACKS"
item_type = "BK"
"""


class DayClock:
    """The clock on the wall: each item takes its share of the shift, each look a millisecond."""

    def __init__(self, items: int) -> None:
        self._item = SHIFT / items
        self._now = BEGIN

    def now(self) -> str:
        self._now += timedelta(milliseconds=1)
        return self._now.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def item_done(self) -> None:
        self._now += self._item


@dataclass(frozen=True, slots=True)
class TagLeft:
    """What a tag was left as; the simulated tag itself goes away with its book."""

    uid: str
    number: str | None
    afi: int

    @classmethod
    def of(cls, tag: VirtualTag) -> "TagLeft":
        return cls(tag.uid.hex().upper(), number_on(tag), tag.afi)


@dataclass
class Shift:
    """What was done.

    Attributes:
        taken_in, converted, relabelled, swept: The books, as far as they came through.
        tags: The tag of each book that has one, by the barcode of the item.
        wrong: What was not as it should be, in words.
    """

    taken_in: dict[str, Book] = field(default_factory=dict[str, Book])
    converted: list[str] = field(default_factory=list[str])
    relabelled: list[str] = field(default_factory=list[str])
    swept: list[str] = field(default_factory=list[str])
    tags: dict[str, TagLeft] = field(default_factory=dict[str, TagLeft])
    faults: int = 0
    screens: int = 0
    wrong: list[str] = field(default_factory=list[str])


class Day:
    """One shift at one station.

    Args:
        address: Of the library system.
        told: Told after each item: how many there were, and the seconds from each scan of a book
            until the bench stood at what to do with it.
    """

    def __init__(
        self, home: Path, stock: list[Book], address: str, told: Callable[[int, list[float]], None]
    ) -> None:
        self.shift = Shift()
        self._home = home
        self._stock = stock
        self._config: Config = parse_config(CONFIGURATION.format(address=address), "shift.toml")
        self._clock = DayClock(len(stock))
        self._rack = Rack()
        self._face = LabelShelf().face("DejaVuSansCondensed")
        self._first_tag: VirtualTag | None = None
        """Of the first book taken in, which is brought again when the station was opened anew."""
        self._person: Technician
        self._running: asyncio.Task[Any]
        self._threads: ThreadPoolExecutor
        self._done = 0
        self._tags = 0
        self._told = told
        self._scanned: list[str] = []
        self._patrons = 0

    async def work(self) -> Shift:
        """Work the shift, and look at what it left."""
        await self._come()
        size = min(CART, len(self._stock) // FEWEST_CARTS)
        carts = [self._stock[at : at + size] for at in range(0, len(self._stock), size)]
        jobs = (self._take_in, self._convert, self._take_in, self._relabel, self._convert)
        for number, cart in enumerate(carts):
            if number == len(carts) * 3 // 4:
                await self._sweep(cart)
            else:
                await jobs[number % len(jobs)](cart)
            if number == len(carts) // 2:
                await self._start_anew()
        await self._until_told()
        await self._go()
        self.shift.wrong += account(self._home, self.shift, self._scanned, self._patrons)
        return self.shift

    async def _come(self) -> None:
        app = BenchApp(
            lambda: open_station(
                self._home,
                self._config,
                f"sqlite:///{self._home / 'store.sqlite'}",
                self._rack,
                self._clock.now,
            ),
            read_wedge=False,
        )
        watch(app)
        # A thread remembers who took the errors when it began, which is the interface: threads that
        # outlive it, as they do in no real station, would keep all of it alive.
        self._threads = ThreadPoolExecutor()
        asyncio.get_running_loop().set_default_executor(self._threads)
        self._running = asyncio.create_task(app.run_async(size=SIZE))
        self._person = Technician(app, self._rack, self._face)
        await self._person.ready()

    async def _go(self) -> None:
        person = self._person
        self._scanned += person.scanned
        self._patrons += person.patrons
        station = person.station
        person.app.exit()
        await self._running
        await asyncio.to_thread(station.stop)
        self._threads.shutdown()

    async def _start_anew(self) -> None:
        """Stop in the middle of a book, and go on with it."""
        await self._person.profile("conversion")
        item = next(iter(self.shift.taken_in))
        assert self._first_tag is not None, "the first cart is taken in"
        await self._person.begin(item)
        await self._go()
        # A new process remembers no glyphs, and none of the fonts they are of.
        for memo in (glyph_mask, plain_mask, _drawing_font):
            memo.cache_clear()
        await self._come()
        now = self._person.state.now
        if now is None or now.barcode != item:
            title = self.shift.taken_in[item].title
            self.shift.wrong.append(f"after the restart {now} is in work, not {title}")
        await self._person.carry_on(self._first_tag)
        self.shift.tags[item] = TagLeft.of(self._first_tag)

    async def _take_in(self, cart: list[Book]) -> None:
        await self._person.profile("new-acquisition")
        for book in cart:
            tag = self._new_tag()
            await self._with_faults(book.isbn, tag)
            held = self._person.state.last_released
            assert held is not None
            self.shift.taken_in[held.barcode] = book
            self.shift.tags[held.barcode] = TagLeft.of(tag)
            self._first_tag = self._first_tag or tag
            self._require_labels(held.barcode, ["spine", "barcode"])
            await self._item_done()

    async def _convert(self, cart: list[Book]) -> None:
        await self._person.profile("conversion")
        for book in cart:
            tag = self._new_tag()
            await self._with_faults(book.barcode, tag)
            self.shift.converted.append(book.barcode)
            self.shift.tags[book.barcode] = TagLeft.of(tag)
            self._require_labels(book.barcode, [])
            await self._item_done()

    async def _relabel(self, cart: list[Book]) -> None:
        await self._person.profile("relabel")
        for book in cart:
            await self._with_faults(book.barcode, self._new_tag())
            self.shift.relabelled.append(book.barcode)
            self._require_labels(book.barcode, ["spine", "barcode"])
            await self._item_done()

    async def _sweep(self, cart: list[Book]) -> None:
        """Open a sweep of these books, walk along them, close it."""
        person = self._person
        wanted = self._home / "cart.txt"
        wanted.write_text("".join(f"{book.barcode}\n" for book in cart), encoding="utf-8")
        await person.ask("go.sweeps")
        await person.until_at("SweepsScreen")
        await person.until(lambda: not person.app.screen._is_busy, "the list of sweeps")  # type: ignore[attr-defined]
        await person.ask("sweeps.new")
        await person.until_at("NewSweepScreen")
        await person.type("cart")
        await person.press("tab", "tab", "tab", "tab")
        await person.type(str(wanted))
        await person.press("enter")
        await person.until(lambda: person.app.screen._tried is not None, "the count")  # type: ignore[attr-defined]
        await person.press("enter")
        await person.until_at("SweepsScreen")
        await person.until(lambda: not person.app.screen._is_busy, "an open sweep")  # type: ignore[attr-defined]
        await person.press("enter")
        await person.until_at("SweepAtBench")
        for book in cart:
            person.rack.play(SCANNER, f"scan {book.barcode}")
            self.shift.swept.append(book.barcode)
            await self._item_done()
        sweep: Any = person.app.screen
        desk = sweep._station.desk
        await person.until(lambda: desk.state.found == len(cart), "all of the cart found")
        await person.ask("sweep.back")
        await person.until_at("SweepsScreen")
        await person.until(lambda: not person.app.screen._is_busy, "the end of the walk")  # type: ignore[attr-defined]
        await person.back()

    async def _with_faults(self, code: str, tag: VirtualTag) -> None:
        """Bring one book through; with every fourteenth something goes wrong on the way."""
        person = self._person
        number = self._done
        if number % 10 == 5:
            await self._look_at_a_screen(number // 10)
        fault = FAULTS[number // 14 % len(FAULTS)] if number % 14 == 7 else None
        if fault is not None:
            self.shift.faults += 1
            await fault(self, code, tag)
            return
        await person.begin(code)
        await person.carry_on(tag)

    async def _tear(self, code: str, tag: VirtualTag) -> None:
        tag.leave_after(11)
        await self._person.begin(code)
        await self._person.carry_on(tag)

    async def _printers_out(self, code: str, tag: VirtualTag) -> None:
        for url in PRINTERS.values():
            self._rack.play(url, "labels 0")
        await self._person.begin(code)
        await self._person.carry_on(tag)

    async def _wrong_book(self, code: str, tag: VirtualTag) -> None:
        """The label of another book is scanned in mid-item."""
        await self._person.begin(code)
        await self._person.scan_and_hear(self._stock[-1].barcode)
        await self._person.carry_on(tag)

    async def _cable(self, code: str, tag: VirtualTag) -> None:
        await self._person.begin(code)
        await self._person.unplug_and_plug()
        await self._person.carry_on(tag)

    async def _patron(self, code: str, tag: VirtualTag) -> None:
        await self._person.begin(code)
        await self._person.scan_and_hear(PATRON)
        await self._person.carry_on(tag)

    async def _aside(self, code: str, tag: VirtualTag) -> None:
        """The book is put away half done, and taken up again."""
        person = self._person
        await person.begin(code)
        await person.ask("bench.aside")
        await person.until(lambda: person.state.now is None, "a free bench")
        await person.ask("bench.half_done")
        await person.until_at("HalfDoneScreen")
        await person.press("enter")
        await person.until(lambda: person.state.now is not None, "the book again")
        await person.carry_on(tag)

    async def _undone(self, code: str, tag: VirtualTag) -> None:
        """In the middle of the book all is taken back, and it is begun anew."""
        person = self._person
        await person.begin(code)
        await person.ask("bench.undo")
        await person.until(lambda: person.state.question is not None, "a question")
        await person.press("2")
        await person.until(lambda: person.state.now is None, "a free bench")
        # The labels that came out before are thrown away.
        person.take_labels()
        await person.begin(code)
        await person.carry_on(tag)

    async def _unknown(self, code: str, tag: VirtualTag) -> None:
        """A number nobody knows is scanned before the book."""
        await self._person.scan_and_hear("30009999999999")
        if self._person.state.now is not None:
            await self._person.ask("bench.aside")
        await self._person.begin(code)
        await self._person.carry_on(tag)

    async def _look_at_a_screen(self, turn: int) -> None:
        person = self._person
        act, keys = LOOKS[turn % len(LOOKS)]
        bench = person.app.screen
        await person.ask(act)
        await person.until(lambda: person.app.screen is not bench, f"a screen for {act}")
        await person.press(*keys)
        await person.back()
        self.shift.screens += 1

    def _new_tag(self) -> VirtualTag:
        self._tags += 1
        return VirtualTag.blank(f"E0040100{self._tags:08X}")

    def _require_labels(self, barcode: str, kinds: list[str]) -> None:
        out = {kind: texts for kind, texts in self._person.labels.out.items() if texts}
        wanted = {kind: [barcode if kind == "barcode" else ""] for kind in kinds}
        if out != wanted:
            self.shift.wrong.append(f"labels of {barcode}: {out}, not {wanted}")

    async def _item_done(self) -> None:
        self._clock.item_done()
        self._done += 1
        self._told(self._done, self._person.shown_s)

    async def _until_told(self) -> None:
        """Wait until the library system knows all."""
        desk = self._person.station.system
        assert desk is not None
        for _ in range(600):
            counts = desk.outbox.open_counts()
            if not counts.waiting and not counts.needs_a_person:
                return
            await asyncio.sleep(0.1)
        self.shift.wrong.append(f"the outbox still has {desk.outbox.counts()}")


Fault = Callable[[Day, str, VirtualTag], Awaitable[None]]

FAULTS: tuple[Fault, ...] = (
    Day._tear,
    Day._printers_out,
    Day._wrong_book,
    Day._patron,
    Day._cable,
    Day._aside,
    Day._undone,
    Day._unknown,
)

LOOKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("go.find", tuple("ferns")),
    ("go.labels", ("down",)),
    ("go.tags", ("r",)),
    ("go.outbox", ("v",)),
    ("app.help", ("down",)),
    ("go.sweeps", ("down",)),
    ("go.jobs", ("down",)),
    ("bench.half_done", ()),
    ("go.devices", ("down",)),
    ("go.settings", ("down",)),
    ("app.palette", ("l",)),
)
"""The acts that open a screen from the bench, and what is pressed there."""
