"""The catalogue of a library, made from what a simulated system of that library has."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pymarc

from procstation.catalog import Catalogue
from procstation.ils import ItemField, ItemKey, LibrarySystem, RemoteItem, RemoteTitle, TitleQuery
from procstation_simulators.ils.stock import Book

SUBFIELDS = {
    ItemField.BARCODE: "p",
    ItemField.CALL_NUMBER: "o",
    ItemField.LOCATION: "c",
    ItemField.VOLUME: "h",
    ItemField.COPY: "t",
    ItemField.ITEM_TYPE: "y",
}
"""Of Koha's 952, which the profile of that name reads, whoever wrote the file."""


def load_catalogue(home: Path, library: LibrarySystem, stock: Sequence[Book]) -> None:
    """Make a station's store with the records and items of a system.

    Args:
        stock: What the system began with; where it does not tell of titles, they are from there.
    """
    path = home / "records.mrc"
    with path.open("wb") as file:
        for book in stock:
            (item,) = library.find_items([ItemKey(barcode=book.barcode)])
            assert item is not None
            file.write(_record(_title(library, item, book), item).as_marc())
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    report = catalogue.load([path], "koha")
    catalogue.close()
    assert (report.records, report.items) == (len(stock), len(stock))


def _title(library: LibrarySystem, item: RemoteItem, book: Book) -> RemoteTitle:
    if library.abilities.find_titles:
        (title,) = library.find_titles(TitleQuery(system_id=item.title_id))
        return title
    return RemoteTitle(str(book.number), book.title, isbn=(book.isbn,))


def _record(title: RemoteTitle, item: RemoteItem) -> Any:
    record: Any = pymarc.Record(to_unicode=True, force_utf8=True)
    number = title.system_id
    record.add_field(pymarc.Field("001", data=number))
    for isbn in title.isbn:
        record.add_field(_field("020", a=isbn))
    record.add_field(_field("050", a=item.values.get(ItemField.CALL_NUMBER, "")))
    record.add_field(_field("245", a=title.title))
    record.add_field(_field("999", c=number))
    library = item.values.get(ItemField.LIBRARY) or "-"
    own = {code: item.values.get(name, "") for name, code in SUBFIELDS.items()}
    said = {code: value for code, value in own.items() if value}
    record.add_field(_field("952", **{"9": item.system_id, "a": library, "b": library, **said}))
    return record


def _field(tag: str, **values: str) -> Any:
    parts = [pymarc.Subfield(code, value) for code, value in values.items()]
    return pymarc.Field(tag, pymarc.Indicators(" ", " "), parts)
