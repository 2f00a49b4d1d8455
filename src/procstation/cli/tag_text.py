"""How tags are shown: as JSON and as lines for people."""

from typing import Any

from procstation.tagging import Security, SitePolicy, TagReading
from procstation.tags import TagContent
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
        "warnings": content.warnings,
        "why": content.why,
    }


def security_document(uid: bytes, afi: int | None, security: Security | None) -> dict[str, Any]:
    """Return what `--json` adds for a tag on the pad; `secured` is null when that is not known."""
    known = {Security.SECURED: True, Security.ON_LOAN: False}
    return {
        "uid": uid.hex().upper(),
        "afi": _byte(afi),
        "secured": known.get(security) if security is not None else None,
    }


def reading_document(reading: TagReading, site: SitePolicy) -> dict[str, Any]:
    """Return what `--json` prints of a tag that was read."""
    return (
        security_document(reading.uid, reading.afi, site.security(reading.afi))
        | content_document(reading.content)
        | {
            "family": reading.family.name,
            "dsfid": _byte(reading.dsfid),
            "block_size": reading.block_size,
            "blocks": len(reading.locked),
            "locked": [block for block, locked in enumerate(reading.locked) if locked],
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
    lines += [
        f"{number:<9} {value}  ({ELEMENT_NAMES.get(number, 'not defined')})"
        for number, value in sorted(content.elements.items())
        if number > 5
    ]
    return lines + [f"warning: {warning}" for warning in content.warnings]


def security_line(afi: int | None, security: Security | None) -> str:
    """Return the security state for people."""
    return (
        "security  none, the tag has no AFI"
        if afi is None
        else (f"security  {security} (AFI {afi:02X})")
    )


def _byte(value: int | None) -> str | None:
    return None if value is None else f"{value:02X}"
