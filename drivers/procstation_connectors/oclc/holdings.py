"""Local holdings records, MARC 21 Format for Holdings Data: read, changed, written.

A record with one piece may have its barcode in 852 $p; otherwise each piece has a field 876. What
852 says goes for all pieces.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, ParseError, SubElement, register_namespace, tostring

from defusedxml import DefusedXmlException

from procstation.ils import ItemDraft, ItemField, RemoteItem, RemoteTitle, Reply, SystemRefused, tr
from procstation_connectors.class_and_rest import class_and_rest
from procstation_connectors.content_version import content_version
from procstation_connectors.oclc.options import OclcOptions
from procstation_connectors.xml_answers import read_xml

MARC = "http://www.loc.gov/MARC21/slim"
PLACE, PIECE = "852", "876"
LEADER = "00000nx  a2200000zi 4500"
"""A new record, single-part holdings, UTF-8."""
OF_PIECE = frozenset({ItemField.BARCODE, ItemField.COPY})
CHANGES = OF_PIECE | {
    ItemField.CALL_NUMBER,
    ItemField.SCHEME,
    ItemField.LIBRARY,
    ItemField.LOCATION,
    ItemField.NOTE,
}
LETTERS = {ItemField.LIBRARY: "b", ItemField.LOCATION: "c"}

register_namespace("", MARC)


class Holdings:
    """One record.

    Attributes:
        number: Its control number; "" of a new one.
        bib: The OCLC number it belongs to.
    """

    def __init__(self, record: Element) -> None:
        place = next(iter(_fields(record, PLACE)), None)
        if place is None:
            raise ValueError(tr("there is no 852"))
        self._record = record
        self._place = place
        self.number = _control(record, "001")
        self.bib = _control(record, "004")

    @property
    def pieces(self) -> list[Element]:
        """The fields with the barcodes of its pieces, in order."""
        found = [one for one in _fields(self._record, PIECE) if _first(one, "p")]
        return found or [self._place]

    def barcodes(self) -> list[str]:
        return [_first(one, "p") for one in self.pieces]

    def item(self, piece: int, title: str, options: OclcOptions) -> RemoteItem:
        """Return one piece, counted from 0, in the station's words."""
        field, place = self.pieces[piece], self._place
        indicator = place.get("ind1", "")
        values = {
            ItemField.BARCODE: _first(field, "p"),
            ItemField.CALL_NUMBER: call_number(place),
            ItemField.SCHEME: options.schemes.get(indicator, indicator.strip()),
            ItemField.LIBRARY: _first(place, "b"),
            ItemField.LOCATION: _first(place, "c"),
            ItemField.COPY: _first(field, "t"),
            ItemField.NOTE: _first(place, options.note),
        }
        several = len(self.pieces) > 1
        return RemoteItem(
            system_id=f"{self.number}#{piece + 1}" if several else self.number,
            title_id=self.bib,
            values=values,
            title=title,
            version=content_version([_shape(one) for one in self._record if not _is_stamp(one)]),
            native=tostring(self._record, encoding="unicode"),
        )

    def change(self, piece: int, wishes: Mapping[ItemField, str], options: OclcOptions) -> None:
        """Write what is wished into the record.

        Raises:
            SystemRefused: It would change other pieces too, or there is no code for a scheme.
        """
        if len(self.pieces) > 1 and not wishes.keys() <= OF_PIECE:
            raise SystemRefused(
                tr(
                    "The holdings {number} have {count} pieces: all would get it.",
                    number=self.number,
                    count=len(self.pieces),
                ),
                tr("Change it in the holdings record by hand."),
            )
        field, place = self.pieces[piece], self._place
        for name, wish in wishes.items():
            match name:
                case ItemField.BARCODE:
                    _set(field, "p", wish)
                case ItemField.COPY:
                    _set(field, "t", wish)
                case ItemField.LIBRARY | ItemField.LOCATION:
                    _set(place, LETTERS[name], wish)
                case ItemField.NOTE:
                    _set(place, options.note, wish)
                case ItemField.SCHEME:
                    place.set("ind1", _indicator(wish, options))
                case ItemField.CALL_NUMBER:
                    _set_call_number(place, wish)

    def xml(self) -> bytes:
        return str(tostring(self._record, encoding="unicode")).encode()


def read_holdings(reply: Reply) -> Holdings:
    """Read a record out of an answer.

    Raises:
        SystemConfused, OutcomeUnknown: There is none in it.
    """
    record = read_record(reply)
    try:
        return Holdings(record)
    except ValueError as error:
        raise reply.unusable(tr("no holdings record: {error}", error=error)) from error


def read_record(reply: Reply) -> Element:
    """Read a MARCXML record out of an answer. Raises as `read_holdings`."""
    try:
        found = read_xml(reply.body)
    except (ParseError, LookupError, ValueError, DefusedXmlException) as error:
        raise reply.unusable(tr("no MARCXML")) from error
    record = found if found.tag == _tag("record") else found.find(f".//{_tag('record')}")
    if not isinstance(record, Element):
        raise reply.unusable(tr("no MARCXML record"))
    return record


def new_holdings(draft: ItemDraft, bib: str, options: OclcOptions, now_s: float) -> Holdings:
    """Return a new record with one piece.

    Args:
        now_s: Seconds since the epoch: the date in 008.
    """
    day = datetime.fromtimestamp(now_s, UTC).strftime("%y%m%d")
    record = Element(_tag("record"))
    SubElement(record, _tag("leader")).text = LEADER
    # Holdings 008: received and complete, by unknown means, general retention unknown, no copies
    # reported apart, circulation policy unknown, one copy, in no language of its own.
    for tag, text in (("004", bib), ("007", "tu"), ("008", f"{day}0u    8   4001uu   0{day}")):
        SubElement(record, _tag("controlfield"), {"tag": tag}).text = text
    place = SubElement(record, _tag("datafield"), {"tag": PLACE, "ind1": " ", "ind2": " "})
    _set(place, "a", options.symbol)
    holdings = Holdings(record)
    order = (ItemField.LIBRARY, ItemField.LOCATION, ItemField.CALL_NUMBER)
    wishes = {name: draft.values[name] for name in order if draft.values.get(name)}
    rest = {name: text for name, text in draft.values.items() if text and name in CHANGES}
    holdings.change(0, wishes | rest, options)
    return holdings


def read_title(number: str, record: Element) -> RemoteTitle:
    """Return a bib in the station's words."""
    return RemoteTitle(
        system_id=number,
        title=" ".join(_all(record, ("245",), "ab")).rstrip(" /:"),
        author=next(iter(_all(record, ("100", "110", "111"), "a")), "").rstrip(" ,"),
        date=next(iter(_all(record, ("260", "264"), "c")), "").strip(" .,"),
        publisher=next(iter(_all(record, ("260", "264"), "b")), "").rstrip(" ,"),
        isbn=tuple(one.split(" ")[0] for one in _all(record, ("020",), "a")),
        issn=tuple(_all(record, ("022",), "a")),
    )


def call_number(place: Element) -> str:
    """Return the call number of an 852, whole."""
    parts = [_first(place, letter) for letter in ("k", "h", "i", "j", "m")]
    return " ".join(part for part in parts if part)


def _set_call_number(place: Element, wish: str) -> None:
    """Write a call number, parted as the old one was, so that it reads as it was wished."""
    prefix, suffix, rest = _first(place, "k"), _first(place, "m"), wish
    if prefix and rest.startswith(f"{prefix} "):
        rest = rest.removeprefix(f"{prefix} ")
    else:
        _set(place, "k", "")
    if suffix and rest.endswith(f" {suffix}"):
        rest = rest.removesuffix(f" {suffix}")
    else:
        _set(place, "m", "")
    if _first(place, "j"):
        _set(place, "j", rest)
        return
    first, item = class_and_rest(rest, _first(place, "h") if _first(place, "i") else "")
    _set(place, "h", first)
    _set(place, "i", item)


def _indicator(scheme: str, options: OclcOptions) -> str:
    for code, ours in options.schemes.items():
        if ours == scheme:
            return code
    raise SystemRefused(
        tr("OCLC has no indicator for the scheme {scheme!r} here.", scheme=scheme),
        tr("Add it to the connector's option schemes."),
    )


def _set(field: Element, code: str, text: str) -> None:
    """Write the first subfield of a code; without a text it goes."""
    found = next((one for one in field if one.get("code") == code), None)
    if not text:
        if found is not None:
            field.remove(found)
        return
    if found is None:
        later = [at for at, one in enumerate(field) if _sorts_after(one.get("code", ""), code)]
        found = Element(_tag("subfield"), {"code": code})
        field.insert(later[0] if later else len(field), found)
    found.text = text


def _sorts_after(code: str, other: str) -> bool:
    # The order cataloguers write 852 in: where, number, piece, notes.
    order = "8abckhijmptxz"
    return order.find(code) > order.find(other) >= 0


def _is_stamp(field: Element) -> bool:
    """Whether it is the time of the last change, which says nothing of the item."""
    return field.get("tag") == "005"


def _shape(field: Element) -> list[str]:
    parts = [f"{one.get('code')}{one.text}" for one in field]
    attributes = [field.get(name, "") for name in ("tag", "ind1", "ind2")]
    return [*attributes, *(parts or [field.text or ""])]


def _fields(record: Element, tag: str) -> list[Element]:
    return [one for one in record.findall(_tag("datafield")) if one.get("tag") == tag]


def _control(record: Element, tag: str) -> str:
    found = (one for one in record.findall(_tag("controlfield")) if one.get("tag") == tag)
    return next((one.text or "" for one in found), "").strip()


def _first(field: Element, code: str) -> str:
    found = (one.text or "" for one in field if one.get("code") == code)
    return next(found, "").strip()


def _all(record: Element, tags: tuple[str, ...], codes: str) -> list[str]:
    return [
        part.text.strip()
        for tag in tags
        for field in _fields(record, tag)
        for part in field
        if part.get("code", " ") in codes and part.text
    ]


def _tag(name: str) -> str:
    return f"{{{MARC}}}{name}"
