"""EPC formats that single German libraries and vendors made for themselves. They are only read.

Whoever writes them derives the passwords of each tag from its EPC and a secret of the house, which
a station does not have. Layouts after the programs of those libraries.
"""

import string
from collections.abc import Callable
from dataclasses import dataclass

from procstation.language import mark, tr
from procstation.tags import compaction, iso28560_4, urn40
from procstation.tags.content import Model, TagContent
from procstation.tags.epc_bank import EpcBank
from procstation.tags.record import ITEM, OWNER

SIZE = 16
HEADER_SIZE = 4
NUMBER_END, TEXT_END = 12, 14
"""Offsets after an identifier that is a number or a text."""
VERSION_AT, SECURED_AT = 14, 15

SMARTFREQ_BR = 0x41
_BR_CHARACTERS = frozenset(string.ascii_uppercase + string.digits + " ")


@dataclass(frozen=True, slots=True)
class _House:
    """One format whose first four bytes are the owner in URN Code 40.

    Attributes:
        item: Reads the identifier of all 16 bytes; raises ValueError when it is none.
    """

    model: Model
    owner: str
    item: Callable[[bytes], str]
    has_version: bool = False


def interpret(bank: EpcBank) -> TagContent | None:
    """Read an EPC of one of these formats; None when it is of none. Never raises."""
    house = _HOUSES.get(bank.uii[:HEADER_SIZE].hex().upper())
    if house is not None and len(bank.uii) == SIZE and not bank.is_iso:
        return _read_house(bank, house)
    if bank.is_iso is not False and _is_smartfreq_br(bank.uii):
        content = _read_smartfreq_br(bank)
        # Without a PC word less speaks for it, and what its program writes has to do the rest.
        if bank.pc is not None or _BR_CHARACTERS.issuperset(content.item or "@"):
            return content
    return None


def _read_house(bank: EpcBank, house: _House) -> TagContent:
    warnings: list[str] = []
    try:
        item = house.item(bank.uii)
    except ValueError as error:
        item = ""
        warnings.append(tr("The identifier cannot be read: {error}.", error=error))
    if not item.isprintable():
        warnings.append(
            tr("The identifier {item!r} has characters that cannot be printed.", item=item)
        )
        item = ""
    extras = {mark("version"): str(bank.uii[VERSION_AT])} if house.has_version else {}
    return TagContent(
        house.model,
        tr(
            "The EPC begins with {begins}, as those of the format {model} do.",
            begins=bank.uii[:HEADER_SIZE].hex().upper(),
            model=house.model,
        ),
        item=(item or None) if bank.crc_ok is not False else None,
        owner=house.owner,
        elements={ITEM: item, OWNER: house.owner} if item else {OWNER: house.owner},
        extras=extras,
        crc_ok=bank.crc_ok,
        secured=bool(bank.uii[SECURED_AT] & 1),
        epc=bank,
        warnings=tuple(warnings),
    )


def _is_smartfreq_br(epc: bytes) -> bool:
    if len(epc) < 2 or epc[0] != SMARTFREQ_BR or epc[1] == 0:
        return False
    # An ISIL of Japan begins with the same byte in URN Code 40.
    return len(epc) == 2 + epc[1] + epc[1] % 2 and not iso28560_4.reads_as_uii(epc)


def _read_smartfreq_br(bank: EpcBank) -> TagContent:
    text = compaction.decode(compaction.SIX_BIT, bank.uii[2 : 2 + bank.uii[1]])
    item = text.replace("@", "")
    return TagContent(
        Model.UHF_SMARTFREQ_BR,
        tr("The EPC begins with 41 and its own length, as those of the format Smartfreq BR do."),
        item=(item or None) if bank.crc_ok is not False else None,
        elements={ITEM: item} if item else {},
        crc_ok=bank.crc_ok,
        secured=iso28560_4.is_secured(bank),
        epc=bank,
    )


def _number(epc: bytes) -> str:
    number = int.from_bytes(epc[HEADER_SIZE:NUMBER_END], "big")
    if number == 0:
        raise ValueError(tr("its number is 0"))
    return str(number)


def _number_by_type(epc: bytes) -> str:
    kind, number = epc[HEADER_SIZE], int.from_bytes(epc[HEADER_SIZE + 1 : NUMBER_END], "big")
    if number == 0:
        raise ValueError(tr("its number is 0"))
    if kind == 1:
        return str(number)
    if kind == 2:
        return f"@{number}"
    if kind == 3 and number < 10**7:
        return f"49HBZUBD{number:07}"
    if kind == 4:
        return urn40.decode(epc[HEADER_SIZE + 2 : NUMBER_END]).strip(" ")
    raise ValueError(
        tr("{bytes} is of no known type", bytes=epc[HEADER_SIZE:NUMBER_END].hex().upper())
    )


def _ascii(epc: bytes) -> str:
    # Older writers put the text at the end of its field, newer ones at the beginning.
    text = epc[HEADER_SIZE:TEXT_END].strip(b"\0 ")
    if not text.isascii():
        raise ValueError(tr("{text} is not ASCII", text=text.hex().upper()))
    return text.decode("ascii")


def _code40(epc: bytes) -> str:
    return urn40.decode(epc[HEADER_SIZE:TEXT_END]).rstrip(" ")


_DE290 = _House(Model.UHF_DE290, "DE-290", _number)
_HOUSES = {
    "19E9F871": _DE290,
    "1381F871": _DE290,
    "19E9F877": _House(Model.UHF_DE290F, "DE-290", _number_by_type),
    "19ED0001": _House(Model.UHF_DE6, "DE-6", _number),
    "19EAF2F9": _House(Model.UHF_DE385, "DE-385", _code40, has_version=True),
    "19EAF321": _House(Model.UHF_DE386, "DE-386", _ascii, has_version=True),
    "19D50890": _House(Model.UHF_DELAN1, "DE-LAN1", _ascii, has_version=True),
}
"""By the first four bytes, in hexadecimal."""
