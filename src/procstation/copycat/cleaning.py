"""A foreign record made fit for our catalogue: without what is true only where it came from."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

from procstation.catalog.flavour import Flavour
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.text import clean
from procstation.config import Section, read_section

MOST_OF_A_CODE = 16
"""Characters. In 003 some libraries have an address instead of their code."""


class _Rule(Section, frozen=True):
    drop: tuple[str, ...]


class _Rules(Section, frozen=True):
    marc21: _Rule
    unimarc: _Rule


@cache
def _rules() -> Mapping[Flavour, tuple[str, ...]]:
    file = files("procstation.copycat") / "local_fields.toml"
    rules = read_section(tomllib.loads(file.read_text("utf-8")), _Rules, file.name)
    return {"marc21": rules.marc21.drop, "unimarc": rules.unimarc.drop}


@dataclass(frozen=True, slots=True)
class Cleaning:
    """Which fields a library does not want from others.

    Attributes:
        drop: Patterns of tags, beside those that are local by rule.
        keep: Patterns of tags that stay nevertheless.
    """

    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()

    def dropped(self, tag: str, flavour: Flavour) -> bool:
        if any(fnmatchcase(tag, pattern) for pattern in self.keep):
            return False
        return any(fnmatchcase(tag, pattern) for pattern in (*_rules()[flavour], *self.drop))


@dataclass(frozen=True, slots=True)
class Cleaned:
    """
    Attributes:
        dropped: The tags that were left out, each once, in their order.
    """

    record: MarcRecord
    dropped: tuple[str, ...]


def cleaned(record: MarcRecord, flavour: Flavour, source: str, cleaning: Cleaning) -> Cleaned:
    """Return a record as it may come into our catalogue.

    Its number there, 001 under the code in 003, becomes a number of another system (035 in both
    flavours): our own library system counts from 1 as well, and a record with the same number would
    be taken for one of ours.

    Args:
        source: The code of its number when the record does not say it.
    """
    number = clean(record.control("001"))
    code = clean(record.control("003"))
    if not code.isalnum() or len(code) > MOST_OF_A_CODE:
        code = source
    origin = Field("035", "  ", (("a", f"({code}){number}"),)) if number else None
    fields: list[Field] = []
    dropped: dict[str, None] = {}
    for field in record.fields:
        if origin is not None and field.tag >= "035":
            # Before others of its tag: the first one is what the catalogue knows the record by.
            fields.append(origin)
            origin = None
        if field.tag in {"001", "003"}:
            continue
        if cleaning.dropped(field.tag, flavour):
            dropped[field.tag] = None
        else:
            fields.append(field)
    if origin is not None:
        fields.append(origin)
    return Cleaned(MarcRecord(record.leader, tuple(fields)), tuple(dropped))
