"""Put what a load reads into the store: new, changed, or one more part of a record met before."""

import json
from typing import TYPE_CHECKING

from procstation.catalog.item_merge import merge_item, replaced_edits, same_item
from procstation.catalog.load_findings import Findings
from procstation.catalog.prepared import Prepared, title_words
from procstation.catalog.stored import ItemValues
from procstation.store.rows import ItemRow, TitleRow, Words

if TYPE_CHECKING:
    from procstation.store.load_rows import LoadRows

STAND_IN_COLUMNS = 2
"""Of the title of holdings whose bib has not come: its key and its number, and no more."""


class Merge:
    """One load on its way into the store, within one transaction.

    A title or an item whose `load_id` is this load has been met in it before: a title then adds
    up, since bibs split for their size and holdings behind them are one record; a barcode met
    again is a duplicate. What a row was before is kept, so that the load can be undone.
    """

    def __init__(self, rows: "LoadRows", load_id: int, findings: Findings) -> None:
        self._rows = rows
        self._load_id = load_id
        self._findings = findings
        self._others: dict[int, ItemRow] | None = None

    def take(self, found: Prepared) -> None:
        """Merge one record."""
        self._others = None
        known = self._known_title(found)
        fresh = known is None
        if not found.is_holdings:
            title_id = self._take_title(found, known)
        elif known is not None:
            title_id = known.id
        elif found.items:
            # Its own record will fill it, when that comes.
            some = found.title[:STAND_IN_COLUMNS]
            row = self._title_row((*some, *[""] * (len(found.title) - STAND_IN_COLUMNS)))
            title_id = self._rows.add_title(row, Words("", "", ""))
        else:
            return
        for item in found.items:
            self._take_item(item, title_id, fresh=fresh)

    def _known_title(self, found: Prepared) -> TitleRow | None:
        known = self._rows.title_with_key(found.key)
        if known is not None or not found.follows_items:
            return known
        for barcode in filter(None, (item[0] for item in found.items)):
            item = self._rows.item_with_barcode(str(barcode))
            if item is not None:
                return self._rows.title(item.title_id)
        return None

    def _title_row(self, values: tuple[str, ...]) -> TitleRow:
        return TitleRow._make((0, *values, self._load_id, self._load_id))

    def _take_title(self, found: Prepared, known: TitleRow | None) -> int:
        row, words = self._title_row(found.title), title_words(found)
        if known is None:
            return self._rows.add_title(row, words)
        old_words = self._rows.words(known.id)
        if known.load_id == self._load_id or known.record_key != found.key:
            row, words = _added_up(known, row), _words_added_up(old_words, words)
        elif found.is_brief:
            row, words = _said_over(known, row), _words_said_over(old_words, words)
        row = row._replace(id=known.id, load_id=self._load_id, added_by=known.added_by)
        if row == known._replace(load_id=self._load_id) and words == old_words:
            self._rows.see_title(known.id, self._load_id)
            return known.id
        if known.added_by != self._load_id:
            before = json.dumps([known, old_words], ensure_ascii=False)
            self._rows.note_change(self._load_id, "title", known.id, known.id, before)
        self._rows.change_title(row, words)
        return known.id

    def _take_item(self, values: ItemValues, title_id: int, *, fresh: bool) -> None:
        """Merge one item.

        Args:
            fresh: The title is new, so none of its items can be in the store without a barcode.
        """
        *said, parts = values
        load_id = self._load_id
        row = ItemRow._make((0, title_id, *said, load_id, "", None, None, load_id, parts))
        known = None
        if row.barcode is None:
            self._findings.items_without_barcode += 1
        else:
            known = self._rows.item_with_barcode(row.barcode)
            if known is not None and known.load_id == self._load_id:
                self._duplicate(row.barcode, title_id, known)
                return
            self._findings.items += 1
        if known is None and not fresh:
            known = self._same_item(row)
        if known is None:
            self._rows.add_item(row)
            return
        self._take_known(known, row)

    def _take_known(self, known: ItemRow, row: ItemRow) -> None:
        if self._others is not None:
            self._others.pop(known.id, None)
        merged, kept = merge_item(known, row)
        for edit in kept:
            self._findings.keep(edit)
        for edit in replaced_edits(known, merged):
            self._findings.replace(edit)
        if merged.title_id != known.title_id and merged.barcode:
            self._findings.moved(merged.barcode)
        if merged == known._replace(load_id=self._load_id):
            self._rows.see_item(known.id, self._load_id)
            return
        if known.added_by != self._load_id:
            before = json.dumps(known, ensure_ascii=False)
            self._rows.note_change(self._load_id, "item", known.id, merged.title_id, before)
        self._rows.change_item(merged)

    def _duplicate(self, barcode: str, title_id: int, known: ItemRow) -> None:
        self._findings.duplicate(barcode)
        if known.title_id != title_id:
            self._rows.claim_barcode(barcode, title_id, self._load_id)

    def _same_item(self, row: ItemRow) -> ItemRow | None:
        """The stored item of the title that this one is, though their barcodes do not say so."""
        if self._others is None:
            # Once for a record: a title may have thousands of items.
            others = self._rows.items_of(row.title_id)
            self._others = {one.id: one for one in others if one.load_id != self._load_id}
        return same_item(row, self._others.values())


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
