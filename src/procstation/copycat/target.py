"""Targets: the catalogues that are asked, and how each wants to be asked. What varies is data."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import urlsplit

from procstation.catalog.flavour import Flavour
from procstation.config import Section, TargetSection, read_section
from procstation.credentials import Secret, required
from procstation.errors import ConfigError, UsageError, did_you_mean
from procstation.language import tr

SEARCHES = ("isbn", "issn", "lccn", "title", "author")

INDEXES = MappingProxyType(
    {
        "isbn": "bath.isbn",
        "issn": "bath.issn",
        "lccn": "bath.lccn",
        "title": "dc.title all",
        "author": "dc.creator all",
    }
)
"""Of Dublin Core and the Bath profile, which most servers of SRU have."""
ATTRIBUTES = MappingProxyType(
    {
        "isbn": "1=7",
        "issn": "1=8",
        "lccn": "1=9",
        "title": "1=4 4=6",
        "author": "1=1003 4=6",
    }
)
"""Z39.50, attribute set bib-1: use (1), and structure (4) a list of words (6)."""

_PAIRS = re.compile(r"\d{1,2}=[\w.]+( \d{1,2}=[\w.]+)*")
_INDEX = re.compile(r"[\w.:-]+( (all|any|adj|exact|==?))?")
_HOST = re.compile(r"(?:(?:tcp|ssl):)?[^\s/:@]+(?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Target:
    """One catalogue that can be asked; each attribute is as `TargetSection` describes it.

    Attributes:
        title, note: For people; "" of a target of the library's own.
    """

    name: str
    url: str
    kind: Literal["sru", "z3950"] = "sru"
    database: str = ""
    version: str = "1.1"
    schema: str = "marcxml"
    syntax: str = "usmarc"
    flavour: Flavour = "marc21"
    indexes: Mapping[str, str] = field(default_factory=lambda: INDEXES)
    attributes: Mapping[str, str] = field(default_factory=lambda: ATTRIBUTES)
    query_charset: str = ""
    timeout_s: float = 15.0
    user: str = ""
    title: str = ""
    note: str = ""

    def login(self) -> tuple[str, Secret] | None:
        """Return user and password; None when it needs none.

        Raises:
            SystemDenied: There is no password for the user.
        """
        return (self.user, required(f"copycat.{self.name}", self.name)) if self.user else None


class _Preset(TargetSection, frozen=True, kw_only=True):
    title: str
    note: str = ""


class _Presets(Section, frozen=True):
    presets: dict[str, _Preset]


@cache
def _presets() -> Mapping[str, _Preset]:
    file = files("procstation.copycat") / "targets.toml"
    return read_section(tomllib.loads(file.read_text("utf-8")), _Presets, file.name).presets


def known_targets() -> list[Target]:
    """The targets that come along. Kinds of systems among them have no address."""
    return [_resolved(TargetSection(preset=name)) for name in _presets()]


def targets_of(sections: Sequence[TargetSection], names: Sequence[str] = ()) -> list[Target]:
    """Return the targets that are to be asked, in their order.

    Args:
        names: Of targets in the sections, or that come along; none for all of the sections.

    Raises:
        ConfigError: One of them cannot be asked as it stands.
        UsageError: There is none of that name, or none at all.
    """
    own: dict[str, Target] = {}
    for section in sections:
        target = _resolved(section)
        if target.name in own:
            raise ConfigError(
                tr("[[copycat.targets]] has {name!r} twice.", name=target.name),
                tr("Give one another name."),
            )
        own[target.name] = target
    known = {target.name: target for target in known_targets() if target.url} | own
    for name in names:
        if name not in known:
            raise UsageError(
                tr("There is no target {name!r}.", name=name), did_you_mean(name, known)
            )
    chosen = [known[name] for name in dict.fromkeys(names)] or list(own.values())
    if not chosen:
        raise UsageError(
            tr("No target is set up."),
            tr(
                'Name one with --target, such as "loc", or set up'
                " [[copycat.targets]]; `procstation catalog targets` lists what"
                " there is."
            ),
        )
    for target in chosen:
        _check(target)
    return chosen


def _resolved(section: TargetSection) -> Target:
    """What a section says, over what its preset says, over the defaults."""
    presets = _presets()
    if section.preset and section.preset not in presets:
        raise ConfigError(
            tr("[[copycat.targets]] has no preset {preset!r}.", preset=section.preset),
            did_you_mean(section.preset, presets),
        )
    values: dict[str, Any] = {"name": section.preset, "url": ""}
    sources = [presets[section.preset], section] if section.preset else [section]
    for source in sources:
        for one in fields(Target):
            said = getattr(source, one.name, None)
            if isinstance(said, dict) and said:
                values[one.name] = {**values.get(one.name, _DEFAULTS[one.name]), **said}
            elif said:
                values[one.name] = said
    return Target(**values)


_DEFAULTS: dict[str, Mapping[str, str]] = {"indexes": INDEXES, "attributes": ATTRIBUTES}


def _check(target: Target) -> None:
    """Refuse what could not work, before anything is sent."""
    where = f"[[copycat.targets]] {target.name!r}"
    if not target.name:
        raise ConfigError(tr("A table of [[copycat.targets]] has no name."), tr("Add name = …"))
    if not target.url:
        raise ConfigError(
            tr("{where} has no url.", where=where), tr("Add the address of the catalogue.")
        )
    for table in (target.indexes, target.attributes):
        for key in table:
            if key not in SEARCHES:
                raise ConfigError(
                    tr("{where}: {key!r} is no search.", where=where, key=key),
                    did_you_mean(key, SEARCHES),
                )
    for key, index in target.indexes.items():
        if not _INDEX.fullmatch(index):
            raise ConfigError(
                tr("{where}: the index for {key} is {index!r}.", where=where, key=key, index=index),
                tr("Write it as in `dc.title all`."),
            )
    if target.kind == "sru":
        _check_web_address(target.url, where)
        return
    if not _HOST.fullmatch(target.url):
        raise ConfigError(
            tr("{where}: {url!r} is no address for Z39.50.", where=where, url=target.url),
            tr("Write HOST:PORT; no http://."),
        )
    for key, pairs in target.attributes.items():
        if not _PAIRS.fullmatch(pairs):
            raise ConfigError(
                tr(
                    "{where}: attributes for {key} are {pairs!r}.",
                    where=where,
                    key=key,
                    pairs=pairs,
                ),
                tr("Write them as in `1=4 4=6`."),
            )


def _check_web_address(url: str, where: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigError(
            tr("{where}: {url!r} is no web address.", where=where, url=url),
            tr("Begin it with https://."),
        )
    if parts.username or parts.password:
        raise ConfigError(
            tr("{where}: there is a login in the url.", where=where),
            tr("Put the name into `user`; the password belongs into the keyring."),
        )
    if parts.query or parts.fragment:
        raise ConfigError(
            tr("{where}: {url!r} has more than the base address.", where=where, url=url),
            tr("Leave out what begins with ?."),
        )
