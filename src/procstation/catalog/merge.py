"""Put what a load reads into the store: new, changed, or one more part of a record met before."""

from collections import Counter
from enum import Enum
from typing import TYPE_CHECKING

from procstation.catalog.extract import Extracted
from procstation.catalog.item_merge import merge_item, same_item
from procstation.catalog.load_report import LoadReport
from procstation.catalog.records import Item, Title
from procstation.catalog.stored import item_row, title_row, words_of
from procstation.store.rows import ItemRow, TitleRow, Words

if TYPE_CHECKING:
    from procstation.store.catalog_rows import CatalogRows


class Change(Enum):
    """What a load did to a title or to its items."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class Merge:
    """One load on its way into the store, within one transaction.

    A title or an item whose `load_id` is this load has been met in it before: a title then adds
    up, since bibs split for their size and holdings behind them are one record; a barcode met
    again is a duplicate.
    """

    def __init__(self, rows: "CatalogRows", load_id: int, report: LoadReport) -> None:
        self._rows = rows
        self._load_id = load_id
        self._report = report
        self._changes: dict[int, Change] = {}
        self._duplicates: dict[str, None] = {}

    def take(self, found: Extracted) -> None:
        """Merge one record."""
        known = self._known_title(found)
        if found.is_holdings:
            if known is None and not found.items:
                return
            change = Change.UNCHANGED
            if known is None:
                known, change = self._stand_in(found), Change.ADDED
            title_id = known.id
        else:
            title_id, change = self._take_title(found, known)
        fresh = change is Change.ADDED
        for item in found.items:
            if self._take_item(item, title_id, fresh=fresh) and not fresh:
                change = Change.UPDATED
        if self._changes.get(title_id, Change.UNCHANGED) is Change.UNCHANGED:
            self._changes[title_id] = change

    def finish(self) -> None:
        """Complete the report."""
        self._rows.drop_old_claims(self._load_id)
        counts = Counter(self._changes.values())
        self._report.added = counts[Change.ADDED]
        self._report.updated = counts[Change.UPDATED]
        self._report.unchanged = counts[Change.UNCHANGED]
        self._report.duplicates = list(self._duplicates)

    def _known_title(self, found: Extracted) -> TitleRow | None:
        known = self._rows.title_with_key(found.key)
        if known is not None or not found.follows_items:
            return known
        for barcode in (item.barcode for item in found.items if item.barcode):
            item = self._rows.item_with_barcode(barcode)
            if item is not None:
                return self._rows.title(item.title_id)
        return None

    def _stand_in(self, found: Extracted) -> TitleRow:
        """A title for holdings whose bib has not come yet; its own record will fill it."""
        title = Title(id=0, control_number=found.title.control_number, title="")
        row = title_row(title, found.key, self._load_id)
        return row._replace(id=self._rows.add_title(row, Words("", "", "")))

    def _take_title(self, found: Extracted, known: TitleRow | None) -> tuple[int, Change]:
        row = title_row(found.title, found.key, self._load_id)
        words = words_of(found.title, found.other_words)
        if known is None:
            return self._rows.add_title(row, words), Change.ADDED
        old_words = self._rows.words(known.id)
        if known.load_id == self._load_id or known.record_key != found.key:
            row, words = _added_up(known, row), _words_added_up(old_words, words)
        elif found.is_brief:
            row, words = _said_over(known, row), _words_said_over(old_words, words)
        row = row._replace(id=known.id, load_id=self._load_id)
        if row == known._replace(load_id=self._load_id) and words == old_words:
            self._rows.see_title(known.id, self._load_id)
            return known.id, Change.UNCHANGED
        self._rows.change_title(row, words)
        return known.id, Change.UPDATED

    def _take_item(self, item: Item, title_id: int, *, fresh: bool) -> bool:
        """Merge one item; returns whether anything is different now.

        Args:
            fresh: The title is new, so none of its items can be in the store without a barcode.
        """
        known = None
        if item.barcode is None:
            self._report.items_without_barcode += 1
        else:
            known = self._rows.item_with_barcode(item.barcode)
            if known is not None and known.load_id == self._load_id:
                self._duplicate(item.barcode, title_id, known)
                return False
            self._report.items += 1
        row = item_row(item, title_id, self._load_id)
        if known is None and not fresh:
            known = self._same_item(row)
        if known is None:
            self._rows.add_item(row)
            return True
        merged, kept = merge_item(known, row)
        self._report.kept_bench_edits.extend(kept)
        if merged.title_id != known.title_id and merged.barcode:
            self._report.moved.append(merged.barcode)
        if merged == known._replace(load_id=self._load_id):
            self._rows.see_item(known.id, self._load_id)
            return False
        self._rows.change_item(merged)
        return True

    def _duplicate(self, barcode: str, title_id: int, known: ItemRow) -> None:
        self._duplicates[barcode] = None
        if known.title_id != title_id:
            self._rows.claim_barcode(barcode, title_id, self._load_id)

    def _same_item(self, row: ItemRow) -> ItemRow | None:
        """The stored item of the title that this one is, though their barcodes do not say so."""
        others = self._rows.items_of(row.title_id)
        return same_item(row, [other for other in others if other.load_id != self._load_id])


def _added_up(known: TitleRow, row: TitleRow) -> TitleRow:
    """What two parts of a record say together; the first one counts where both say something."""
    pairs = zip(known, row, strict=True)
    filled = TitleRow._make(first or second for first, second in pairs)
    isbn = dict.fromkeys((*known.isbn.split(), *row.isbn.split()))
    issn = dict.fromkeys((*known.issn.split(), *row.issn.split()))
    return filled._replace(isbn=" ".join(isbn), issn=" ".join(issn))


def _said_over(known: TitleRow, row: TitleRow) -> TitleRow:
    """What a brief record leaves of a title: all that it does not say itself."""
    return TitleRow._make(new or old for old, new in zip(known, row, strict=True))


def _words_said_over(old: Words, new: Words) -> Words:
    return Words._make(now or before for before, now in zip(old, new, strict=True))


def _words_added_up(old: Words, new: Words) -> Words:
    title, author = old.title or new.title, old.author or new.author
    others = [old.other, *(part for part in new if part not in {old.title, old.author})]
    said = [part for part in others if part not in {title, author}]
    return Words(title, author, " ".join(dict.fromkeys(filter(None, said))))
