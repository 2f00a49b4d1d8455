"""How far encoded elements keep to ISO 28560-2 (and user banks to ISO/TS 28560-4)."""

from collections.abc import Collection, Iterator, Sequence

from procstation.language import mark, tr
from procstation.tags import compaction
from procstation.tags.content import Model, TagContent
from procstation.tags.content_parameter import read_content_parameter
from procstation.tags.elements import END, Element, parse
from procstation.tags.finding import Finding, Rule, Severity
from procstation.tags.isil import looks_like_isil
from procstation.tags.iso28560_2 import DSFID, text_of
from procstation.tags.map_elements import Placed, place
from procstation.tags.record import (
    CONTENT,
    ELEMENT_NAMES,
    ILL_BORROWER,
    ITEM,
    OWNER,
    SET,
    USAGE,
)
from procstation.tags.set_information import plain_set, read_set_digits
from procstation.tags.usage import usage_meaning

DAMAGE, DEVIATION, NOTE = Severity.DAMAGE, Severity.DEVIATION, Severity.NOTE

NOT_ANNOUNCED = Rule(
    "dsfid",
    DEVIATION,
    mark("The DSFID of this model is 06: access method 0, data format 6."),
    mark("A reader that goes by the DSFID does not know the tag for a library's."),
)
DSFID_SILENT = Rule(
    "dsfid not set",
    NOTE,
    NOT_ANNOUNCED.standard,
    mark("A reader that goes by the DSFID passes the tag over; others go by what they find."),
)
TORN = Rule(
    "elements cut off",
    DAMAGE,
    mark("Elements follow one another without a gap, up to an end mark of 00."),
    mark("What stands from there on is not read, and nothing tells whether the rest is whole."),
)
UNREADABLE = Rule(
    "unreadable value",
    DAMAGE,
    mark("A value is coded by the compaction its precursor names."),
    mark("The value is not relied on."),
)
TWICE = Rule(
    "element twice",
    DEVIATION,
    mark("Each element is there once."),
    mark("Readers differ in which of the two they take."),
)
CONTRADICTION = Rule(
    "contradiction",
    DAMAGE,
    TWICE.standard,
    mark("Which of the two values holds is not known; neither is relied on."),
)
NO_ITEM = Rule(
    "no item identifier",
    DEVIATION,
    mark("Element 1, the primary item identifier, is mandatory."),
    mark("No gate, self-check or sorter can tell what this item is."),
)
ITEM_TEXT = Rule(
    "item identifier",
    DEVIATION,
    mark("Element 1 holds the item's number as text that can be printed."),
    mark("The number may not be found in the catalogue."),
)
ITEM_INTEGER = Rule(
    "item as integer",
    DEVIATION,
    mark("A number of 2 to 19 digits without a leading 0 may be stored as an integer, no other."),
    mark("Leading zeros of the number are lost, if there were any."),
)
ORDER = Rule(
    "order of elements",
    DEVIATION,
    mark("Element 1 comes first and element 2 second; the others may follow in any order."),
    mark("Readers that take only the first blocks miss the identifier."),
)
NO_CONTENT = Rule(
    "no content parameter",
    NOTE,
    mark(
        "Element 2 lists the elements that follow; programs differ on whether it may be left out."
    ),
    mark("A write that was cut short cannot be told from a tag that holds no more."),
)
CONTENT_COMPACTED = Rule(
    "content parameter compacted",
    DEVIATION,
    mark("Element 2 is a bitmap, with compaction code 0."),
    mark("Other programs may not see which elements there are."),
)
CONTENT_DIFFERS = Rule(
    "content parameter",
    DEVIATION,
    mark("Element 2 lists just the elements that are there."),
    mark(
        "An element was lost, or was added without saying so: readers that go by the list miss it."
    ),
)
UNDEFINED = Rule(
    "undefined element",
    DEVIATION,
    mark("Elements are numbered up to 26; 27 to 31 are reserved."),
    mark("It is passed over."),
)
FILLERS = Rule(
    "lone fillers",
    DEVIATION,
    mark("Bytes that only fill belong to an element, which counts them."),
    mark("Most readers skip a lone 80; some stop there and miss what follows."),
)
PADS = Rule(
    "pads",
    NOTE,
    mark("Pads may have any value; the standard's examples have 00."),
    mark("None: they are counted and skipped."),
)
LEFT_OVER = Rule(
    "left-over data",
    NOTE,
    mark("Whatever stands behind the end mark is no data."),
    mark("It is not read. It is mostly what the tag held before."),
)
OWNER_NO_ISIL = Rule(
    "isil",
    DEVIATION,
    mark(
        "An institution is named by its ISIL: prefix, hyphen, unit, within 16 characters"
        " (ISO 15511)."
    ),
    mark("Other libraries cannot tell whose the item is."),
)
SET_DIGITS = Rule(
    "set information",
    DEVIATION,
    mark("Element 4 is the number of parts, then the number of this part, in as many digits each."),
    mark("Self-checks may ask for parts that do not exist."),
)
USAGE_BYTE = Rule(
    "type of usage",
    DEVIATION,
    mark("Element 5 is one byte: main class, and subclass."),
    mark("Machines treat the item as they do one of unknown usage."),
)
USAGE_FUTURE = Rule(
    "unknown usage",
    DEVIATION,
    mark("The main classes 5 and A to F are kept for the future."),
    USAGE_BYTE.meaning,
)
TEXT = Rule(
    "text",
    DEVIATION,
    mark("Text elements hold characters that can be printed."),
    mark("Other programs may show them otherwise, or not at all."),
)
MIXED_LOCKS = Rule(
    "locked blocks",
    DEVIATION,
    mark("An element to be locked is padded to whole blocks, and only these are locked."),
    mark("Part of an element is locked for ever: the tag cannot be written anew as a whole."),
)


def check_elements(
    memory: bytes,
    content: TagContent,
    dsfid: int | None,
    block_size: int,
    locked: Sequence[bool | None],
) -> Iterator[Finding]:
    """Yield what is not as the model has it. Takes any bytes."""
    in_bank = content.model is Model.ISO28560_4
    start = 1 if in_bank else 0
    parsed = parse(memory, start)
    if not in_bank and dsfid is not None and dsfid != DSFID:
        rule = NOT_ANNOUNCED if dsfid else DSFID_SILENT
        yield Finding(rule, tr("The DSFID is {dsfid:02X}.", dsfid=dsfid))
    if parsed.problem:
        yield Finding(TORN, parsed.problem)
    yield from _check_order([e.number for e in parsed.found], in_bank)
    yield from _check_repetition(parsed.found)
    for element in parsed.found:
        yield from _check_value(element)
    yield from _check_content(parsed.found, parsed.truncated)
    placed = tuple(place(memory, parsed, start))
    yield from _check_filling(memory, placed, parsed.end)
    rest = memory[parsed.end :]
    if not parsed.problem and rest[:1] == bytes([END]) and set(rest[1:]) - {0x00}:
        where = parsed.end + len(rest) - len(rest.lstrip(b"\0"))
        yield Finding(
            LEFT_OVER,
            tr("Bytes from {where} on are not 00, behind the end of the data.", where=where),
        )
    yield from _check_locks(placed, block_size, locked)


def _check_order(numbers: list[int], in_bank: bool) -> Iterator[Finding]:
    if in_bank:
        if numbers[:1] != [CONTENT]:
            yield Finding(
                ORDER,
                tr("The user bank begins with {element}, not element 2.", element=_named(numbers)),
            )
        return
    if ITEM not in numbers:
        yield Finding(NO_ITEM, tr("There is no element 1."))
    elif numbers[0] != ITEM:
        yield Finding(ORDER, tr("Element {number} comes before element 1.", number=numbers[0]))
    if CONTENT not in numbers:
        if len(numbers) > 1:
            yield Finding(NO_CONTENT, tr("There is no element 2."))
    elif CONTENT not in numbers[: 2 if ITEM in numbers else 1]:
        yield Finding(
            ORDER, tr("Element 2 comes as number {index}.", index=numbers.index(CONTENT) + 1)
        )


def _check_repetition(found: Sequence[Element]) -> Iterator[Finding]:
    first: dict[int, str] = {}
    for element in found:
        text = text_of(element)[0]
        if element.number not in first:
            first[element.number] = text
        elif first[element.number] == text:
            yield Finding(
                TWICE, tr("Element {number} is there twice, with one value.", number=element.number)
            )
        else:
            before = first[element.number]
            yield Finding(
                CONTRADICTION,
                tr(
                    "Element {number} is there as {before!r} and as {text!r}.",
                    number=element.number,
                    before=before,
                    text=text,
                ),
            )


def _check_value(element: Element) -> Iterator[Finding]:
    number = element.number
    text, problem = text_of(element)
    if number == CONTENT:
        if problem:
            yield Finding(CONTENT_COMPACTED, problem)
        return
    if problem:
        yield Finding(UNREADABLE, problem)
    if number not in ELEMENT_NAMES:
        yield Finding(UNDEFINED, tr("Element {number} is not defined.", number=number))
    elif number == ITEM:
        yield from _check_item(element, text)
    elif number in {OWNER, ILL_BORROWER}:
        if not looks_like_isil(text):
            yield Finding(
                OWNER_NO_ISIL, tr("Element {number} reads {text!r}.", number=number, text=text)
            )
    elif number == SET:
        yield from _check_set(text)
    elif number == USAGE:
        yield from _check_usage(text)
    elif not text.isprintable():
        yield Finding(TEXT, tr("Element {number} reads {text!r}.", number=number, text=text))


def _check_item(element: Element, text: str) -> Iterator[Finding]:
    if not text:
        yield Finding(NO_ITEM, tr("Element 1 is empty."))
    elif not text.isprintable() or text != text.strip():
        yield Finding(ITEM_TEXT, tr("The item identifier reads {text!r}.", text=text))
    canonical = compaction.LONGEST_INTEGER >= len(text) >= 2 and element.value[:1] != b"\0"
    if text and element.compaction == compaction.INTEGER and not canonical:
        stored = element.value.hex().upper()
        yield Finding(
            ITEM_INTEGER,
            tr(
                "The identifier {text} is stored as the integer {stored}.", text=text, stored=stored
            ),
        )


def _check_set(text: str) -> Iterator[Finding]:
    split = read_set_digits(text)
    odd = tr("It reads {text!r}.", text=text) if split is None else plain_set(*split)[2]
    if odd:
        yield Finding(SET_DIGITS, odd)


def _check_usage(text: str) -> Iterator[Finding]:
    try:
        usage = bytes.fromhex(text)
    except ValueError:
        usage = b""
    if len(usage) != 1 or len(text) != 2:
        yield Finding(USAGE_BYTE, tr("The type of usage reads {text!r}.", text=text))
    elif usage_meaning(usage[0]) is None:
        yield Finding(USAGE_FUTURE, tr("The type of usage is {text}.", text=text))


def _check_content(found: Sequence[Element], truncated: bool) -> Iterator[Finding]:
    first = next((e for e in found if e.number == CONTENT), None)
    if first is None or first.compaction != compaction.APPLICATION or truncated:
        return
    announced = read_content_parameter(first.value)
    there = {e.number for e in found if e.number > CONTENT}
    lost, silent = announced - there, there - announced
    if lost and silent:
        yield Finding(
            CONTENT_DIFFERS,
            tr(
                "The content parameter lists but lacks {lost} and does not list {silent}.",
                lost=_listed(lost),
                silent=_listed(silent),
            ),
        )
    elif lost:
        yield Finding(
            CONTENT_DIFFERS,
            tr("The content parameter lists but lacks {lost}.", lost=_listed(lost)),
        )
    elif silent:
        yield Finding(
            CONTENT_DIFFERS,
            tr("The content parameter does not list {silent}.", silent=_listed(silent)),
        )


def _check_filling(memory: bytes, placed: Sequence[Placed], end: int) -> Iterator[Finding]:
    fillers = [place for one in placed for place in range(one.fillers_at, one.start)]
    if placed:
        fillers.extend(range(placed[-1].element.end, end))
    if fillers:
        yield Finding(
            FILLERS, tr("Bytes {listed} are 80 and belong to no element.", listed=_listed(fillers))
        )
    strange = [
        one.element.number
        for one in placed
        if any(memory[one.element.end - one.pads : one.element.end])
    ]
    if strange:
        yield Finding(PADS, tr("The pads of element {listed} are not 00.", listed=_listed(strange)))


def _check_locks(
    placed: Sequence[Placed], block_size: int, locked: Sequence[bool | None]
) -> Iterator[Finding]:
    partly: list[int] = []
    for one in placed:
        blocks = range(one.start // block_size, (one.element.end - 1) // block_size + 1)
        if len({block < len(locked) and bool(locked[block]) for block in blocks}) > 1:
            partly.append(one.element.number)
    if partly:
        numbers = _listed(partly)
        yield Finding(
            MIXED_LOCKS,
            tr("Only part of the blocks of element {numbers} is locked.", numbers=numbers),
        )


def _listed(numbers: Collection[int]) -> str:
    return ", ".join(str(number) for number in sorted(numbers))


def _named(numbers: Sequence[int]) -> str:
    return tr("element {number}", number=numbers[0]) if numbers else tr("no element")
