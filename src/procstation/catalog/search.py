"""Find titles by whatever a person types or scans."""

import unicodedata
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from procstation.catalog.isbn import isbn13, normal_issn
from procstation.catalog.records import TitleHit
from procstation.catalog.stored import item_from, title_from
from procstation.catalog.text import call_number_key, clean, folded, normal_barcode

if TYPE_CHECKING:
    from procstation.store.catalog_rows import CatalogRows

SHORTEST_BEGINNING = 3
"""Latin letters of a word that is not typed to its end: with fewer, most titles have a word that
begins so, and to go through them takes a quarter of a second in a large catalogue."""


def find(rows: "CatalogRows", text: str, most: int) -> list[TitleHit]:
    """Return the titles a text means, the surest reading of it first.

    A number that is exactly an ISBN, ISSN, barcode or control number comes first, then call
    numbers that begin so, then titles that have all the words.
    """
    text = clean(text)
    if not text:
        return []
    searches: tuple[tuple[str, Callable[[], Iterable[int]]], ...] = (
        ("isbn", lambda: title_ids_with_isbn(rows, text)),
        ("issn", lambda: _with_issn(rows, text)),
        ("barcode", lambda: _with_barcode(rows, text)),
        ("control number", lambda: (row.id for row in rows.titles_with_control_number(text))),
        ("call number", lambda: _with_call_number(rows, text, most)),
        ("words", lambda: _with_words(rows, text, most)),
    )
    why: dict[int, str] = {}
    for name, search in searches:
        for title_id in search():
            why.setdefault(title_id, name)
        if len(why) >= most:
            break
    return [_hit(rows, title_id, name) for title_id, name in list(why.items())[:most]]


def title_ids_with_isbn(rows: "CatalogRows", text: str) -> list[int]:
    """Titles with an ISBN, in either form; also one that does not check but is printed so."""
    written = "".join(character for character in text.upper() if character.isalnum())
    number = isbn13(text) or written
    return [row.id for row in rows.titles_with_number(number)]


def phrases_of(text: str) -> list[str]:
    """Return what a title must have: words, in phrases.

    What stands between blanks stays together: `e-mail` is `e` before `mail`.
    """
    phrases = []
    for part in text.split():
        letters = (one if _is_of_a_word(one) else " " for one in folded(part))
        words = "".join(letters).split()
        if words:
            phrases.append(" ".join(words))
    return phrases


def _is_of_a_word(character: str) -> bool:
    """Whether it is a letter, a digit, or one of the vowel signs that are written to letters."""
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _with_issn(rows: "CatalogRows", text: str) -> list[int]:
    number = normal_issn(text)
    return [row.id for row in rows.titles_with_number(number)] if number else []


def _with_barcode(rows: "CatalogRows", text: str) -> list[int]:
    item = rows.item_with_barcode(normal_barcode(text))
    return [item.title_id] if item is not None else []


def _with_call_number(rows: "CatalogRows", text: str, most: int) -> list[int]:
    key = call_number_key(text)
    if not any(character.isdigit() for character in key):
        return []
    return rows.title_ids_by_call_number(key, most)


def _with_words(rows: "CatalogRows", text: str, most: int) -> list[int]:
    """Titles that have all the words; when these are few, also those where the last is begun."""
    phrases = phrases_of(text)
    if not phrases:
        return []
    found = rows.title_ids_by_words(phrases, most)
    last = phrases[-1].rpartition(" ")[2]
    says_enough = len(last) >= SHORTEST_BEGINNING or not last.isascii()
    if len(found) < most and says_enough:
        found += rows.title_ids_by_words(phrases, most, begun=True)
    return found


def _hit(rows: "CatalogRows", title_id: int, why: str) -> TitleHit:
    row = rows.title(title_id)
    assert row is not None
    return TitleHit(title_from(row), tuple(map(item_from, rows.items_of(title_id))), why)
