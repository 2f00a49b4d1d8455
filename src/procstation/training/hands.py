"""What the person's hands can do in a lesson, on simulated devices."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, repeat

from procstation.demo import Cart
from procstation.demo.cart import SCANNER
from procstation.devices import Rack
from procstation.errors import InputRefused, did_you_mean
from procstation.language import tr, tr_marked
from procstation.training.lesson import HANDS, Lesson


@dataclass(frozen=True, slots=True)
class Hand:
    """One thing hands can do.

    Attributes:
        word: In plain lines.
        key: At the screen.
        label: In words.
    """

    word: str
    key: str
    label: str


class Hands:
    """The hands of one lesson."""

    def __init__(self, lesson: Lesson, cart: Cart, rack: Rack) -> None:
        self._acts: dict[str, Callable[[], str]] = {}
        self.all: list[Hand] = []
        for scan in lesson.scans:
            codes = chain(scan.codes, repeat(scan.codes[-1]))
            self._acts[scan.word] = partial(_scan_next, rack, codes)
            self.all.append(Hand(scan.word, scan.key, tr_marked(scan.label)))
        for word in lesson.hands:
            self._acts[word] = partial(cart.do, word)
            self.all.append(Hand(word, HANDS[word].key, tr_marked(HANDS[word].label)))

    def do(self, word: str) -> str:
        """Do it, and return what was done, in words.

        Raises:
            InputRefused: The lesson has no such hand, or it makes no sense now.
        """
        if word not in self._acts:
            raise InputRefused(
                tr("In this lesson hands can do no {word!r}.", word=word),
                did_you_mean(word, self._acts),
            )
        return self._acts[word]()


def _scan_next(rack: Rack, codes: Iterator[str]) -> str:
    return rack.play(SCANNER, f"scan {next(codes)}")
