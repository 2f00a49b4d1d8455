"""A catalogue with one loaded item and one title without items, an outbox, and a system."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pymarc
from memory_system import MemorySystem

from procstation.catalog import Catalogue, Item
from procstation.catalog.bench_edits import Signed
from procstation.ils import RemoteTitle
from procstation.outbox import Courier, NewItems, Outbox, Outcome, Patience, State

HELD = "30000000000012"
NEW = "30000000000020"


@dataclass
class OutboxPlay:
    """The hands of a person, a clock that is set by hand, and what the courier has to say."""

    catalogue: Catalogue
    system: MemorySystem
    at: datetime = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
    news: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.outbox = Outbox(
            self.catalogue.store, "bench-1", self.now, NewItems("MAIN", "", "BK"), Patience(10, 100)
        )
        self.courier = self.new_courier()

    def new_courier(self) -> Courier:
        return Courier(self.outbox, "memory", self.system, self.now, self.news.append)

    def now(self) -> str:
        return self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def pass_time(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    @property
    def signed(self) -> Signed:
        return Signed("bench-1", self.now())

    def item(self, barcode: str = HELD) -> Item:
        found = self.catalogue.by_barcode(barcode)
        assert found is not None
        return found[0]

    def edit(self, barcode: str = HELD, **values: object) -> Item:
        was = self.item(barcode)
        changed = replace(was, **values)  # type: ignore[arg-type]
        return self.catalogue.save_item(changed, was, by="bench-1", at=self.now())

    def assign(self, barcode: str = NEW) -> Item:
        title = self.catalogue.by_isbn("9780141439518")[0]
        return self.catalogue.assign_barcode(title.id, barcode, by="bench-1", at=self.now())

    def post(self, barcode: str, act: str) -> None:
        self.outbox.post([self.item(barcode).id], act)

    def states(self) -> list[State]:
        return [message.state for message in reversed(self.outbox.messages())]


def bib_record(number: str, title: str, isbn: str, *items: dict[str, str]) -> Any:
    record: Any = pymarc.Record(to_unicode=True, force_utf8=True)
    record.add_field(pymarc.Field("001", data=number))
    for tag, code, value in (("020", "a", isbn), ("245", "a", title), ("999", "c", number)):
        record.add_field(
            pymarc.Field(tag, pymarc.Indicators(" ", " "), [pymarc.Subfield(code, value)])
        )
    for item in items:
        parts = [pymarc.Subfield(code, value) for code, value in item.items()]
        record.add_field(pymarc.Field("952", pymarc.Indicators(" ", " "), parts))
    return record


def load_records(folder: Path, url: str = "") -> str:
    """Make a store with the records, in a folder or at its URL; return the URL."""
    url = url or f"sqlite:///{folder / 'store.sqlite'}"
    path = folder / "koha.mrc"
    held = {"a": "MAIN", "b": "MAIN", "c": "STACKS", "o": "823 EXA", "p": HELD, "y": "BK", "9": "5"}
    path.write_bytes(
        bib_record("11", "Example title", "9780000000002", held).as_marc()
        + bib_record("12", "Pride and prejudice", "9780141439518").as_marc()
    )
    catalogue = Catalogue.open(url)
    catalogue.load([path], "koha")
    catalogue.close()
    return url


def open_bench(url: str) -> OutboxPlay:
    """Open the outbox of a store made by `load_records`; the caller closes the catalogue."""
    system = MemorySystem()
    system.titles = {
        "11": RemoteTitle("11", "Example title", isbn=("9780000000002",)),
        "12": RemoteTitle("12", "Pride and prejudice", isbn=("9780141439518",)),
    }
    system.add(
        "5", "Example title", barcode=HELD, call_number="823 EXA", library="MAIN",
        location="STACKS", item_type="BK", status="", volume="", copy="",
    )  # fmt: skip
    return OutboxPlay(Catalogue.open(url), system)
