"""What PostgreSQL and the way to it report, in words."""

import psycopg
from psycopg import errors

from procstation.errors import StoreError
from procstation.language import mark, tr, tr_marked

_BY_CLASS: tuple[tuple[type[psycopg.Error], str, str], ...] = (
    (
        errors.LockNotAvailable,
        mark("Another station keeps it locked"),
        mark("Wait until that one is done, then try again."),
    ),
    (errors.DeadlockDetected, mark("Two stations waited for each other"), mark("Do it again.")),
    (
        errors.UniqueViolation,
        mark("Another station has saved the same just now"),
        mark("Do it again."),
    ),
    (
        errors.DiskFull,
        mark("The server's disk is full"),
        mark("Have room made on the server; what was scanned is kept here."),
    ),
    (
        errors.ReadOnlySqlTransaction,
        mark("It may not be written"),
        mark("Ask for a user who may, or for the server that is not a copy."),
    ),
    (
        errors.InsufficientPrivilege,
        mark("It may not be used as asked"),
        mark("Have the user given the right to its database, or name another user."),
    ),
)
_BY_TEXT = (
    (
        "password",
        mark("The server refuses the user or the password"),
        mark("Check both: see docs/stores.md."),
    ),
    (
        "no pg_hba.conf entry",
        mark("The server refuses this machine"),
        mark("Have it allowed in pg_hba.conf."),
    ),
    (
        "does not exist",
        mark("There is no such user or database"),
        mark("Check the URL, or have it made."),
    ),
    (
        "too many",
        mark("The server takes no more connections"),
        mark("Have max_connections raised."),
    ),
)
"""What is said when a connection is refused, in the server's English."""


def in_words(place: str, error: psycopg.Error) -> StoreError | psycopg.Error:
    """Return what to raise: our own mistakes are no trouble of the store."""
    said = (error.diag.message_primary or str(error)).strip().splitlines()
    detail = said[0] if said else type(error).__name__
    for kind, happened, do_next in _BY_CLASS:
        if isinstance(error, kind):
            return StoreError(
                tr(
                    "{happened}: the store {place} ({detail}).",
                    happened=tr_marked(happened),
                    place=place,
                    detail=detail,
                ),
                tr_marked(do_next),
            )
    if not isinstance(error, psycopg.OperationalError):
        return error
    for part, happened, do_next in _BY_TEXT:
        if part in str(error):
            return StoreError(
                tr(
                    "{happened}: the store {place} ({detail}).",
                    happened=tr_marked(happened),
                    place=place,
                    detail=detail,
                ),
                tr_marked(do_next),
            )
    return StoreError(
        tr("The store {place} does not answer ({detail}).", place=place, detail=detail),
        tr(
            "Check the network and the server. Wait a moment, then do it again; what was scanned is"
            " kept here."
        ),
    )
