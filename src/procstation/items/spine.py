"""A call number broken into the lines of a spine label."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from procstation.items.callnumber import Scheme
from procstation.items.rule_book import SHIPPED, RuleBook
from procstation.items.scheme_guess import guess_scheme
from procstation.items.spine_arrange import arrange
from procstation.items.spine_dewey import dewey_parts
from procstation.items.spine_lcc import lcc_parts
from procstation.items.spine_parts import IN_WORDS, Part, PartKind, Parts
from procstation.items.spine_rest import rest_parts
from procstation.items.spine_rules import SpineRules
from procstation.items.spine_sudoc import sudoc_parts
from procstation.items.spine_udc import udc_parts
from procstation.items.statements import statement_parts
from procstation.language import tr, tr_marked


@dataclass(frozen=True, slots=True)
class SpineLines:
    """The lines of a spine label, top to bottom.

    Attributes:
        lines: Together they have every character of the call number but its spaces and what the
            reasons say was left out, such as the slashes and primes of Dewey.
        reasons: In words: which scheme and why, and what was left out or added.
        kinds: What each line is, by its parts.
    """

    scheme: Scheme
    lines: tuple[str, ...]
    reasons: tuple[str, ...]
    kinds: tuple[tuple[PartKind, ...], ...]

    def explained(self) -> Iterator[str]:
        """Yield the reasons, then what each line is."""
        yield from self.reasons
        for number, (line, kinds) in enumerate(zip(self.lines, self.kinds, strict=True), 1):
            words = tr(" with ").join(tr_marked(IN_WORDS[kind]) for kind in dict.fromkeys(kinds))
            yield tr("line {number}, {line!r}: {words}", number=number, line=line, words=words)


def split(
    text: str,
    scheme: Scheme | None = None,
    *,
    book: RuleBook = SHIPPED,
    volume: str = "",
    copy: str = "",
) -> SpineLines:
    """Break a call number into lines; every text gets an answer, an empty one no lines.

    Args:
        scheme: None guesses it, and says why.
        book: Where the rules of the scheme are.
        volume: The item's own, set below unless the call number ends with it.
        copy: The same.

    Raises:
        ConfigError: A file of rules does not hold.
    """
    text = " ".join(text.split())
    if scheme is None:
        scheme, why = _guess(text, book)
        reason = tr("taken as {scheme}: {why}", scheme=scheme, why=why)
    else:
        reason = tr("taken as {scheme}, as asked", scheme=scheme)
    return _split(text, book.of(scheme), (volume, copy), reason)


def split_by(text: str, rules: SpineRules, volume: str = "", copy: str = "") -> SpineLines:
    """Break a call number into lines by one rule set, whatever the text looks like."""
    reason = tr(
        "taken as {scheme} by the rules of {title!r}", scheme=rules.scheme, title=rules.title
    )
    return _split(" ".join(text.split()), rules, (volume, copy), reason)


def _split(text: str, rules: SpineRules, statements: tuple[str, str], reason: str) -> SpineLines:
    reasons = [reason]
    prefixes, rest = _own_prefixes(text, rules.prefixes)
    parts = list(prefixes)
    if rest:
        found = _taken_apart(rest, rules)
        if found is None:
            reasons.append(
                tr(
                    "it is not built like a call number of {scheme}: broken at its spaces",
                    scheme=rules.scheme,
                )
            )
            found = Parts(tuple(rest_parts(rest, cutters=False)))
        elif rules.scheme in (Scheme.UDC, Scheme.OTHER):
            reasons.append(tr("broken at its spaces"))
        parts += found.parts
        reasons += found.remarks
    elif not parts:
        reasons.append(tr("there is nothing to print"))
    parts += statement_parts(*statements, text, rules)
    lines, remarks = arrange(parts, rules)
    return SpineLines(
        rules.scheme,
        tuple([line.text for line in lines]),
        (*reasons, *remarks),
        tuple([line.kinds for line in lines]),
    )


def _taken_apart(text: str, rules: SpineRules) -> Parts | None:
    match rules.scheme:
        case Scheme.LCC | Scheme.NLM:
            return lcc_parts(text)
        case Scheme.DEWEY:
            return dewey_parts(text, rules.marks)
        case Scheme.SUDOC:
            return sudoc_parts(text, rules.width)
        case Scheme.UDC:
            return udc_parts(text, signs_apart=rules.signs_apart)
        case Scheme.OTHER:
            return _free_text(text, rules)


_BEFORE_DIGITS = re.compile(r"(?<=[^\W\d_])(?=\d)")


def _free_text(text: str, rules: SpineRules) -> Parts:
    """Take text of no scheme apart as its rules say."""
    if rules.spaces == "none":
        return Parts((Part(PartKind.WORD, text),))
    if rules.spaces == "all" and not rules.digits_apart:
        return Parts(tuple(rest_parts(text, cutters=False)))
    parts: list[Part] = []
    for word in text.split(" ", 1) if rules.spaces == "first" else text.split(" "):
        pieces = _BEFORE_DIGITS.split(word, maxsplit=1) if rules.digits_apart else [word]
        parts += [Part(PartKind.WORD, piece, "" if at else " ") for at, piece in enumerate(pieces)]
    return Parts(tuple(parts))


def _own_prefixes(text: str, words: tuple[str, ...]) -> tuple[list[Part], str]:
    """Take the library's own shelf words off the front, as long as one follows another."""
    known = {word.casefold() for word in words}
    parts: list[Part] = []
    rest = text
    while known and rest:
        word, _, after = rest.partition(" ")
        if word.casefold() not in known:
            break
        parts.append(Part(PartKind.PREFIX, word))
        rest = after
    return parts, rest


def _guess(text: str, book: RuleBook) -> tuple[Scheme, str]:
    """Guess the scheme; where the library's own shelf words hide it, by what follows them."""
    guess = guess_scheme(text)
    if guess[0] is Scheme.OTHER:
        for scheme in Scheme:
            words, rest = _own_prefixes(text, book.of(scheme).prefixes)
            behind = guess_scheme(rest)
            if words and behind[0] is scheme:
                return behind
    return guess
