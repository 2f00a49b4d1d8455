"""A file that is written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from procstation.errors import InputRefused
from procstation.language import tr


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Write a file beside `path`, and put it in its place when all of it is on disk.

    A file that is there already stays as it is when anything goes wrong.

    Raises:
        InputRefused: It cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputRefused(
            tr(
                "{path} cannot be written: {strerror}.", path=path, strerror=error.strerror or error
            ),
            tr("Choose another file, or make room on the disk."),
        ) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
