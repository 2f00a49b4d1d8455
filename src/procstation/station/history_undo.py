"""The undo of what the history tells."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from procstation.catalog import Catalogue, Item
from procstation.catalog.bench_edits import Signed
from procstation.catalog.meanwhile import save_over
from procstation.catalog.stored import item_from
from procstation.errors import InputRefused
from procstation.items import CallNumber, Scheme
from procstation.items.field_words import field_in_words
from procstation.language import grouped, tr, trn
from procstation.linking.change import in_words
from procstation.outbox import NewItems
from procstation.outbox.posting import post_item
from procstation.station.history_entry import HIDDEN, Entry, Source, local, of_change
from procstation.station.job_room import JobRoom
from procstation.store.history_rows import ItemChangeRow, Wanted

if TYPE_CHECKING:
    from procstation.store.catalog_rows import CatalogRows
    from procstation.sweeping.sweeps import Sweeps

OPEN_MESSAGES = frozenset({"waiting", "sending", "refused", "conflict"})


@dataclass(frozen=True, slots=True)
class Offer:
    """An undo that can be done.

    Attributes:
        text: What it does, and what will be so afterwards.
        is_bulk: It concerns more than one item: a supervisor is asked.
    """

    entry: Entry
    text: str
    is_bulk: bool = False


class HistoryUndo:
    """May be used from any thread. See `HistoryRoom`."""

    def __init__(
        self, catalogue: Catalogue, jobs: JobRoom, sweeps: "Sweeps", now: Callable[[], str]
    ) -> None:
        self._catalogue = catalogue
        self._store = catalogue.store
        self._jobs = jobs
        self._sweeps = sweeps
        self._now = now
        self._tell: NewItems | None = None
        self._news: Callable[[], None] = lambda: None

    def tell_system(self, new_items: NewItems, news: Callable[[], None]) -> None:
        """Have the library system told of what is undone. See `HistoryRoom`."""
        self._tell, self._news = new_items, news

    def offer(self, entry: Entry) -> Offer:
        """Return what undoing an entry would do. See `HistoryRoom`."""
        match entry.source:
            case Source.CHANGE:
                return self._offer_change(entry)
            case Source.LOAD:
                return self._offer_load(entry)
            case Source.JOB:
                run, _ = self._jobs.show(entry.number)
                if run.undone_at:
                    raise _refused(tr("It was undone at {at}.", at=local(run.undone_at)))
                text = trn(
                    "1 item gets back what it was before; one that was changed since stays.",
                    "{number} items get back what they were before; those changed since stay.",
                    run.items,
                    number=grouped(run.items),
                )
                return Offer(entry, text, is_bulk=True)
            case Source.SWEEP:
                return self._offer_sweep(entry)
            case Source.MESSAGE:
                raise InputRefused(
                    tr("A message is taken back where it waits."), tr("Look at it in the outbox.")
                )
            case _:
                raise _refused(tr("What was scanned, printed or said has happened."))

    def _offer_change(self, entry: Entry) -> Offer:
        with self._store.reading_history() as history:
            row = history.change(entry.number)
            assert row is not None, "history forgets nothing"
            later = history.later_changes(row)
        if row.kind == "tag":
            raise InputRefused(
                tr("A tag is changed only with the book on the pad."),
                tr("Lay it there, and look at its tag."),
            )
        if row.kind == "removed":
            raise _refused(tr("The item was removed, and its number is free."))
        fields = set(json.loads(row.after))
        for one in later:
            if one.kind != "changed" or fields & set(json.loads(one.after)):
                raise InputRefused(
                    tr(
                        "A later act stands on it: {act}.",
                        act=" ".join(filter(None, (local(one.at), one.who, of_change(one).text))),
                    ),
                    tr("Undo that one first."),
                )
        if row.kind == "made":
            return Offer(entry, self._unmade(row))
        return Offer(entry, _changed_back(row))

    def _unmade(self, row: ItemChangeRow) -> str:
        with self._store.reading_outbox() as (outbox, items):
            waiting = [one.id for one in outbox.of_item(row.item_id) if one.state in OPEN_MESSAGES]
            tags = items.tags_of(row.barcode)
        if waiting:
            raise InputRefused(
                tr("Message {number} of the outbox waits for it.", number=waiting[0]),
                tr("Drop that message first."),
            )
        if tags:
            raise InputRefused(
                tr("Tag {uid} holds its number.", uid=tags[0].uid),
                tr("Give the tag its old content first, with the book on the pad."),
            )
        return tr("The item {barcode} is removed, and its number is free.", barcode=row.barcode)

    def _offer_load(self, entry: Entry) -> Offer:
        acts = self._catalogue.loads()
        later = [one.id for one in acts if one.id > entry.number and one.state != "undone"]
        act = next(one for one in acts if one.id == entry.number)
        if act.state == "undone":
            raise _refused(tr("It is undone already."))
        if later:
            raise InputRefused(
                tr(
                    "After it came other loads, which build on it: {numbers}.",
                    numbers=", ".join(map(str, later)),
                ),
                tr("Undo load {number} first.", number=later[0]),
            )
        text = trn(
            "What 1 record of it added goes, and what it changed is as it was before; what the"
            " bench did since stays.",
            "What {number} records of it added goes, and what they changed is as it was before;"
            " what the bench did since stays.",
            act.records,
            number=grouped(act.records),
        )
        return Offer(entry, text, is_bulk=True)

    def _offer_sweep(self, entry: Entry) -> Offer:
        with self._store.reading_history() as rows:
            [row] = rows.swept(Wanted(), entry.number + 1, 1)
        if row.undone_at:
            raise _refused(tr("It was undone at {at}.", at=local(row.undone_at)))
        text = trn(
            "1 item gets back what sweep {name} changed, if it was not changed since.",
            "{number} items get back what sweep {name} changed; those changed since stay.",
            row.items,
            number=grouped(row.items),
            name=row.title,
        )
        return Offer(entry, text, is_bulk=True)

    def undo(self, offer: Offer, by: str) -> str:
        """Do an undo that was offered. See `HistoryRoom`."""
        entry = offer.entry
        self.offer(entry)
        if entry.source is Source.LOAD:
            report = self._catalogue.undo_load(entry.number, by)
            return tr(
                "Load {load} is undone: {removed} items removed, {restored} as before.",
                load=report.load,
                removed=grouped(report.items_removed),
                restored=grouped(report.items_restored),
            )
        if entry.source is Source.JOB:
            back = self._jobs.undo(entry.number).back
            return _as_before(len(back))
        if entry.source is Source.SWEEP:
            with self._store.reading_history() as rows:
                [row] = rows.swept(Wanted(), entry.number + 1, 1)
            done = len(self._sweeps.undo_write_back(row.title, by=by).changes)
            return _as_before(done)
        return self._undo_change(entry, by)

    def _undo_change(self, entry: Entry, by: str) -> str:
        with self._store.reading_history() as history:
            row = history.change(entry.number)
        assert row is not None, "history forgets nothing"
        signed = Signed(by, self._now(), f"undo of {entry.name}")
        if row.kind == "made":
            self._catalogue.unassign_barcode(row.barcode, by=by, at=signed.at)
            return tr("{barcode} is free.", barcode=row.barcode)
        with self._store.posting() as (outbox, items):
            self._give_back(items, row, signed)
            if self._tell is not None:
                post_item(outbox, items, row.item_id, signed.act, signed, self._tell)
        self._news()
        return _changed_back(row)

    def _give_back(self, items: "CatalogRows", row: ItemChangeRow, signed: Signed) -> None:
        known = items.item(row.item_id)
        if known is None:
            raise _refused(tr("The item is not in the catalogue any more."))
        before, after = json.loads(row.before), json.loads(row.after)
        for name, value in after.items():
            if name not in HIDDEN and str(getattr(known, name) or "") != value:
                raise InputRefused(
                    tr(
                        "The {field} is {value} by now.",
                        field=field_in_words(name),
                        value=in_words(name, str(getattr(known, name) or "")),
                    ),
                    tr("A load changed it: undo that load first."),
                )
        was = item_from(known)
        save_over(items, _with(was, before), was, signed)


def _with(item: Item, before: Mapping[str, str]) -> Item:
    """Return an item with columns as they were."""
    plain: dict[str, Any] = {
        name: value
        for name, value in before.items()
        if name not in HIDDEN and name != "call_number"
    }
    if "barcode" in plain:
        plain["barcode"] = plain["barcode"] or None
    if "call_number" in before:
        number = before["call_number"]
        scheme, source = before.get("scheme", ""), before.get("source", "")
        plain["call_number"] = CallNumber(number, Scheme(scheme), source) if number else None
    return replace(item, **plain)


def _changed_back(row: ItemChangeRow) -> str:
    before, after = json.loads(row.before), json.loads(row.after)
    changes = ", ".join(
        f"{field_in_words(name)}: {in_words(name, value)} → {in_words(name, before[name])}"
        for name, value in after.items()
        if name not in HIDDEN
    )
    return f"{row.barcode}: {changes}"


def _as_before(count: int) -> str:
    return trn(
        "1 item is as before.", "{number} items are as before.", count, number=grouped(count)
    )


def _refused(what: str) -> InputRefused:
    return InputRefused(what, tr("There is nothing to undo."))
