"""A folder into which scanners and programs drop files: what is whole is taken, once."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from procstation.catalog.file_beginning import read_whole
from procstation.errors import InputRefused
from procstation.language import tr
from procstation.sweeping.files import MOST_BYTES

STABLE_S = 2.0
"""A file that has not changed for so long is written to the end."""
DONE = "done"
UNFINISHED = frozenset((".tmp", ".idx", ".part", ".crdownload", ".filepart", ".lnk"))
"""Files beside those that are meant, and those that are still being brought."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file that is ready, and what it holds."""

    path: Path
    data: bytes


@dataclass
class DropFolder:
    """Watches a folder, look by look.

    Attributes:
        unreadable: Files that could not be read at the last look, and why, in a sentence.
    """

    folder: Path
    now_s: Callable[[], float]
    unreadable: dict[Path, str] = field(default_factory=dict)
    _seen: dict[Path, tuple[int, int, float]] = field(default_factory=dict)

    def is_there(self) -> bool:
        """Whether the folder can be looked into; a stick may have been pulled."""
        return self.folder.is_dir()

    def troubles(self) -> Iterator[str]:
        """Say what a person should know of the folder."""
        if not self.is_there():
            yield tr("{folder} is gone; waiting for it to come back.", folder=self.folder)
        yield from self.unreadable.values()

    def ready(self) -> Iterator[Dropped]:
        """Look once, and yield the files that have stayed the same for two seconds, by name."""
        files = self._files()
        self._seen = {path: seen for path, seen in self._seen.items() if path in files}
        self.unreadable.clear()
        for path, (size, changed) in sorted(files.items()):
            before = self._seen.get(path)
            if before is None or before[:2] != (size, changed):
                self._seen[path] = (size, changed, self.now_s())
            elif size and self.now_s() - before[2] >= STABLE_S:
                try:
                    data = read_whole(path, MOST_BYTES)
                except InputRefused as refused:
                    self.unreadable[path] = refused.what
                    continue
                # It may have grown again while it was read.
                if len(data) == size:
                    yield Dropped(path, data)

    def put_away(self, dropped: Dropped) -> Path:
        """Move a file that was taken to `done`, its hash in its name.

        Raises:
            InputRefused: It cannot be moved; it would be found again, and known again.
        """
        digest = hashlib.sha256(dropped.data).hexdigest()[:12]
        done = self.folder / DONE
        path = dropped.path
        target = done / f"{path.stem}-{digest}{path.suffix}"
        try:
            done.mkdir(exist_ok=True)
            path.replace(target)
        except OSError as error:
            raise InputRefused(
                tr(
                    "{path} was taken and cannot be moved to {done}: {text}.",
                    path=path,
                    done=done,
                    text=error.strerror or error,
                ),
                tr("Move it away by hand; taken again, it would not count twice."),
            ) from error
        self._seen.pop(path, None)
        return target

    def _files(self) -> dict[Path, tuple[int, int]]:
        found = {}
        try:
            for path in self.folder.iterdir():
                if path.name.startswith((".", "~$")) or path.suffix.lower() in UNFINISHED:
                    continue
                if path.is_file():
                    status = path.stat()
                    found[path] = (status.st_size, status.st_mtime_ns)
        except OSError:
            # The folder went away while it was looked into: the next look will tell.
            return {}
        return found
