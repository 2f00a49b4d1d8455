"""Whether the store is sound."""

import sqlite3
from contextlib import closing
from pathlib import Path

from procstation.catalog import Catalogue
from procstation.errors import StoreError
from procstation.language import tr
from procstation.store.check import check
from procstation.store.engine import file_of, open_store
from procstation.store.file_facts import store_facts

WAL_RESET_MENDED = (3, 51, 3)
"""SQLite before this can damage a file when two connections write and checkpoint at once."""


def look_at_store(url: str) -> str:
    """Return where the store is, and what it holds. A file is read through, of a server's store
    what no server can be told to keep is looked at.

    Raises:
        StoreError: It cannot be used, is damaged, or a load is unfinished.
    """
    path = file_of(url)
    note = ""
    if path is not None and sqlite3.sqlite_version_info < WAL_RESET_MENDED:
        mended = ".".join(map(str, WAL_RESET_MENDED))
        fault = tr(
            "a fault in its write-ahead log was mended in {mended}; it"
            " needs two connections that write, and here only one does",
            mended=mended,
        )
        note = f" ({fault})"
    if path is not None and not path.exists() and path.parent.is_dir():
        version = f"SQLite {sqlite3.sqlite_version}{note}"
        return tr(
            "{path} is not there yet and is made when it is needed; {version}",
            path=path,
            version=version,
        )
    with closing(Catalogue.open(url)) as catalogue:
        titles, items = catalogue.counts()
        unfinished = [one.trouble for one in catalogue.loads() if one.trouble is not None]
        place, version = catalogue.store.place, f"{catalogue.store.database}{note}"
    for trouble in unfinished:
        raise trouble
    sound = _read_through(path) if path is not None else _checked(url)
    return tr(
        "{place}: {titles} titles, {items} items; {version}; {sound}",
        place=place,
        titles=titles,
        items=items,
        version=version,
        sound=sound,
    )


def _checked(url: str) -> str:
    with closing(open_store(url)) as store:
        wrong = check(store).wrong
        if wrong:
            raise StoreError(
                tr("In the store {place} are {wrong}.", place=store.place, wrong=wrong[0]),
                tr(
                    "See all of it with `procstation store check`; put the"
                    " server's last good backup back if titles or items are"
                    " missing."
                ),
            )
    return tr("checked and sound")


def _read_through(path: Path) -> str:
    facts = store_facts(path)
    if facts.faults:
        raise StoreError(
            tr("The store {path} is damaged: {fault}.", path=path, fault=facts.faults[0]),
            tr(
                "End the station, keep the file, and put the last backup back"
                " with `procstation restore`."
            ),
        )
    if facts.orphans:
        raise StoreError(
            tr(
                "In the store {path} {orphans} rows refer to rows that are gone.",
                path=path,
                orphans=facts.orphans,
            ),
            tr(
                "Make a backup, report this, and put the last good backup back if"
                " items are missing."
            ),
        )
    return tr("read through and sound")
