"""Whether the journal is sound, and the clock behind it."""

from datetime import datetime
from pathlib import Path

from procstation.errors import JournalError
from procstation.journal import JournalReader
from procstation.language import tr

CLOCK_MAY_DIFFER_S = 120
"""What a clock that is set by the network may be put back."""


def look_at_journal(path: Path, now: datetime) -> str:
    """Return how many entries there are, and whether numbers were left out.

    Args:
        now: What the clock shows, with time zone.

    Raises:
        JournalError: It is broken, or its last entry is from the future.
    """
    if not path.exists():
        return tr("{path} is not there yet and is begun with the bench", path=path)
    reader = JournalReader(path)
    found = reader.examine()
    if found.broken is not None:
        raise JournalError(
            tr("The journal {path} is broken: {reason}.", path=path, reason=found.broken.reason),
            tr(
                "End the station; `procstation journal mend` keeps what holds and"
                " goes on behind it."
            ),
        )
    for last in reader.stored(reader.last_seq - 1):
        if (datetime.fromisoformat(last.at) - now).total_seconds() > CLOCK_MAY_DIFFER_S:
            raise JournalError(
                tr(
                    "The last entry of the journal is of {at}, and the clock"
                    " shows {now:%Y-%m-%d %H:%M %Z}.",
                    at=last.at,
                    now=now,
                ),
                tr("Set the clock: who works by it would be signed out, and leases end, too late."),
            )
    told = (
        tr(
            "{path}: {entries} entries in {files} files",
            path=path,
            entries=found.entries,
            files=found.files,
        )
        if found.files > 1
        else tr("{path}: {entries} entries", path=path, entries=found.entries)
    )
    if found.first > 1:
        told = tr("{told}, those before {first} are archived", told=told, first=found.first)
    return "; ".join((tr("{told}, each as it was written", told=told), *found.gaps))
