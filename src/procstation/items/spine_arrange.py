"""From the parts of a call number to lines, as a rule set says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from procstation.items.spine_parts import Part, PartKind
from procstation.items.spine_rules import SpineRules
from procstation.language import tr


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and what it is made of."""

    text: str
    kinds: tuple[PartKind, ...]


def arrange(parts: Sequence[Part], rules: SpineRules) -> tuple[list[Line], list[str]]:
    """Put each part on a line, but where the rules say otherwise.

    Returns:
        The lines, and what was added or left out, in words.
    """
    parts, removed = _without(parts, rules.remove)
    parts, pointed = _pointed(parts, rules)
    lines: list[Line] = []
    before: PartKind | None = None
    for part in parts:
        first, *others = _broken(part, rules) if part.kind is PartKind.NUMBER else (part.text,)
        if before is not None and (before, part.kind) in rules.together:
            glue = _class_glue(part, rules) if before is PartKind.LETTERS else part.glue
            last = lines.pop()
            lines.append(Line(f"{last.text}{glue}{first}", (*last.kinds, part.kind)))
        else:
            lines.append(_line(first, part.kind))
        lines += [_line(other, part.kind) for other in others]
        before = part.kind
    places = _places(rules)
    if places is not None:
        lines = [piece for line in lines for piece in _at_places(line, places)]
    return lines, [*removed, *pointed]


@lru_cache(maxsize=4096)
def _line(text: str, kind: PartKind) -> Line:
    """Many call numbers share lines."""
    return Line(text, (kind,))


def _class_glue(number: Part, rules: SpineRules) -> str:
    return {"as-written": number.glue, "always": " ", "never": ""}[rules.class_blank]


def _without(parts: Sequence[Part], unwanted: tuple[str, ...]) -> tuple[list[Part], list[str]]:
    """Leave out strings that are not printed; of what is nothing else, the part."""
    if not unwanted:
        return list(parts), []
    kept: list[Part] = []
    remarks: list[str] = []
    for part in parts:
        text = part.text
        for string in unwanted:
            if string in text:
                remarks.append(
                    tr("{string!r} of {text!r} is not printed", string=string, text=part.text)
                )
                text = " ".join(text.replace(string, "").split())
        if text:
            kept.append(replace(part, text=text))
    return kept, remarks


def _pointed(parts: list[Part], rules: SpineRules) -> tuple[list[Part], list[str]]:
    """Give the first cutter its point, or take it away."""
    if rules.cutter_point == "as-written":
        return parts, []
    for at, part in enumerate(parts):
        if part.kind is not PartKind.CUTTER:
            continue
        bare = part.text.removeprefix(".")
        text = f".{bare}" if rules.cutter_point == "always" else bare
        if not bare or text == part.text:
            break
        if text[0] == ".":
            what = tr("the first cutter, {cutter!r}, got its point", cutter=part.text)
        else:
            what = tr("the first cutter, {cutter!r}, lost its point", cutter=part.text)
        changed = [*parts[:at], replace(part, text=text), *parts[at + 1 :]]
        return changed, [what]
    return parts, []


def _broken(part: Part, rules: SpineRules) -> list[str]:
    """Break a class number at its decimal point, and its decimals into groups."""
    if rules.decimals == "together":
        return [part.text]
    whole, point, decimals = part.text.partition(".")
    if not (whole and decimals):
        return [part.text]
    pieces: list[str] = []
    if decimals.isdecimal():
        *sizes, rest = rules.decimal_groups or (len(decimals),)
        for size in sizes:
            pieces.append(decimals[:size])
            decimals = decimals[size:]
        pieces += [decimals[at : at + rest] for at in range(0, len(decimals), rest)]
    else:
        pieces.append(decimals)
    first, *others = pieces
    head = [whole, point + first] if rules.decimals == "before" else [whole + point, first]
    return [piece for piece in (*head, *others) if piece]


def _places(rules: SpineRules) -> re.Pattern[str] | None:
    """Return the places where the library says a string begins or ends a line."""
    if not rules.break_before and not rules.break_after:
        return None
    places = [f"(?={re.escape(string)})" for string in rules.break_before]
    places += [f"(?<={re.escape(string)})" for string in rules.break_after]
    return re.compile("|".join(places))


def _at_places(line: Line, places: re.Pattern[str]) -> list[Line]:
    pieces = (piece.strip() for piece in places.split(line.text))
    return [Line(piece, line.kinds) for piece in pieces if piece]
