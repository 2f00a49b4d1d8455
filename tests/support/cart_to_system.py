"""A cart of books goes from a station to a simulated library system, and much goes wrong.

The station is the real one on simulated devices: books are taken in, others get a new call number,
others are only seen. Of the calls to the system a part fails, as drawn by lot; some items are
changed at its own desk meanwhile; the courier is cut off in mid-call, and the station opened anew.
Time is virtual. In the end the system's own store is compared with what the station did.
"""

import json
import os
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from cart_account import Plan, Tally, account
from contract_systems import CASES, EPOCH_S, SystemCase, connector_named, simulator_named
from cut_wiring import CutWiring, Gone
from station_play import STATION, ZPL_PRINTERS, StationPlay, has_released, stands_at
from system_catalogue import load_catalogue
from told_writes import Writes

from procstation.catalog import Catalogue
from procstation.config import Config, SystemSection, parse_config
from procstation.credentials import variable_of
from procstation.ils import HttpSystem, ItemField, ItemKey, LibrarySystem, RemoteItem, open_system
from procstation.ils.sim_wiring import SimulatedWiring, VirtualClock
from procstation.linking import ProfileChosen, StepName, TitleChosen, ValueSaid
from procstation.outbox import OURS, THEIRS, Message, Outbox, State
from procstation.station.system_desk import SystemDesk
from procstation_simulators.ils.faults import FAULTS
from procstation_simulators.ils.sip2.session import FRAME_FAULTS, FrameFault
from procstation_simulators.ils.stock import books

T = TypeVar("T")

SHARE = 0.2
"""Of the calls that go wrong."""
MANY_CALLS = 5000
STEP_S = 30.0
"""By which the clock is put forward when nothing is under way."""
MOST_STEPS = 3000
SYSTEM = "ILS"

RENUMBER = """\
title = "Renumber"
summary = "Scan the book, say its new call number."
steps = ["record", "change", "system", "release"]
barcode = "existing"
security = "keep"
[change]
ask_each = ["call_number"]
"""

SYSTEMS = {case.name: case for case in CASES if not case.title}
"""One case for each simulated system, set up as usual."""


class Cart:
    """One cart and its way.

    Args:
        home: Of the station; there is nothing in it yet.
        items: How many books are on the cart.
        seed: Of all that is drawn by lot.
    """

    def __init__(self, home: Path, case: SystemCase, items: int, seed: int) -> None:
        self.tally = Tally(case.name, items)
        self._home = home
        self._case = case
        self._items = items
        self._chance = random.Random(seed)
        self._clock = VirtualClock()
        query = {**case.query, "items": str(items), "seed": str(seed)}
        self._system: Any = simulator_named(case.name).build(query, self._wall_s)
        self._stock = books(items, seed)
        self._lives = [
            CutWiring(self._system, self._clock, items // 2, behind=True),
            CutWiring(self._system, self._clock, items // 2 + 1),
            CutWiring(self._system, self._clock),
        ]
        self._ways: dict[str, CutWiring] = {SYSTEM: self._lives[0]}
        self._frames: list[FrameFault | None] = []
        self._library: LibrarySystem
        self._writes: Writes

    def run(self) -> Tally:
        """Take the cart through, and compare."""
        secret = {variable_of(SYSTEM): self._case.password}
        with (
            patch.dict(os.environ, secret),
            patch("procstation.ils.registry.load_connector", connector_named),
            patch.object(Outbox, "claim", self._unless_gone(Outbox.claim)),
            patch.object(Outbox, "note_begun", self._unless_gone(Outbox.note_begun)),
            patch.object(Outbox, "settle", self._unless_gone(Outbox.settle)),
            _threads_may_be_gone(),
        ):
            self._home.mkdir(parents=True)
            (self._home / "profiles").mkdir()
            (self._home / "profiles" / "renumber.toml").write_text(RENUMBER, encoding="utf-8")
            self._library = self._open()
            load_catalogue(self._home, self._library, self._stock)
            plan = self._plan()
            self._work_at_its_desk(plan)
            before = self._system.items()
            self._writes = Writes(self._system, self._case)
            self._let_calls_fail()
            opening: dict[str, Any] = {"now": self._now, "wirings": self._ways}
            with StationPlay(self._home, self._config(), **opening) as play:
                self._work_off(play, plan)
                self._until_told(play)
                while self._decide(play, plan):
                    self._until_told(play)
                messages = self._desk(play).outbox.messages(most=10_000)
            self._system.faults.clear()
            self.tally.calls = sum(life.calls for life in self._lives)
            self.tally.failed = self._count_failed()
            self.tally.tries = sum(message.tries for message in messages)
            self.tally.wrong += self._writes.twice + self._writes.not_seen(plan.seen)
            self.tally.wrong += account(
                self._home, self._case, plan, messages, before, self._system.items(), self._library
            )
            self._library.close()
        return self.tally

    def _wall_s(self) -> float:
        return EPOCH_S + self._clock.now_s()

    def _now(self) -> str:
        moment = datetime.fromtimestamp(self._wall_s(), UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _open(self) -> LibrarySystem:
        """Open a connection that nobody cuts, for the system's own desk and for the comparison."""
        case = self._case
        section = SystemSection(
            connector=case.name,
            url=f"sim://{case.name}",
            user=case.user,
            options=dict(case.options),
        )
        return open_system(SYSTEM, section, SimulatedWiring(self._system, self._clock))

    def _config(self) -> Config:
        case = self._case
        options = ", ".join(f"{key} = {json.dumps(value)}" for key, value in case.options.items())
        fields = (ItemField.LIBRARY, ItemField.LOCATION, ItemField.ITEM_TYPE)
        new = "\n".join(f'{name} = "{case.draft[name]}"' for name in fields if name in case.draft)
        text = f"""
{STATION.format(scanner="sim://serial_scanner", pad="feig")}
{ZPL_PRINTERS}
[systems.{SYSTEM}]
connector = "{case.name}"
url = "sim://{case.name}"
user = "{case.user}"
options = {{ {options} }}
[outbox.new_items]
{new}
"""
        return parse_config(text, "procstation.toml")

    def _plan(self) -> Plan:
        abilities, stock = self._library.abilities, list(self._stock)
        numbers = [book.barcode for book in stock]
        changes = ItemField.CALL_NUMBER in abilities.changes
        sees = abilities.seen in {"stamp", "check-in"}
        made = len(stock) * 6 // 10 if abilities.create_items else 0
        last = len(stock) * 84 // 100 if changes and sees else len(stock) if changes else made
        renumbered = {one: f"Z{at + 100} .N{at} 2026" for at, one in enumerate(numbers[made:last])}
        return Plan(
            tuple(stock[:made]),
            renumbered,
            {one: f"{number} desk" for one, number in list(renumbered.items())[::3]},
            tuple(list(renumbered)[1::3]),
            tuple(numbers[last:]) if sees else (),
        )

    def _work_at_its_desk(self, plan: Plan) -> None:
        """Change items there, of which the station knows nothing."""
        for barcode, number in plan.desk.items():
            self._library.update_item(self._item(barcode), {ItemField.CALL_NUMBER: number})
        for barcode in plan.touched_there:
            self._system.change_at_desk(barcode, self._case.desk)

    def _item(self, barcode: str) -> RemoteItem:
        (found,) = self._library.find_items([ItemKey(barcode=barcode)])
        assert found is not None
        return found

    def _let_calls_fail(self) -> None:
        speaks_http = isinstance(self._system, HttpSystem)
        bad = [one for one in FAULTS if one != "ok" and (self._case.tokens or one != "expired")]
        for _ in range(MANY_CALLS):
            fails = self._chance.random() < SHARE
            self._system.faults.add(self._chance.choice(bad) if fails else "ok")
        if not speaks_http:
            # Besides: what was done well is answered with a frame that is not.
            frames = FRAME_FAULTS + (None,) * int(len(FRAME_FAULTS) * (1 / SHARE - 1))
            self._frames = [self._chance.choice(frames) for _ in range(MANY_CALLS)]
            self._system.frame_faults.extend(self._frames)

    def _count_failed(self) -> int:
        met = len(self._system.faults.met)
        if not self._frames:
            return met
        taken = self._frames[: MANY_CALLS - len(self._system.frame_faults)]
        return met + sum(fault is not None for fault in taken)

    def _work_off(self, play: StationPlay, plan: Plan) -> None:
        """Do at the bench what is to be done with each book."""
        play.decide(ProfileChosen(play.station.profiles["new-acquisition"]))
        catalogue = Catalogue.open(f"sqlite:///{self._home / 'store.sqlite'}")
        titles = [catalogue.by_barcode(book.barcode) for book in plan.new]
        catalogue.close()
        for held in titles:
            assert held is not None
            self._take_in(play, held[1].id)
        play.decide(ProfileChosen(play.station.profiles["renumber"]))
        for barcode, number in plan.renumbered.items():
            self._open_anew_if_cut(play)
            released = has_released(play.state.released + 1)
            play.scan(barcode)
            play.until(stands_at(StepName.CHANGE), "the call number is asked for")
            play.decide(ValueSaid("call_number", number))
            play.until(released, "the release")
        for barcode in plan.seen:
            self._open_anew_if_cut(play)
            desk = self._desk(play)
            assert desk.outbox.post_seen({barcode: self._now()}, "sweep/cart")
            desk.news()

    def _take_in(self, play: StationPlay, title: int) -> None:
        released = has_released(play.state.released + 1)
        play.decide(TitleChosen(title))
        play.until(stands_at(StepName.TAG), "the tag is asked for")
        play.at_pad("lay")
        play.until(stands_at(StepName.CONFIRM), "the label is out")
        play.lift()
        self._open_anew_if_cut(play)
        item = play.state.now
        assert item is not None
        play.scan(item.barcode)
        play.until(released, "the release")

    def _desk(self, play: StationPlay) -> SystemDesk:
        desk = play.station.system
        assert desk is not None
        return desk

    def _open_anew_if_cut(self, play: StationPlay) -> None:
        if self._ways[SYSTEM].is_cut:
            self.tally.restarts += 1
            play.start_again(self._begin_next_life)

    def _begin_next_life(self) -> None:
        self._ways[SYSTEM] = self._lives[self.tally.restarts]

    def _unless_gone(self, method: Callable[..., T]) -> Callable[..., T]:
        """A process that is gone notes nothing any more."""

        def noting(*arguments: Any) -> T:
            if self._ways[SYSTEM].is_cut:
                raise Gone
            return method(*arguments)

        return noting

    def _until_told(self, play: StationPlay) -> None:
        """Let time go by until nothing waits any more."""
        for _ in range(MOST_STEPS):
            self._open_anew_if_cut(play)
            desk = self._desk(play)
            if not desk.outbox.open_counts().waiting:
                return
            if not desk.outbox.messages((State.SENDING,)):
                self._clock.wait(STEP_S)
                desk.courier.wake()
            play.wait_for_news()
        self.tally.wrong.append(f"not told in the end: {desk.outbox.open_counts()}")

    def _decide(self, play: StationPlay, plan: Plan) -> int:
        """Do as a person does with what needs one; return how much that was."""
        outbox = self._desk(play).outbox
        conflicts = outbox.messages((State.CONFLICT,))
        for message in conflicts:
            self.tally.conflicts += 1
            theirs = message.answer.theirs.get(ItemField.CALL_NUMBER)
            if "call number" not in message.answer.what or theirs != plan.desk.get(message.barcode):
                self.tally.wrong.append(f"no conflict of ours: {message.answer}")
            choice = OURS if message.barcode in plan.ours else THEIRS
            outbox.decide(message.id, dict.fromkeys(message.wish.fields, choice))
        refused = outbox.messages((State.REFUSED,))
        for message in refused:
            self._look_there(play, message)
        self._desk(play).news()
        return len(conflicts) + len(refused)

    def _look_there(self, play: StationPlay, message: Message) -> None:
        """Look at the item there, as the station asks for, and do what follows from it."""
        self.tally.asked += 1
        outbox = self._desk(play).outbox
        if "got lost" not in message.answer.what:
            self.tally.wrong.append(f"{message.barcode} refused: {message.answer.what}")
            outbox.drop(message.id, "no idea")
        elif self._writes.was_told(message.barcode):
            outbox.drop(message.id, "it was done")
        else:
            outbox.retry(message.id)


@contextmanager
def _threads_may_be_gone() -> Iterator[None]:
    """A thread that is gone with its process is no defect."""
    usual = threading.excepthook

    def hook(caught: threading.ExceptHookArgs) -> None:
        if not isinstance(caught.exc_value, Gone):
            usual(caught)

    with patch("threading.excepthook", hook):
        yield
