"""A title as fields of MARC 21: the other way of `title_fields`."""

from procstation.catalog.item_write import text_field
from procstation.catalog.marc_record import Field
from procstation.catalog.records import Title

_KINDS = {
    "book": "am", "serial": "as", "manuscript": "tm", "score": "cm", "map": "em", "video": "gm",
    "spoken recording": "im", "music recording": "jm", "picture": "km", "computer file": "mm",
    "kit": "om", "mixed material": "pc", "object": "rm", "video disc": "gm",
    "video cassette": "gm", "audio disc": "jm", "audio cassette": "jm",
}  # fmt: skip
"""Leader/06-07 by the kind of medium; there must be one, so what is not known is a book."""
_CARRIERS = {"online resource": "cr", "video disc": "vd", "video cassette": "vf",
             "audio disc": "sd", "audio cassette": "ss"}  # fmt: skip
"""338 $b by the kind of medium, where the leader does not say it."""


def title_fields(title: Title, entered: str) -> tuple[str, list[Field]]:
    """The leader of a title, at the abbreviated level, and its fields but numbers and items.

    Args:
        entered: The day the record is made, as YYYYMMDD.
    """
    fields = [Field("008", data=_coded(title, entered))]
    fields += [text_field("020", "  ", ("a", isbn)) for isbn in title.isbn]
    fields += [text_field("022", "  ", ("a", issn)) for issn in title.issn]
    if title.author:
        fields.append(_author(title.author))
    if title.title:
        fields.append(text_field("245", "10" if title.author else "00", ("a", title.title)))
    if title.publisher or title.date:
        fields.append(text_field("264", " 1", ("b", title.publisher), ("c", title.date)))
    carrier = _CARRIERS.get(title.medium)
    if carrier is not None:
        fields.append(text_field("338", "  ", ("b", carrier), ("2", "rdacarrier")))
    return f"00000n{_KINDS.get(title.medium, 'am')} a22000003  4500", fields


def _coded(title: Title, entered: str) -> str:
    """Field 008; what a station does not keep is filled with "|"."""
    year = title.date if len(title.date) == 4 and title.date.isdecimal() else ""
    dates = f"s{year}    " if year else "nuuuuuuuu"
    return f"{entered[2:]}{dates}xx {'|' * 17}und d"


def _author(name: str) -> Field:
    """The author as a person or a body. The station keeps no more than the name: a comma turns a
    person's name round, and one word alone is a person as well."""
    if "," in name:
        return text_field("100", "1 ", ("a", name))
    tag, indicators = ("110", "2 ") if " " in name else ("100", "0 ")
    return text_field(tag, indicators, ("a", name))
