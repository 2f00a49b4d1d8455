"""How tags are shown: as JSON and as lines for people."""

from typing import Any

from procstation.tagging import SecurityState, SitePolicy, TagReading
from procstation.tags import EpcBank, TagContent, TagImage, Tid
from procstation.tags.record import ELEMENT_NAMES


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
    lines = [f"model     {content.model}: {content.why}", f"item      {content.item or '–'}"]
    if content.owner:
        lines.append(f"owner     {content.owner}")
    if content.parts is not None:
        lines.append(f"part      {content.part} of {content.parts}")
    if content.usage is not None:
        lines.append(f"usage     {content.usage:02X}")
    if content.block_order == "reversed":
        lines.append("blocks    turned round")
    if content.secured is not None:
        lines.append(f"security  {'secured' if content.secured else 'on loan'}")
    lines += [
        f"{number:<9} {value}  ({ELEMENT_NAMES.get(number, 'not defined')})"
        for number, value in sorted(content.elements.items())
        if number > 5
    ]
    lines += [f"{name:<9} {value}" for name, value in content.extras.items()]
    return lines + [f"warning: {warning}" for warning in content.warnings]


def image_lines(image: TagImage) -> list[str]:
    """Return an image for people."""
    if image.epc is None:
        lines = [image.data.hex().upper(), f"DSFID {image.dsfid:02X}, {len(image.data)} bytes"]
    else:
        lines = [
            f"EPC bank  {image.epc.data.hex(' ', 2).upper()}",
            f"user bank {image.data.hex(' ', 2).upper() or 'empty'}",
        ]
    if image.lockable:
        lines.append(f"may be locked: blocks {', '.join(map(str, image.lockable))}")
    return [*lines, *(f"warning: {warning}" for warning in image.warnings)]


def tid_lines(tid: Tid) -> list[str]:
    """Return a TID for people."""
    chip = tid.chip or f"{tid.maker_name or 'unknown maker'}, model {tid.model:03X}"
    serial = "–" if tid.serial is None else tid.serial.hex().upper()
    return [f"chip      {chip}", f"serial    {serial}"]


def security_line(security: SecurityState) -> str:
    """Return the security state for people."""
    return f"security  {security.why}"


def _byte(value: int | None) -> str | None:
    return None if value is None else f"{value:02X}"


def _word(value: int | None) -> str | None:
    return None if value is None else f"{value:04X}"
