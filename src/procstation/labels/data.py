"""What a label can say of an item, and its lines for a spine."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from procstation.items import CallNumber, split

Source = Literal[
    "call_number", "barcode", "title", "author", "library", "location", "volume", "copy"
]

_ISBD_TAIL = re.compile(r"[\s/:;,=]+$")
"""Punctuation that in a record announces the next field (ISBD), and on a label nothing."""

_FIRST_COPY = re.compile(r"(?:c|copy|cop|ex|exemplar)?\.?\s*1", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LabelData:
    """One item, as labels see it.

    Attributes:
        barcode: "" for an item that has none.
        copy: As the record has it: `2`, `c.2`. The first copy is not printed.
    """

    barcode: str = ""
    call_number: CallNumber | None = None
    title: str = ""
    author: str = ""
    library: str = ""
    location: str = ""
    volume: str = ""
    copy: str = ""

    def value(self, source: Source) -> str:
        """Return one source as a single line of text; "" when the item has none.

        The barcode is as it is. All else is composed (NFC), with single blanks, without control
        characters (records mark words that sorting skips by them) and ISBD marks at the end.
        """
        if source == "barcode":
            return self.barcode
        if source == "call_number":
            text = self.call_number.text if self.call_number else ""
        elif source == "copy":
            text = self._copy_statement()
        else:
            text = getattr(self, source)
        text = "".join(one for one in " ".join(text.split()) if unicodedata.category(one) != "Cc")
        text = unicodedata.normalize("NFC", text)
        return _ISBD_TAIL.sub("", text) if source in ("title", "author") else text

    def lines(self, source: Source) -> tuple[str, ...]:
        """Return one source as the lines of a spine: a call number broken by its scheme."""
        text = self.value(source)
        if source == "call_number":
            return split(text, self.call_number.scheme).lines if self.call_number else ()
        if source in ("volume", "copy") and self._is_in_call_number(text):
            return ()
        return (text,) if text else ()

    def _copy_statement(self) -> str:
        copy = self.copy.strip()
        if not copy or _FIRST_COPY.fullmatch(copy):
            return ""
        return f"c.{copy}" if copy.isdigit() else copy

    def _is_in_call_number(self, text: str) -> bool:
        """Many libraries write volume and copy into the item's call number as well."""

        def bare(words: str) -> str:
            return re.sub(r"[\s.]", "", words).casefold()

        return bool(text) and bare(self.value("call_number")).endswith(bare(text))
