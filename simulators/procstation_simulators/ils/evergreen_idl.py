"""Objects of a simulated Evergreen as they travel: positional, by an IDL that its server publishes.

The order of the fields is drawn from the seed: it differs between releases of the real one, too.
"""

import random
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

NAMESPACE = "http://opensrf.org/spec/IDL/base/v1"
CLASSES: dict[str, tuple[str, ...]] = {
    "acp": (
        "id", "circ_lib", "creator", "create_date", "editor", "edit_date", "barcode", "call_number",
        "copy_number", "status", "location", "loan_duration", "fine_level", "circulate", "deposit",
        "deposit_amount", "price", "cost", "ref", "circ_modifier", "circ_as_type", "dummy_title",
        "dummy_author", "dummy_isbn", "alert_message", "opac_visible", "deleted", "holdable",
        "age_protect", "mint_condition", "floating", "status_changed_time", "active_date",
    ),
    "acn": (
        "id", "label", "record", "owning_lib", "label_class", "prefix", "suffix", "deleted",
        "create_date", "edit_date", "label_sortkey",
    ),
    "bre": ("id", "marc", "active", "deleted", "create_date", "edit_date", "tcn_value"),
}  # fmt: skip
MARKS = ("isnew", "ischanged", "isdeleted")
"""Behind the last field of each class."""


class Idl:
    """Names of fields by position."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311
        self.order = {
            name: tuple(chance.sample(fields, len(fields))) for name, fields in CLASSES.items()
        }

    def xml(self) -> bytes:
        """Return what the server publishes."""
        root = Element("IDL", {"xmlns": NAMESPACE})
        for name, fields in self.order.items():
            one = SubElement(root, "class", {"id": name, "controller": "open-ils.cstore"})
            listed = SubElement(one, "fields", {"primary": "id"})
            for field in fields:
                SubElement(listed, "field", {"name": field})
            SubElement(SubElement(one, "links"), "link", {"field": "id", "class": name})
        return tostring(root, encoding="unicode").encode()

    def pack(self, name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return an object as it travels."""
        order = self.order[name]
        return {"__c": name, "__p": [fields.get(field) for field in order] + [None] * len(MARKS)}

    def unpack(self, name: str, sent: Any) -> dict[str, Any]:
        """Return what came; ValueError when it is no object of that class."""
        order = (*self.order[name], *MARKS)
        if not isinstance(sent, dict) or sent.get("__c") != name or len(sent["__p"]) > len(order):
            raise ValueError(f"no {name}")
        return dict(zip(order, sent["__p"], strict=False))
