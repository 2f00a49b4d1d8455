"""A technician at the real interface: keys, a scanner, books on the pad, labels out of the printer.

The technician reads the bench and does what it asks for; what goes wrong is put right as a person
would. Nothing is done past the interface but what hands do at devices.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, cast

import zxingcpp
from textual.app import App
from textual.pilot import Pilot

from procstation.devices import Presence, Rack
from procstation.labels.fonts import Face
from procstation.labels.zpl_picture import zpl_pictures
from procstation.linking import BenchState, ItemInWork, StepName, StepState, Topic
from procstation.station import Station
from procstation.tui.bench_app import BenchApp
from procstation.tui.screens.bench import BenchScreen
from procstation_simulators.printers.zebra import VirtualZebra
from procstation_simulators.rfid.pad import VirtualPad
from procstation_simulators.rfid.tag import VirtualTag

SCANNER, PAD = "sim://serial_scanner", "sim://feig"
PRINTERS = {name: f"sim://zpl?dots_per_mm=12#{name}" for name in ("spine", "barcode")}
PATRON = "21234000001230"
FULL_ROLL = 1_000_000

LOOK_S = 0.005
PATIENCE_S = 30.0
STILL_S = 3.0
"""When nothing has come of what was done for so long, it is done again."""

MOST_ACTS = 40
"""A person who has done so much for one book gives up."""


def key_of(app: App[Any], act: str) -> str:
    """Return the key that an act of `procstation.keys` has on the screen that is shown.

    Raises:
        RuntimeError: It has none there.
    """
    for key, one in app.screen.active_bindings.items():
        if one.binding.id == act:
            return key
    raise RuntimeError(f"{app.screen} has no key for {act}.")


@dataclass
class Labels:
    """What came out of the printers for one book: the code each label reads, "" for none."""

    out: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


class Technician:
    """Hands and eyes at one running interface.

    Args:
        face: In which the printers set text.

    Attributes:
        scanned: All that was scanned at the bench, in order; a patron's card is not.
        patrons: How many patron cards were.
        labels: What came out since the book was taken.
        shown_s: From each scan of a new book until the bench stood at what to do with it.
    """

    def __init__(self, app: BenchApp, rack: Rack, face: Face) -> None:
        self._face = face
        self.app = app
        self.rack = rack
        self.scanned: list[str] = []
        self.patrons = 0
        self.labels = Labels()
        self.shown_s: list[float] = []

    @property
    def station(self) -> Station:
        assert self.app.station is not None
        return self.app.station

    @property
    def state(self) -> BenchState:
        return self.station.bench.state

    async def until(self, reached: Callable[[], bool], what: str) -> None:
        """Wait until something is so.

        Raises:
            RuntimeError: It did not come to be.
        """
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not reached():
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            said = "\n".join(line.text for line in self.state.lines[-10:])
            raise RuntimeError(f"{what} did not come to be: {self.state.now}\n{said}") from None

    async def ready(self) -> None:
        """Wait until the bench is on the screen and its devices are there."""
        await self.until(lambda: self.app.station is not None, "an open station")
        await self.until(
            lambda: all(one.presence is Presence.READY for one in self.station.devices()), "devices"
        )
        await self.until(lambda: isinstance(self.app.screen, BenchScreen), "the bench")

    async def press(self, *keys: str) -> None:
        await Pilot(self.app).press(*keys)

    async def ask(self, act: str) -> None:
        """Press the key of an act, whichever that is here."""
        await self.press(key_of(self.app, act))

    async def until_at(self, screen: str) -> None:
        await self.until(lambda: type(self.app.screen).__name__ == screen, screen)

    async def back(self) -> None:
        """Leave the screens on top of the bench."""
        while not isinstance(self.app.screen, BenchScreen):
            top = self.app.screen
            await self.press("escape")
            await self.until(lambda top=top: self.app.screen is not top, f"the end of {top}")  # type: ignore[misc]

    async def type(self, text: str) -> None:
        await self.press(*("space" if one == " " else one for one in text))

    async def profile(self, name: str) -> None:
        """Have new items go by this profile."""
        await self.ask("bench.profile")
        await self.until_at("ProfilesScreen")
        places = {option: at for at, option in enumerate(sorted(self.station.profiles))}
        current = self.state.profile
        assert current is not None
        steps = places[name] - places[current.name]
        await self.press(*["down" if steps > 0 else "up"] * abs(steps), "enter")
        await self.until(
            lambda: self.state.profile is not None and self.state.profile.name == name, name
        )

    def scan(self, code: str) -> None:
        self.rack.play(SCANNER, f"scan {code}")
        if code == PATRON:
            self.patrons += 1
        else:
            self.scanned.append(code)

    async def scan_and_hear(self, code: str) -> None:
        """Scan, and wait until something was said of it."""
        said = self.state.said
        self.scan(code)
        await self.until(lambda: self.state.said > said and self.station.bench.is_calm, code)

    def lay(self, tag: VirtualTag) -> None:
        """Take away what lies on the pad, and lay a book there."""
        with self.rack.working_on(PAD) as device:
            pad = cast(VirtualPad, device)
            for other in list(pad.field.tags):
                pad.field.lift(other.uid)
            pad.field.lay(tag)

    def lies_there(self, tag: VirtualTag) -> bool:
        with self.rack.working_on(PAD) as device:
            return tag in cast(VirtualPad, device).field.tags

    async def lift(self) -> None:
        with self.rack.working_on(PAD) as device:
            pad = cast(VirtualPad, device)
            for tag in list(pad.field.tags):
                pad.field.lift(tag.uid)
        await self.until(lambda: not self.state.on_pad, "an empty pad")

    def take_labels(self) -> None:
        """Take what came out of the printers, and read it."""
        for name, url in PRINTERS.items():
            with self.rack.working_on(url) as device:
                printer = cast(VirtualZebra, device)
                out, printer.printed[:] = list(printer.printed), []
            for picture in (one for zpl in out for one in zpl_pictures(zpl, self._face)):
                codes = zxingcpp.read_barcodes(picture)
                text = codes[0].text.strip("ABCD") if codes else ""
                self.labels.out.setdefault(name, []).append(text)

    async def unplug_and_plug(self) -> None:
        """Pull the pad's cable, see that it is told, and put it back."""
        for act, presence in (("unplug", Presence.LOST), ("plug", Presence.READY)):
            self.rack.play(PAD, act)
            await self.until(lambda wanted=presence: self._pad() is wanted, f"a pad {presence}")  # type: ignore[misc]

    def _pad(self) -> Presence:
        return next(one.presence for one in self.station.devices() if one.kind == "rfid")

    async def begin(self, code: str) -> None:
        """Scan a book, and wait until the bench says what to do with it."""
        self.labels = Labels()
        begun = perf_counter()
        self.scan(code)
        await self.until(
            lambda: self.station.bench.is_calm and self.state.now is not None, f"{code} in work"
        )
        self.shown_s.append(perf_counter() - begun)

    async def carry_on(self, tag: VirtualTag) -> None:
        """Do what the bench asks for until the book in work is released."""
        released = self.state.released
        for _ in range(MOST_ACTS):
            await self.until(lambda: self.station.bench.is_calm, "an end of what is under way")
            if self.state.released > released and self.state.now is None:
                break
            before = self._view()
            await self._do_next(tag)
            await self._until_other(before)
        else:
            raise RuntimeError(f"not released: {self.state.now} {self.state.lines[-5:]}")
        await self.lift()
        self.take_labels()

    async def _until_other(self, before: tuple[Any, ...]) -> None:
        try:
            async with asyncio.timeout(STILL_S):
                while not (self.station.bench.is_calm and self._view() != before):
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            return

    def _view(self) -> tuple[Any, ...]:
        """What a person would see change."""
        state = self.state
        item = state.now
        return (state.question, item.steps if item else None, state.released, len(state.aside))

    async def _do_next(self, tag: VirtualTag) -> None:
        question, item = self.state.question, self.state.now
        if question is not None and question.topic is Topic.LABEL_CAME_OUT:
            self.take_labels()
            # One of each kind goes on a book.
            await self.press("2" if self.labels.out.get(question.subject[0]) else "1")
        elif question is not None:
            # The first choice is the careful one; what is to be undone, the hands have asked for.
            await self.press("2" if question.topic is Topic.UNDO else "1")
        elif item is not None:
            await self._do_for(item, tag)

    async def _do_for(self, item: ItemInWork, tag: VirtualTag) -> None:
        step = item.step
        if step is not None and step.name is StepName.LABELS:
            for url in PRINTERS.values():
                self.rack.play(url, f"labels {FULL_ROLL}")
            await self.ask("bench.retry")
        elif step is not None and step.name is StepName.CONFIRM:
            self.scan(item.barcode)
        elif not self.lies_there(tag):
            self.lay(tag)
        elif (step is not None and step.state is StepState.FAILED) or item.undoing:
            await self.ask("bench.retry")
        else:
            await self.lift()
            self.lay(tag)
