"""Profiles: data that says where a library system keeps its items in a MARC record."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from msgspec import Meta

from procstation.catalog.call_number_fields import FIELDS
from procstation.catalog.flavour import Flavour
from procstation.config import Section, read_section, read_toml
from procstation.errors import ConfigError, UsageError, did_you_mean
from procstation.items import Scheme
from procstation.language import tr

OWN_PROFILE = ".toml"
"""A profile asked for with this ending is a file of the library's own."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})

Codes = Annotated[str, Meta(description="Subfield codes.")]


class StatusRule(Section, frozen=True):
    """When a subfield says that an item is not simply available."""

    subfield: Annotated[str, Meta(min_length=1, max_length=1)]
    unless: Annotated[tuple[str, ...], Meta(description="Values that mean nothing special.")] = ()
    unless_same_as: Annotated[Codes, Meta(description="… or the value of this subfield.")] = ""
    word: Annotated[str, Meta(description="The status; empty is the value itself.")] = ""
    words: Annotated[Mapping[str, str], Meta(description="The status for certain values.")] = (
        _NOTHING
    )
    written: Annotated[str, Meta(description="The value that says `word` in an export.")] = ""


class SchemeRule(Section, frozen=True):
    """Where the scheme of a call number is said."""

    subfield: Codes = ""
    indicator: Annotated[int, Meta(ge=0, le=2, description="1 or 2; 0 for none.")] = 0
    values: Mapping[str, Scheme] = _NOTHING


class HoldingRule(Section, frozen=True):
    """The holdings field that an item belongs to and takes what it lacks from."""

    tag: str
    key: Annotated[Codes, Meta(description="Of the holdings field …")]
    link: Annotated[Codes, Meta(description="… and of the item field, up to a stop.")]
    first_number: Annotated[int, Meta(description="An export numbers holdings from here.")] = 1


class ItemRule(Section, frozen=True):
    """A field of which each occurrence is an item.

    The letters of `call_number` are joined in their order; of the others the first that has a
    value counts.
    """

    tag: Annotated[str, Meta(pattern="^[0-9A-Z]{3}$")]
    ind1: Annotated[str, Meta(description="Allowed first indicators; empty for any.")] = ""
    ind2: str = ""
    barcode: Codes = ""
    call_number: Codes = ""
    library: Codes = ""
    location: Codes = ""
    volume: Codes = ""
    copy: Codes = ""
    item_type: Codes = ""
    system_id: Codes = ""
    parts: Annotated[Codes, Meta(description="How many pieces it consists of, a number.")] = ""
    last_seen: Annotated[
        Codes, Meta(description="Takes in an export when it was last seen; it is not read.")
    ] = ""
    last_seen_form: Annotated[str, Meta(description="Of that day, as strftime has it.")] = (
        "%Y-%m-%d"
    )
    scheme: SchemeRule = SchemeRule()
    status: tuple[StatusRule, ...] = ()
    holding: HoldingRule | None = None
    inner_delimiter: Annotated[str, Meta(description="Marks subfields within a value.")] = ""
    call_number_written: Annotated[
        Codes, Meta(description="Takes a whole call number in an export; else the first code.")
    ] = ""
    stand_ins: Annotated[
        Mapping[str, str],
        Meta(description="What an export writes where an item has no call number of its own."),
    ] = _NOTHING
    needs: Annotated[str, Meta(description="Codes that are always there.")] = ""
    matches: Annotated[
        Mapping[str, str], Meta(description="What values look like; evidence for `auto`.")
    ] = _NOTHING


class Profile(Section, frozen=True):
    """Where one library system keeps its items.

    Attributes:
        record_key: Where the record's own number is, the first that is there.
        signs: Fields with subfields that records of the system have, as in `999$c$d`.
        holdings: Item rules for the holdings fields; see `ItemRule.holding`.
    """

    title: str
    note: str = ""
    by_evidence: Annotated[
        bool, Meta(description="Whether `auto` may choose it; not one that looks like another.")
    ] = True
    flavour: Annotated[Flavour, Meta(description="What the tags of a title mean.")] = "marc21"
    record_key: tuple[Annotated[str, Meta(pattern=r"^[0-9]{3}(\$.)?$")], ...] = ("001", "035$a")
    call_numbers: Annotated[
        tuple[str, ...], Meta(description="Tags, in the order they are tried.")
    ] = ("099", "090", "092", "096", "098", "050", "060", "082", "086", "080", "084")
    signs: tuple[str, ...] = ()
    no_barcode: Annotated[str, Meta(description="Pattern of numbers that no label carries.")] = ""
    no_call_number: Annotated[str, Meta(description="Pattern of stand-in call numbers.")] = ""
    items: tuple[ItemRule, ...] = ()
    holdings: tuple[ItemRule, ...] = ()

    @property
    def tags(self) -> frozenset[str]:
        """The tags this profile reads items and keys from."""
        wanted = {rule.tag for rule in (*self.items, *self.holdings)}
        wanted.update(key[:3] for key in (*self.record_key, *self.signs))
        return frozenset(wanted.union(self.call_numbers))


def parse_profile(text: str, name: str) -> Profile:
    """Check the text of a profile; `name` is used in messages.

    Raises:
        ConfigError: With the name, the key, and the nearest right one.
    """
    profile = read_section(read_toml(text, name), Profile, name)
    for tag in profile.call_numbers:
        if tag not in FIELDS:
            raise ConfigError(
                tr("{name}: {tag!r} in call_numbers is no call number field.", name=name, tag=tag),
                tr("Known fields: {fields}.", fields=", ".join(FIELDS)),
            )
    rules = (*profile.items, *profile.holdings)
    patterns = [pattern for rule in rules for pattern in rule.matches.values()]
    for pattern in (profile.no_barcode, profile.no_call_number, *patterns):
        try:
            re.compile(pattern)
        except re.error as error:
            raise ConfigError(
                tr(
                    "{name}: {pattern!r} is no regular expression: {error}.",
                    name=name,
                    pattern=pattern,
                    error=error,
                ),
                tr("Correct the pattern."),
            ) from error
    return profile


@cache
def profiles() -> Mapping[str, Profile]:
    """All profiles by name."""
    folder = files("procstation.catalog") / "profiles"
    found = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    return {
        file.name.removesuffix(".toml"): parse_profile(file.read_text("utf-8"), file.name)
        for file in sorted(found, key=lambda file: file.name)
    }


def profile_named(name: str) -> Profile:
    """Return a profile: one of ours by its name, or one of the library's own by its file.

    Args:
        name: With the ending `.toml`, the path of a file.

    Raises:
        UsageError: There is none of that name.
        ConfigError: The file cannot be read, or has a wrong key.
    """
    if name.endswith(OWN_PROFILE):
        return _read_own(Path(name))
    known = profiles()
    if name not in known:
        raise UsageError(
            tr("There is no profile {name!r}.", name=name), did_you_mean(name, [*known, "auto"])
        )
    return known[name]


def text_of(name: str) -> str:
    """Return the text of one of our profiles, to begin one's own with.

    Raises:
        UsageError: There is none of that name.
    """
    profile_named(name)
    return (files("procstation.catalog") / "profiles" / f"{name}.toml").read_text("utf-8")


@cache
def _read_own(path: Path) -> Profile:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            tr("The profile {path} cannot be read: {error}.", path=path, error=error),
            tr("Begin one with `procstation catalog profiles NAME > FILE.toml`."),
        ) from error
    return parse_profile(text, str(path))
