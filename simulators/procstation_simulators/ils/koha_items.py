"""Items of a simulated Koha: the keys of its REST API, what they may hold, and how they are sought.

After Koha's own API definition: unknown keys are refused, columns have their widths, and `q` takes
values, lists of them (any), and `-like`.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from procstation_simulators.ils.http_parts import Answered, json_answer

TEXT, NUMBER, DATE, TIME = "text", "number", "date", "time"

WRITABLE: dict[str, tuple[str, int]] = {
    "external_id": (TEXT, 20),
    "callnumber": (TEXT, 255),
    "call_number_source": (TEXT, 10),
    "home_library_id": (TEXT, 10),
    "holding_library_id": (TEXT, 10),
    "location": (TEXT, 80),
    "collection_code": (TEXT, 80),
    "coded_location_qualifier": (TEXT, 10),
    "item_type_id": (TEXT, 10),
    "copy_number": (TEXT, 32),
    "inventory_number": (TEXT, 32),
    "serial_issue_number": (TEXT, 65535),
    "materials_notes": (TEXT, 65535),
    "acquisition_date": (DATE, 0),
    "acquisition_source": (TEXT, 65535),
    "purchase_price": (NUMBER, 0),
    "replacement_price": (NUMBER, 0),
    "replacement_price_date": (DATE, 0),
    "uri": (TEXT, 65535),
    "public_notes": (TEXT, 65535),
    "internal_notes": (TEXT, 65535),
    "not_for_loan_status": (NUMBER, 0),
    "lost_status": (NUMBER, 0),
    "damaged_status": (NUMBER, 0),
    "withdrawn": (NUMBER, 0),
    "restricted_status": (NUMBER, 0),
    "last_seen_date": (TIME, 0),
    "extended_subfields": (TEXT, 65535),
}
"""Kind and greatest length."""

READ_ONLY: dict[str, Any] = {
    "item_id": None,
    "biblio_id": None,
    "call_number_sort": None,
    "checked_out_date": None,
    "last_checkout_date": None,
    "checkouts_count": 0,
    "renewals_count": 0,
    "holds_count": 0,
}
"""What Koha makes itself, and what it begins as."""

NEVER_NULL = {"not_for_loan_status": 0, "lost_status": 0, "damaged_status": 0, "withdrawn": 0}
WANTED = ("home_library_id", "holding_library_id", "item_type_id")

_SHAPES = {
    DATE: re.compile(r"\d{4}-\d\d-\d\d"),
    TIME: re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"),
}


def empty_item() -> dict[str, Any]:
    """Return an item that says nothing."""
    return {**dict.fromkeys(WRITABLE), **NEVER_NULL, **READ_ONLY}


def check_body(body: Any) -> dict[str, Any]:
    """Return the body of an item when it keeps to the schema.

    Raises:
        Answered: 400 with a list of what is wrong.
    """
    if not isinstance(body, dict):
        raise _schema_failure([("Expected object.", "/body")])
    wrong = [(said, f"/body/{key}") for key, value in body.items() if (said := _wrong(key, value))]
    wrong += [("Missing property.", f"/body/{key}") for key in WANTED if not body.get(key)]
    if wrong:
        raise _schema_failure(wrong)
    return {**dict.fromkeys(WRITABLE), **body, **_without_nulls(body)}


def _without_nulls(body: Mapping[str, Any]) -> dict[str, Any]:
    return {key: usual if body.get(key) is None else body[key] for key, usual in NEVER_NULL.items()}


def _wrong(key: str, value: Any) -> str:
    if key in READ_ONLY:
        return "Read-only property."
    if key not in WRITABLE:
        return f"Properties not allowed: {key}."
    if value is None:
        return ""
    kind, most = WRITABLE[key]
    if kind == NUMBER:
        right = isinstance(value, int | float) and not isinstance(value, bool)
        return "" if right else "Expected integer or number."
    if not isinstance(value, str):
        return f"Expected string/null - got {type(value).__name__}."
    if kind in _SHAPES:
        return "" if _SHAPES[kind].fullmatch(value) else f"Does not match {kind} format."
    return "" if len(value) <= most else f"String is too long: {len(value)}/{most}."


def _schema_failure(wrong: list[tuple[str, str]]) -> Answered:
    errors = [{"message": message, "path": path} for message, path in wrong]
    return Answered(json_answer(400, {"errors": errors, "status": 400}))


def read_query(text: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the filters of a `q`. Raises Answered (400): it is no JSON, or names unknown keys."""
    try:
        query = msgspec.json.decode(text)
    except msgspec.DecodeError:
        query = None
    if not isinstance(query, dict) or not set(query) <= set(known):
        raise Answered(json_answer(400, {"error": "Malformed query string: q", "error_code": ""}))
    return query


def answers(row: Mapping[str, Any], query: Mapping[str, Any]) -> bool:
    """Tell whether a row answers all filters; letters' case does not count, as in the database."""
    return all(_holds(row[key], wanted) for key, wanted in query.items())


def _holds(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return any(_holds(value, one) for one in wanted)
    if isinstance(wanted, dict):
        if list(wanted) != ["-like"]:
            raise Answered(json_answer(400, {"error": "Unknown operator in q"}))
        pattern = "".join(
            {"%": ".*", "_": "."}.get(one, re.escape(one)) for one in str(wanted["-like"])
        )
        return re.fullmatch(pattern, str(value or ""), re.IGNORECASE | re.DOTALL) is not None
    if isinstance(value, str) and isinstance(wanted, str):
        return value.casefold() == wanted.casefold()
    return bool(value == wanted)
