"""What can be put right on a tag, each a named act that goes through the safe write."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from procstation.devices import RfidPad
from procstation.errors import InputRefused
from procstation.language import Spoken, mark, tr
from procstation.tagging.inspection import Inspection
from procstation.tagging.security import Security
from procstation.tagging.site import SitePolicy
from procstation.tagging.undo import UndoFolder, UndoImage
from procstation.tagging.write import TagWriter, WriteReport
from procstation.tagging.writing import WriteProgress
from procstation.tags import Model, TagContent, TagRecord, Verdict, convert

WRITING = "write "
"""How the reason of an undo image begins when a record was written, and not an image restored."""


class Act(Spoken):
    """The repairs there are."""

    FINISH = mark("finish")
    UNDO = mark("undo")
    BLOCK_ORDER = mark("block-order")
    REWRITE = mark("rewrite")
    SECURE = mark("secure-on")
    RELEASE = mark("secure-off")


@dataclass(frozen=True, slots=True)
class Repair:
    """An offer.

    Attributes:
        does: What it does to this tag, one sentence.
        changes: What the tag will not say any more, or will say anew, one sentence each.
        record: What will be written; None for acts that write no record.
        hindrance: Why it cannot be done on this tag; "" when it can.
    """

    act: Act
    does: str
    changes: tuple[str, ...] = ()
    record: TagRecord | None = None
    hindrance: str = ""


def offers(
    inspection: Inspection, site: SitePolicy, on_loan: bool | None = None
) -> tuple[Repair, ...]:
    """Return the repairs of a tag that make sense, the most pressing first.

    Args:
        on_loan: What the catalogue says of its item; None when it does not say.
    """
    return tuple(_offers(inspection, site, on_loan))


def carry_out(
    repair: Repair,
    inspection: Inspection,
    pad: RfidPad,
    undo: UndoFolder,
    site: SitePolicy,
    *,
    allow: Collection[bytes] = (),
    progress: Callable[[WriteProgress], None] | None = None,
) -> WriteReport:
    """Do a repair that was offered.

    Args:
        allow: Other tags that may lie in the field.

    Raises:
        InputRefused: It is hindered, or the tag is not any more what was inspected.
        NotSecured, TagTorn, TagRefused, TagLost, DeviceLost, DeviceFault, StoreError: As for
            `TagWriter.write`.
    """
    if repair.hindrance:
        raise InputRefused(repair.hindrance, tr("Use another tag."))
    if repair.act is Act.BLOCK_ORDER:
        site = replace(site, model=Model.ISO28560_3)
    writer, uid = TagWriter(pad, undo, site), inspection.reading.uid
    if repair.act in {Act.SECURE, Act.RELEASE}:
        return writer.secure(uid, repair.act is Act.SECURE)
    if repair.act is Act.UNDO:
        assert inspection.unfinished is not None, "it is offered for an unfinished write only"
        return writer.restore(uid, inspection.unfinished, allow=allow, progress=progress)
    assert repair.record is not None, "all other acts write a record"
    return writer.write(
        uid,
        repair.record,
        # A tag that is read as the item it is meant to hold needs no leave.
        anew=repair.act is not Act.FINISH,
        unsecured=repair.act is not Act.FINISH,
        allow=allow,
        progress=progress,
    )


def _offers(inspection: Inspection, site: SitePolicy, on_loan: bool | None) -> Iterator[Repair]:
    torn, content = inspection.unfinished, inspection.content
    if torn is not None:
        yield from _ends(inspection, torn, site)
        return
    if content.item is None:
        return
    reversed_blocks = content.block_order == "reversed"
    if reversed_blocks:
        yield from _rewrite(
            Act.BLOCK_ORDER,
            inspection,
            replace(site, model=content.model),
            tr("Writes the same data with the bytes of each block in the order of the standard."),
        )
    strange = inspection.conformance.verdict is Verdict.READABLE
    if content.model is not site.model or (strange and not reversed_blocks):
        yield from _rewrite(
            Act.REWRITE,
            inspection,
            site,
            tr(
                "Writes what the tag says anew as {model}, the model of this library.",
                model=site.model,
            ),
        )
    yield from _security(inspection, site, on_loan)


def _ends(inspection: Inspection, torn: UndoImage, site: SitePolicy) -> Iterator[Repair]:
    held = torn.item or tr("no item")
    if torn.intended is not None and torn.reason.startswith(WRITING):
        record = torn.record or _completed_before(inspection, torn, site)
        yield Repair(
            Act.FINISH,
            tr(
                "Finishes the write that did not end: the tag will hold {to_hold}.",
                to_hold=torn.to_hold,
            ),
            () if record else (tr("It will be part 1 of 1, without further elements."),),
            record or site.record(torn.intended, 1, 1),
        )
    yield Repair(
        Act.UNDO,
        tr(
            "Puts the tag back as it was before the write that did not end: it held {held}.",
            held=held,
        ),
    )


def _rewrite(act: Act, inspection: Inspection, site: SitePolicy, does: str) -> Iterator[Repair]:
    """Yield the repair, unless nothing would change: not all that is strange is in the memory."""
    reading = inspection.reading
    memory, size = reading.memory, reading.block_size
    try:
        conversion = convert(
            _with_site_values(inspection.content, site),
            site.model,
            size=len(memory),
            block_size=size,
        )
    except InputRefused as refused:
        yield Repair(act, does, hindrance=refused.what)
        return
    target = conversion.image.data
    if target.ljust(len(memory), b"\0") == memory:
        return
    closed = [
        start // size
        for start in range(0, len(target), size)
        if reading.locked[start // size] and target[start:][:size] != memory[start:][:size]
    ]
    yield Repair(
        act,
        does,
        (*conversion.losses, *conversion.added),
        conversion.record,
        tr("Block {closed} of the tag is locked and would have to change.", closed=closed[0])
        if closed
        else "",
    )


def _security(inspection: Inspection, site: SitePolicy, on_loan: bool | None) -> Iterator[Repair]:
    state = inspection.security
    if site.marks(secured=True).empty:
        return
    if on_loan is not True and state.meaning is not Security.SECURED:
        yield Repair(Act.SECURE, tr("Sets its security to secured; it is {why}.", why=state.why))
    if state.meaning is not Security.ON_LOAN and (on_loan or state.meaning is Security.UNKNOWN):
        yield Repair(Act.RELEASE, tr("Sets its security to on loan; it is {why}.", why=state.why))


def _with_site_values(content: TagContent, site: SitePolicy) -> TagContent:
    """Return what the tag says, and where it says nothing what tags of this library say."""
    return replace(
        content,
        owner=content.owner or site.owner,
        usage=site.usage if content.usage is None else content.usage,
    )


def _completed_before(
    inspection: Inspection, torn: UndoImage, site: SitePolicy
) -> TagRecord | None:
    """Return what the tag said of the same item before, with what tags of this library say: an
    older image does not tell more of what was intended."""
    before = inspection.reading.decode(torn.memory)
    record = before.record
    if record is None or before.item != torn.intended:
        return None
    usage = site.usage if record.usage is None else record.usage
    return replace(record, owner=record.owner or site.owner, usage=usage)
