"""ISO 28560-2: encoded elements one after another, on ISO 15693 tags. There is no checksum."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from procstation.language import tr
from procstation.tags import compaction
from procstation.tags.content import Model, TagContent
from procstation.tags.content_parameter import content_parameter, read_content_parameter
from procstation.tags.elements import Element, Elements, build, parse
from procstation.tags.image import TagImage, require_fit, to_whole_blocks
from procstation.tags.isil import decode_isil, encode_isil, looks_like_isil
from procstation.tags.record import (
    CONTENT,
    ELEMENT_NAMES,
    ILL_BORROWER,
    ITEM,
    LOCAL,
    ONIX_MEDIA,
    OWNER,
    SET,
    TITLE,
    USAGE,
    TagRecord,
    check_record,
    element_name,
)
from procstation.tags.set_information import MOST_PARTS, plain_set, read_set_digits, set_digits

DSFID = 0x06
"""Access method 0, data format 6 (library)."""

IN_UTF8 = frozenset({ONIX_MEDIA, TITLE})
"""Texts that are written as UTF-8 when none of the shorter schemes applies."""


def encode(
    record: TagRecord,
    *,
    size: int | None = None,
    block_size: int = 4,
    lock: Collection[int] = (),
) -> TagImage:
    """Lay a record out. The content parameter is always written.

    Args:
        size: Bytes of user memory; None when any size will do.
        lock: Elements that shall be lockable alone: they are padded to whole blocks and, except
            for the first two, come last.

    Raises:
        InputRefused: The record cannot be coded, or needs more than `size`.
    """
    check_record(record, MOST_PARTS)
    values = compact(record)
    values[CONTENT] = (compaction.APPLICATION, content_parameter(values))
    others = sorted(number for number in values if number > CONTENT)
    order = [
        ITEM,
        CONTENT,
        *(n for n in others if n not in lock),
        *(n for n in others if n in lock),
    ]
    data = bytearray()
    lockable: list[int] = []
    for number, following in pairwise((*order, 0)):
        start = len(data)
        border = block_size if number in lock or following in lock else 1
        data += build(number, *values[number], border, start)
        if number in lock:
            lockable.extend(range(start // block_size, len(data) // block_size))
    require_fit(len(data), size)
    return TagImage(
        Model.ISO28560_2, to_whole_blocks(bytes(data), block_size), DSFID, tuple(lockable)
    )


def compact(record: TagRecord) -> dict[int, tuple[int, bytes]]:
    """Return compaction scheme and coded value of each element but the content parameter.

    Raises:
        InputRefused: An ISIL cannot be coded.
    """
    values = {ITEM: _compact(ITEM, record.item)}
    if record.owner is not None:
        values[OWNER] = (compaction.APPLICATION, encode_isil(record.owner))
    if record.parts is not None and record.part is not None:
        values[SET] = _compact(SET, set_digits(record.parts, record.part))
    if record.usage is not None:
        values[USAGE] = (compaction.APPLICATION, bytes([record.usage]))
    for number, text in record.elements.items():
        if number == ILL_BORROWER:
            values[number] = (compaction.APPLICATION, encode_isil(text))
        else:
            values[number] = _compact(number, text)
    return values


def identifier_end(memory: bytes) -> int:
    """Return the offset after element 1 and its pads: what lies before it is the identity."""
    return next((e.end for e in parse(memory).found if e.number == ITEM), 0)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A memory read as ISO 28560-2.

    Attributes:
        doubts: What a conforming tag would not show. Without a DSFID that says so, memory with
            doubts is not to be taken for this model: there is no checksum to tell.
    """

    content: TagContent
    doubts: tuple[str, ...]


def interpret(
    memory: bytes,
    why: str,
    *,
    model: Model = Model.ISO28560_2,
    start: int = 0,
    first: int = ITEM,
) -> Interpretation:
    """Read memory as this model, whatever it is. Takes any bytes and never raises.

    Args:
        model: A model that has the same elements.
        start: Offset of the first element.
        first: The element that has to come first.
    """
    parsed = parse(memory, start)
    texts: dict[int, str] = {}
    damaged: set[int] = set()
    raw: set[int] = set()
    doubts: list[str] = []
    warnings: list[str] = []
    for element in parsed.found:
        number = element.number
        text, problem = text_of(element)
        local = element.compaction == compaction.APPLICATION and number in LOCAL
        if problem or local:
            raw.add(number)
        if problem:
            doubts.append(problem)
            damaged.add(number)
        if number not in ELEMENT_NAMES:
            doubts.append(tr("Element {number} is not defined.", number=number))
        if number not in texts:
            texts[number] = text
        else:
            doubts.append(
                tr(
                    "Element {number} is there twice: {text!r} and {other!r}.",
                    number=number,
                    text=texts[number],
                    other=text,
                )
            )
            if texts[number] != text:
                damaged.add(number)
        if local:
            warnings.append(
                tr("Element {number} is local data, shown in hexadecimal.", number=number)
            )
    doubts.extend(_order_doubts(parsed, first))
    if parsed.problem and CONTENT not in texts:
        # Nothing vouches for an identifier that garbage follows: it may be the first of it.
        damaged.add(ITEM)
    doubts.extend(_item_doubts(parsed, texts))
    if CONTENT not in texts:
        doubts.extend(_unannounced_doubts(texts))
    warnings.extend(_content_warnings(parsed))
    parts, part = _set_of(texts, warnings)
    content = TagContent(
        model,
        why,
        item=None if ITEM in damaged else texts.get(ITEM) or None,
        owner=None if OWNER in damaged else texts.get(OWNER) or None,
        parts=parts,
        part=part,
        usage=None if USAGE in damaged else _usage_of(texts, warnings),
        elements=texts,
        raw=frozenset(raw),
        warnings=(*doubts, *warnings),
    )
    return Interpretation(content, tuple(doubts))


def _compact(number: int, text: str) -> tuple[int, bytes]:
    scheme = compaction.choose(text)
    if scheme == compaction.OCTETS and number in IN_UTF8:
        scheme = compaction.UTF8
    return scheme, compaction.encode(scheme, text)


def text_of(element: Element) -> tuple[str, str | None]:
    """Return the text of an element's value, bytes in hexadecimal, and why it cannot be read."""
    number, scheme, value, _ = element
    if scheme == compaction.APPLICATION:
        if number in {OWNER, ILL_BORROWER}:
            return decode_isil(value), None
        if number in {CONTENT, USAGE} or number in LOCAL:
            return value.hex().upper(), None
    elif number == CONTENT:
        return value.hex().upper(), tr("The content parameter is compacted, which it must not be.")
    elif number == USAGE and scheme in {compaction.OCTETS, compaction.UTF8}:
        return value.hex().upper(), None
    try:
        return compaction.decode(scheme, value), None
    except ValueError as error:
        return value.hex().upper(), tr(
            "Element {number} cannot be read: {error}.", number=number, error=error
        )


def _order_doubts(parsed: Elements, first: int) -> list[str]:
    numbers = [element.number for element in parsed.found]
    doubts: list[str] = []
    if numbers[:1] != [first]:
        doubts.append(
            tr(
                "Element {first}, the {name}, does not come first.",
                first=first,
                name=element_name(first),
            )
        )
    # Data cut short by the reader still begin as they should; noise seldom does.
    if parsed.problem and not (parsed.truncated and CONTENT in numbers[:2]):
        doubts.append(parsed.problem)
    return doubts


def _item_doubts(parsed: Elements, texts: dict[int, str]) -> list[str]:
    item = texts.get(ITEM)
    if item is None:
        return []
    if not item:
        return [tr("The item identifier is empty.")]
    if not item.isprintable():
        return [
            tr("The item identifier {item!r} has characters that cannot be printed.", item=item)
        ]
    first = next(element for element in parsed.found if element.number == ITEM)
    canonical = compaction.LONGEST_INTEGER >= len(item) >= 2 and first.value[:1] != b"\0"
    if first.compaction == compaction.INTEGER and not canonical:
        return [
            tr(
                "The item identifier is stored as the integer {value}.",
                value=first.value.hex().upper(),
            )
        ]
    return []


def _unannounced_doubts(texts: dict[int, str]) -> list[str]:
    """Without a content parameter, what follows the identifier must make sense by itself."""
    checks = {OWNER: looks_like_isil, ILL_BORROWER: looks_like_isil, SET: read_set_digits}
    return [
        tr("Element {number} is not announced and reads {text!r}.", number=number, text=text)
        for number, text in texts.items()
        if not checks.get(number, str.isprintable)(text)
    ]


def _content_warnings(parsed: Elements) -> list[str]:
    if parsed.truncated:
        return [parsed.problem or ""]
    for element in parsed.found:
        if element.number == CONTENT and element.compaction == compaction.APPLICATION:
            announced = read_content_parameter(element.value)
            found = {e.number for e in parsed.found if e.number > CONTENT}
            if announced == found:
                return []
            return [
                tr(
                    "The content parameter announces the elements {announced}; found are {found}.",
                    announced=_listed(announced),
                    found=_listed(found),
                )
            ]
    return []


def _listed(numbers: Collection[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers)) or tr("none")


def _set_of(texts: dict[int, str], warnings: list[str]) -> tuple[int | None, int | None]:
    digits = texts.get(SET)
    if digits is None:
        return None, None
    split = read_set_digits(digits)
    if split is None:
        warnings.append(
            tr("The set information {digits!r} is not two numbers of equal length.", digits=digits)
        )
        return None, None
    parts, part, warning = plain_set(*split)
    if warning:
        warnings.append(warning)
    return parts, part


def _usage_of(texts: dict[int, str], warnings: list[str]) -> int | None:
    digits = texts.get(USAGE)
    if digits is None:
        return None
    if len(digits) == 2 and all(digit in "0123456789ABCDEF" for digit in digits.upper()):
        return int(digits, 16)
    warnings.append(tr("The type of usage {digits!r} is not one byte.", digits=digits))
    return None
