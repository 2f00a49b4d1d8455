"""The journal: what happened, in order, durable before anything is looked up."""

from procstation.journal.journal import Broken, Checkpoint, Journal, Recorded, Stored

__all__ = ["Broken", "Checkpoint", "Journal", "Recorded", "Stored"]
