"""The journal: what happened, in order, durable before anything is looked up."""

from procstation.journal.archiving import archive_closed, sha256_of
from procstation.journal.backwards import Among
from procstation.journal.entry import Checkpoint, Recorded, Stored
from procstation.journal.journal import Journal, Limits
from procstation.journal.mending import Mended, mend
from procstation.journal.reader import Broken, Examined, JournalReader

__all__ = [
    "Among",
    "Broken",
    "Checkpoint",
    "Examined",
    "Journal",
    "JournalReader",
    "Limits",
    "Mended",
    "Recorded",
    "Stored",
    "archive_closed",
    "mend",
    "sha256_of",
]
