"""What a library wants on a tag, whatever the data model (ISO 28560-1)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from procstation.errors import InputRefused
from procstation.language import mark, tr, tr_marked

UNIQUE_ITEM, ITEM, CONTENT, OWNER, SET, USAGE = 0, 1, 2, 3, 4, 5
SHELF, ONIX_MEDIA, MARC_MEDIA, SUPPLIER, ORDER = 6, 7, 8, 9, 10
ILL_BORROWER, ILL_TRANSACTION, GS1_PRODUCT, ALTERNATIVE_UNIQUE_ITEM = 11, 12, 13, 14
LOCAL_A, LOCAL_B, TITLE, PRODUCT_LOCAL, MEDIA_OTHER = 15, 16, 17, 18, 19
SUPPLY_STAGE, INVOICE, ALTERNATIVE_ITEM, ALTERNATIVE_OWNER = 20, 21, 22, 23
OWNER_SUBSIDIARY, ILL_BORROWER_LOCAL, LOCAL_C = 24, 25, 26

ELEMENT_NAMES = {
    UNIQUE_ITEM: mark("unique item identifier"),
    ITEM: mark("primary item identifier"),
    CONTENT: mark("content parameter"),
    OWNER: mark("owner institution"),
    SET: mark("set information"),
    USAGE: mark("type of usage"),
    SHELF: mark("shelf location"),
    ONIX_MEDIA: mark("ONIX media format"),
    MARC_MEDIA: mark("MARC media format"),
    SUPPLIER: mark("supplier identifier"),
    ORDER: mark("order number"),
    ILL_BORROWER: mark("ILL borrowing institution"),
    ILL_TRANSACTION: mark("ILL borrowing transaction number"),
    GS1_PRODUCT: mark("GS1 product identifier"),
    ALTERNATIVE_UNIQUE_ITEM: mark("alternative unique item identifier"),
    LOCAL_A: mark("local data A"),
    LOCAL_B: mark("local data B"),
    TITLE: mark("title"),
    PRODUCT_LOCAL: mark("product identifier, local"),
    MEDIA_OTHER: mark("media format, other"),
    SUPPLY_STAGE: mark("supply chain stage"),
    INVOICE: mark("supplier invoice number"),
    ALTERNATIVE_ITEM: mark("alternative item identifier"),
    ALTERNATIVE_OWNER: mark("alternative owner institution"),
    OWNER_SUBSIDIARY: mark("subsidiary of owner institution"),
    ILL_BORROWER_LOCAL: mark("alternative ILL borrowing institution"),
    LOCAL_C: mark("local data C"),
}
"""Data elements by their relative object identifier."""


def element_name(number: int) -> str:
    """Return what an element is called, in the language that is spoken."""
    return tr_marked(ELEMENT_NAMES.get(number, mark("not defined")))


OWN_FIELD = {
    UNIQUE_ITEM: "",
    ITEM: "item",
    CONTENT: "",
    OWNER: "owner",
    SET: "parts and part",
    USAGE: "usage",
}
"""Elements a record holds in a field of their own; those without one are computed."""

LOCAL = frozenset({ALTERNATIVE_UNIQUE_ITEM, LOCAL_A, LOCAL_B, LOCAL_C})
"""Elements whose bytes a library may define for itself."""

PATRON_CLASS = 8
"""Main class of type of usage: patron cards. No station reads or writes them."""


@dataclass(frozen=True, slots=True)
class TagRecord:
    """One item as it stands, or shall stand, on a tag.

    Attributes:
        item: Primary item identifier, the barcode.
        owner: ISIL (ISO 15511) of the owner, or None.
        parts: How many parts the item has; None when nothing is said, which means one.
        part: Which of them this tag is on, from 1; None with `parts`.
        usage: Type of usage, main class in the high nibble, subclass in the low one.
        elements: Other data elements, number 6 to 26, as text.
    """

    item: str
    owner: str | None = None
    parts: int | None = None
    part: int | None = None
    usage: int | None = None
    elements: Mapping[int, str] = field(default_factory=dict[int, str], hash=False)

    @property
    def is_patron_card(self) -> bool:
        return is_patron_usage(self.usage)


def is_patron_usage(usage: int | None) -> bool:
    """Whether a type of usage is that of a patron card."""
    return usage is not None and usage >> 4 == PATRON_CLASS


def check_record(record: TagRecord, most_parts: int) -> None:
    """Refuse what no data model can hold.

    Args:
        most_parts: The largest number of parts the data model can state.

    Raises:
        InputRefused: With the value and what to change.
    """
    if not record.item:
        raise InputRefused(tr("The item identifier is empty."), tr("Give the barcode of the item."))
    check_text(tr("item identifier"), record.item)
    if record.item != record.item.strip():
        raise InputRefused(
            tr("The item identifier {item!r} begins or ends with a space.", item=record.item),
            tr("Give it without the space."),
        )
    if record.owner is not None:
        check_text(tr("owner"), record.owner)
    _check_parts(record, most_parts)
    if record.usage is not None and not 0 <= record.usage <= 0xFF:
        raise InputRefused(
            tr("The type of usage {usage} is no byte.", usage=record.usage),
            tr("Give two hexadecimal digits."),
        )
    for number, value in record.elements.items():
        _check_element(number, value)


def check_text(what: str, text: str) -> None:
    """Refuse control characters and lone surrogates: no reader would show them.

    Raises:
        InputRefused: Naming the character and its place.
    """
    for place, character in enumerate(text, start=1):
        if unicodedata.category(character) in {"Cc", "Cs"}:
            raise InputRefused(
                tr(
                    "The {what} {text!r} has the control character U+{ord:04X} at place {place}.",
                    what=what,
                    text=text,
                    ord=ord(character),
                    place=place,
                ),
                tr("Give it without control characters."),
            )


def _check_parts(record: TagRecord, most_parts: int) -> None:
    parts, part = record.parts, record.part
    if parts is None and part is None:
        return
    if parts is None or part is None:
        raise InputRefused(
            tr("Of number of parts and part number, only one is given."),
            tr("Give both, or neither."),
        )
    if not 1 <= parts <= most_parts:
        raise InputRefused(
            tr("{parts} parts cannot be stated on this tag.", parts=parts),
            tr("Give 1 to {most_parts} parts.", most_parts=most_parts),
        )
    if not 1 <= part <= parts:
        raise InputRefused(
            tr("Part {part} of {parts} does not exist.", part=part, parts=parts),
            tr("Give a part 1 to {parts}.", parts=parts),
        )


def _check_element(number: int, value: str) -> None:
    if number in OWN_FIELD:
        own = OWN_FIELD[number]
        raise InputRefused(
            tr(
                "Element {number} ({element_name}) cannot be set as such.",
                number=number,
                element_name=element_name(number),
            ),
            tr("Give it as {own}.", own=own) if own else tr("It is computed from the others."),
        )
    if number not in ELEMENT_NAMES:
        raise InputRefused(
            tr("There is no data element {number}.", number=number),
            tr("Give a number from 6 to {local_c}.", local_c=LOCAL_C),
        )
    if not value:
        raise InputRefused(
            tr("Element {number} is empty.", number=number), tr("Leave it out, or give its value.")
        )
    check_text(tr("element {number}", number=number), value)
