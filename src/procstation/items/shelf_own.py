"""A library's own shelf order: a pattern that takes a call number apart, and how each part files.

title = "Children's library: colour, author, year"
pattern = '(?P<colour>[A-Z]+) (?P<author>[A-Z]+)( (?P<year>\\d{4}))?'
in_order = ["ROT Boie", "ROT Lindgren 1999", "BLAU Astronomie"]
[[parts]]
name = "colour"
values = ["ROT", "GELB", "BLAU"]
[[parts]]
name = "author"
[[parts]]
name = "year"
compare = "number"
"""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Annotated, Literal

from msgspec import Meta

from procstation.config import Section
from procstation.errors import ConfigError, did_you_mean
from procstation.items.shelf_parts import PLAIN, whole
from procstation.items.shelf_text import filed, natural_key
from procstation.language import tr

_END, _LACKING_FIRST, _THERE, _LACKING_LAST = "\1\1\2\x7f"
"""A part that ends sorts before one that goes on; natural keys use signs from 3 on."""

_CONTROL = re.compile("[\0-\x1f\x7f]+")
_LONG_DATE = re.compile(r"[0-9]{8}")
_YEAR_DIGITS = 4

Compare = Literal["text", "natural", "number", "decimal", "fraction", "date"]


class OwnPart(Section, frozen=True):
    """A part of a call number. Those listed first are compared first."""

    name: Annotated[str, Meta(min_length=1, description="Of a group `(?P<name>…)` of the pattern.")]
    compare: Annotated[
        Compare,
        Meta(
            description="As text; `natural`, with the whole numbers in it; as a whole `number`; as"
            " a `decimal` (12.5); as a `fraction` (.B52 before .B6); as a `date`."
        ),
    ] = "text"
    date: Annotated[
        Literal["ymd", "dmy", "mdy"],
        Meta(description="In which order a date says year, month and day."),
    ] = "ymd"
    values: Annotated[
        tuple[str, ...], Meta(description="Text: all there are, in the order of the shelf.")
    ] = ()
    lacking: Annotated[
        Literal["first", "last"], Meta(description="Where a call number without this part files.")
    ] = "first"


class OwnRule(Section, frozen=True):
    """A shelf order. What the pattern does not fit as a whole, nobody can place."""

    title: Annotated[str, Meta(min_length=1, description="What lists call it.")]
    pattern: Annotated[
        str,
        Meta(min_length=1, description="A regular expression for a whole call number; any case."),
    ]
    parts: Annotated[tuple[OwnPart, ...], Meta(min_length=1)]
    in_order: Annotated[
        tuple[str, ...],
        Meta(description="Call numbers as they stand; the rule is refused when it differs."),
    ] = ()


def own_keys(rule: OwnRule) -> Callable[[str], str | None]:
    """Return the function from a call number to its key, or None for what the rule cannot place.

    Args:
        rule: One that `check_rule` has passed.
    """
    pattern = re.compile(rule.pattern, re.IGNORECASE)
    key_of = {part.name: _part_keys(part) for part in rule.parts}
    lacking = {
        part.name: _LACKING_FIRST if part.lacking == "first" else _LACKING_LAST
        for part in rule.parts
    }

    def key(text: str) -> str | None:
        found = pattern.fullmatch(" ".join(filed(text).split()))
        if found is None:
            return None
        pieces = [PLAIN]
        for part, piece_of in key_of.items():
            said = found[part]
            if not said:
                pieces.append(lacking[part])
                continue
            piece = piece_of(said)
            if piece is None:
                return None
            pieces.append(_THERE + piece + _END)
        return "".join(pieces)

    return key


def check_rule(rule: OwnRule, name: str) -> None:
    """Check what the types cannot say.

    Args:
        name: Of the file, for messages.

    Raises:
        ConfigError: The rule contradicts itself.
    """
    try:
        pattern = re.compile(rule.pattern, re.IGNORECASE)
    except re.error as error:
        raise ConfigError(
            tr("{name}: its pattern is no regular expression: {error}.", name=name, error=error),
            tr("Correct the pattern."),
        ) from error
    seen: set[str] = set()
    for part in rule.parts:
        if part.name not in pattern.groupindex:
            raise ConfigError(
                tr(
                    "{name}: the pattern has no group named {part!r}.",
                    name=name,
                    part=part.name,
                ),
                did_you_mean(part.name, pattern.groupindex),
            )
        if part.name in seen:
            raise ConfigError(
                tr("{name}: part {part!r} stands twice.", name=name, part=part.name),
                tr("Take one of them out."),
            )
        if part.values and part.compare != "text":
            raise ConfigError(
                tr(
                    "{name}: part {part!r} has values, and is compared as {compare}.",
                    name=name,
                    part=part.name,
                    compare=part.compare,
                ),
                tr('Leave the values out, or compare it as "text".'),
            )
        seen.add(part.name)
    _check_examples(rule, name)


def _check_examples(rule: OwnRule, name: str) -> None:
    key = own_keys(rule)
    for text in rule.in_order:
        if key(text) is None:
            raise ConfigError(
                tr(
                    "{name}: in_order has {text!r}, which the rule cannot place.",
                    name=name,
                    text=text,
                ),
                tr("Correct the pattern, or that call number."),
            )
    for earlier, later in pairwise(rule.in_order):
        if (key(earlier) or "") > (key(later) or ""):
            raise ConfigError(
                tr(
                    "{name}: in_order has {earlier!r} before {later!r}, and the"
                    " rule has it behind.",
                    name=name,
                    earlier=earlier,
                    later=later,
                ),
                tr("Correct the parts, or the order of these two."),
            )


def _part_keys(part: OwnPart) -> Callable[[str], str | None]:
    if part.values:
        places: Mapping[str, str] = {
            filed(value): whole(str(place)) for place, value in enumerate(part.values, start=1)
        }
        return lambda said: places.get(said.strip())
    if part.compare == "date":
        return lambda said: _date(said, part.date)
    return _COMPARED[part.compare]


def _text(said: str) -> str | None:
    return _CONTROL.sub("", said).strip()


def _number(said: str) -> str | None:
    digits = re.sub("[^0-9]", "", said)
    return whole(digits) if digits else None


def _decimal(said: str) -> str | None:
    number = re.fullmatch(r"([0-9]*)(?:[.,]([0-9]+))?", said.strip())
    if number is None or not number[0]:
        return None
    return f"{whole(number[1])}.{(number[2] or '').rstrip('0')}"


def _fraction(said: str) -> str | None:
    return re.sub(r"[^\w]", "", said) or None


def _date(said: str, order: str) -> str | None:
    """Return a date as digits, year first; what is not said of it files before what is."""
    if _LONG_DATE.fullmatch(said):
        lengths = [_YEAR_DIGITS if sign == "y" else 2 for sign in order]
        ends = [sum(lengths[: at + 1]) for at in range(len(order))]
        runs = [said[end - length : end] for end, length in zip(ends, lengths, strict=True)]
    else:
        runs = re.findall("[0-9]+", said)
    if not 1 <= len(runs) <= len(order):
        return None
    # A date without a day says month and year, one without a month the year alone.
    signs = {1: "y", 2: order.replace("d", ""), 3: order}[len(runs)]
    given = dict(zip(signs, runs, strict=True))
    year, month, day = given["y"], int(given.get("m", "1")), int(given.get("d", "1"))
    if len(year) != _YEAR_DIGITS or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return year + "".join(given[sign].zfill(2) for sign in "md" if sign in given)


_COMPARED: dict[str, Callable[[str], str | None]] = {
    "text": _text,
    "natural": natural_key,
    "number": _number,
    "decimal": _decimal,
    "fraction": _fraction,
}
