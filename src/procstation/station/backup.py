"""A copy of all a station has, made while it works."""

import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from procstation import __version__
from procstation.errors import InputRefused, StoreError
from procstation.journal import JournalReader, sha256_of
from procstation.language import tr
from procstation.station.opening import JOURNAL_NAME

MANIFEST = "backup.json"
STORE_NAME = "store.sqlite"
KEPT_ASIDE = "before-restore-"
"""How folders begin that keep what was there before a backup was put back."""

_SQLITE = b"SQLite format 3\0"
_BESIDE = ("-wal", "-shm", "-journal", ".lock", ".part")


@dataclass(frozen=True, slots=True)
class Copied:
    """One file of a backup: size in bytes, and SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.

    Attributes:
        made_at: ISO 8601 in UTC.
        version: Of the program.
        has_store: False where the store is on a server, which is backed up there.
        files: By path within the backup, with `/`.
    """

    made_at: str
    version: str
    station: str
    has_store: bool
    files: dict[str, Copied]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def back_up(home: Path, store: Path | None, station: str, target: Path, at: str) -> Manifest:
    """Copy the home and the store to a new folder, or into a new file that ends in `.zip`.

    Everything that is a database is copied by SQLite itself, as it was at one moment, and read
    through once. The journal comes first and the store last: what the journal says was done is done
    in the store of the copy, and what is missing in the journal is nothing that was shown as done.

    Args:
        store: The store's file; None where it is on a server.
        at: The time.

    Raises:
        InputRefused: The target is there already or cannot be written; nothing is left of it.
        JournalError, StoreError: What is to be copied is damaged.
    """
    if target.exists():
        raise InputRefused(
            tr("{target} is there already.", target=target), tr("Name a new folder or file.")
        )
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
            whole = Path(folder) / "whole"
            whole.mkdir()
            _copy_all(home, store, whole, target.parent)
            manifest = _manifest(whole, station, at, store is not None)
            (whole / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
            if target.suffix == ".zip":
                packed = Path(folder) / "packed.zip"
                _pack(whole, packed)
                whole = packed
            _sync(whole)
            whole.rename(target)
    except OSError as error:
        raise InputRefused(
            tr(
                "The backup {target} cannot be written: {strerror}.",
                target=target,
                strerror=error.strerror or error,
            ),
            tr("Make room there or name another place, then do it again."),
        ) from error
    return manifest


def _copy_all(home: Path, store: Path | None, whole: Path, beside: Path) -> None:
    journal = home / JOURNAL_NAME
    done: set[Path] = set()
    if journal.is_file():
        done |= set(_copy_journal(journal, whole))
    for file in _files(home, beside):
        if file not in done and (store is None or not _is_same(file, store)):
            name = whole / file.relative_to(home)
            name.parent.mkdir(parents=True, exist_ok=True)
            _copy(file, name)
    if store is not None and store.is_file():
        _copy(store, whole / STORE_NAME)


def _copy_journal(journal: Path, whole: Path) -> list[Path]:
    """Copy the files of the journal; once more when one was closed meanwhile."""
    reader = JournalReader(journal)
    for _ in range(2):
        files = reader.files()
        for file in files:
            _copy(file, whole / file.name)
        if JournalReader(whole / journal.name).verify() is None or reader.files() == files:
            break
    return reader.files()


def _files(home: Path, beside: Path) -> Iterator[Path]:
    """What belongs to a home: no locks, nothing that SQLite keeps beside a file, no backup."""
    for folder, folders, names in os.walk(home):
        here = Path(folder)
        folders[:] = [
            one
            for one in sorted(folders)
            if not one.startswith((".", KEPT_ASIDE)) and not (here / one / MANIFEST).exists()
        ]
        for name in sorted(names):
            if name.endswith(_BESIDE) or name.startswith("."):
                continue
            if name.endswith(".zip") and here == beside:
                continue
            yield here / name


def _copy(file: Path, target: Path) -> None:
    with file.open("rb") as opened:
        is_database = opened.read(len(_SQLITE)) == _SQLITE
    if not is_database:
        shutil.copyfile(file, target)
        return
    target.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            [(said,)] = copy.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.Error as error:
        raise StoreError(
            tr("{file} cannot be copied: {error}.", file=file, error=error),
            tr("Make room where the backup goes; see `procstation doctor` whether it is damaged."),
        ) from error
    if said != "ok":
        raise StoreError(
            tr("{file} is damaged: {said}.", file=file, said=said),
            tr("Keep the backups there are, and put the last one back with `procstation restore`."),
        )


def _manifest(whole: Path, station: str, at: str, has_store: bool) -> Manifest:
    files = {
        file.relative_to(whole).as_posix(): Copied(file.stat().st_size, sha256_of(file))
        for file in sorted(whole.rglob("*"))
        if file.is_file()
    }
    return Manifest(at, __version__, station, has_store, files)


def _pack(whole: Path, packed: Path) -> None:
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(whole.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(whole).as_posix())


def _sync(whole: Path) -> None:
    for file in [whole] if whole.is_file() else whole.rglob("*"):
        if file.is_file():
            with file.open("rb+") as opened:
                os.fsync(opened.fileno())


def _is_same(file: Path, store: Path) -> bool:
    return store.exists() and file.samefile(store)
