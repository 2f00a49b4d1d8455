"""What a sweep is about, and which items of the catalogue that is."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from procstation.errors import InputRefused, did_you_mean
from procstation.items import CallNumber
from procstation.items.field_words import field_in_words
from procstation.language import grouped, tr, tr_marked
from procstation.store.sweep_rows import Among
from procstation.sweeping.model import Scope
from procstation.sweeping.placing import Placing

if TYPE_CHECKING:
    from procstation.catalog import Item
    from procstation.store.sweep_rows import SweepRows


def scope_text(scope: Scope) -> str:
    """Return a scope as the store keeps it; of a list only how long it is."""
    kept = {**asdict(scope), "barcodes": len(scope.barcodes)}
    return json.dumps({name: value for name, value in kept.items() if value}, ensure_ascii=False)


def scope_document(text: str) -> Mapping[str, Any]:
    """Return a stored scope as `--json` shows it."""
    kept = json.loads(text)
    ends = {name: kept[name]["text"] for name in ("first", "last") if name in kept}
    return {**kept, **ends}


def in_words(text: str) -> str:
    """Return a stored scope for people."""
    said = scope_document(text)
    if "barcodes" in said:
        return tr("a list of {count} barcodes", count=grouped(said["barcodes"]))
    parts = [f"{tr_marked(name)} {said[name]}" for name in ("library", "location") if name in said]
    if "first" in said or "last" in said:
        parts.append(
            tr(
                "{first} to {last}",
                first=said.get("first", tr("the beginning")),
                last=said.get("last", tr("the end")),
            )
        )
    return ", ".join(parts) or tr("everything")


def between_books(scope: Scope, first: "Item", last: "Item") -> Scope:
    """Narrow a scope to a stretch of shelf, by the first and the last book on it.

    Raises:
        InputRefused: One of them has no call number, or they do not stand in one location.
    """
    for item in (first, last):
        if item.call_number is None:
            raise InputRefused(
                tr(
                    "Item {barcode} has no call number, so the stretch has no end there.",
                    barcode=item.barcode,
                ),
                tr("Take the book beside it."),
            )
    for name in ("library", "location"):
        here, there = getattr(first, name), getattr(last, name)
        if here != there:
            raise InputRefused(
                tr(
                    "The first book belongs to {kind} {here!r}, the last to {there!r}.",
                    kind=field_in_words(name),
                    here=here,
                    there=there,
                ),
                tr("Take two books of one shelf, or say --from and --to."),
            )
    return replace(
        scope,
        library=scope.library or first.library,
        location=scope.location or first.location,
        first=first.call_number,
        last=last.call_number,
    )


def among_of(scope: Scope, rows: "SweepRows", placing: Placing) -> tuple[Among, list[str]]:
    """Return which items a scope is about, and what a person should know of that.

    Raises:
        InputRefused: No item is in such a library or location, or the ends are the wrong way round.
    """
    if scope.barcodes:
        return Among(barcodes=scope.barcodes), []
    for name in ("library", "location"):
        _require_known(rows, name, getattr(scope, name))
    among = Among(scope.library, scope.location)
    if scope.first is None and scope.last is None:
        return among, []
    within = _within(scope, placing)
    ids: list[int] = []
    apart = 0
    for item_id, barcode, call_number, scheme in rows.call_numbers(among):
        inside = within(barcode, call_number, scheme)
        if inside:
            ids.append(item_id)
        elif inside is None:
            apart += 1
    warnings = []
    if apart:
        warnings.append(
            tr(
                "{apart} items have no call number that could be placed in this range; "
                "they are not expected.",
                apart=grouped(apart),
            )
        )
    return among._replace(item_ids=ids), warnings


def _require_known(rows: "SweepRows", name: str, value: str) -> None:
    if not value:
        return
    known = rows.known_values(name)
    if value not in known:
        same = next((one for one in known if one.casefold() == value.casefold()), None)
        raise InputRefused(
            tr("No item is in {name} {value!r}.", name=name, value=value),
            tr("Did you mean {same!r}?", same=same) if same else did_you_mean(value, known),
        )


def _within(scope: Scope, placing: Placing) -> Callable[[str, str, str], bool | None]:
    """Return what says whether a call number is in the range; None where that cannot be said.

    Call numbers of two schemes do not compare: the range is of one, that of its ends.
    """
    ends = [end for end in (scope.first, scope.last) if end is not None]
    scheme = ends[0].scheme
    if ends[-1].scheme is not scheme and not placing.has_rule_for(scope.location):
        raise InputRefused(
            tr(
                "{first!r} is {first_scheme}, {last!r} is {last_scheme}.",
                first=ends[0].text,
                first_scheme=ends[0].scheme,
                last=ends[1].text,
                last_scheme=ends[1].scheme,
            ),
            tr("Give both ends in one scheme, or say it with --scheme."),
        )
    low, high = (_end_key(placing, end, scope.location) for end in (scope.first, scope.last))
    if low is not None and high is not None and low > high:
        assert scope.first is not None
        assert scope.last is not None
        raise InputRefused(
            tr(
                "{text!r} stands behind {last_text!r}.",
                text=scope.first.text,
                last_text=scope.last.text,
            ),
            tr("Give the first call number of the shelf with --from and the last with --to."),
        )

    def within(barcode: str, call_number: str, own: str) -> bool | None:
        if not placing.is_alike(own, scheme.value, scope.location):
            return None
        key = placing.key(barcode, call_number, scheme.value, scope.location)
        if key is None:
            return None
        return (low is None or key >= low) and (high is None or key <= high)

    return within


def _end_key(placing: Placing, end: CallNumber | None, location: str) -> bytes | None:
    if end is None:
        return None
    key = placing.key("", end.text, end.scheme.value, location)
    if key is None:
        raise InputRefused(
            tr("{text!r} is no call number of scheme {scheme}.", text=end.text, scheme=end.scheme),
            tr("Correct it, or say the scheme with --scheme."),
        )
    return key
