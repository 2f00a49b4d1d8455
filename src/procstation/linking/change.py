"""What a job changes of an item: declared in its profile, worked out from what a person said."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from procstation.catalog import Item
from procstation.config import Section
from procstation.errors import ConfigError
from procstation.items import CallNumber, guess_scheme
from procstation.items.field_words import field_in_words
from procstation.language import tr
from procstation.tags.record import ELEMENT_NAMES, OWN_FIELD

FIELDS = ("call_number", "library", "location", "volume", "copy", "item_type", "status")
"""What of an item a job may change. Whatever else a person says is for labels and tags."""

SITE = "site"
"""In elements of a tag: the library's own ISIL."""

SITE_HERE = f"{{{SITE}}}"
"""Where it is put in."""

NOTHING = "-"
"""Said for a value there is none of."""

_PLACE = re.compile(r"\{(\w+)\}")
_NAME = re.compile(r"[a-z][a-z_]*")


class ChangeSection(Section, frozen=True):
    """What a job does to an item beside its steps."""

    set: Annotated[
        dict[str, str],
        Meta(description="Fields and what they become; {name} is what was said under that name."),
    ] = msgspec.field(default_factory=dict[str, str])
    ask: Annotated[
        tuple[str, ...], Meta(description="What a person says once for the whole cart.")
    ] = ()
    ask_each: Annotated[
        tuple[str, ...], Meta(description="What a person says of each item; - for nothing.")
    ] = ()
    may_ask: Annotated[
        tuple[str, ...], Meta(description="What may be said for the whole cart, and need not.")
    ] = ()
    only: Annotated[
        tuple[str, ...], Meta(description="The statuses it changes; none means all.")
    ] = ()
    never: Annotated[tuple[str, ...], Meta(description="Statuses it does not change.")] = ()
    tag: Annotated[
        Literal["keep", "correct", "mark", "clear", "write"],
        Meta(
            description="keep: as it is; correct: elements it has get their new values; mark: its"
            " type of usage is set; clear: emptied; write: written for the item, with elements."
        ),
    ] = "keep"
    usage: Annotated[
        int, Meta(ge=0, le=255, description="For mark: the type of usage; 0x70 is discarded.")
    ] = 0x70
    elements: Annotated[
        dict[str, str],
        Meta(
            description="Elements of the tag by number, with {name} in them as in `set`; {site} is"
            " the library's ISIL. One that comes out empty is left out."
        ),
    ] = msgspec.field(default_factory=dict[str, str])

    @property
    def names(self) -> tuple[str, ...]:
        """All that can be said, in the order it is asked for."""
        return (*self.ask, *self.may_ask, *self.ask_each)


def check_change(change: ChangeSection, name: str) -> None:
    """Refuse what cannot work.

    Args:
        name: Of the profile's file, for messages.

    Raises:
        ConfigError: With what is wrong.
    """
    for field in change.set:
        if field not in FIELDS:
            raise ConfigError(
                tr("{name}: [change.set] has no field {field!r}.", name=name, field=field),
                tr("Use {fields}.", fields=", ".join(FIELDS)),
            )
    for said in change.names:
        if not _NAME.fullmatch(said) or change.names.count(said) > 1:
            raise ConfigError(
                tr(
                    "{name}: [change] asks for {said!r}, which is no name or asked for twice.",
                    name=name,
                    said=said,
                ),
                tr("Write small letters and underscores, each name once."),
            )
    for number in change.elements:
        if not number.isdecimal() or int(number) not in ELEMENT_NAMES or int(number) in OWN_FIELD:
            raise ConfigError(
                tr(
                    "{name}: [change.elements] has no element {number!r}.", name=name, number=number
                ),
                tr("Use a number from 6 on."),
            )
    texts = (*change.set.values(), *change.elements.values())
    for place in (found for text in texts for found in _PLACE.findall(text)):
        if place not in {*change.names, SITE}:
            raise ConfigError(
                tr(
                    "{name}: {{{place}}} stands in [change], and nobody is asked for it.",
                    name=name,
                    place=place,
                ),
                tr("Name it under ask, ask_each or may_ask."),
            )


def filled(text: str, said: Mapping[str, str]) -> str:
    """Return a text with what was said in its places, and nothing where nothing was."""
    return " ".join(_PLACE.sub(lambda place: said.get(place[1], ""), text).split())


def next_unsaid(change: ChangeSection, said: Mapping[str, str]) -> str:
    """Return what has to be said first; "" when all was."""
    return next((name for name in (*change.ask, *change.ask_each) if name not in said), "")


def fields_wanted(change: ChangeSection, item: Item, said: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of an item that become something else, and what."""
    fields = {name: filled(text, said) for name, text in change.set.items()}
    fields |= {name: text for name, text in said.items() if name in FIELDS and name in change.names}
    return {name: text for name, text in fields.items() if text != value_of(item, name)}


def hindrance(change: ChangeSection, item: Item, fields: Mapping[str, str]) -> str:
    """Return why an item is not to be changed so, by its status; "" when it may be.

    Args:
        fields: What would change of it; nothing of one that is so already.
    """
    status = item.status
    if not fields or (status not in change.never and (not change.only or status in change.only)):
        return ""
    return tr("its status is {status}", status=in_words("status", status))


def value_of(item: Item, name: str) -> str:
    """Return a field of an item as text."""
    if name == "call_number":
        return item.call_number.text if item.call_number is not None else ""
    return str(getattr(item, name))


def with_fields(item: Item, fields: Mapping[str, str]) -> Item:
    """Return an item with fields changed. A call number keeps the scheme of the one it had."""
    plain: dict[str, Any] = {name: it for name, it in fields.items() if name != "call_number"}
    item = replace(item, **plain)
    if "call_number" not in fields:
        return item
    text, had = fields["call_number"], item.call_number
    if not text:
        return replace(item, call_number=None)
    scheme = had.scheme if had is not None else guess_scheme(text)[0]
    number = CallNumber(text, scheme, had.source if had is not None else "")
    return replace(item, call_number=number)


def with_fields_of(item: Item, was: Item, names: tuple[str, ...]) -> Item:
    """Return an item with some fields as they were in another record of it."""
    return replace(item, **{name: getattr(was, name) for name in names})


def in_words(name: str, value: str) -> str:
    """Return a value for a sentence."""
    return value or (tr("available") if name == "status" else tr("(nothing)"))


def changes_in_words(item: Item, fields: Mapping[str, str]) -> str:
    """Say what becomes of the fields of an item, in one line."""
    return ", ".join(
        f"{field_in_words(name)}: {in_words(name, value_of(item, name))} → {in_words(name, text)}"
        for name, text in fields.items()
    )
