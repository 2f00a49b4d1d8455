"""What an item adds to its call number on a spine: its volume and its copy."""

import re
from functools import lru_cache

from procstation.items.spine_parts import Part, PartKind
from procstation.items.spine_rest import enumeration
from procstation.items.spine_rules import SpineRules

_COPY = re.compile(r"(?:copy|cop|c|exemplar|ex)?\.?\s*(.*)", re.IGNORECASE)


def volume_lines(volume: str, call_number: str, copy: str = "") -> tuple[str, ...]:
    """Return a statement of volume, part and date in lines: behind colons and at spaces.

    Args:
        call_number: Many libraries write volume and copy into it already; then there are none.
        copy: The copy statement, which may stand behind the volume there.
    """
    if not volume:
        return ()
    written, said = bare(call_number), bare(volume)
    if said and written.endswith((said, said + bare(copy))):
        return ()
    return _pieces(volume)


def copy_lines(copy: str, call_number: str, rules: SpineRules) -> tuple[str, ...]:
    """Return the copy statement, unless the call number ends with it."""
    statement = copy_statement(copy, rules)
    said = bare(statement)
    return () if not said or bare(call_number).endswith(said) else (statement,)


def copy_statement(copy: str, rules: SpineRules) -> str:
    """Return a copy as it is printed, `c.2` of `2`; "" for one that is not."""
    return _statement(copy, rules.copy_label, rules.hidden_copies)


def statement_parts(volume: str, copy: str, call_number: str, rules: SpineRules) -> list[Part]:
    """Return volume and copy as parts of a label."""
    if not volume and not copy:
        return []
    volumes = volume_lines(volume, call_number, copy_statement(copy, rules))
    copies = copy_lines(copy, call_number, rules)
    return [
        *(Part(PartKind.VOLUME, line) for line in volumes),
        *(Part(PartKind.COPY, line) for line in copies),
    ]


@lru_cache(maxsize=1024)
def _pieces(volume: str) -> tuple[str, ...]:
    return tuple(piece for piece, _ in enumeration(" ".join(volume.split())))


@lru_cache(maxsize=1024)
def _statement(copy: str, label: str, hidden: tuple[str, ...]) -> str:
    copy = " ".join(copy.split())
    number = _COPY.fullmatch(copy)
    if number is not None and number[1] in ("", *hidden):
        return ""
    return f"{label}{copy}" if copy.isdecimal() else copy


@lru_cache(maxsize=1024)
def bare(text: str) -> str:
    """Return what counts where statements are compared: no spaces, no points, small letters."""
    return "".join(text.replace(".", " ").split()).casefold()
