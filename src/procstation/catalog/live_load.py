"""What a library system says of titles and items, taken into the catalogue as an act of loading.

`catalog loads` lists it with the name of the system, and `catalog undo-load` takes it back. What
the bench has changed and the system does not know yet stays.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from procstation.catalog.item_merge import merge_item, same_item
from procstation.catalog.load_findings import Findings, as_json
from procstation.catalog.load_updates import examples
from procstation.catalog.records import Item, Title
from procstation.catalog.stored import (
    CallNumberColumns,
    call_number_columns,
    item_from,
    item_row,
    title_from,
    title_values,
    words_of,
)
from procstation.catalog.text import folded
from procstation.errors import InputRefused
from procstation.ils import ItemField, RemoteItem, RemoteTitle, Status
from procstation.items import CallNumber, Scheme, guess_scheme
from procstation.language import tr
from procstation.store.load_rows import LoadRow
from procstation.store.rows import ItemRow, TitleRow

if TYPE_CHECKING:
    from procstation.store.catalogue_store import CatalogueStore
    from procstation.store.load_rows import LoadRows
    from procstation.store.outbox_rows import OutboxRows

PROFILE = "live"
"""What `catalog loads` says instead of the name of a profile."""

LOOKED_UP = "looked up"
"""Noted with an act that took what was asked for; it is kept only when it changed something."""

USUAL_PLACE = "001"
"""Where files have a record's number, when nothing else is known."""

_PLAIN_FIELDS = (
    ItemField.LIBRARY,
    ItemField.LOCATION,
    ItemField.VOLUME,
    ItemField.COPY,
    ItemField.ITEM_TYPE,
    ItemField.STATUS,
)
_TOLD = ("barcode", "call_number", "library", "location", "volume", "copy", "item_type", "status")


@dataclass(frozen=True, slots=True)
class LiveItem:
    """An item as the catalogue has it now.

    Attributes:
        differences: What the catalogue had otherwise, in words; none for a new item.
        on_loan: None when the system does not say.
    """

    item: Item
    title: Title
    differences: tuple[str, ...] = ()
    on_loan: bool | None = None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class LiveTaken:
    """What came of it.

    Attributes:
        load: The act; 0 when the catalogue knew it all.
        refused: What could not be taken, in words.
    """

    load: int
    titles: tuple[Title, ...]
    items: tuple[LiveItem, ...]
    refused: tuple[str, ...] = ()


def number_place(store: "CatalogueStore", connector: str) -> str:
    """Return where files of the library system have the number of a record: by what was loaded
    last, else by the profile that is named as its connector."""
    from procstation.catalog.export import choose_profile  # noqa: PLC0415
    from procstation.catalog.load_report import AUTO  # noqa: PLC0415
    from procstation.catalog.profile import profiles  # noqa: PLC0415
    from procstation.catalog.profile_choice import PLAIN  # noqa: PLC0415

    with store.exporting() as rows:
        name = choose_profile(rows, AUTO)
    known = profiles()
    if name == PLAIN and connector in known:
        name = connector
    return next(iter(known[name].record_key), USUAL_PLACE)


class LiveLoad:
    """One act of loading, of as many transactions as it is given batches.

    Args:
        source: Name of the system.
        place: Where files have the number of a record, as in `record_key` of a profile.
        what: Noted with the act, in its list of sources.
        now: The time, ISO 8601 in UTC.
    """

    def __init__(
        self,
        store: "CatalogueStore",
        source: str,
        place: str,
        now: Callable[[], str],
        what: str = LOOKED_UP,
    ) -> None:
        self._store = store
        self._source = source
        self._place = place
        self._now = now
        self._what = what
        self._findings = Findings()
        self.load = 0

    def take(self, titles: Sequence[RemoteTitle], items: Sequence[RemoteItem]) -> LiveTaken:
        """Take titles, and items of these or of titles the catalogue has; in one transaction.

        Raises:
            InputRefused: The undoing of a load is unfinished.
            StoreError: The store cannot be written.
        """
        now = self._now()
        with self._store.taking() as (rows, asked):
            _refuse_while_undoing(rows)
            began_here = self.load == 0
            load = self.load or rows.begin_load(self._row(now))
            taking = _Taking(rows, asked, load, self._place, now, self._findings)
            kept_titles = {one.system_id: taking.title(one) for one in titles}
            taken = [taking.item(one, kept_titles) for one in items]
            self._findings.records += len(titles) + len(items)
            if began_here and not taking.changes and self._what == LOOKED_UP:
                rows.remove_load(load)
            else:
                self.load = load
                self._findings.save(rows, load)
                rows.note_progress(load, "done", json.dumps(self._findings.progress()))
        return LiveTaken(
            self.load,
            tuple(map(title_from, kept_titles.values())),
            tuple(one for one in taken if isinstance(one, LiveItem)),
            tuple(one for one in taken if isinstance(one, str)),
        )

    def end(self, more: Mapping[str, Any] | None = None) -> None:
        """Write the report of the act.

        Args:
            more: Kept with it, beside what every load counts.
        """
        if not self.load:
            return
        with self._store.loading() as rows:
            report = self._findings.report(rows, self.load)
            report.profile = PROFILE
            report.updates = examples(rows, self.load)
            rows.note_progress(self.load, "done", json.dumps(more or {}))
            rows.end_load(self.load, "done", as_json(report))

    def _row(self, now: str) -> LoadRow:
        files, sources = json.dumps([self._source]), json.dumps([[self._source, self._what, now]])
        return LoadRow(0, now, files, PROFILE, "{}", "done", sources, "{}")


def _refuse_while_undoing(rows: "LoadRows") -> None:
    if any(one.state == "undoing" for one in rows.loads()):
        raise InputRefused(
            tr("A load is being taken back, so nothing can be added now."),
            tr("Try again when that is done; `procstation catalog loads` shows it."),
        )


class _Taking:
    """One transaction."""

    def __init__(
        self,
        rows: "LoadRows",
        asked: "OutboxRows",
        load: int,
        place: str,
        now: str,
        findings: Findings,
    ) -> None:
        self._rows = rows
        self._asked = asked
        self._load = load
        self._place = place
        self._now = now
        self._findings = findings
        self.changes = 0

    def title(self, remote: RemoteTitle) -> TitleRow:
        """Return the title in the catalogue; a new one is added, a known one left as it is: its
        record says more than the system's summary."""
        number = remote.system_id
        if self._place == USUAL_PLACE:
            number = remote.control_number or number
        key = f"{self._place}:{number}"
        known = self._rows.title_with_key(key) or self._same_title(remote)
        if known is not None:
            return known
        title = Title(
            0, number, remote.title, remote.author, remote.publisher, remote.date,
            "serial" if remote.issn and not remote.isbn else "book", remote.isbn, remote.issn,
        )  # fmt: skip
        row = TitleRow._make((0, *title_values(title, key), self._load, self._load))
        self.changes += 1
        return row._replace(id=self._rows.add_title(row, words_of(title, "")))

    def _same_title(self, remote: RemoteTitle) -> TitleRow | None:
        for number in filter(None, (remote.system_id, remote.control_number)):
            for row in self._rows.titles_with_control_number(number):
                same_number = bool({*row.isbn.split()} & {*remote.isbn})
                if same_number or folded(row.title) == folded(remote.title):
                    return row
        return None

    def item(self, remote: RemoteItem, titles: dict[str, TitleRow]) -> LiveItem | str:
        """Take an item; return why not, when it cannot be."""
        known = self._rows.item_with_barcode(remote.barcode) if remote.barcode else None
        title = titles.get(remote.title_id)
        if title is None and known is not None:
            title = self._rows.title(known.title_id)
        if title is None and (remote.title_id or remote.title):
            summary = RemoteTitle(remote.title_id, remote.title)
            title = titles[remote.title_id] = self.title(summary)
        if title is None:
            return tr(
                "{barcode}: the system does not say of which title",
                barcode=remote.barcode or remote.system_id,
            )
        if known is not None:
            return self._change(known, title, remote)
        blank = item_row(Item(0, title.id, remote.barcode or None), title.id)
        told = _told(blank, remote)._replace(system_id=remote.system_id)
        same = same_item(told, self._rows.items_of(title.id))
        if same is not None:
            return self._change(same, title, remote)
        return self._add(told, title, remote)

    def _add(self, told: ItemRow, title: TitleRow, remote: RemoteItem) -> LiveItem:
        row = told._replace(load_id=self._load, added_by=self._load)
        row = row._replace(id=self._rows.add_item(row))
        self.changes += 1
        self._count(row)
        self._asked.note_asked(row.id, self._now, remote.on_loan)
        return LiveItem(item_from(row), title_from(title), (), remote.on_loan, is_new=True)

    def _change(self, known: ItemRow, title: TitleRow, remote: RemoteItem) -> LiveItem | str:
        new = _told(known, remote)._replace(bench_edits="")
        holder = self._rows.item_with_barcode(new.barcode) if new.barcode else None
        if holder is not None and holder.id != known.id:
            return tr(
                "{barcode}: another item of the catalogue has that barcode", barcode=new.barcode
            )
        new = new._replace(system_id=remote.system_id or known.system_id, load_id=self._load)
        merged, kept = merge_item(known, new)
        for edit in kept:
            self._findings.keep(edit)
        self._asked.note_asked(known.id, self._now, remote.on_loan)
        self._count(known)
        if merged == known._replace(load_id=self._load):
            return LiveItem(item_from(known), title_from(title), (), remote.on_loan)
        if known.added_by != self._load:
            before = json.dumps(known, ensure_ascii=False)
            self._rows.note_change(self._load, "item", known.id, merged.title_id, before)
        self._rows.change_item(merged)
        self.changes += 1
        differences = tuple(
            f"{name.replace('_', ' ')}: {before or '(nothing)'} → {after or '(nothing)'}"
            for name in _TOLD
            if (before := str(getattr(known, name) or ""))
            != (after := str(getattr(merged, name) or ""))
        )
        return LiveItem(item_from(merged), title_from(title), differences, remote.on_loan)

    def _count(self, row: ItemRow) -> None:
        if row.barcode is None:
            self._findings.items_without_barcode += 1
        else:
            self._findings.items += 1


def _told(row: ItemRow, remote: RemoteItem) -> ItemRow:
    """Return an item with what a system says of it; what it does not say stays."""
    values = remote.values
    plain: dict[str, Any] = {name.value: values[name] for name in _PLAIN_FIELDS if name in values}
    on_loan = Status.ON_LOAN.value
    if remote.on_loan and not plain.get("status", row.status):
        plain["status"] = on_loan
    elif remote.on_loan is False and plain.get("status", row.status) == on_loan:
        plain["status"] = Status.AVAILABLE.value
    row = row._replace(**plain)
    if values.get(ItemField.BARCODE):
        row = row._replace(barcode=values[ItemField.BARCODE])
    number = values.get(ItemField.CALL_NUMBER)
    if number is not None and number != row.call_number:
        row = row._replace(**_call_number(number, values.get(ItemField.SCHEME, ""))._asdict())
    return row


def _call_number(number: str, scheme: str) -> CallNumberColumns:
    if not number:
        return call_number_columns(None)
    known = scheme in {one.value for one in Scheme}
    return call_number_columns(
        CallNumber(number, Scheme(scheme) if known else guess_scheme(number)[0], "")
    )
