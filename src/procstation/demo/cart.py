"""The cart of books and the hands of the person: what can be played with, by one key each.

Every act goes to a simulated device and to nothing else; what the station makes of it comes back
over the device's own line.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from procstation.devices import Rack
from procstation.errors import InputRefused, did_you_mean
from procstation.language import mark, tr
from procstation.linking import BenchState
from procstation.tags import TagRecord, iso28560_3

SCANNER = "sim://serial_scanner"
PAD = "sim://feig"
PRINTERS = ("sim://zpl?dots_per_mm=12#spines", "sim://zpl?dots_per_mm=12#barcodes")

PATRON_NUMBER = "21234000001230"

OWNER = "US-DEMO"
FOR_CIRCULATION = 0x10
OLD_TAG = "E0040100A0000001"
"""Of a book of the catalogue that was done long ago."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a person can do.

    Attributes:
        word: Its name in scripts.
        key: Its key at the screen.
        label: What the screen says of it.
    """

    word: str
    key: str
    label: str


ACTS = (
    Act("scan", "b", mark("next book")),
    Act("lay", "l", mark("lay it down")),
    Act("take", "t", mark("take it off")),
    Act("label", "c", mark("its label")),
    Act("other", "o", mark("other book")),
    Act("pile", "m", mark("lay another")),
    Act("tear", "x", mark("tear a tag")),
    Act("printer", "e", mark("printer")),
    Act("cable", "d", mark("pad cable")),
    Act("patron", "k", mark("patron card")),
)


class Cart:
    """A cart of books beside simulated devices.

    Args:
        isbns: Of the books on the cart, in order.
        state: Gives the bench as it is, to know whose label is in the hand.
        barcodes: Of the books that have one, for profiles that want it.
    """

    def __init__(
        self,
        rack: Rack,
        isbns: Sequence[str],
        state: Callable[[], BenchState],
        barcodes: Sequence[str] = (),
    ) -> None:
        self._rack = rack
        self._isbns = isbns
        self._barcodes = barcodes
        self._state = state
        self._next = 0
        self._empty = False
        self._unplugged = False

    def do(self, word: str, rest: str = "") -> str:
        """Do an act by its word, and return what was done, in words.

        Args:
            rest: For `scan`, the code to scan instead of the next book's.

        Raises:
            InputRefused: There is no such act, or it makes no sense now.
        """
        acts: dict[str, Callable[[], str]] = {
            "scan": lambda: self._scan(rest or self._next_book()),
            "lay": lambda: self._lay(rest),
            "take": lambda: self._rack.play(PAD, f"lift {rest}".strip()),
            "label": lambda: self._scan(self._label_in_hand()),
            "other": lambda: self._scan(self._other_book()),
            "pile": lambda: self._rack.play(PAD, "lay"),
            "tear": lambda: self._rack.play(PAD, f"tear {rest}".strip()),
            "printer": self._printer,
            "cable": self._cable,
            "patron": lambda: self._scan(PATRON_NUMBER),
            "wrong": self._lay_wrong,
        }
        if word not in acts:
            raise InputRefused(
                tr("The demo knows no {word!r}.", word=word), did_you_mean(word, acts)
            )
        return acts[word]()

    def _scan(self, code: str) -> str:
        return self._rack.play(SCANNER, f"scan {code}")

    def _next_book(self) -> str:
        codes = self._codes()
        code = codes[self._next % len(codes)]
        self._next += 1
        return code

    def _other_book(self) -> str:
        codes = self._codes()
        return codes[(self._next + 2) % len(codes)]

    def _codes(self) -> Sequence[str]:
        profile = self._state().profile
        has_barcode = profile is not None and profile.barcode == "existing"
        return self._barcodes if has_barcode else self._isbns

    def _label_in_hand(self) -> str:
        state = self._state()
        item = state.now or state.last_released
        if item is None or not item.barcode:
            raise InputRefused(tr("No label was printed yet."), tr("Scan a book first."))
        return item.barcode

    def _lay(self, rest: str) -> str:
        item = self._state().now
        if not rest and item is not None and item.tag_uid:
            # The book in work has its tag already: it is that one that is laid back.
            return self._rack.play(PAD, f"lay {item.tag_uid}")
        return self._rack.play(PAD, f"lay {rest}".strip())

    def _lay_wrong(self) -> str:
        if not self._barcodes:
            raise InputRefused(tr("There is no other book here."), tr("Take one of the cart."))
        record = TagRecord(self._barcodes[0], OWNER, usage=FOR_CIRCULATION)
        image = iso28560_3.encode(record)
        return self._rack.play(PAD, f"lay {OLD_TAG} {image.data.hex()}")

    def _printer(self) -> str:
        self._empty = not self._empty
        for printer in PRINTERS:
            self._rack.play(printer, "labels 0" if self._empty else "labels 1000")
        return tr("the printers are empty") if self._empty else tr("new rolls are in the printers")

    def _cable(self) -> str:
        self._unplugged = not self._unplugged
        return self._rack.play(PAD, "unplug" if self._unplugged else "plug")
