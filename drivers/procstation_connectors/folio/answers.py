"""Answers of FOLIO: objects, lists within them, and refusals in JSON or plain text."""

from typing import Any

import msgspec

from procstation.ils import Reply, say_the_body, tr

DUPLICATE = "duplicate_barcode"


def explain(reply: Reply) -> tuple[str, str]:
    """Return code and words of a refusal of FOLIO's: JSON with some statuses, else plain text."""
    if reply.media_type != "application/json":
        code, words = say_the_body(reply)
        return (DUPLICATE if "must be unique" in words else code), words
    try:
        errors = msgspec.json.decode(reply.body)["errors"]
        parts = [
            " ".join([one["message"], *(str(of["key"]) for of in one.get("parameters") or ())])
            for one in errors
        ]
    except (msgspec.DecodeError, KeyError, TypeError, RecursionError):
        return say_the_body(reply)
    words = "; ".join(parts)[:200]
    return (DUPLICATE if "must be unique" in words else ""), words


def read_object(reply: Reply) -> dict[str, Any]:
    """Return the object of an answer. Raises as `Reply.unusable`."""
    said = reply.json()
    if not isinstance(said, dict):
        raise reply.unusable(tr("no object"))
    return said


def read_rows(reply: Reply, key: str, *needed: str) -> list[dict[str, Any]]:
    """Return the list of that name in an answer, of objects that have the keys needed.

    Raises as `Reply.unusable`.
    """
    rows = read_object(reply).get(key)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise reply.unusable(tr("without a list of {key}", key=key))
    for one in needed:
        if not all(isinstance(row.get(one), str) for row in rows):
            raise reply.unusable(tr("with {key} that lack {needed}", key=key, needed=one))
    return rows
