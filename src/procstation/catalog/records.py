"""The neutral shape of what a station knows of a title and of an item."""

from dataclasses import dataclass

from procstation.items import CallNumber


@dataclass(frozen=True, slots=True)
class Title:
    """A bib record, as far as a station needs it.

    Attributes:
        id: The store's own number; 0 before it is stored.
        control_number: The library system's number of the record.
        isbn: ISBN-13 where the number converts, else as written; without hyphens.
        call_number: What the record suggests for an item that has none of its own.
    """

    id: int
    control_number: str
    title: str
    author: str = ""
    publisher: str = ""
    date: str = ""
    medium: str = ""
    isbn: tuple[str, ...] = ()
    issn: tuple[str, ...] = ()
    call_number: CallNumber | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One physical thing.

    Attributes:
        id: The store's own number; 0 before it is stored.
        barcode: None while it waits for one.
        system_id: The library system's number of the item.
        status: What the library system says: "" is available.
        parts: How many pieces it consists of; 0 when nothing is said.
    """

    id: int
    title_id: int
    barcode: str | None
    call_number: CallNumber | None = None
    library: str = ""
    location: str = ""
    volume: str = ""
    copy: str = ""
    item_type: str = ""
    status: str = ""
    system_id: str = ""
    parts: int = 0


@dataclass(frozen=True, slots=True)
class ShelfCount:
    """The items of one location of one library.

    Attributes:
        items: Those that have a barcode.
        tagged: Those of them a tag was written for.
    """

    library: str
    location: str
    items: int
    tagged: int


@dataclass(frozen=True, slots=True)
class TitleHit:
    """A title that a search found.

    Attributes:
        why: What it was found by: `isbn`, `issn`, `barcode`, `control number`, `call number` or
            `words`.
    """

    title: Title
    items: tuple[Item, ...]
    why: str


@dataclass(frozen=True, slots=True)
class TagWritten:
    """A tag that was written for an item.

    Attributes:
        uid: 16 hexadecimal digits, upper case, most significant first.
    """

    uid: str
    barcode: str
    model: str
    written_at: str
    written_by: str
