"""CQL as far as a simulated FOLIO takes it: clauses joined by `and`, lists by `or`, `sortby id`."""

import re
from collections.abc import Callable, Mapping
from typing import Any

_TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|(==|<>|>=|<=|=|>|<|\(|\))|([\w.]+))')
_WILD = re.compile(r"\\(.)|([*?^])", re.DOTALL)

Row = Mapping[str, Any]


def read_cql(query: str, fields: Mapping[str, Callable[[Row], str]]) -> Callable[[Row], bool]:
    """Return what tells whether a row answers the query.

    Args:
        fields: What may be asked for, and how it is read from a row.

    Raises:
        ValueError: It is no CQL, or asks for something else.
    """
    tokens = _tokens(query)
    clauses: list[Callable[[Row], bool]] = []
    while tokens:
        if tokens[0] == ("word", "sortby"):
            if tokens[1:] != [("word", "id")]:
                raise ValueError("sorted by id only")
            break
        if clauses:
            _take(tokens, ("word", "and"))
        clauses.append(_clause(tokens, fields))
    if not clauses:
        raise ValueError("an empty query")
    return lambda row: all(clause(row) for clause in clauses)


def _clause(
    tokens: list[tuple[str, str]], fields: Mapping[str, Callable[[Row], str]]
) -> Callable[[Row], bool]:
    _, field = _next(tokens, "word")
    if field not in fields:
        raise ValueError(f"no index {field}")
    kind, relation = tokens.pop(0) if tokens else ("", "")
    if kind not in {"sign", "word"}:
        raise ValueError("no relation")
    wanted = []
    if tokens and tokens[0] == ("sign", "("):
        tokens.pop(0)
        wanted.append(_next(tokens, "text")[1])
        while tokens and tokens[0] == ("word", "or"):
            tokens.pop(0)
            wanted.append(_next(tokens, "text")[1])
        _take(tokens, ("sign", ")"))
    else:
        wanted.append(_next(tokens, "text")[1])
    read = fields[field]
    tests = [_test(relation, one) for one in wanted]
    return lambda row: any(test(read(row)) for test in tests)


def _test(relation: str, wanted: str) -> Callable[[str], bool]:
    if relation == "==":
        pattern = re.compile(_pattern(wanted), re.DOTALL | re.IGNORECASE)
        return lambda value: pattern.fullmatch(value) is not None
    plain = _WILD.sub(lambda found: found[1] or "", wanted)
    if relation in {"=", "all"}:
        words = plain.casefold().split()
        return lambda value: set(words) <= set(re.findall(r"\w+", value.casefold()))
    if relation == ">":
        return lambda value: value > plain
    if relation == ">=":
        return lambda value: value >= plain
    raise ValueError(f"no relation {relation}")


def _pattern(text: str) -> str:
    parts, at = [], 0
    for found in _WILD.finditer(text):
        parts.append(re.escape(text[at : found.start()]))
        parts.append(re.escape(found[1]) if found[1] else {"*": ".*", "?": "."}.get(found[2], ""))
        at = found.end()
    return "".join(parts) + re.escape(text[at:])


def _tokens(query: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    query = query.rstrip()
    while at < len(query):
        found = _TOKEN.match(query, at)
        if found is None:
            raise ValueError(f"unexpected at {at}")
        text, sign, word = found.groups()
        if text is not None:
            tokens.append(("text", text))
        else:
            tokens.append(("sign", sign) if sign else ("word", word))
        at = found.end()
    return tokens


def _next(tokens: list[tuple[str, str]], kind: str) -> tuple[str, str]:
    if not tokens or tokens[0][0] != kind:
        raise ValueError(f"a {kind} is wanted")
    return tokens.pop(0)


def _take(tokens: list[tuple[str, str]], token: tuple[str, str]) -> None:
    if not tokens or tokens.pop(0) != token:
        raise ValueError(f"{token[1]} is wanted")
