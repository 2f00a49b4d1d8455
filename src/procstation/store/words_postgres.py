"""The words of titles as text vectors of PostgreSQL.

The server's own parser is not used: what is a letter to it depends on the locale of the database,
and it takes hyphens, paths and addresses for words. Words are cut apart here, as SQLite's index
does it; so both find the same.
"""

import unicodedata
from collections.abc import Collection, Iterable, Sequence

import psycopg
from psycopg.rows import TupleRow

from procstation.store.connection import Cursor
from procstation.store.copying_postgres import copy_rows
from procstation.store.rows import Words

CANDIDATES = 1_000
"""Titles that are weighed, of those that have all the words: see `words_sqlite`."""
LAST_PLACE = 16_383
"""A text vector counts the places of words so far; words behind are all in the last one."""
LONGEST_WORD = 500
"""Characters. The server takes 2,046 bytes."""
_FIND = f"""
SELECT id FROM (
  SELECT rowid AS id, ts_rank('{{0, 0.2, 0.6, 1}}', vector, query, 1) AS weight
  FROM title_words, CAST(? AS tsquery) AS query WHERE vector @@ query LIMIT {CANDIDATES}) AS found
ORDER BY weight DESC, id LIMIT ?
"""  # noqa: S608  (a number of ours)


class _Blanks(dict[int, str]):
    """What to put for a character: itself, or a blank for what is no part of a word."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        of_a_word = category[0] in "LNM" or category == "Co"
        self[code] = character.lower() if of_a_word else " "
        return self[code]


_BLANKS = _Blanks()


def vector_of(words: Words) -> str:
    """Return the text vector of a title in PostgreSQL's notation.

    A phrase must not begin at the end of one field and go on in the next, so a place is left free.
    """
    places: dict[str, list[str]] = {}
    place = 0
    for text, weight in zip(words, "ABC", strict=True):
        for word in text.translate(_BLANKS).split():
            place = min(place + 1, LAST_PLACE)
            places.setdefault(word[:LONGEST_WORD], []).append(f"{place}{weight}")
        place = min(place + 1, LAST_PLACE)
    # More than 256 places of one word are not kept by the server.
    return " ".join(f"'{word}':{','.join(at[:256])}" for word, at in places.items())


def query_of(phrases: Sequence[str], *, begun: bool) -> str:
    """Return the text query of phrases in PostgreSQL's notation."""
    parts = []
    for phrase in phrases:
        words = [f"'{word[:LONGEST_WORD]}'" for word in phrase.translate(_BLANKS).split()]
        parts.append(words)
    if begun:
        parts[-1][-1] += ":*"
    return " & ".join(" <-> ".join(words) for words in parts)


def copy_words(driver: psycopg.Connection[TupleRow], rows: Iterable[tuple[str | int, ...]]) -> int:
    """Write the words of titles by COPY: the number of each title, then its words."""
    with_vectors = ((*row, vector_of(Words._make(map(str, row[1:])))) for row in rows)
    columns = ("rowid", *Words._fields, "vector")
    return copy_rows(driver, "title_words", columns, with_vectors)


class PostgresWords:
    """See `WordIndex`."""

    def __init__(self, driver: psycopg.Connection[TupleRow], cursor: Cursor) -> None:
        self._driver = driver
        self._cursor = cursor

    def add(self, title_id: int, words: Words) -> None:
        self._cursor.execute(
            "INSERT INTO title_words(rowid, title, author, other, vector)"
            " VALUES (?, ?, ?, ?, CAST(? AS tsvector))",
            (title_id, *words, vector_of(words)),
        )

    def change(self, title_id: int, words: Words) -> None:
        self._cursor.execute(
            "UPDATE title_words SET title = ?, author = ?, other = ?, vector = CAST(? AS tsvector)"
            " WHERE rowid = ?",
            (*words, vector_of(words), title_id),
        )

    def fill(self, rows: Iterable[tuple[int, str, str, str]]) -> None:
        copy_words(self._driver, rows)

    def add_all(self, rows: Collection[tuple[int, str, str, str]]) -> None:
        if rows:
            vectors = [vector_of(Words._make(row[1:])) for row in rows]
            columns = [list(column) for column in zip(*rows, strict=True)]
            self._cursor.execute(
                "INSERT INTO title_words(rowid, title, author, other, vector)"
                " SELECT n, t, a, o, CAST(v AS tsvector) FROM unnest("
                "?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[]) AS r(n, t, a, o, v)",
                (*columns, vectors),
            )

    def find(self, phrases: Sequence[str], most: int, *, begun: bool) -> list[int]:
        query = query_of(phrases, begun=begun)
        return [row[0] for row in self._cursor.execute(_FIND, (query, most)).fetchall()]
