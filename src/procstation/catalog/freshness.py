"""How old it is what the catalogue knows of an item: told by the library system itself, or by a
file."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from procstation.language import tr, trn

if TYPE_CHECKING:
    from procstation.store.catalogue_store import CatalogueStore

MADE_HERE = "title_id"
"""Among the changes of the bench, it says that the bench made the item: no system knows it."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """When an item was last told about.

    Attributes:
        at: ISO 8601 in UTC.
        source: Name of the file; "" when the system said it itself.
        on_loan: What the system said then.
        is_ours: The bench made the item, and no system has confirmed it.
    """

    at: str
    source: str = ""
    on_loan: bool | None = None
    is_ours: bool = False


def freshness_of(store: "CatalogueStore", item_id: int) -> Freshness | None:
    """Return how fresh an item is; None when there is none, or nobody ever told of it."""
    with store.reading_outbox() as (asked, items):
        row = items.item(item_id)
        if row is None:
            return None
        is_ours = bool(row.bench_edits) and MADE_HERE in json.loads(row.bench_edits)
        told = asked.asked_at(item_id)
        load = asked.loaded_at(row.load_id) if row.load_id is not None else None
    if told is not None:
        return Freshness(told[0], "", told[1], is_ours)
    if load is None:
        return Freshness("", is_ours=True) if is_ours else None
    files = json.loads(load[1])
    return Freshness(load[0], files[0].replace("\\", "/").rpartition("/")[2] if files else "")


def age_in_words(at: str, now: str) -> str:
    """Say how long ago something was: `3 days ago`."""
    passed_s = (datetime.fromisoformat(now) - datetime.fromisoformat(at)).total_seconds()
    if passed_s >= 2 * 86_400:
        return trn("{count} day ago", "{count} days ago", int(passed_s // 86_400))
    if passed_s >= 3_600:
        return trn("{count} hour ago", "{count} hours ago", int(passed_s // 3_600))
    if passed_s >= 60:
        return trn("{count} minute ago", "{count} minutes ago", int(passed_s // 60))
    return tr("just now")
