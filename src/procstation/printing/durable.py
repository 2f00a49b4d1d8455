"""Writing a file so that a crash cannot leave half of it."""

import os
from pathlib import Path


def write_durably(path: Path, data: bytes) -> None:
    """Write a file so that after a crash it is the old one or the new one, whole.

    Raises:
        OSError: It cannot be written; the old one is untouched.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
