"""Sierra's items and records in the station's words, and changes in Sierra's.

Call numbers come with marks (`|aQA76.73|bS2`) and are sent with marks. A list in a change
(barcodes, callNumbers, notes) takes the place of all fields of its tag: what was there besides is
sent along.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from procstation.ils import (
    ItemField,
    RemoteItem,
    RemoteTitle,
    Status,
    SystemRefused,
    copy_number,
    tr,
)
from procstation_connectors.class_and_rest import class_and_rest
from procstation_connectors.content_version import content_version
from procstation_connectors.sierra.options import SierraOptions
from procstation_connectors.sierra.record_number import whole_number

BARCODE, CALL_NUMBER, VOLUME = "b", "c", "v"
COPY, ITEM_TYPE, LAST_CHECK_IN = "58", "61", "68"
_MARK = re.compile(r"\|.")


def read_item(found: Mapping[str, Any], options: SierraOptions) -> RemoteItem:
    """Return an item in the station's words."""
    fixed = found.get("fixedFields") or {}
    location, state = found.get("location") or {}, found.get("status") or {}
    code = _text(state, "code").strip()
    status = options.statuses.get(code, code)
    on_loan = bool(state.get("duedate"))
    scheme = next((_text(one, "marcTag") for one in _fields(found, CALL_NUMBER)), "")
    values = {
        ItemField.BARCODE: next(iter(contents(found, BARCODE)), _text(found, "barcode")),
        ItemField.CALL_NUMBER: without_marks(next(iter(contents(found, CALL_NUMBER)), "")),
        ItemField.SCHEME: options.schemes.get(scheme, scheme),
        ItemField.LOCATION: _text(location, "code").strip(),
        ItemField.VOLUME: next(iter(contents(found, VOLUME)), ""),
        ItemField.COPY: _fixed(fixed, COPY),
        ItemField.ITEM_TYPE: _fixed(fixed, ITEM_TYPE),
        ItemField.STATUS: Status.ON_LOAN.value if on_loan else status,
        ItemField.NOTE: next(iter(contents(found, options.note_tag)), ""),
    }
    bibs = found.get("bibIds") or [""]
    return RemoteItem(
        system_id=str(found["id"]),
        title_id=str(bibs[0]),
        values=values,
        on_loan=on_loan,
        last_seen=_fixed(fixed, LAST_CHECK_IN),
        # Without the time of the last change, which changes with nothing else once in a while.
        version=content_version({key: found[key] for key in found if key != "updatedDate"}),
        native=dict(found),
    )


def read_title(found: Mapping[str, Any]) -> RemoteTitle:
    """Return a record in the station's words."""
    number = str(found["id"])
    year = found.get("publishYear")
    return RemoteTitle(
        system_id=number,
        title=_text(found, "title"),
        author=_text(found, "author"),
        date=str(year) if year else "",
        publisher=next(iter(_subfields(found, ("260", "264"), "b")), "").rstrip(" ,"),
        isbn=tuple(one.split(" ")[0] for one in _subfields(found, ("020",), "a")),
        issn=tuple(_subfields(found, ("022",), "a")),
        control_number=whole_number("b", number) if number.isdecimal() else "",
    )


def changes_of(
    found: Mapping[str, Any], wishes: Mapping[ItemField, str], options: SierraOptions
) -> dict[str, Any]:
    """Return the body of a change.

    Args:
        found: The item as it is; empty for a new one.

    Raises:
        SystemRefused: A value cannot be sent so.
    """
    body: dict[str, Any] = {}
    for field, wish in wishes.items():
        match field:
            case ItemField.BARCODE:
                body["barcodes"] = _instead(found, BARCODE, wish)
            case ItemField.CALL_NUMBER:
                body["callNumbers"] = _instead(found, CALL_NUMBER, _marked(found, wish))
            case ItemField.VOLUME:
                body["volumes"] = _instead(found, VOLUME, wish)
            case ItemField.NOTE:
                body[options.note] = _instead(found, options.note_tag, wish)
            case ItemField.LOCATION:
                body["location"] = wish
            case ItemField.COPY:
                body["copyNumber"] = _whole(field, copy_number(wish) or wish)
            case ItemField.ITEM_TYPE:
                body["itemType"] = _whole(field, wish)
            case ItemField.STATUS:
                body["status"] = _status_code(wish, options)
    return body


def contents(found: Mapping[str, Any], tag: str) -> list[str]:
    """Return the contents of all fields of a tag, with marks where they have subfields."""
    return [_content(one) for one in _fields(found, tag)]


def without_marks(text: str) -> str:
    """Return a field as it is read: `|aQA76.73|bS2` is `QA76.73 S2`."""
    return " ".join(part.strip() for part in _MARK.split(text) if part.strip())


def _instead(found: Mapping[str, Any], tag: str, wish: str) -> list[str]:
    return [*([wish] if wish else []), *contents(found, tag)[1:]]


def _marked(found: Mapping[str, Any], wish: str) -> str:
    if "|" in wish:
        raise SystemRefused(
            tr(
                "Sierra cannot keep {wish!r} as a call number: it marks subfields with |.",
                wish=wish,
            ),
            tr("Leave that sign out."),
        )
    if not wish:
        return ""
    old = next(iter(contents(found, CALL_NUMBER)), "")
    marks = re.match(r"\|a([^|]*)\|b", old)
    first, rest = class_and_rest(wish, marks[1].strip() if marks else "")
    return f"|a{first}|b{rest}" if rest else f"|a{first}"


def _status_code(wish: str, options: SierraOptions) -> str:
    for code, word in options.statuses.items():
        if wish in {word, code}:
            return code
    raise SystemRefused(
        tr("Sierra has no status code for {wish!r} here.", wish=wish),
        tr("Add it to the connector's option statuses."),
    )


def _whole(field: ItemField, wish: str) -> int:
    if not wish.isdecimal():
        raise SystemRefused(
            tr("The {field} {wish!r} is no number.", field=field.replace("_", " "), wish=wish),
            tr("Sierra keeps a number there; correct it."),
        )
    return int(wish)


def _fields(found: Mapping[str, Any], tag: str) -> list[Mapping[str, Any]]:
    fields: Sequence[Any] = found.get("varFields") or ()
    return [one for one in fields if isinstance(one, dict) and one.get("fieldTag") == tag]


def _content(field: Mapping[str, Any]) -> str:
    if "subfields" in field:
        parts = field["subfields"]
        return "".join(f"|{_text(part, 'tag')}{_text(part, 'content')}" for part in parts)
    return _text(field, "content")


def _subfields(found: Mapping[str, Any], tags: tuple[str, ...], letter: str) -> list[str]:
    fields: Sequence[Any] = found.get("varFields") or ()
    return [
        _text(part, "content")
        for one in fields
        if isinstance(one, dict) and one.get("marcTag") in tags
        for part in one.get("subfields") or ()
        if part.get("tag") == letter
    ]


def _fixed(fixed: Mapping[str, Any], number: str) -> str:
    value = (fixed.get(number) or {}).get("value")
    return "" if value is None else str(value).strip()


def _text(part: Mapping[str, Any], key: str) -> str:
    value = part.get(key)
    return value if isinstance(value, str) else ""
