"""Moving closed files of the journal to where they are kept."""

import hashlib
import os
import shutil
from pathlib import Path

from procstation.errors import InputRefused, JournalError
from procstation.journal.journal import sync_folder
from procstation.journal.reader import JournalReader
from procstation.journal.segment import (
    checkpoints_of,
    closed_files,
    opening_of,
    reading,
    stored_in,
    streams_of,
)
from procstation.language import tr


def archive_closed(path: Path, folder: Path) -> list[Path]:
    """Move the closed files of a journal to a folder, each copied, compared, then removed here.

    Returns:
        Where they are now, oldest first.

    Raises:
        InputRefused: The journal does not hold, or the station would need them at its next start.
        JournalError: They cannot be copied; what was not copied is where it was.
    """
    broken = JournalReader(path, folder if folder.is_dir() else None).verify()
    if broken is not None:
        raise InputRefused(
            tr("The journal {path} is broken: {reason}.", path=path, reason=broken.reason),
            tr("Put that right first, see `procstation journal verify`; nothing was moved."),
        )
    closed = closed_files(path)
    _require_not_needed(path, list(closed.values()))
    moved = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in closed.values():
            moved.append(_moved(file, folder / file.name))
    except OSError as error:
        raise JournalError(
            tr(
                "{count} of {files} files were moved to {folder}; then: {error}.",
                count=len(moved),
                files=len(closed),
                folder=folder,
                error=error,
            ),
            tr("Make room there, or give the right to write, then do it again."),
        ) from error
    return moved


def _require_not_needed(path: Path, closed: list[Path]) -> None:
    after = opening_of(path).after
    with reading(path) as db:
        kept = {stream: checkpoints_of(db, stream)[0].seq for stream in streams_of(db)}
    known = min(kept.values(), default=0)
    for file in closed:
        for one in stored_in(file, known):
            if one.seq > kept.get(one.stream, 0):
                raise InputRefused(
                    tr(
                        "The next start needs {name}: what {stream!r} did up to"
                        " entry {after} was not summed up yet.",
                        name=file.name,
                        stream=one.stream,
                        after=after,
                    ),
                    tr("Start the station and end it once, then archive; nothing was moved."),
                )


def _moved(file: Path, target: Path) -> Path:
    """Move a file, and return where it is."""
    part = target.with_name(f".{target.name}.part")
    shutil.copy2(file, part)
    with part.open("rb+") as copied:
        os.fsync(copied.fileno())
    if sha256_of(part) != sha256_of(file):
        part.unlink()
        raise OSError(f"{target} was not written as it was read")
    if target.exists() and sha256_of(target) != sha256_of(file):
        part.unlink()
        raise OSError(f"another file is there already: {target}")
    part.replace(target)
    sync_folder(target.parent)
    file.unlink()
    return target


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
