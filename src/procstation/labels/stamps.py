"""What stands above the call number of which items: REF, J, OVERSIZE; a table of the station."""

from typing import Annotated

from msgspec import Meta

from procstation.config import Section
from procstation.labels.data import LabelData


class StampSection(Section, frozen=True):
    """One rule. What is left out fits all items; capitals and small letters are the same."""

    text: Annotated[str, Meta(min_length=1, description="What is printed.")]
    library: Annotated[str, Meta(description="Items of this library.")] = ""
    location: Annotated[str, Meta(description="Items of this location.")] = ""
    item_type: Annotated[str, Meta(description="Items of this type.")] = ""


class StampTable(Section, frozen=True):
    """The file: `[[stamp]]` tables, of which the first that fits counts."""

    stamp: tuple[StampSection, ...] = ()


def stamp_of(rules: tuple[StampSection, ...], data: LabelData) -> str:
    """Return what the first rule that fits says; "" when none does."""
    has = (data.library, data.location, data.more.get("item:item_type", ""))
    for rule in rules:
        wants = (rule.library, rule.location, rule.item_type)
        if all(
            not want or want.casefold() == one.casefold()
            for want, one in zip(wants, has, strict=True)
        ):
            return rule.text
    return ""
