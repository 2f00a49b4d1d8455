"""The title of a tidy MARC 21 record, as the store takes it; see `title_fields`."""

from collections.abc import Callable
from typing import NamedTuple

from procstation.catalog.isbn import isbn_in_020, normal_issn
from procstation.catalog.text import folded, without_end_marks
from procstation.catalog.tidy_record import TidyRecord, every, first, squeezed
from procstation.catalog.title_fields import (
    AUTHOR_CODES,
    OTHER_AUTHORS,
    OTHER_TITLES,
    SEARCHED,
    TITLE_CODES,
    date_of,
    medium_of,
    numbers_of,
)

_OTHERS = tuple((tag, SEARCHED[tag]) for tag in (*OTHER_TITLES, *OTHER_AUTHORS))


class TidyTitle(NamedTuple):
    """The columns of a title from `title` to `issn`, and its words."""

    columns: tuple[str, ...]
    words: tuple[str, str, str]


def tidy_title(record: TidyRecord) -> TidyTitle | None:
    """Read a title; None when there is none."""
    leader, texts = record
    title = _shown(texts, TITLE_CODES)
    if not title:
        return None
    author = _shown(texts, AUTHOR_CODES)
    imprints = _imprints(texts)
    columns = (
        title,
        author,
        _publisher(imprints),
        date_of(
            [squeezed(first(text, "c")) for text in imprints],
            texts["008"][0].strip() if "008" in texts else "",
        ),
        medium_of(
            leader, [first(text, "b") for text in texts.get("338", ())], texts.get("007", ())
        ),
        _numbers(texts["020"], isbn_in_020) if "020" in texts else "",
        _numbers(texts["022"], normal_issn) if "022" in texts else "",
    )
    return TidyTitle(columns, (folded(title), folded(author), folded(_other_words(texts))))


def _shown(texts: dict[str, list[str]], codes_of: dict[str, str]) -> str:
    for tag, codes in codes_of.items():
        if tag in texts:
            for text in texts[tag]:
                shown = without_end_marks(squeezed(" ".join(every(text, codes))))
                if shown:
                    return shown
    return ""


def _imprints(texts: dict[str, list[str]]) -> list[str]:
    produced = texts.get("264", [])
    if len(produced) > 1:
        produced = sorted(produced, key=lambda text: text[1] != "1")
    return texts.get("260", []) + produced


def _publisher(imprints: list[str]) -> str:
    for text in imprints:
        name = without_end_marks(squeezed(first(text, "b")))
        if name:
            return name
    return ""


def _numbers(fields: list[str], number_in: Callable[[str], str | None]) -> str:
    return " ".join(numbers_of([number_in(first(text, "a")) for text in fields]))


def _other_words(texts: dict[str, list[str]]) -> str:
    found = [
        squeezed(" ".join(every(text, codes)))
        for tag, codes in _OTHERS
        if tag in texts
        for text in texts[tag]
    ]
    for text in texts.get("880", ()):
        original = first(text, "6")[:3]
        if original in SEARCHED:
            found.append(squeezed(" ".join(every(text, SEARCHED[original]))))
    return " ".join(dict.fromkeys(found))
