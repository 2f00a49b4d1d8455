"""Find the whole records of some items in the files they were loaded from.

The store keeps of a record what a station works with. A label may ask for any subfield, so the
record is looked up where it came from, with bounded memory; the search ends when all are found.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from procstation.catalog.marc_file import Found
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.marc_source import MarcSource
from procstation.catalog.profile import profiles
from procstation.catalog.records import Item, Title
from procstation.catalog.sources import open_source
from procstation.catalog.text import folded
from procstation.errors import InputRefused
from procstation.language import tr

_TITLE = ("245", "200")
_SAME_TITLE = 12
"""Letters of a title that must agree before a number alone is believed."""


def whole_records(
    files: Iterable[Path], wanted: Iterable[tuple[Item, Title]]
) -> dict[int, MarcRecord]:
    """Return records by the numbers of the items they were wanted for.

    A record is an item's when one of its subfields is the item's barcode, or else when its number
    is the title's and their titles begin alike.

    Args:
        files: Searched in this order; one that is no MARC has no records.

    Raises:
        InputRefused: A file cannot be read, or is nothing we know.
    """
    by_barcode: dict[str, list[int]] = {}
    by_number: dict[str, list[tuple[int, str]]] = {}
    missing: set[int] = set()
    for item, title in wanted:
        missing.add(item.id)
        if item.barcode:
            by_barcode.setdefault(item.barcode, []).append(item.id)
        if title.control_number:
            start = _start(title.title)
            by_number.setdefault(title.control_number, []).append((item.id, start))
    found: dict[int, MarcRecord] = {}
    likely: dict[int, MarcRecord] = {}
    places = {place for profile in profiles().values() for place in profile.record_key}
    for record in _records(files):
        if not missing:
            break
        for value in _values(record):
            for item_id in by_barcode.get(value, ()):
                found.setdefault(item_id, record)
                missing.discard(item_id)
        for number in _numbers(record, places):
            for item_id, start in by_number.get(number, ()):
                if start and start == _start(_title(record)):
                    likely.setdefault(item_id, record)
    return likely | found


def _records(files: Iterable[Path]) -> Iterator[MarcRecord]:
    for path in files:
        source = open_source(path)
        if not isinstance(source, MarcSource):
            raise InputRefused(
                tr("{path} holds no MARC records.", path=path), tr("Name the file of MARC records.")
            )
        yield from (one.record for one in source.records() if isinstance(one, Found))


def _values(record: MarcRecord) -> Iterator[str]:
    for field in record.fields:
        for _, value in field.subfields:
            yield value.strip()


def _numbers(record: MarcRecord, places: Iterable[str]) -> Iterator[str]:
    for place in places:
        tag, _, code = place.partition("$")
        for field in record.all(tag):
            yield field.first(code) if code else field.data.strip()


def _title(record: MarcRecord) -> str:
    return next((text for one in record.all(*_TITLE) if (text := one.first("a"))), "")


def _start(title: str) -> str:
    return "".join(one for one in folded(title) if one.isalnum())[:_SAME_TITLE]
