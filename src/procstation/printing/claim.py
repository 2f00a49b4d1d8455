"""One program at a time prints from the queue on a printer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock, Timeout

from procstation.errors import InputRefused, StoreError
from procstation.language import tr


@contextmanager
def claimed(queue: Path | None, printer: str) -> Iterator[None]:
    """Be the only one who prints from a queue on a printer, for as long as it takes.

    Args:
        queue: The file of the queue; None for one in memory, which nobody else can see.

    Raises:
        InputRefused: Another program does.
        StoreError: The lock beside the queue cannot be written.
    """
    if queue is None:
        yield
        return
    # A run is begun and ended on different threads.
    path = queue.with_name(f"printing-{quote(printer, safe='')}.lock")
    lock = FileLock(path, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise InputRefused(
            tr("Labels are being printed on {printer} already.", printer=printer),
            tr("Wait until that has ended, or stop it."),
        ) from error
    except OSError as error:
        raise StoreError(
            tr("{path} cannot be written: {reason}.", path=path, reason=error.strerror or error),
            tr("Make room or give access to the folder."),
        ) from error
    try:
        yield
    finally:
        lock.release()
