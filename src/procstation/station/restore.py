"""Putting a backup back: what was there is kept aside, and no number is given out twice."""

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from procstation.catalog import Catalogue
from procstation.catalog.number_recovery import go_behind
from procstation.catalog.numbers import Asked
from procstation.config import CONFIG_NAME, read_config
from procstation.errors import InputRefused, JournalError, StationError
from procstation.journal import Journal, JournalReader, sha256_of
from procstation.journal.journal import LOST
from procstation.language import tr
from procstation.linking import INPUTS, NumberLeased
from procstation.station.backup import KEPT_ASIDE, MANIFEST, STORE_NAME, Manifest
from procstation.station.bench import STREAM, keep_state
from procstation.station.opening import JOURNAL_NAME, LOCK_NAME, lock_home
from procstation.store.file_facts import store_facts

MOST_MANIFEST = 50_000_000
"""Bytes: some 300,000 files."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of putting a backup back.

    Attributes:
        kept_aside: Where what was there is now; None when nothing was.
        next_serials: Of each range: the first serial that is leased from now on.
        goes_on: Number of the next entry of the journal; 0 without one.
    """

    manifest: Manifest
    kept_aside: Path | None
    next_serials: dict[str, int]
    goes_on: int


@dataclass(frozen=True, slots=True)
class _There:
    """What is known of what is there now.

    Attributes:
        next_serials: Of each range; None when its store cannot be read.
        barcodes: Numbers its journal says were given out; None when it cannot be read.
        last_seq: Of its journal; None as above.
    """

    next_serials: dict[str, int] | None
    barcodes: list[str] | None
    last_seq: int | None


def restore(
    home: Path,
    store: Path | None,
    source: Path,
    at: str,
    highest: Sequence[str] = (),
    *,
    nothing_since: bool = False,
) -> Restored:
    """Put a backup back.

    Args:
        store: Where the store's file goes; None where it is on a server, and stays as it is.
        source: Folder or `.zip` file of the backup.
        highest: The highest number that was given out, of each range, where nothing else tells.
        nothing_since: A person says that no number was given out since the backup.

    Raises:
        InputRefused: It is no backup, is damaged, or nobody knows which numbers were given out.
        StoreError, JournalError: A station runs here, or something is of a newer version. Nothing
            was changed.
    """
    with ExitStack() as opened:
        lock_home(home, opened)
        whole = opened.enter_context(_unpacked(source, home))
        manifest = _checked(whole)
        there = _look_around(home, store)
        next_serials: dict[str, int] = {}
        if manifest.has_store and store is not None:
            _require_numbers_known(there, highest, nothing_since, whole / STORE_NAME)
            next_serials = _go_behind(whole, there, highest, at)
        goes_on = _begin_behind(whole / JOURNAL_NAME, manifest, there, at)
        kept = _exchange(home, store if manifest.has_store else None, whole, at)
    return Restored(manifest, kept, next_serials, goes_on)


@contextmanager
def _unpacked(source: Path, home: Path) -> Iterator[Path]:
    """A copy of the backup beside what it replaces, so that it need only be renamed."""
    try:
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=home) as folder:
            whole = Path(folder) / "whole"
            if source.is_dir():
                shutil.copytree(source, whole)
            else:
                _unpack(source, whole)
            yield whole
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise InputRefused(
            tr("The backup {source} cannot be put back: {error}.", source=source, error=error),
            tr("Check the file and the room on the disk, then do it again."),
        ) from error


def _unpack(source: Path, whole: Path) -> None:
    """Take out of an archive what its manifest names, and not a byte more."""
    with zipfile.ZipFile(source) as archive:
        if MANIFEST not in archive.namelist():
            raise InputRefused(
                tr("{source} is no backup of a station.", source=source), tr("Name another file.")
            )
        with archive.open(MANIFEST) as opened:
            data = opened.read(MOST_MANIFEST)
        there = set(archive.namelist())
        for name, copied in _read(data, source).files.items():
            target = _within(whole, name)
            if name not in there:
                raise InputRefused(
                    tr(
                        "The backup {source} is damaged: {name} is missing.",
                        source=source,
                        name=name,
                    ),
                    tr("Use another backup."),
                )
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as packed, target.open("wb") as output:
                left = copied.size + 1
                while left and (piece := packed.read(min(left, 1 << 20))):
                    output.write(piece)
                    left -= len(piece)
        (whole / MANIFEST).write_bytes(data)


def _read(data: bytes, source: Path) -> Manifest:
    try:
        return msgspec.json.decode(data, type=Manifest)
    except msgspec.DecodeError as error:
        raise InputRefused(
            tr(
                "{source} is no backup of a station, or a damaged one: {error}.",
                source=source,
                error=error,
            ),
            tr("Name another."),
        ) from error


def _within(whole: Path, name: str) -> Path:
    target = (whole / name).resolve()
    if not target.is_relative_to(whole.resolve()):
        raise InputRefused(
            tr("The backup names a file outside itself: {name!r}.", name=name), tr("Do not use it.")
        )
    return target


def _checked(whole: Path) -> Manifest:
    """Return the manifest of a backup whose files are as they were written."""
    path = whole / MANIFEST
    if not path.is_file():
        raise InputRefused(
            tr("That is no backup of a station."), tr("Name a folder with backup.json.")
        )
    manifest = _read(path.read_bytes(), whole)
    for name, copied in manifest.files.items():
        file = _within(whole, name)
        if not file.is_file() or sha256_of(file) != copied.sha256:
            raise InputRefused(
                tr(
                    "The backup is damaged: {name} is missing or is not as it was written.",
                    name=name,
                ),
                tr("Use another backup; nothing was changed."),
            )
    path.unlink()
    return manifest


def _look_around(home: Path, store: Path | None) -> _There:
    next_serials, barcodes, last_seq = None, None, None
    try:
        if store is not None and store.is_file():
            facts = store_facts(store)
            next_serials = facts.next_serials if not facts.faults else None
    except StationError:
        # That is why a backup is put back.
        next_serials = None
    journal = home / JOURNAL_NAME
    try:
        if journal.is_file():
            reader = JournalReader(journal)
            barcodes = [
                one.entry.barcode
                for one in reader.entries(STREAM, INPUTS, _begins(reader))
                if isinstance(one.entry, NumberLeased)
            ]
            last_seq = reader.last_seq
    except JournalError:
        barcodes, last_seq = None, None
    return _There(next_serials, barcodes, last_seq)


def _begins(reader: JournalReader) -> int:
    """The entry before the first that is here: older files may be archived."""
    return reader.examine().first - 1


def _require_numbers_known(
    there: _There, highest: Sequence[str], nothing_since: bool, backup: Path
) -> None:
    # The journal knows only what this station gave out; the store, what all of them did.
    known = there.next_serials is not None or bool(highest) or nothing_since
    if not known and store_facts(backup).next_serials:
        raise InputRefused(
            tr(
                "Nobody knows which numbers were given out since this backup: the"
                " store here cannot be read, or there is none."
            ),
            tr(
                "Say the highest number on a book, of each range, with --highest"
                " BARCODE; or, if none was given out since, --nothing-since."
            ),
        )


def _go_behind(whole: Path, there: _There, highest: Sequence[str], at: str) -> dict[str, int]:
    ranges = read_config(whole).barcodes.ranges
    catalogue = Catalogue.open(f"sqlite:///{whole / STORE_NAME}")
    with closing(catalogue):
        return go_behind(
            catalogue.store,
            ranges,
            there.next_serials or {},
            [*(there.barcodes or []), *highest],
            Asked("restore", at),
        )


def _begin_behind(path: Path, manifest: Manifest, there: _There, at: str) -> int:
    """Have the journal of the backup go on with numbers that no entry had."""
    if not path.is_file():
        return 0
    with closing(Journal(path)) as journal:
        keep_state(journal)
        after = journal.last_seq
        skip = max(0, there.last_seq - after) if there.last_seq is not None else LOST
        gap = f"put back at {at} from the backup of {manifest.made_at}"
        journal.turn_over(gap, skip)
        return journal.last_seq + 1


def _exchange(home: Path, store: Path | None, whole: Path, at: str) -> Path | None:
    """Move what is there aside, and the backup to where it was."""
    stamp = at.replace(":", "").replace("-", "").partition(".")[0]
    aside = home / f"{KEPT_ASIDE}{stamp}"
    stays = {LOCK_NAME, whole.parent.name}
    old = [
        one
        for one in sorted(home.iterdir())
        if one.name not in stays and not one.name.startswith(KEPT_ASIDE)
    ]
    elsewhere = store is not None and store.resolve().parent != home.resolve()
    if old:
        aside.mkdir()
    for one in old:
        one.rename(aside / one.name)
    if store is not None:
        for file in (store, *(store.with_name(store.name + end) for end in ("-wal", "-shm"))):
            if elsewhere and file.exists():
                aside.mkdir(exist_ok=True)
                file.rename(file.with_name(f"{file.name}.{aside.name}"))
        shutil.move(whole / STORE_NAME, store)
    for one in sorted(whole.iterdir()):
        one.rename(home / one.name)
    if not (home / CONFIG_NAME).exists() and (aside / CONFIG_NAME).exists():
        shutil.copyfile(aside / CONFIG_NAME, home / CONFIG_NAME)
    return aside if aside.exists() else None
