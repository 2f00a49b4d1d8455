"""What a station can tell a system that only loads files."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from procstation.ils import (
    Abilities,
    CheckedIn,
    ConfigError,
    ItemDraft,
    ItemField,
    ItemKey,
    RemoteItem,
    RemoteTitle,
    Sighting,
    Site,
    SystemRefused,
    SystemState,
    TitleQuery,
    mark,
    tr,
)
from procstation_connectors.beyond import beyond
from procstation_connectors.file.ledger import Ledger, Row, cells
from procstation_connectors.file.options import FileOptions

CHANGE = ("barcode", "number", "record", "field", "before", "after")
REMOVED = ("barcode", "number", "record", "title")
REMARKS = (
    mark(
        "What is told is written into files, for the system's own loader and its"
        " inventory tool; what becomes of them there is not known here."
    ),
    mark("What the system has comes by loading its records (`procstation catalog load`)."),
)


def today() -> date:
    """The day on the calendar of this place, which people look for a file by."""
    return datetime.now().astimezone().date()


class Files:
    """A folder. Each row is written once, also when the station is cut off between writing it and
    knowing so: what the files of the last days say is not said again."""

    def __init__(self, site: Site, options: FileOptions, today: Callable[[], date] = today) -> None:
        self._name = site.name
        self._options = options
        self._today = today
        self._lock = threading.Lock()
        self._folder = folder_of(site.url)
        self._fields = [field.value for field in options.fields]
        if ItemField.BARCODE.value not in self._fields:
            raise ConfigError(
                tr("systems.{name}.options: fields are without barcode.", name=site.name),
                tr("Add it: what was written is known by it."),
            )
        self._made = self._ledger("new-items", ("record", *self._fields))
        self._changed = self._ledger("changes", CHANGE)
        self._removed = self._ledger("removed", REMOVED)
        self._seen = Ledger(self._folder, "seen", ())
        self._read = False
        self._made_so_often: Counter[str] = Counter()
        self._removed_so_often: Counter[str] = Counter()
        self._last: dict[tuple[str, str], Row] = {}
        self._noted: set[str] = set()
        self._noted_on = date.min

    @property
    def abilities(self) -> Abilities:
        return Abilities(
            find_items=False,
            find_titles=False,
            create_items=True,
            remove_items=True,
            changes=frozenset(ItemField),
            seen="stamp",
            batch=500,
            remarks=REMARKS,
        )

    def state(self) -> SystemState:
        """Raises SystemUnreachable: the folder cannot be written to."""
        self._changed.try_out()
        return SystemState("Files", tr("in {folder}", folder=self._folder))

    def find_items(self, keys: Sequence[ItemKey]) -> list[RemoteItem | None]:
        """Raises SystemRefused: files do not answer."""
        if keys:
            raise beyond(self._name, tr("look items up"), tr("Load its records instead."))
        return []

    def find_titles(self, query: TitleQuery, limit: int = 20) -> list[RemoteTitle]:
        """Raises SystemRefused: files do not answer."""
        raise beyond(self._name, tr("search its records"), tr("Load its records instead."))

    def create_title(self, record: bytes) -> RemoteTitle:
        """Raises SystemRefused: records come into it another way."""
        del record
        raise beyond(self._name, tr("make records"), tr("Load the record there first."))

    def create_item(self, draft: ItemDraft) -> RemoteItem:
        """Raises SystemUnreachable: nothing was written."""
        values = {field.value: text for field, text in draft.values.items()}
        barcode = draft.values.get(ItemField.BARCODE, "")
        if not barcode:
            raise SystemRefused(
                tr("An item without a barcode is not told."), tr("Give it a barcode.")
            )
        with self._lock:
            self._read_back()
            if self._made_so_often[barcode] <= self._removed_so_often[barcode]:
                row = cells({**values, "record": draft.title_id}, ("record", *self._fields))
                self._made.write([row], self._today())
                self._made_so_often[barcode] += 1
        return RemoteItem("", draft.title_id, dict(draft.values))

    def update_item(self, item: RemoteItem, changes: dict[ItemField, str]) -> RemoteItem:
        """Raises SystemUnreachable: nothing was written."""
        rows = [
            cells(
                {
                    "barcode": item.barcode,
                    "number": item.system_id,
                    "record": item.title_id,
                    "field": field.value,
                    "before": item.values.get(field, ""),
                    "after": after,
                },
                CHANGE,
            )
            for field, after in changes.items()
        ]
        with self._lock:
            self._read_back()
            new = [row for row in rows if self._last.get((row[0], row[3])) != row]
            if new:
                self._changed.write(new, self._today())
            self._last.update({(row[0], row[3]): row for row in new})
        return replace(item, values={**item.values, **changes})

    def remove_item(self, item: RemoteItem) -> None:
        """Raises SystemUnreachable: nothing was written."""
        barcode = item.barcode
        with self._lock:
            self._read_back()
            if self._removed_so_often[barcode] >= max(1, self._made_so_often[barcode]):
                return
            row = cells(
                {
                    "barcode": barcode,
                    "number": item.system_id,
                    "record": item.title_id,
                    "title": item.title,
                },
                REMOVED,
            )
            self._removed.write([row], self._today())
            self._removed_so_often[barcode] += 1

    def mark_seen(self, sightings: Sequence[Sighting]) -> list[str]:
        """Write the barcodes into the list of today, each once a day; one in a line, as inventory
        tools want it. Raises SystemUnreachable: none was written."""
        with self._lock:
            day = self._today()
            if day != self._noted_on:
                self._noted = {row[0] for row in self._seen.rows(day, 0)}
                self._noted_on = day
            wanted = dict.fromkeys(one.key.barcode for one in sightings if one.key.barcode)
            new = [barcode for barcode in wanted if barcode not in self._noted]
            if new:
                self._seen.write([(barcode,) for barcode in new], day)
                self._noted.update(new)
        return ["" if one.key.barcode else tr("It has no barcode.") for one in sightings]

    def check_in(self, barcode: str, at: str) -> CheckedIn:
        """Raises SystemRefused: nothing follows from a file."""
        raise beyond(
            self._name,
            tr("hand in {barcode} of {at}", barcode=barcode, at=at),
            tr("Hand it in there."),
        )

    def changed_since(self, since: str) -> Iterator[RemoteItem]:
        """Raises SystemRefused: files do not answer."""
        raise beyond(
            self._name,
            tr("ask what was changed since {since}", since=since),
            tr("Load its records instead."),
        )

    def close(self) -> None:
        """Nothing is left open between calls."""

    def _ledger(self, kind: str, names: Sequence[str]) -> Ledger:
        header = [self._options.columns.get(name, name) for name in names]
        return Ledger(self._folder, kind, header, self._options.delimiter)

    def _read_back(self) -> None:
        """Read, once, what was written in the last days."""
        if self._read:
            return
        day, days = self._today(), self._options.look_back_days
        barcode = 1 + self._fields.index(ItemField.BARCODE.value)
        self._made_so_often.update(row[barcode] for row in self._made.rows(day, days))
        self._removed_so_often.update(row[0] for row in self._removed.rows(day, days))
        self._last.update({(row[0], row[3]): row for row in self._changed.rows(day, days)})
        self._read = True


def folder_of(url: str) -> Path:
    """Return the folder of an address: a path, or a `file:` URL."""
    if url.startswith("file:"):
        return Path(unquote(urlsplit(url).path))
    return Path(url).expanduser()
