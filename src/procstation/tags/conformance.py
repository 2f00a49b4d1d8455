"""How far a tag keeps to its data model: a verdict, and what it rests on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from procstation.language import Spoken, mark, tr
from procstation.tags.block_order import reverse_blocks
from procstation.tags.conform_elements import check_elements
from procstation.tags.conform_fixed import check_fixed
from procstation.tags.content import Model, TagContent
from procstation.tags.finding import Finding, Rule, Severity

OLDER_FORMAT = Rule(
    "maker's own format",
    Severity.DEVIATION,
    mark("Library tags are written by ISO 28560; this is the format of 3M before it."),
    mark("Machines of other makers do not read it."),
)
NOT_ENDED = Rule(
    "write not ended",
    Severity.DAMAGE,
    mark("Data begin in byte 0."),
    mark(
        "A write of this tag was most likely cut short: lay it on the pad of the"
        " station that wrote it, or write it anew."
    ),
)


class Verdict(Spoken):
    """How a tag stands to the data model it was read as."""

    CONFORMS = mark("conforms")
    READABLE = mark("readable, not conforming")
    DAMAGED = mark("damaged")
    BLANK = mark("blank")
    OTHER = mark("no library data")


@dataclass(frozen=True, slots=True)
class Conformance:
    """A verdict.

    Attributes:
        findings: The worst first, and those of one severity in the order of memory.
    """

    verdict: Verdict
    findings: tuple[Finding, ...] = ()


def examine(
    memory: bytes,
    content: TagContent,
    *,
    dsfid: int | None = None,
    block_size: int = 4,
    locked: Sequence[bool | None] = (),
) -> Conformance:
    """Hold memory of an ISO 15693 tag, or a user bank, against its data model. Takes any bytes.

    Args:
        memory: What `content` was decoded from.
        dsfid: The tag's DSFID; None when it is not known.
        locked: One entry a block; none when it is not known.
    """
    if content.model is Model.BLANK:
        return Conformance(Verdict.BLANK)
    ranks = list(Severity)
    found = sorted(
        _findings(memory, content, dsfid, block_size, locked),
        key=lambda finding: ranks.index(finding.rule.severity),
    )
    return Conformance(_verdict(content, found), tuple(found))


def _findings(
    memory: bytes,
    content: TagContent,
    dsfid: int | None,
    block_size: int,
    locked: Sequence[bool | None],
) -> Iterator[Finding]:
    if content.model is Model.ISO28560_3:
        if content.block_order == "reversed":
            memory = reverse_blocks(memory, block_size)
        yield from check_fixed(memory, content, dsfid, block_size, locked)
    elif content.model in {Model.ISO28560_2, Model.ISO28560_4} and content.epc is None:
        yield from check_elements(memory, content, dsfid, block_size, locked)
    elif content.model is Model.LEGACY_3M:
        yield Finding(OLDER_FORMAT, tr("The tag has the format of older 3M tags."))
        for warning in content.warnings:
            yield Finding(OLDER_FORMAT, warning)
    elif content.model is Model.FOREIGN and memory[:1] == b"\0":
        yield Finding(NOT_ENDED, tr("Byte 0 is 00, and other bytes are not."))


def _verdict(content: TagContent, found: Sequence[Finding]) -> Verdict:
    severities = {finding.rule.severity for finding in found}
    if Severity.DAMAGE in severities:
        return Verdict.DAMAGED
    if content.model in {Model.FOREIGN, Model.NDEF}:
        return Verdict.OTHER
    return Verdict.READABLE if Severity.DEVIATION in severities else Verdict.CONFORMS
