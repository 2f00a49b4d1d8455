"""What was found on a tag, and why it was read that way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from procstation.tags.epc_bank import EpcBank
from procstation.tags.record import OWN_FIELD, TagRecord, is_patron_usage


class Model(StrEnum):
    """How the memory of a tag is laid out. Those named UHF_ are read and never written."""

    ISO28560_2 = "iso28560-2"
    ISO28560_3 = "iso28560-3"
    ISO28560_4 = "iso28560-4"
    LEGACY_3M = "3m"
    UHF_DE290 = "uhf-de290"
    UHF_DE290F = "uhf-de290f"
    UHF_DE6 = "uhf-de6"
    UHF_DE385 = "uhf-de385"
    UHF_DE386 = "uhf-de386"
    UHF_DELAN1 = "uhf-delan1"
    UHF_SMARTFREQ_BR = "uhf-smartfreq-br"
    UHF_ALLIANCE = "uhf-alliance"
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
        raw: Those of them that are bytes and no text, shown in hexadecimal.
        extras: What the model holds beyond the data elements, by name.
        crc_ok: Whether the checksum is right; None for a model that has none.
        block_order: `reversed` when the bytes of each block lie in opposite order.
        secured: Whether the tag's own data say that a gate shall ring; None where they say
            nothing, as on ISO 15693 tags, whose AFI means what the library wants.
        epc: The EPC bank of a UHF tag; None for other tags and other banks.
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
    raw: frozenset[int] = frozenset()
    extras: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    crc_ok: bool | None = None
    block_order: Literal["normal", "reversed"] = "normal"
    secured: bool | None = None
    epc: EpcBank | None = None
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
