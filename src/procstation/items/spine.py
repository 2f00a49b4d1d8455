"""A call number broken into the lines of a spine label."""

from collections.abc import Callable
from dataclasses import dataclass

from procstation.items.callnumber import Scheme
from procstation.items.scheme_guess import guess_scheme
from procstation.items.spine_dewey import dewey_lines
from procstation.items.spine_lcc import lcc_lines
from procstation.items.spine_rest import rest_lines
from procstation.items.spine_sudoc import sudoc_lines


@dataclass(frozen=True, slots=True)
class SpineLines:
    """The lines of a spine label, top to bottom.

    Attributes:
        lines: Together they have every character of the call number but its spaces and, for Dewey,
            the slashes and primes that say where the number may be shortened.
        reasons: In words: which scheme and why, and what was left out.
    """

    scheme: Scheme
    lines: tuple[str, ...]
    reasons: tuple[str, ...]


Lines = tuple[list[str], list[str]]
"""The lines, and what there is to say about them."""


def _at_spaces(text: str) -> Lines | None:
    return rest_lines(text, cutters=False), ["broken at its spaces"]


_SPLITTERS: dict[Scheme, Callable[[str], Lines | None]] = {
    Scheme.LCC: lcc_lines,
    Scheme.NLM: lcc_lines,
    Scheme.DEWEY: dewey_lines,
    Scheme.SUDOC: sudoc_lines,
    Scheme.UDC: _at_spaces,
    Scheme.OTHER: _at_spaces,
}


def split(text: str, scheme: Scheme | None = None) -> SpineLines:
    """Break a call number into lines; every text gets an answer, an empty one no lines.

    Args:
        scheme: None guesses it, and says why.
    """
    text = " ".join(text.split())
    if scheme is None:
        scheme, why = guess_scheme(text)
        reasons = [f"taken as {scheme}: {why}"]
    else:
        reasons = [f"taken as {scheme}, as asked"]
    if not text:
        return SpineLines(scheme, (), (*reasons, "there is nothing to print"))
    found = _SPLITTERS[scheme](text)
    if found is None:
        reasons.append(f"it is not built like a call number of {scheme}: broken at its spaces")
        found = rest_lines(text, cutters=False), []
    lines, more = found
    return SpineLines(scheme, tuple(lines), (*reasons, *more))
