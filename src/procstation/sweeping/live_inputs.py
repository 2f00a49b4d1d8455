"""All that can happen at the shelf. Each is journaled before the live sweep hears of it.

Patron data is in none of them: a card is refused, never named.
"""

import msgspec

from procstation.language import mark


class LiveInput(msgspec.Struct, frozen=True, tag_field="what"):
    """One thing that happened."""


class Began(LiveInput, frozen=True, tag="began"):
    """A stretch of live work begins: what follows belongs to this sitting of this sweep."""

    sweep: str
    sitting: int
    version: str = ""


class Ended(LiveInput, frozen=True, tag="ended"):
    """The stretch of work is over, and all of it is in the store."""


class BookScanned(LiveInput, frozen=True, tag="book scanned"):
    """A barcode was read.

    Attributes:
        code: As the station uses it.
        raw: As the device sent it, in hex.
        refusal: Why its form is none of this library's; an item of the catalogue may have it still.
    """

    code: str
    raw: str = ""
    symbology: str = ""
    refusal: str = ""


class Echo(msgspec.Struct, frozen=True, omit_defaults=True):
    """A tag that was heard, as often as it was since the last report.

    Attributes:
        code: The barcode it stands for; the tag's own number where none is known.
        place: The shelf tag heard with it; "" without.
        at: When the strongest of its reads was, ISO 8601 in UTC; "" where the reader has no clock.
    """

    code: str
    reads: int = 1
    strength_dbm: float | None = None
    place: str = ""
    at: str = ""


class TagsHeard(LiveInput, frozen=True, tag="tags heard"):
    """Tags were heard by radio, in the order of their first report."""

    echoes: tuple[Echo, ...]


class PlaceScanned(LiveInput, frozen=True, tag="place scanned"):
    """The marker of a bay was read: what follows stands there."""

    place: str


class ConditionSaid(LiveInput, frozen=True, tag="condition said"):
    """Something is the matter with the book read last; "" takes back what was said of it."""

    condition: str


class PassAsked(LiveInput, frozen=True, tag="pass asked"):
    """The person begins this bay anew."""


class BayEnded(LiveInput, frozen=True, tag="bay ended"):
    """The person is through with this bay."""


class FindAsked(LiveInput, frozen=True, tag="find asked"):
    """The person goes looking for items; none ends it."""

    barcodes: tuple[str, ...] = ()


class Pulled(LiveInput, frozen=True, tag="pulled"):
    """The person has in hand what had to be pulled, or was looked for."""

    barcode: str


class Refused(LiveInput, frozen=True, tag="refused"):
    """Something was read that is not kept: a patron's card, or bytes that make no sense."""

    reason: str


class DeviceTold(LiveInput, frozen=True, tag="device"):
    """A device went, came back, or is in trouble."""

    name: str
    presence: str
    detail: str = ""


AnyLive = (
    Began
    | Ended
    | BookScanned
    | TagsHeard
    | PlaceScanned
    | ConditionSaid
    | PassAsked
    | BayEnded
    | FindAsked
    | Pulled
    | Refused
    | DeviceTold
)

LIVE_INPUTS: "msgspec.json.Decoder[AnyLive]" = msgspec.json.Decoder(AnyLive)

CONDITIONS = {
    "DAMAGED": mark("damaged"),
    "RELABEL": mark("relabel"),
    "WEED": mark("weed"),
    "CONDITION-OK": "",
}
"""The word of a command barcode that is read after a book, and what it says of the book."""

BAY_WORD = "BAY-"
"""Begins the command barcode that marks a bay: what follows is its name."""


def read_live_command(word: str) -> AnyLive | None:
    """Return what a command barcode means at the shelf; None when it means nothing there.

    Args:
        word: What follows the prefix of command barcodes, in upper case.
    """
    if word in CONDITIONS:
        return ConditionSaid(CONDITIONS[word])
    if word.startswith(BAY_WORD) and len(word) > len(BAY_WORD):
        return PlaceScanned(word.removeprefix(BAY_WORD))
    if word == "AGAIN":
        return PassAsked()
    return BayEnded() if word == "BAY" else None
