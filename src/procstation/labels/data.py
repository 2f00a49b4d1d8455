"""What a label says of an item, and its lines for a spine."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache

from procstation.items import (
    SHIPPED,
    CallNumber,
    PartKind,
    RuleBook,
    Scheme,
    bare,
    copy_statement,
    split,
    volume_lines,
)

VALUES_APART = "\n"
"""Between the values of a source that has several: each is a line of its own on a spine."""

_CALL_NUMBERS = ("call_number", "first", "last")

_ISBD_TAIL = re.compile(r"[\s/:;,=]+$")
"""Punctuation that in a record announces the next field (ISBD), and on a label nothing."""

SpineLine = tuple[str, tuple[PartKind, ...]]
"""A line of a spine, and what it is made of."""


@dataclass(frozen=True, slots=True)
class LabelData:
    """One item, as labels see it.

    Attributes:
        barcode: "" for an item that has none.
        copy: As the record has it: `2`, `c.2`. The first copy is not printed.
        stamp: Stands above the call number: `REF`, `J`.
        more: Further sources by their names, as the record has them.
        changes: What a person said for this one label, by source; the record is not changed.
    """

    barcode: str = ""
    call_number: CallNumber | None = None
    title: str = ""
    author: str = ""
    library: str = ""
    location: str = ""
    volume: str = ""
    copy: str = ""
    stamp: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, str] = field(default_factory=dict)

    def changed(self, changes: Mapping[str, str]) -> "LabelData":
        """Return the same item with something else on this one label.

        Args:
            changes: By source. A call number keeps the scheme of the item's own.
        """
        number = self.call_number
        if "call_number" in changes:
            text = changes["call_number"]
            number = CallNumber(text, self._scheme, "label") if text else None
        plain = {name: text for name, text in changes.items() if name in _PLAIN_FIELDS}
        others = {name: text for name, text in changes.items() if name not in _PLAIN_FIELDS}
        others.pop("call_number", None)
        return replace(
            self,
            call_number=number,
            more={**self.more, **others},
            changes={**self.changes, **changes},
            **plain,
        )

    def value(self, source: str) -> str:
        """Return one source as a single line of text; "" when the item has none.

        The barcode is as it is. All else is composed (NFC), with single blanks, without control
        characters (records mark words that sorting skips by them) and ISBD marks at the end.
        """
        if source == "barcode":
            return self.barcode
        raw = self._raw(source)
        if not raw:
            return ""
        text = _as_line(raw)
        return _ISBD_TAIL.sub("", text) if _ends_in_isbd(source) else text

    def lines(self, source: str, book: RuleBook = SHIPPED) -> tuple[str, ...]:
        """Return one source as the lines of a spine: a call number broken by its scheme."""
        return tuple(text for text, _ in self.spine(source, book))

    def spine(self, source: str, book: RuleBook) -> tuple[SpineLine, ...]:
        """Return the lines of one source with what each is made of.

        Volume, copy and stamp have none where the call number says them already.

        Args:
            book: How the library breaks its call numbers.
        """
        text = self.copy if source == "copy" else self.value(source)
        if not text:
            return ()
        if source in _CALL_NUMBERS:
            return _broken(text, self._scheme, book)
        if source == "volume":
            lines = volume_lines(text, self.value("call_number"), self._copy_by(book))
            return _all_of(PartKind.VOLUME, lines)
        if source == "copy":
            text = self._copy_by(book)
            return () if self._is_in_call_number(text) else _all_of(PartKind.COPY, (text,))
        if source == "stamp":
            return () if self._begins_call_number(text) else _all_of(PartKind.PREFIX, (text,))
        several = self.more.get(source, "").split(VALUES_APART)
        if len(several) > 1:
            return _all_of(PartKind.WORD, (" ".join(one.split()) for one in several))
        return _all_of(PartKind.WORD, (text,))

    @property
    def _scheme(self) -> Scheme:
        return self.call_number.scheme if self.call_number else Scheme.OTHER

    def _raw(self, source: str) -> str:
        if source == "call_number":
            return self.call_number.text if self.call_number else ""
        if source == "copy":
            return self._copy_by(SHIPPED)
        if source in _PLAIN_FIELDS:
            return str(getattr(self, source))
        return self.more.get(source, "")

    def _copy_by(self, book: RuleBook) -> str:
        """Return the copy as it is printed; the first is not, unless a person said it."""
        if "copy" in self.changes or not self.copy:
            return self.copy
        return copy_statement(self.copy, book.of(self._scheme))

    def _is_in_call_number(self, text: str) -> bool:
        """Many libraries write volume and copy into the item's call number as well."""
        return bool(text) and bare(self.value("call_number")).endswith(bare(text))

    def _begins_call_number(self, text: str) -> bool:
        """Many libraries write the stamp into the call number as well."""
        words = self.value("call_number").casefold().split()
        stamp = text.casefold().split()
        return bool(stamp) and words[: len(stamp)] == stamp


_PLAIN_FIELDS = frozenset(one.name for one in fields(LabelData) if one.type is str)


@lru_cache(maxsize=64)
def _broken(text: str, scheme: Scheme, book: RuleBook) -> tuple[SpineLine, ...]:
    """The parts of one label, and a set of volumes, have the same call number."""
    spine = split(text, scheme, book=book)
    return tuple(zip(spine.lines, spine.kinds, strict=True))


def _all_of(kind: PartKind, lines: Iterable[str]) -> tuple[SpineLine, ...]:
    return tuple((line, (kind,)) for line in lines if line)


@lru_cache(maxsize=1024)
def _as_line(text: str) -> str:
    text = " ".join(text.split())
    if text.isascii() and text.isprintable():
        return text
    if not text.isprintable():
        text = "".join(one for one in text if unicodedata.category(one) != "Cc")
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=256)
def _ends_in_isbd(source: str) -> bool:
    return source in ("title", "author") or source.startswith(("marc:", "title:"))
