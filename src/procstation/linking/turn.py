"""One input's turn: the state as it changes, and the effects asked for on the way."""

from typing import Any

import msgspec

from procstation.journal import Recorded
from procstation.linking.effects import AnyEffect, Request, Tone
from procstation.linking.inputs import AnyInput
from procstation.linking.item import ItemInWork
from procstation.linking.state import KEPT_LINES, BenchState, Level, Line, Question, Topic
from procstation.linking.step import StepName, StepState
from procstation.sound import Outcome

TONES = {Level.GOOD: Outcome.GOOD, Level.BAD: Outcome.BAD, Level.ASK: Outcome.ASK}


class Turn:
    """Collects what one input changes. The rules are in the modules that take a `Turn`."""

    def __init__(self, state: BenchState, recorded: Recorded[AnyInput]) -> None:
        self.state = state
        self.recorded = recorded
        self.requests: list[Request] = []

    def change(self, **changes: Any) -> None:
        """Replace fields of the state."""
        self.state = msgspec.structs.replace(self.state, **changes)

    def item(self, number: int) -> ItemInWork | None:
        """Return an open item by number, in work or aside."""
        items = (*self.state.aside, *((self.state.now,) if self.state.now else ()))
        return next((item for item in items if item.number == number), None)

    def put(self, item: ItemInWork, /, **changes: Any) -> ItemInWork:
        """Put a changed item back where it is, and return it."""
        item = msgspec.structs.replace(item, **changes)
        if self.state.now is not None and self.state.now.number == item.number:
            self.change(now=item)
        else:
            aside = tuple(item if old.number == item.number else old for old in self.state.aside)
            self.change(aside=aside)
        return item

    def set_step(
        self, item: ItemInWork, name: StepName, state: StepState, detail: str = ""
    ) -> ItemInWork:
        """Set one step of an item, and return the item."""
        return self.put(item.with_step(name, state, detail))

    def request(self, item: ItemInWork, effect: AnyEffect) -> ItemInWork:
        """Ask for an effect and let the item wait for its answer."""
        self.requests.append(Request(item.number, effect))
        return self.put(item, awaiting=effect)

    def leave(self, item: ItemInWork) -> None:
        """The item is no longer open at the bench."""
        if self.state.now is not None and self.state.now.number == item.number:
            self.change(now=None, question=None, checking=None, next_code="")
            self.remember_pad()
        rest = tuple(other for other in self.state.aside if other.number != item.number)
        self.change(aside=rest)

    def remember_pad(self) -> None:
        """What lies on the pad as an item leaves work is not the next one's."""
        self.change(left_on_pad=tuple(tag.uid for tag in self.state.on_pad if tag.uid))

    def leave_nameless(self) -> None:
        """A tag without a number that lies on the pad before a book was scanned may be anybody's:
        only one that is laid down after the scan is that book's."""
        nameless = [
            tag.uid for tag in self.state.on_pad if tag.uid and not (tag.barcode or tag.unfinished)
        ]
        self.change(left_on_pad=tuple(dict.fromkeys((*self.state.left_on_pad, *nameless))))

    def may_ask(self, item: ItemInWork) -> bool:
        """One question at a time, and of the item in work only: its step shows that one waits."""
        now = self.state.now
        return self.state.question is None and now is not None and now.number == item.number

    def ask(
        self,
        topic: Topic,
        text: str,
        choices: tuple[str, ...],
        scan: str = "",
        subject: tuple[str, ...] = (),
    ) -> None:
        """Open a question."""
        self.change(question=Question(topic, text, choices, scan, subject))
        self.say(Level.ASK, text)

    def say(self, level: Level, text: str, outcome: Outcome | None = None) -> None:
        """Tell the person, by a line and by a tone.

        Args:
            outcome: What is heard, where the level does not say it.
        """
        line = Line(self.recorded.at, self.recorded.source, level, text)
        self.change(lines=(*self.state.lines, line)[-KEPT_LINES:], said=self.state.said + 1)
        heard = outcome or TONES.get(level)
        if heard is not None:
            self.requests.append(Request(0, Tone(heard)))
