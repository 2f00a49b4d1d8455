"""What PostgreSQL and the way to it report, in words."""

import psycopg
from psycopg import errors

from procstation.errors import StoreError

_AGAIN = "Wait a moment, then do it again; what was scanned is kept here."
_BY_CLASS: tuple[tuple[type[psycopg.Error], str, str], ...] = (
    (
        errors.LockNotAvailable,
        "Another station keeps it locked",
        "Wait until that one is done, then try again.",
    ),
    (errors.DeadlockDetected, "Two stations waited for each other", "Do it again."),
    (errors.UniqueViolation, "Another station has saved the same just now", "Do it again."),
    (errors.DiskFull, "The server's disk is full", "Have room made on the server; " + _AGAIN),
    (
        errors.ReadOnlySqlTransaction,
        "It may not be written",
        "Ask for a user who may, or for the server that is not a copy.",
    ),
    (
        errors.InsufficientPrivilege,
        "It may not be used as asked",
        "Have the user given the right to its database, or name another user.",
    ),
)
_BY_TEXT = (
    ("password", "The server refuses the user or the password", "Check both: see docs/stores.md."),
    ("no pg_hba.conf entry", "The server refuses this machine", "Have it allowed in pg_hba.conf."),
    ("does not exist", "There is no such user or database", "Check the URL, or have it made."),
    ("too many", "The server takes no more connections", "Have max_connections raised."),
)
"""What is said when a connection is refused, in the server's English."""


def in_words(place: str, error: psycopg.Error) -> StoreError | psycopg.Error:
    """Return what to raise: our own mistakes are no trouble of the store."""
    said = (error.diag.message_primary or str(error)).strip().splitlines()
    detail = said[0] if said else type(error).__name__
    for kind, happened, do_next in _BY_CLASS:
        if isinstance(error, kind):
            return StoreError(f"{happened}: the store {place} ({detail}).", do_next)
    if not isinstance(error, psycopg.OperationalError):
        return error
    for part, happened, do_next in _BY_TEXT:
        if part in str(error):
            return StoreError(f"{happened}: the store {place} ({detail}).", do_next)
    return StoreError(
        f"The store {place} does not answer ({detail}).",
        "Check the network and the server. " + _AGAIN,
    )
