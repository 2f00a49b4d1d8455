"""What a shift left behind: store, tags, outbox and journal, beside what the hands did."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from conversion_campaign import SECURED_AFI

from procstation.catalog import Catalogue
from procstation.clock import utc_now
from procstation.journal import JournalReader
from procstation.linking import INPUTS, PatronCardRefused, Scanned
from procstation.outbox import Outbox
from procstation.station import JOURNAL_NAME, STREAM

if TYPE_CHECKING:
    from shift_day import Shift


def account(home: Path, shift: "Shift", scanned: list[str], patrons: int) -> list[str]:
    """Return what is not as it should be, in words."""
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    try:
        wrong = [*_items(catalogue, shift)]
        counts = Outbox(catalogue.store, "bench-7", utc_now).counts()
        if counts.waiting or counts.needs_a_person or counts.done < len(shift.taken_in):
            wrong.append(f"the outbox has {counts}, of {len(shift.taken_in)} that were taken in")
    finally:
        catalogue.close()
    return [*wrong, *_scans(home, scanned, patrons)]


def _items(catalogue: Catalogue, shift: "Shift") -> Iterator[str]:
    for barcode in (*shift.taken_in, *shift.converted, *shift.relabelled, *shift.swept):
        held = catalogue.by_barcode(barcode)
        if held is None:
            yield f"{barcode} is not in the store"
            continue
        book, tag = shift.taken_in.get(barcode), shift.tags.get(barcode)
        if book is not None and book.isbn not in held[1].isbn:
            yield f"{barcode} is at “{held[1].title}”, not “{book.title}”"
        if tag is None:
            continue
        known = [one.uid for one in catalogue.tags_of(barcode)]
        if known != [tag.uid]:
            yield f"{barcode} has the tags {known}, not {tag.uid}"
        if tag.number != barcode or tag.afi != SECURED_AFI:
            yield f"the tag of {barcode} holds {tag.number}, AFI {tag.afi:02X}"


def _scans(home: Path, scanned: list[str], patrons: int) -> Iterator[str]:
    reader = JournalReader(home / JOURNAL_NAME)
    entries = [one.entry for one in reader.entries(STREAM, INPUTS)]
    kept = [one.code for one in entries if isinstance(one, Scanned)]
    if kept != scanned:
        missing = [code for code in scanned if code not in kept]
        yield f"{len(kept)} scans are recorded of {len(scanned)}; missing: {missing[:5]}"
    refused = sum(isinstance(one, PatronCardRefused) for one in entries)
    if refused != patrons:
        yield f"{refused} patron cards are recorded of {patrons}"
    broken = reader.examine().broken
    if broken is not None:
        yield f"the journal is broken at {broken}"
