"""The title of a MODS record (Metadata Object Description Schema, version 3).

METS files hold such records; they are found within them.
"""

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from procstation.catalog.extract import Extracted, key_of_content
from procstation.catalog.mods_items import identifiers_of, items_of_mods
from procstation.catalog.records import Title
from procstation.catalog.text import clean, without_end_marks
from procstation.catalog.xml_identifiers import Identifier, IdentifierKind
from procstation.catalog.xml_kind import MODS
from procstation.catalog.xml_tree import date_of, every_text, first_text, key_of, text_of
from procstation.items import CallNumber, Scheme, guess_scheme
from procstation.language import tr

_RECORD = f"{MODS}mods"
_DATES = ("dateIssued", "copyrightDate", "dateCreated", "dateOther", "dateCaptured")
_SCHEMES = {
    "lcc": Scheme.LCC,
    "nlm": Scheme.NLM,
    "ddc": Scheme.DEWEY,
    "udc": Scheme.UDC,
    "sudocs": Scheme.SUDOC,
}
"""By authority; of several classifications the first of these is the call number."""
_AUTHORS = frozenset(("aut", "author", "cre", "creator"))
_KINDS = {
    "text": "book",
    "cartographic": "map",
    "notated music": "score",
    "sound recording": "spoken recording",
    "sound recording-musical": "music recording",
    "sound recording-nonmusical": "spoken recording",
    "still image": "picture",
    "moving image": "video",
    "three dimensional object": "object",
    "software, multimedia": "computer file",
    "mixed material": "mixed material",
}
_CARRIERS = {
    "online resource": "online resource",
    "videodisc": "video disc",
    "videocassette": "video cassette",
    "audio disc": "audio disc",
    "audiocassette": "audio cassette",
}
"""Terms of the MARC list of carriers, as `form` has them."""


def mods_begins(path: Sequence[str]) -> int:
    """See `Begins`."""
    return int(path[-1] == _RECORD)


def extract_mods(mods: Element, in_repository: str) -> Extracted:
    """Take out of a record what a station keeps.

    Args:
        in_repository: Its identifier in the repository that sent it, or "".
    """
    notes: list[str] = []
    numbers = identifiers_of(mods)
    record_number = first_text(mods, f"{MODS}recordInfo/{MODS}recordIdentifier")
    local = next((one.value for one in numbers if one.kind is IdentifierKind.OTHER), "")
    suggested = _classification(mods)
    infos = _in_order(mods.findall(f"{MODS}titleInfo"))
    names = _names(mods)
    title = Title(
        id=0,
        control_number=record_number or local or clean(in_repository),
        title=next(filter(None, map(_title, infos)), ""),
        author=names[0] if names else "",
        publisher=without_end_marks(first_text(mods, f"{MODS}originInfo/{MODS}publisher")),
        date=date_of(
            text for kind in _DATES for text in every_text(mods, f"{MODS}originInfo/{MODS}{kind}")
        ),
        medium=_medium(mods),
        isbn=_values(numbers, IdentifierKind.ISBN),
        issn=_values(numbers, IdentifierKind.ISSN),
        call_number=suggested,
    )
    if not title.title:
        notes.append(tr("it has no title (titleInfo)"))
    words = [*map(_title, infos), *names, *every_text(mods, f"{MODS}name/{MODS}displayForm")]
    others = [one for one in dict.fromkeys(words) if one not in {"", title.title, title.author}]
    return Extracted(
        key=key_of("mods", record_number, clean(in_repository), local) or key_of_content(title),
        title=title,
        items=tuple(items_of_mods(mods, suggested, notes)),
        other_words=" ".join(others),
        is_holdings=False,
        notes=tuple(notes),
    )


def _in_order(infos: list[Element]) -> list[Element]:
    """The title itself first, then what is called another, abbreviated, translated or uniform."""
    return sorted(infos, key=lambda one: (one.get("type") is not None, one.get("usage") is None))


def _title(info: Element) -> str:
    article = first_text(info, f"{MODS}nonSort")
    main = first_text(info, f"{MODS}title")
    if article:
        main = f"{article}{'' if article[-1] in '-’ʼ' + chr(39) else ' '}{main}"
    said = [f"{main} : {rest}" if main else rest for rest in every_text(info, f"{MODS}subTitle")]
    parts = [*(said or [main]), *every_text(info, f"{MODS}partNumber")]
    parts += every_text(info, f"{MODS}partName")
    return without_end_marks(". ".join(filter(None, map(without_end_marks, parts))))


def _names(mods: Element) -> list[str]:
    """All names, those of authors first."""
    found = [(_rank(name), _name(name)) for name in mods.iterfind(f"{MODS}name")]
    return [name for _, name in sorted(found, key=lambda one: one[0]) if name]


def _rank(name: Element) -> int:
    roles = every_text(name, f"{MODS}role/{MODS}roleTerm")
    if name.get("usage") == "primary":
        return 0
    return 1 if any(role.lower() in _AUTHORS for role in roles) else 2


def _name(name: Element) -> str:
    parts: dict[str, list[str]] = {}
    for part in name.iterfind(f"{MODS}namePart"):
        parts.setdefault(part.get("type", ""), []).append(text_of(part))
    if "family" in parts or "given" in parts:
        full = [" ".join(parts.get(kind, ())) for kind in ("family", "given", "termsOfAddress")]
        whole = ", ".join(filter(None, full))
    else:
        whole = " ".join(parts.get("", ()))
    return without_end_marks(whole or first_text(name, f"{MODS}displayForm"))


def _medium(mods: Element) -> str:
    for form in every_text(mods, f"{MODS}physicalDescription/{MODS}form"):
        if carrier := _CARRIERS.get(form.lower()):
            return carrier
    issuance = first_text(mods, f"{MODS}originInfo/{MODS}issuance").lower()
    for resource in mods.iterfind(f"{MODS}typeOfResource"):
        kind = _KINDS.get(text_of(resource).lower(), "")
        if kind == "book" and resource.get("manuscript") == "yes":
            return "manuscript"
        if kind == "book" and issuance in {"serial", "continuing", "integrating resource"}:
            return "serial"
        if kind:
            return kind
    return ""


def _classification(mods: Element) -> CallNumber | None:
    """The number of the scheme that comes first among those known by name; else the first."""
    found: dict[str, str] = {}
    for one in mods.iterfind(f"{MODS}classification"):
        if text := text_of(one):
            found.setdefault(one.get("authority", "").lower(), text)
    for authority, scheme in _SCHEMES.items():
        if authority in found:
            return CallNumber(found[authority], scheme, f"classification {authority}")
    for text in found.values():
        return CallNumber(text, guess_scheme(text)[0], "classification")
    return None


def _values(numbers: Iterable[Identifier], kind: IdentifierKind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.value for one in numbers if one.kind is kind and one.value))
