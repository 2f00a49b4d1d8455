"""How a tag that was taken apart is shown: as JSON, and as lines of 80 columns for people."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from procstation.cli.tag_text import LABELS, content_lines, reading_document, security_line
from procstation.language import tr, tr_marked, trn
from procstation.tagging import Inspection, Repair, SitePolicy, UndoImage
from procstation.tags import Block, Conformance, Finding, MemoryMap

# The other commands for tags are not to wait for all that a station is made of.
if TYPE_CHECKING:
    from procstation.station import Comparison, InspectedTag

WIDTH = 79


def inspection_document(tag: "InspectedTag", site: SitePolicy) -> dict[str, Any]:
    """Return what `--json` prints of a tag that was taken apart."""
    inspection = tag.inspection
    return (
        reading_document(inspection.reading, site)
        | conformance_document(inspection.conformance)
        | {
            "map": map_document(inspection.map),
            "catalogue": comparison_document(tag.comparison),
            "unfinished": _image_document(inspection.unfinished),
            "undo_images": inspection.images,
            "repairs": [repair_document(repair) for repair in tag.repairs],
        }
    )


def map_document(memory_map: MemoryMap) -> list[dict[str, Any]]:
    """Return what `--json` prints of each span of a memory."""
    return [
        {
            "first": span.start,
            "length": span.length,
            "hex": memory_map.memory[span.start : span.end].hex().upper(),
            "what": span.what,
            "element": span.element,
            "value": span.value,
        }
        for span in memory_map.spans
    ]


def conformance_document(conformance: Conformance) -> dict[str, Any]:
    """Return what `--json` prints of a verdict."""
    return {
        "verdict": conformance.verdict,
        "findings": [
            {
                "rule": finding.rule.name,
                "severity": finding.rule.severity,
                "what": finding.what,
                "standard": finding.rule.standard,
                "meaning": finding.rule.meaning,
            }
            for finding in conformance.findings
        ],
    }


def comparison_document(comparison: "Comparison") -> dict[str, Any]:
    """Return what `--json` prints of a comparison with the catalogue."""
    item, title = comparison.item, comparison.title
    return {
        "found": item is not None,
        "title": title.title if title is not None else None,
        "location": item.location if item is not None else None,
        "status": item.status if item is not None else None,
        "on_loan": comparison.on_loan,
        "differences": comparison.differences,
    }


def repair_document(repair: Repair) -> dict[str, Any]:
    """Return what `--json` prints of a repair on offer."""
    return {
        "act": repair.act,
        "does": repair.does,
        "changes": repair.changes,
        "hindrance": repair.hindrance or None,
    }


def inspection_lines(tag: "InspectedTag") -> Iterator[str]:
    """Yield a tag that was taken apart, for people."""
    inspection = tag.inspection
    reading = inspection.reading
    yield from labelled(
        "tag",
        tr(
            "{tag}: {family}, {count} blocks of {size} bytes",
            tag=inspection.name,
            family=reading.family.name,
            count=len(reading.locked),
            size=reading.block_size,
        ),
    )
    width = LABELS.width
    for line in content_lines(inspection.content):
        head, text = line[:width], line[width:]
        # What has no word before it, as a warning, is wrapped as it is.
        yield from _wrapped(head, text) if head.endswith(" ") else labelled("", line)
    if reading.dsfid is not None:
        yield from labelled("DSFID", f"{reading.dsfid:02X}")
    yield security_line(inspection.security)
    yield from labelled("locked", _locked(reading.locked))
    yield from conformance_lines(inspection.conformance)
    yield from comparison_lines(tag.comparison)
    yield from _past_lines(inspection)
    yield ""
    yield from map_lines(inspection.map, inspection.blocks())
    if tag.repairs:
        yield ""
        yield from repair_lines(tag.repairs)
        yield from labelled("", tr("`procstation tag repair` does it."))


def conformance_lines(conformance: Conformance) -> Iterator[str]:
    """Yield a verdict, and what it rests on."""
    yield from labelled("verdict", conformance.verdict)
    for finding in conformance.findings:
        yield from _finding_lines(finding)


def comparison_lines(comparison: "Comparison") -> Iterator[str]:
    """Yield what the catalogue says of the tag's item."""
    if comparison.title is not None and comparison.item is not None:
        about = (
            comparison.title.title,
            comparison.item.location,
            comparison.item.status or tr("available"),
        )
        yield from labelled("catalogue", ", ".join(part for part in about if part))
    for difference in comparison.differences:
        yield from labelled("differs", difference)


def map_lines(memory_map: MemoryMap, blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the blocks of a memory, a line for each thing in them."""
    if memory_map.note:
        yield from textwrap.wrap(memory_map.note, WIDTH)
    blocks = list(blocks)
    size = max((len(block.data) for block in blocks), default=0)
    block_word, hex_word, text_word = tr("block"), tr("hex"), tr("text")
    head = f"{block_word:>7}  {hex_word:<{3 * size}} {text_word:<{size}}  " + tr("what it is")
    locked = any(block.locked for block in blocks)
    yield f"{head}  " + tr("(L: locked)") if locked else head
    for block in blocks:
        number = f"{block.number}" if block.last == block.number else f"{block.number}–{block.last}"
        lock = "L" if block.locked else " "
        begin = f"{number:>7}{lock} "
        for row in block.rows:
            columns = f"{begin}{row.data.hex(' ').upper():<{3 * size}} {row.text:<{size}}  "
            yield from textwrap.wrap(
                row.meaning,
                WIDTH,
                initial_indent=columns,
                subsequent_indent=" " * (len(columns) + 2),
            )
            begin = " " * len(begin)


def repair_lines(repairs: Iterable[Repair]) -> Iterator[str]:
    """Yield the repairs on offer."""
    for repair in repairs:
        yield from labelled("repair", f"{repair.act}: {repair.does}")
        for change in repair.changes:
            yield from labelled("", change)
        if repair.hindrance:
            yield from labelled("", tr("Not possible: {hindrance}", hindrance=repair.hindrance))


def labelled(label: str, text: str) -> list[str]:
    """Return a line with a word before it, wrapped to the width of the screen."""
    return _wrapped(LABELS.line(label, ""), text)


def _wrapped(begin: str, text: str) -> list[str]:
    indent = " " * len(begin)
    return textwrap.wrap(
        text, WIDTH, initial_indent=begin, subsequent_indent=indent, break_on_hyphens=False
    )


def _finding_lines(finding: Finding) -> Iterator[str]:
    yield from labelled(finding.rule.severity.word, finding.what)
    yield from labelled("", tr("Standard: {standard}", standard=tr_marked(finding.rule.standard)))
    yield from labelled("", tr("In practice: {meaning}", meaning=tr_marked(finding.rule.meaning)))


def _past_lines(inspection: Inspection) -> Iterator[str]:
    torn = inspection.unfinished
    if torn is not None:
        yield from labelled(
            "torn",
            tr(
                "A write of {when} did not end: it held {item} and was to hold {to_hold}.",
                when=f"{torn.when:%Y-%m-%d %H:%M}",
                item=torn.item or tr("no item"),
                to_hold=torn.to_hold,
            ),
        )
    if inspection.images:
        many = trn("{count} undo image", "{count} undo images", inspection.images)
        yield from labelled("undo", tr("Kept of it: {many}.", many=many))


def _locked(locked: tuple[bool | None, ...]) -> str:
    if None in locked:
        return tr("this reader cannot tell which blocks are")
    numbers = [str(block) for block, closed in enumerate(locked) if closed]
    if len(numbers) == len(locked) and numbers:
        return tr("all blocks")
    return tr("blocks {numbers}", numbers=", ".join(numbers)) if numbers else tr("no block")


def _image_document(image: UndoImage | None) -> dict[str, Any] | None:
    if image is None:
        return None
    return {
        "when": image.when.isoformat(),
        "reason": image.reason,
        "item": image.item,
        "intended": image.intended,
    }
