"""What was found on a tag, and why it was read that way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from procstation.tags.record import OWN_FIELD, TagRecord, is_patron_usage


class Model(StrEnum):
    """How the memory of a tag is laid out."""

    ISO28560_2 = "iso28560-2"
    ISO28560_3 = "iso28560-3"
    ISO28560_4 = "iso28560-4"
    LEGACY_3M = "3m"
    BLANK = "blank"
    NDEF = "ndef"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class TagContent:
    """A memory image, decoded. Made from any bytes; what cannot be trusted is None and in words.

    Attributes:
        item: Primary item identifier, or None: none there, or none that can be trusted.
        owner: ISIL of the owner.
        parts: Number of parts of the item.
        part: Which part, from 1.
        usage: Type of usage as one byte; models that store the main class only leave a low
            nibble of 0.
        elements: All data elements found, by number, as text.
        crc_ok: Whether the checksum is right; None for a model that has none.
        block_order: `reversed` when the bytes of each block lie in opposite order.
        warnings: What deviates from the model, one sentence each.
        why: Why this model was chosen.
    """

    model: Model
    why: str
    item: str | None = None
    owner: str | None = None
    parts: int | None = None
    part: int | None = None
    usage: int | None = None
    elements: Mapping[int, str] = field(default_factory=dict[int, str], hash=False)
    crc_ok: bool | None = None
    block_order: Literal["normal", "reversed"] = "normal"
    warnings: tuple[str, ...] = ()

    @property
    def record(self) -> TagRecord | None:
        """The same as a record that could be written again; None without an item."""
        if self.item is None:
            return None
        others = {no: value for no, value in self.elements.items() if no not in OWN_FIELD}
        return TagRecord(self.item, self.owner, self.parts, self.part, self.usage, others)

    @property
    def is_patron_card(self) -> bool:
        return is_patron_usage(self.usage)
