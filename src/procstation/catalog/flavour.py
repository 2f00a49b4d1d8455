"""Telling the two families of MARC apart: MARC 21 and UNIMARC give the same tags other meanings."""

import re
from typing import Literal

from procstation.catalog.marc_record import MarcRecord

Flavour = Literal["marc21", "unimarc"]

FLAVOUR_TAGS = frozenset(("100", "200", "245"))
"""What `flavour_of` looks at."""

_CODED_DATE = re.compile(r"\d{8}[a-m|# ]")


def flavour_of(record: MarcRecord) -> Flavour | None:
    """Say which a record is; None when nothing in it tells, as in a holdings record.

    UNIMARC has its title in 200 and coded data that begins with a date of eight digits in 100 $a,
    where MARC 21 has its title in 245 and a person in 100.
    """
    if record.all("245"):
        return "marc21"
    if any(field.first("a") for field in record.all("200")):
        return "unimarc"
    if any(_CODED_DATE.match(field.first("a")) for field in record.all("100")):
        return "unimarc"
    return None
