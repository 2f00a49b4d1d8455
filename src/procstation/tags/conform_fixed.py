"""How far a tag keeps to ISO 28560-3, the Danish model."""

from collections.abc import Iterator, Sequence

from procstation.language import mark, tr
from procstation.tags import iso28560_2, iso28560_3
from procstation.tags.content import TagContent
from procstation.tags.extension_blocks import FIRST_UNSTRUCTURED, decode, left_out, split
from procstation.tags.finding import Finding, Rule, Severity
from procstation.tags.isil import looks_like_isil
from procstation.tags.set_information import plain_set
from procstation.tags.usage import usage_meaning

DAMAGE, DEVIATION, NOTE = Severity.DAMAGE, Severity.DEVIATION, Severity.NOTE

WRONG_CRC = Rule(
    "crc",
    DAMAGE,
    mark("Bytes 19 and 20 hold the CRC of the basic block, low byte first."),
    mark(
        "Nothing on the tag is relied on: a write was cut short, or another program"
        " writes its CRC otherwise."
    ),
)
SHORT = Rule(
    "basic block cut off",
    DAMAGE,
    mark("The basic block has 34 bytes, or 32 on a tag of 256 bits."),
    mark("The CRC cannot be checked; read the whole tag."),
)
OTHER_DSFID = Rule(
    "dsfid of another model",
    DEVIATION,
    mark("The DSFID 06 announces ISO 28560-2."),
    mark("A reader that goes by the DSFID reads nothing, or nonsense."),
)
DSFID_SILENT = Rule(
    "dsfid",
    NOTE,
    mark("The DSFID of this model is 3E; many libraries leave 00."),
    mark("None where readers go by the CRC; one that goes by the DSFID passes the tag over."),
)
VERSION = Rule(
    "version",
    DEVIATION,
    mark("Byte 0 has the version, 1, in its high half and the type of usage in its low half."),
    mark("Some makers swap the halves: other programs then read another usage, or refuse the tag."),
)
PARTS = Rule(
    "set information",
    DEVIATION,
    mark("Byte 1 is the number of parts, byte 2 the number of this part; a single part is 1 of 1."),
    mark("Some makers swap them. Self-checks may ask for parts that do not exist."),
)
USAGE_FUTURE = Rule(
    "unknown usage",
    DEVIATION,
    mark("The main classes 5 and A to F of the type of usage are kept for the future."),
    mark("Machines treat the item as they do one of unknown usage."),
)
NO_ITEM = Rule(
    "no item identifier",
    DEVIATION,
    mark("Bytes 3 to 18 hold the primary item identifier, which is mandatory."),
    mark("No gate, self-check or sorter can tell what this item is."),
)
FIELD_TEXT = Rule(
    "text of a field",
    DEVIATION,
    mark("Fields are UTF-8, filled with 00 to their end."),
    mark("Programs that take the whole field read another text: the number may not be found."),
)
NO_ISIL = Rule(
    "isil",
    DEVIATION,
    mark("The owner is an ISIL (ISO 15511), without the hyphen after its country of two letters."),
    mark("Other libraries cannot tell whose the item is."),
)
REVERSED = Rule(
    "blocks turned round",
    DEVIATION,
    mark("Byte 0 of the data is the first byte of block 0, and so on."),
    mark(
        "Other programs find the CRC wrong and read nothing. A reader's setting may"
        " turn the bytes too: compare with another reader before rewriting."
    ),
)
EXTENSION = Rule(
    "extension blocks",
    DEVIATION,
    mark("Each extension block states its length and its kind, and the XOR of its bytes is 00."),
    mark("The basic block stays good; what stands there is not read."),
)
UNSTRUCTURED = Rule(
    "extension of a library's own",
    NOTE,
    mark("Identifiers from 101 on are free for other uses."),
    mark(
        "It is kept on the tag only as long as the tag is not rewritten; other"
        " programs pass it over."
    ),
)
LEFT_OVER = Rule(
    "left-over data",
    NOTE,
    mark("Whatever stands behind the end of the extension blocks is no data."),
    mark("It is not read. It is mostly what the tag held before."),
)
LOCKED = Rule(
    "locked blocks",
    NOTE,
    mark("Blocks may be locked; the CRC covers the basic block as a whole."),
    mark("The basic block cannot be changed any more, not even in one field."),
)


def check_fixed(
    memory: bytes,
    content: TagContent,
    dsfid: int | None,
    block_size: int,
    locked: Sequence[bool | None],
) -> Iterator[Finding]:
    """Yield what is not as the model has it.

    Args:
        memory: Turned back, where its blocks lie turned round.
    """
    if content.block_order == "reversed":
        yield Finding(REVERSED, tr("The bytes of each block lie in opposite order."))
    if dsfid == iso28560_2.DSFID:
        yield Finding(OTHER_DSFID, tr("The DSFID is {dsfid:02X}.", dsfid=dsfid))
    elif dsfid is not None and dsfid != iso28560_3.DSFID:
        yield Finding(DSFID_SILENT, tr("The DSFID is {dsfid:02X}.", dsfid=dsfid))
    if len(memory) < iso28560_3.SHORT_SIZE:
        yield Finding(SHORT, tr("{count} bytes were read.", count=len(memory)))
        return
    if not iso28560_3.crc_is_right(memory):
        yield _wrong_crc(memory)
        return
    yield from _check_head(memory)
    yield from _check_fields(memory)
    yield from _check_extensions(memory)
    blocks = [n for n in range(-(-iso28560_3.BASIC_SIZE // block_size)) if n < len(locked)]
    closed = [block for block in blocks if locked[block]]
    if closed:
        yield Finding(
            LOCKED,
            tr("{count} of the {all} blocks of it are locked.", count=len(closed), all=len(blocks)),
        )


def _wrong_crc(memory: bytes) -> Finding:
    stored = memory[iso28560_3.CRC_AT] | memory[iso28560_3.CRC_AT + 1] << 8
    if memory[0] == 0:
        return Finding(WRONG_CRC, tr("Byte 0 is 00: a write of this tag did not end."))
    computed = iso28560_3.checksum(memory)
    return Finding(
        WRONG_CRC,
        tr(
            "The CRC is {stored:04X}; the data give {computed:04X}.",
            stored=stored,
            computed=computed,
        ),
    )


def _check_head(memory: bytes) -> Iterator[Finding]:
    version, usage = memory[0] >> 4, (memory[0] & 0x0F) << 4
    if version != iso28560_3.VERSION:
        meaning = usage_meaning(version << 4) or tr("kept for the future")
        yield Finding(
            VERSION,
            tr(
                "Byte 0 is {byte:02X}, version {version}; with its halves"
                " swapped it would mean type of usage {version}0, {meaning}.",
                byte=memory[0],
                version=version,
                meaning=meaning,
            ),
        )
    elif usage_meaning(usage) is None:
        yield Finding(USAGE_FUTURE, tr("The type of usage is {usage:02X}.", usage=usage))
    odd = plain_set(memory[1], memory[2])[2]
    if odd:
        yield Finding(PARTS, odd)


def _check_fields(memory: bytes) -> Iterator[Finding]:
    item = memory[iso28560_3.ITEM_AT : iso28560_3.CRC_AT]
    owner = memory[iso28560_3.OWNER_AT : iso28560_3.BASIC_SIZE]
    if not item.partition(b"\0")[0].rstrip(b" "):
        yield Finding(NO_ITEM, tr("The field of the item identifier is empty."))
    for what, field in ((tr("item identifier"), item), (tr("owner"), owner)):
        problem = _field_problem(field)
        if problem:
            yield Finding(
                FIELD_TEXT, tr("The field of the {what} {problem}.", what=what, problem=problem)
            )
    data = owner.partition(b"\0")[0]
    isil = iso28560_3.with_hyphen(data.decode("utf-8", "replace"))
    if data and not looks_like_isil(isil):
        yield Finding(NO_ISIL, tr("The owner reads {isil!r}.", isil=isil))


def _field_problem(field: bytes) -> str | None:
    data, _, rest = field.partition(b"\0")
    if rest.strip(b"\0"):
        return tr("has bytes after its end")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return tr("is not UTF-8: {data}", data=data.hex().upper())
    if not text.isprintable():
        return tr("has characters that cannot be printed: {text!r}", text=text)
    return tr("is filled with spaces: {text!r}", text=text) if text != text.strip() else None


def _check_extensions(memory: bytes) -> Iterator[Finding]:
    if len(memory) <= iso28560_3.BASIC_SIZE:
        return
    blocks = split(memory, iso28560_3.BASIC_SIZE)
    own = {
        left_out(block.identifier)
        for block in blocks.found
        if block.is_intact and block.identifier >= FIRST_UNSTRUCTURED
    }
    warnings: list[str] = []
    decode(memory, iso28560_3.BASIC_SIZE, warnings)
    for warning in warnings:
        yield Finding(UNSTRUCTURED if warning in own else EXTENSION, warning)
    after = memory[blocks.end :].strip(b"\0")
    if not blocks.problem and after and set(after) != {0xFF}:
        where = memory.index(after, blocks.end)
        yield Finding(
            LEFT_OVER,
            tr("Bytes from {where} on are not 00, behind the end of the data.", where=where),
        )
