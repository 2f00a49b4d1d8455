"""The items that a simulated SIP2 server keeps."""

from collections.abc import Sequence
from dataclasses import dataclass

from procstation_simulators.ils.stock import books

AVAILABLE, CHARGED, ON_HOLD_SHELF, IN_TRANSIT = "03", "04", "08", "10"

DUE = "20260115    235959"


@dataclass(slots=True)
class Item:
    """One item, and what was done to it over the wire.

    Attributes:
        status: Circulation status of the protocol, 01 to 13.
        waits_for: Who it is on hold for: id and name. Invented, to see that a client keeps none.
        belongs_to: Where it is sent when it is handed in; "" keeps it.
        check_ins: How many there were.
        updates: How many item status updates were taken.
    """

    barcode: str
    title: str
    call_number: str
    library: str = "MAIN"
    location: str = "Main stacks"
    collection: str = "Stacks"
    media: str = "001"
    status: str = AVAILABLE
    properties: str = ""
    waits_for: tuple[str, str] | None = None
    belongs_to: str = ""
    check_ins: int = 0
    updates: int = 0

    def hand_in(self) -> str:
        """Check it in; return the alert type that follows, "" for none."""
        self.check_ins += 1
        if self.waits_for is not None:
            self.status = ON_HOLD_SHELF
            return "01"
        if self.belongs_to:
            self.status = IN_TRANSIT
            return "04"
        self.status = AVAILABLE
        return ""


class Shelf:
    """All items of a server, by barcode.

    Raises:
        ValueError: From what a person does, when there is no such item.
    """

    def __init__(self, count: int, seed: int) -> None:
        self.by_barcode = {
            book.barcode: Item(book.barcode, book.title, book.call_number)
            for book in books(count, seed)
        }

    def item(self, barcode: str) -> Item:
        if barcode not in self.by_barcode:
            raise ValueError(f"there is no item {barcode}")
        return self.by_barcode[barcode]

    def lend(self, arguments: Sequence[str]) -> str:
        item = self.item(_only(arguments))
        item.status = CHARGED
        return f"{item.barcode} is on loan"

    def hold(self, arguments: Sequence[str]) -> str:
        item = self.item(_only(arguments))
        item.waits_for = ("21000000000017", "Invented, Patience")
        return f"{item.barcode} is waited for"

    def send_on(self, arguments: Sequence[str]) -> str:
        barcode, *place = arguments or ("",)
        item = self.item(barcode)
        item.belongs_to = " ".join(place)
        return f"{barcode} belongs to {item.belongs_to or 'this place'}"

    def change(self, arguments: Sequence[str]) -> str:
        barcode, name, *words = [*arguments, "", ""][: max(3, len(arguments))]
        item = self.item(barcode)
        if name not in ("title", "call_number", "library", "location", "collection", "status"):
            raise ValueError("it changes title, call_number, library, location, collection, status")
        setattr(item, name, " ".join(words))
        return f"{barcode}: {name} is {' '.join(words)!r}"


def _only(arguments: Sequence[str]) -> str:
    if len(arguments) != 1:
        raise ValueError("it takes one barcode")
    return arguments[0]
