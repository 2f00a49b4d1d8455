"""What passes between a station and a library system, in neutral words.

A connector translates at its edge: codes of its system stay codes, fields get our names, and the
state of an item gets one of our words where it has one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ItemField(StrEnum):
    """What a station may read or change of an item. The values are the catalogue's own names."""

    BARCODE = "barcode"
    CALL_NUMBER = "call_number"
    SCHEME = "scheme"
    LIBRARY = "library"
    LOCATION = "location"
    VOLUME = "volume"
    COPY = "copy"
    ITEM_TYPE = "item_type"
    STATUS = "status"
    NOTE = "note"


class Status(StrEnum):
    """Our words for the state of an item; whatever else a system knows keeps its own word."""

    AVAILABLE = ""
    IN_PROCESS = "in process"
    IN_REPAIR = "in repair"
    IN_TRANSIT = "in transit"
    ON_LOAN = "on loan"
    ON_HOLD = "on hold"
    ON_ORDER = "on order"
    MISSING = "missing"
    LOST = "lost"
    CLAIMED = "claimed returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ItemKey:
    """What an item is looked up by: the system's own number first, else its barcode."""

    system_id: str = ""
    barcode: str = ""


@dataclass(frozen=True, slots=True)
class RemoteTitle:
    """A bib record of a library system.

    Attributes:
        system_id: The system's number of the record.
        control_number: MARC 001, where that is another number.
    """

    system_id: str
    title: str
    author: str = ""
    date: str = ""
    publisher: str = ""
    isbn: tuple[str, ...] = ()
    issn: tuple[str, ...] = ()
    control_number: str = ""


@dataclass(frozen=True, slots=True)
class RemoteItem:
    """An item as a library system has it.

    Attributes:
        title_id: The system's number of its bib record; "" when it does not say.
        values: What the system says; a field it does not tell is not in it.
        title: For a person, to recognise it by; "" when it does not say.
        on_loan: None when the system does not tell.
        last_seen: ISO 8601; "" when it does not tell.
        version: Changes with each change of the item there; "" when it does not tell.
        native: The system's own object, whole: a connector sends it back with what is changed.
    """

    system_id: str
    title_id: str
    values: Mapping[ItemField, str]
    title: str = ""
    on_loan: bool | None = None
    last_seen: str = ""
    version: str = ""
    native: Any = field(default=None, repr=False, compare=False)

    @property
    def barcode(self) -> str:
        return self.values.get(ItemField.BARCODE, "")


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item to be made in a library system.

    Attributes:
        title_id: The system's number of its bib record.
    """

    title_id: str
    values: Mapping[ItemField, str]


@dataclass(frozen=True, slots=True)
class TitleQuery:
    """Which bib record is wanted; the first of these that is set counts, in this order."""

    system_id: str = ""
    isbn: str = ""
    issn: str = ""
    control_number: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An item was seen at a place of ours.

    Attributes:
        at: ISO 8601 in UTC.
    """

    key: ItemKey
    at: str


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """What a system says to an item that was handed in.

    Attributes:
        secure: Whether its tag has to be secured; None when the system does not say.
        destination: Where it has to go, "" when it stays here.
        on_hold: Somebody waits for it.
        message: The system's own words for the person.
    """

    secure: bool | None = None
    destination: str = ""
    on_hold: bool = False
    title: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class SystemState:
    """What a system says of itself.

    Attributes:
        name: Product and version as far as it tells.
        detail: One line for a person: as whom, for which library.
        warnings: What is set up there so that something of ours will not work.
    """

    name: str
    detail: str = ""
    warnings: Sequence[str] = ()
