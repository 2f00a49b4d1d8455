"""An item saved by somebody who read it before somebody else changed it.

Fields that only one of them changed are what that one made of them. A field that both changed is
left, and told: which value holds is for a person to say.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from procstation.catalog.bench_edits import EDITABLE, Signed, save_item
from procstation.catalog.item_merge import bench_edits
from procstation.catalog.records import Item
from procstation.catalog.stored import item_from
from procstation.errors import InputRefused
from procstation.language import tr

if TYPE_CHECKING:
    from procstation.store.catalog_rows import CatalogRows


@dataclass(frozen=True, slots=True)
class Others:
    """What others changed of an item since it was read.

    Attributes:
        item: As it is now.
        fields: The names of what they changed.
        by: Who changed it last at a bench; "" when only files of the library system did.
        at: When, ISO 8601; "" likewise.
    """

    item: Item
    fields: tuple[str, ...]
    by: str = ""
    at: str = ""


class ChangedMeanwhile(InputRefused):
    """Others changed the same fields of an item otherwise; nothing was saved.

    Attributes:
        others: What they changed; `fields` are those that both did.
    """

    def __init__(self, others: Others) -> None:
        names = ", ".join(name.replace("_", " ") for name in others.fields)
        item = others.item.barcode or tr("item {number}", number=others.item.id)
        super().__init__(
            tr(
                "The {names} of {item} was changed elsewhere, by {by} at {at}.",
                names=names,
                item=item,
                by=others.by,
                at=others.at,
            )
            if others.by
            else tr(
                "The {names} of {item} was changed elsewhere, by a file of the library system.",
                names=names,
                item=item,
            ),
            tr("Look the item up again, and say which value holds."),
        )
        self.others = others


def save_over(
    rows: "CatalogRows", item: Item, was: Item, signed: Signed
) -> tuple[Item, Others | None]:
    """Store what was changed of an item since it was read, within a transaction; return it as it
    is now, and what others changed meanwhile.

    Args:
        was: The item as it was read.

    Raises:
        ChangedMeanwhile: Others changed the same field, to something else.
        InputRefused: There is no such item, or another one has its barcode.
    """
    row = rows.item(item.id)
    if row is None:
        raise InputRefused(
            tr("There is no item number {id}.", id=item.id), tr("Look the item up again.")
        )
    now = item_from(row)
    ours = [name for name in EDITABLE if _said(item, name) != _said(was, name)]
    # What is so already, as when the same is asked for once more after a crash, is nobody's.
    theirs = [
        name for name in EDITABLE if _said(now, name) not in (_said(was, name), _said(item, name))
    ]
    others = None
    if theirs:
        at_bench = any(name in bench_edits(row) for name in theirs)
        signer = (row.changed_by or "", row.changed_at or "") if at_bench else ("", "")
        others = Others(now, tuple(theirs), *signer)
        both = tuple(name for name in ours if name in theirs)
        if both:
            raise ChangedMeanwhile(replace(others, fields=both))
    merged = replace(now, **{name: getattr(item, name) for name in ours})
    return save_item(rows, merged, signed), others


def _said(item: Item, name: str) -> object:
    """A field as it counts: a call number is its text, whatever scheme was taken for it."""
    value = getattr(item, name)
    return value.text if name == "call_number" and value is not None else value
