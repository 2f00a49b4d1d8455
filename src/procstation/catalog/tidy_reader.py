"""The quickest way from a piece of a file to the rows of the store: for tidy MARC 21 records.

It gives what the careful way gives, or nothing; a test holds the two together.
"""

from procstation.catalog.call_number_fields import suggested
from procstation.catalog.extract import tags_wanted
from procstation.catalog.marc_slices import is_control_tag
from procstation.catalog.marc_split import Piece
from procstation.catalog.prepared import Prepared
from procstation.catalog.profile import Profile
from procstation.catalog.stored import call_number_columns
from procstation.catalog.tidy_items import TidyItems, UntidyItem
from procstation.catalog.tidy_record import first, squeezed, subfields, tidy_record
from procstation.catalog.tidy_title import tidy_title

_BIBLIOGRAPHIC = frozenset("acdefgijkmoprt")
"""Leader/06 of titles; others are holdings, or no titles at all."""


class TidyReader:
    """Reads tidy records by a profile."""

    def __init__(self, profile: Profile) -> None:
        self._is_marc21 = profile.flavour == "marc21"
        self._wanted = tags_wanted(profile)
        self._places = [
            (place, tag, code)
            for place in profile.record_key
            for tag, _, code in [place.partition("$")]
            if is_control_tag(tag) != bool(code)
        ]
        self._call_numbers = profile.call_numbers
        self._items = TidyItems(profile)

    def read(self, piece: Piece) -> Prepared | None:
        """Return what a load takes of a record; None when that asks for more care."""
        if not self._is_marc21 or not piece.ended or piece.skipped or piece.too_long:
            return None
        record = tidy_record(piece.data, self._wanted)
        if record is None or record.leader[6] not in _BIBLIOGRAPHIC:
            return None
        key, number = self._key_of(record.texts)
        title = tidy_title(record)
        if not key or title is None:
            return None
        call_number = self._call_number(record.texts)
        try:
            items = self._items.read(record.texts, call_number)
        except UntidyItem:
            return None
        columns = (key, number, *title.columns, *call_number)
        return Prepared(
            piece.number, piece.offset, (), False, False, False, columns, title.words, items
        )

    def _key_of(self, texts: dict[str, list[str]]) -> tuple[str, str]:
        for place, tag, code in self._places:
            if tag in texts:
                for text in texts[tag]:
                    number = squeezed(first(text, code) if code else text)
                    if number:
                        return f"{place}:{number}", number
        return "", ""

    def _call_number(self, texts: dict[str, list[str]]) -> tuple[str, str, str, str]:
        fields = (
            (tag, text[:2], subfields(text))
            for tag in self._call_numbers
            if tag in texts
            for text in texts[tag]
        )
        return call_number_columns(suggested(fields))
