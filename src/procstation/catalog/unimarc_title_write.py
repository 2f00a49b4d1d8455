"""A title as fields of UNIMARC: the other way of `unimarc_title`."""

from procstation.catalog.item_write import text_field
from procstation.catalog.marc_record import Field
from procstation.catalog.records import Title

_KINDS = {
    "book": "am", "serial": "as", "manuscript": "bm", "score": "cm", "map": "em", "video": "gm",
    "spoken recording": "im", "music recording": "jm", "picture": "km", "online resource": "lm",
    "kit": "mm", "object": "rm",
}  # fmt: skip
"""Leader/06-07 by the kind of medium; there must be one, so what is not known is a book."""


def title_fields(title: Title, entered: str) -> tuple[str, list[Field]]:
    """The leader of a title, at level 3, and its fields but numbers and items.

    Args:
        entered: The day the record is made, as YYYYMMDD.
    """
    fields = [text_field("010", "  ", ("a", isbn)) for isbn in title.isbn]
    fields += [text_field("011", "  ", ("a", issn)) for issn in title.issn]
    fields.append(Field("100", "  ", (("a", _coded(title, entered)),)))
    if title.title:
        fields.append(text_field("200", "1 ", ("a", title.title)))
    if title.publisher or title.date:
        fields.append(text_field("214", " 0", ("c", title.publisher), ("d", title.date)))
    if title.author:
        # The station keeps no more than the name: a comma turns a person's name round.
        is_person = "," in title.author or " " not in title.author
        tag, indicators = ("700", " 1") if is_person else ("710", "02")
        fields.append(text_field(tag, indicators, ("a", title.author)))
    return f"00000n{_KINDS.get(title.medium, 'am')}  22000003  450 ", fields


def _coded(title: Title, entered: str) -> str:
    """Field 100 $a; 50 in positions 26-27 says Unicode, what a station does not keep is "|"."""
    year = title.date if len(title.date) == 4 and title.date.isdecimal() else ""
    dates = f"d{year}    " if year else "|" * 9
    return f"{entered}{dates}|||||||||50      ||"
