"""What a job asks to be done. It does nothing itself: the station does, and answers by an input."""

import msgspec

from procstation.catalog import Item
from procstation.sound import Outcome


class BriefRecord(msgspec.Struct, frozen=True):
    """What a person says of a book that no catalogue has; "" for what is not said."""

    title: str
    author: str = ""
    date: str = ""
    isbn: str = ""
    call_number: str = ""


class Effect(msgspec.Struct, frozen=True, tag_field="effect"):
    """Something to be done outside the job."""


class LookUp(Effect, frozen=True, tag="look up"):
    """Find whose code this is: an item's barcode, or a title's ISBN, ISSN or control number."""

    code: str


class AskAround(Effect, frozen=True, tag="ask around"):
    """Ask the library system, then other catalogues, for a record the catalogue has not. Nobody
    waits for the answer."""

    code: str


class TakeOffer(Effect, frozen=True, tag="take offer"):
    """Bring in a record of another catalogue that was offered for a code.

    Attributes:
        choice: Which of the offers, from 0.
    """

    code: str
    choice: int


class Refresh(Effect, frozen=True, tag="refresh"):
    """Ask the library system how an item is now. Nobody waits for the answer, and there may be
    none."""

    barcode: str


class AddRecord(Effect, frozen=True, tag="add record"):
    """Take a brief record that a person wrote into the catalogue."""

    record: BriefRecord


class FetchTitle(Effect, frozen=True, tag="fetch title"):
    """Get the record a person picked, by its id in the store."""

    title_id: int


class MatchStack(Effect, frozen=True, tag="match stack"):
    """Find whose the numbers on the tags of a stack are."""

    codes: tuple[str, ...]


class CountItems(Effect, frozen=True, tag="count items"):
    """Count the items of a place, and those of them that have a tag."""

    place: str


class LeaseNumber(Effect, frozen=True, tag="lease number"):
    """Take the next barcode of the station's block."""


class AssignBarcode(Effect, frozen=True, tag="assign barcode"):
    """Give an item its barcode in the store; a new item when `item_id` is None."""

    title_id: int
    item_id: int | None
    barcode: str


class ChangeItem(Effect, frozen=True, tag="change item"):
    """Change fields of an item in the store, unless somebody else did meanwhile.

    Attributes:
        fields: What they become, by name.
        was: The item as the job knows it.
    """

    barcode: str
    fields: dict[str, str]
    was: Item


class AskLoan(Effect, frozen=True, tag="ask loan"):
    """Ask the library system whether an item is on loan."""

    barcode: str


class WriteTag(Effect, frozen=True, tag="write tag"):
    """Write, verify and secure the tag.

    Attributes:
        uid: 16 hex digits.
        overwrite: A person allowed what is on it to be lost.
        replacing: The number it was seen to hold then; it is not written when that has changed.
        parts: How many parts the tags of the item state; 0 to say nothing of it.
        part: Which of them it is on.
        beside: UIDs of other tags that may lie in the field.
        other_tags: What a person said of the tags the item has already: `gone` or `stay`; "" when
            nobody was asked, and then it is not written if it would be one too many.
        take_over: A person said that the item of another library is this library's now.
        secured: Whether the gates are to ring for it.
        elements: Further elements it gets, by number.
    """

    uid: str
    barcode: str
    overwrite: bool = False
    replacing: str = ""
    parts: int = 0
    part: int = 0
    beside: tuple[str, ...] = ()
    other_tags: str = ""
    take_over: bool = False
    secured: bool = True
    elements: dict[int, str] = {}


class ChangeTag(Effect, frozen=True, tag="change tag"):
    """Change a tag that holds the item, verify and secure it.

    Attributes:
        uid: 16 hex digits.
        act: `keep`, `correct`, `mark` or `clear`, as in the profile.
        secured: Whether the gates are to ring for it; None leaves that as it is.
        usage: For `mark`: the type of usage.
        elements: For `correct`: new values, by number, of those it has.
        beside: UIDs of other tags that may lie in the field.
    """

    uid: str
    barcode: str
    act: str
    secured: bool | None = None
    usage: int = 0
    elements: dict[int, str] = {}
    beside: tuple[str, ...] = ()


class CheckSet(Effect, frozen=True, tag="check set"):
    """Read the tags of a set on the pad once more: each must hold its part, and be secured.

    Attributes:
        parts: How many parts each has to state.
        uids: Those on the pad.
        secured: What each has to be to the gates.
    """

    barcode: str
    parts: int
    uids: tuple[str, ...]
    secured: bool = True


class PrintLabel(Effect, frozen=True, tag="print label"):
    """Print one label of an item.

    Attributes:
        said: What is on it beside the record, by name.
    """

    barcode: str
    template: str
    said: dict[str, str] = {}


class HandOver(Effect, frozen=True, tag="hand over"):
    """Put what the library system must know of the item into the outbox, its new status included;
    "" leaves the one it has."""

    barcode: str
    status: str


class Release(Effect, frozen=True, tag="release"):
    """Let the item go to the shelf, with this status in the store; "" leaves the one it has."""

    barcode: str
    status: str


class Undo(Effect, frozen=True, tag="undo"):
    """Give the tag its old content (when `uid` is set), take the barcode back (when assigned here),
    and give the item its old fields (when they were changed).

    Attributes:
        beside: UIDs of other tags that may lie in the field.
        since: When the item was begun, where its tag held it before: the tag gets back what it
            held then. "" for a tag that was written for it.
        restore: The item as it was before it was changed.
        fields: Which fields of it were.
        became: What was made of them, by name: a field that others changed since stays.
    """

    barcode: str
    unassign: bool
    uid: str
    beside: tuple[str, ...] = ()
    since: str = ""
    restore: Item | None = None
    fields: tuple[str, ...] = ()
    became: dict[str, str] = {}


class RepairTag(Effect, frozen=True, tag="repair tag"):
    """Put a tag right by a repair of the tag inspector, if it is still offered for that tag.

    Attributes:
        uid: 16 hex digits.
        act: Name of the repair.
    """

    uid: str
    act: str


class Tone(Effect, frozen=True, tag="tone"):
    """Let the person hear how it went. Nothing is answered."""

    sound: Outcome


AnyEffect = (
    LookUp
    | AskAround
    | TakeOffer
    | Refresh
    | AddRecord
    | MatchStack
    | CountItems
    | FetchTitle
    | LeaseNumber
    | AssignBarcode
    | ChangeItem
    | AskLoan
    | WriteTag
    | ChangeTag
    | CheckSet
    | PrintLabel
    | HandOver
    | Release
    | Undo
    | RepairTag
    | Tone
)


class Request(msgspec.Struct, frozen=True):
    """An effect wanted for an item.

    Attributes:
        item: Number of the item in work; 0 when it is for no item.
    """

    item: int
    effect: AnyEffect
