"""Bytes of which nobody said whether they are of an ISO 15693 or of a UHF tag."""

from collections.abc import Iterable

from procstation.tags.content import Model, TagContent
from procstation.tags.detect import decode
from procstation.tags.detect_uhf import known_epc
from procstation.tags.site_rule import SiteRule


def decode_any(memory: bytes, *, block_size: int = 4, rules: Iterable[SiteRule] = ()) -> TagContent:
    """Read memory of an ISO 15693 tag, or an EPC or user bank, whichever the bytes show.

    Memory that begins as ISO 28560-2 tags do is never a PC word and a UII of just its length, since
    the two differ in whether whole blocks fill it. Takes any bytes and never raises.

    Args:
        block_size, rules: As in `decode`.
    """
    content = decode(memory, block_size=block_size, rules=rules)
    if content.crc_ok or content.model in {Model.BLANK, Model.NDEF}:
        return content
    epc = known_epc(memory)
    if epc is None or epc.epc is None:
        return content
    if content.model is Model.FOREIGN:
        return epc
    # A UII without its PC word, or behind a wrong CRC, shows less than elements that all parse.
    shown = epc.epc.pc is not None and epc.crc_ok is not False
    return epc if shown else content
