"""What everything that runs at a station opens: its home, for itself alone, and its devices."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from procstation.config import DeviceSection, JournalSection
from procstation.devices import DeviceEvent, DeviceRunner, Rack, load_driver, open_device
from procstation.errors import StoreError
from procstation.journal import Journal, Limits
from procstation.language import tr

JOURNAL_NAME = "journal.sqlite"
LOCK_NAME = "station.lock"


def device_runner(
    name: str,
    section: DeviceSection,
    on_event: Callable[[str, DeviceEvent], None],
    rack: Rack,
) -> DeviceRunner:
    """Return the runner of a configured device, not started yet.

    Args:
        on_event: Called on the device's thread with its name and what it tells.
    """
    return DeviceRunner(
        name,
        section.kind,
        lambda: open_device(
            section.kind,
            section.driver,
            section.port,
            section.options,
            rack,
            options_of(name),
        ),
        on_event,
        load_driver(section.kind, section.driver).called,
    )


def open_journal(home: Path, section: JournalSection) -> Journal:
    """Open the journal of a station. Raises as `Journal`."""
    age = timedelta(days=section.file_days) if section.file_days else None
    return Journal(home / JOURNAL_NAME, Limits(section.file_mb * 1_000_000, age))


def options_of(name: str) -> str:
    """The table a device's options are in, for messages."""
    return f"devices.{name}.options"


def lock_home(home: Path, opened: ExitStack) -> None:
    """Keep other stations out of a home until `opened` is left.

    Raises:
        StoreError: Another one is in it, or the folder cannot be written.
    """
    # The system lets go of the lock when the process ends, however it ends.
    # It is let go of on another thread than it was taken on, when an interface ends.
    lock = FileLock(home / LOCK_NAME, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise StoreError(
            tr("Another station is running in {home}.", home=home),
            tr("Use that one, or give this one a home of its own with --home DIR."),
        ) from error
    except OSError as error:
        raise StoreError(
            tr(
                "{home} cannot be written: {strerror}.",
                home=home / LOCK_NAME,
                strerror=error.strerror or error,
            ),
            tr("Make room or give access to the folder."),
        ) from error
    opened.callback(lock.release)
