"""Queries: CQL for SRU, PQF for Z39.50, with whatever people type quoted rightly."""

import re

from procstation.copycat.target import Target
from procstation.copycat.wanted import Wanted

_CQL_SPECIAL = re.compile(r'(["\\*?^])')
"""Quote and escape, and what would mask characters or anchor a word: none is meant in a title."""
_PQF_SPECIAL = re.compile(r'(["\\])')
_ESCAPED = r"\\\1"

ANY_STANDARD_NUMBER = "1=1007"
"""Bib-1, "Identifier-standard": what some servers have instead of ISBN."""


def cql_of(wanted: Wanted, target: Target) -> list[str]:
    """Return the CQL queries of a search, to be tried in turn until one finds something."""
    index = target.indexes[wanted.by]
    queries = [f"{_with_relation(index)} {_cql_term(form)}" for form in wanted.forms]
    if wanted.author:
        author = _with_relation(target.indexes["author"])
        queries = [f"{one} and {author} {_cql_term(wanted.author)}" for one in queries]
    return queries


def pqf_of(wanted: Wanted, target: Target) -> list[str]:
    """Return the same as PQF, the prefix notation of YAZ.

    An ISBN that is not found as one is tried as any standard number at last.
    """
    attributes = target.attributes[wanted.by]
    queries = [_pqf(attributes, form) for form in wanted.forms]
    if wanted.by == "isbn":
        queries.append(_pqf(ANY_STANDARD_NUMBER, wanted.forms[0]))
    if wanted.author:
        author = _pqf(target.attributes["author"], wanted.author)
        queries = [f"@and {one} {author}" for one in queries]
    return queries


def _with_relation(index: str) -> str:
    """An index with the relation behind it, `=` when none is said."""
    return index if " " in index else f"{index} ="


def _cql_term(text: str) -> str:
    return '"' + _CQL_SPECIAL.sub(_ESCAPED, text) + '"'


def _pqf(attributes: str, text: str) -> str:
    pairs = " ".join(f"@attr {pair}" for pair in attributes.split())
    return f'{pairs} "{_PQF_SPECIAL.sub(_ESCAPED, text)}"'
