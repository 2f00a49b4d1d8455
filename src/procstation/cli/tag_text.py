"""How tags are shown: as JSON and as lines for people."""

from typing import Any

from procstation.cli.answer import Labels
from procstation.language import mark, tr
from procstation.tagging import SecurityState, SitePolicy, TagReading
from procstation.tags import EpcBank, TagContent, TagImage, Tid
from procstation.tags.record import element_name

LABELS = Labels(
    *(mark("model"), mark("item"), mark("owner"), mark("part"), mark("usage"), mark("blocks")),
    *(mark("security"), mark("EPC bank"), mark("user bank"), mark("chip"), mark("serial")),
    *(mark("from"), mark("to"), mark("tag"), "DSFID", mark("locked"), mark("verdict")),
    *(mark("catalogue"), mark("differs"), mark("repair"), mark("torn"), mark("undo")),
    gap=1,
)
"""All that begins a line about a tag, whichever command tells it."""


def content_document(content: TagContent) -> dict[str, Any]:
    """Return what `--json` prints of a decoded memory."""
    return {
        "model": content.model,
        "item": content.item,
        "owner": content.owner,
        "parts": content.parts,
        "part": content.part,
        "usage": _byte(content.usage),
        "elements": {str(number): value for number, value in sorted(content.elements.items())},
        "crc_ok": content.crc_ok,
        "block_order": content.block_order,
        "extras": dict(content.extras),
        "warnings": content.warnings,
        "why": content.why,
    }


def memory_document(content: TagContent) -> dict[str, Any]:
    """Return what `--json` prints of memory that was given and not read from a tag on the pad."""
    return content_document(content) | {
        "secured": content.secured,
        "epc": None if content.epc is None else epc_document(content.epc),
    }


def epc_document(bank: EpcBank) -> dict[str, Any]:
    """Return what `--json` prints of an EPC bank; null is what the reader left out."""
    return {
        "crc": _word(bank.crc),
        "pc": _word(bank.pc),
        "words": bank.words,
        "user_memory": bank.has_user_memory,
        "xpc": bank.has_extended_control,
        "iso": bank.is_iso,
        "afi": _byte(bank.afi),
        "uii": bank.uii.hex().upper(),
    }


def image_document(image: TagImage, afi: int) -> dict[str, Any]:
    """Return what `--json` prints of an image; a UHF tag's `hex` is its user bank.

    Args:
        afi: What an ISO 15693 tag of this library gets.
    """
    document = {
        "model": image.model,
        "hex": image.data.hex().upper(),
        "dsfid": f"{image.dsfid:02X}",
        "afi": f"{afi:02X}",
        "lockable_blocks": image.lockable,
        "warnings": image.warnings,
    }
    if image.epc is None:
        return document
    return document | {
        "afi": _byte(image.epc.afi),
        "uii": image.epc.uii.hex().upper(),
        "pc": _word(image.epc.pc),
        "epc_bank": image.epc.data.hex().upper(),
    }


def tid_document(tid: Tid) -> dict[str, Any]:
    """Return what `--json` prints of a TID."""
    return {
        "tid": tid.data.hex().upper(),
        "maker": f"{tid.maker:03X}",
        "maker_name": tid.maker_name,
        "model_number": f"{tid.model:03X}",
        "chip": tid.chip,
        "xtid": tid.extended,
        "security": tid.security,
        "file": tid.file,
        "serial": None if tid.serial is None else tid.serial.hex().upper(),
    }


def security_document(uid: bytes, security: SecurityState) -> dict[str, Any]:
    """Return what `--json` adds for a tag on the pad; `secured` is null when that is not known."""
    return {
        "uid": uid.hex().upper(),
        "afi": _byte(security.marks.afi),
        "eas": security.marks.eas,
        "secured": security.secured,
        "security": security.why,
    }


def reading_document(reading: TagReading, site: SitePolicy) -> dict[str, Any]:
    """Return what `--json` prints of a tag that was read."""
    return (
        security_document(reading.uid, site.security(reading.marks))
        | content_document(reading.content)
        | {
            "family": reading.family.name,
            "dsfid": _byte(reading.dsfid),
            "block_size": reading.block_size,
            "blocks": len(reading.locked),
            "locked": [block for block, locked in enumerate(reading.locked) if locked],
            "locks_told": None not in reading.locked,
        }
    )


def content_lines(content: TagContent) -> list[str]:
    """Return a decoded memory for people."""
    lines = [
        LABELS.line("model", f"{content.model}: {content.why}"),
        LABELS.line("item", content.item or "–"),
    ]
    if content.owner:
        lines.append(LABELS.line("owner", content.owner))
    if content.parts is not None:
        part = tr("{part} of {parts}", part=content.part, parts=content.parts)
        lines.append(LABELS.line("part", part))
    if content.usage is not None:
        lines.append(LABELS.line("usage", f"{content.usage:02X}"))
    if content.block_order == "reversed":
        lines.append(LABELS.line("blocks", tr("turned round")))
    if content.secured is not None:
        secured = tr("secured") if content.secured else tr("on loan")
        lines.append(LABELS.line("security", secured))
    lines += [
        LABELS.line(str(number), f"{value}  ({element_name(number)})")
        for number, value in sorted(content.elements.items())
        if number > 5
    ]
    lines += [LABELS.line(name, value) for name, value in content.extras.items()]
    return lines + [f"warning: {warning}" for warning in content.warnings]


def image_lines(image: TagImage) -> list[str]:
    """Return an image for people."""
    if image.epc is None:
        size = tr("{count} bytes", count=len(image.data))
        lines = [image.data.hex().upper(), f"DSFID {image.dsfid:02X}, {size}"]
    else:
        user_bank = image.data.hex(" ", 2).upper() or tr("empty")
        lines = [
            LABELS.line("EPC bank", image.epc.data.hex(" ", 2).upper()),
            LABELS.line("user bank", user_bank),
        ]
    if image.lockable:
        blocks = ", ".join(map(str, image.lockable))
        lines.append(tr("may be locked: blocks {blocks}", blocks=blocks))
    return [*lines, *(f"warning: {warning}" for warning in image.warnings)]


def tid_lines(tid: Tid) -> list[str]:
    """Return a TID for people."""
    maker = tid.maker_name or tr("unknown maker")
    chip = tid.chip or tr("{maker}, model {model}", maker=maker, model=f"{tid.model:03X}")
    serial = "–" if tid.serial is None else tid.serial.hex().upper()
    return [LABELS.line("chip", chip), LABELS.line("serial", serial)]


def security_line(security: SecurityState) -> str:
    """Return the security state for people."""
    return LABELS.line("security", security.why)


def _byte(value: int | None) -> str | None:
    return None if value is None else f"{value:02X}"


def _word(value: int | None) -> str | None:
    return None if value is None else f"{value:04X}"
