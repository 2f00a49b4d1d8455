"""What a person can do at a simulated pad: lay books on it, lift them, lift them too early."""

from collections.abc import Sequence

from procstation.devices import Play
from procstation_simulators.play import COMMON, number
from procstation_simulators.rfid.pad import VirtualPad
from procstation_simulators.rfid.tag import VirtualTag, uid_bytes

FIRST_UID = 0xE0040100_10000001
"""The next new tag of a pad gets the next number: NXP ICODE SLI."""

PATRON_CARD = "1106134F2B9D97CE" + "020120" + "050180" + "0000"
"""ISO 28560-2: a number, content parameter, type of usage 80 hex: patron card."""
PATRON_DSFID = 0x06


def _lay(pad: VirtualPad, arguments: Sequence[str]) -> str:
    uid = arguments[0] if arguments else _next_uid(pad)
    known = pad.shelf.get(uid_bytes(uid))
    if len(arguments) > 1:
        known = VirtualTag.from_hex(uid, "".join(arguments[1:]))
    tag = known or VirtualTag.blank(uid)
    pad.shelf[tag.uid] = tag
    if pad.tear_next is not None:
        tag.leave_after(pad.tear_next)
        pad.tear_next = None
    pad.field.lay(tag)
    return f"laid {_name(tag)}"


def _again(pad: VirtualPad, _: Sequence[str]) -> str:
    lying = {tag.uid for tag in pad.field.tags}
    away = [tag for tag in pad.shelf.values() if tag.uid not in lying]
    if not away:
        raise ValueError("no tag was taken off.")
    pad.field.lay(away[-1])
    return f"laid {_name(away[-1])} again"


def _lift(pad: VirtualPad, arguments: Sequence[str]) -> str:
    uids = [uid_bytes(uid) for uid in arguments] or [tag.uid for tag in pad.field.tags]
    lying = {tag.uid for tag in pad.field.tags}
    for uid in uids:
        if uid not in lying:
            raise ValueError(f"{uid.hex().upper()} does not lie there.")
        tag = pad.field.lift(uid)
        # The last one lifted is the first to be laid again.
        pad.shelf[uid] = pad.shelf.pop(uid, tag)
    return f"lifted {len(uids)}"


def _tear(pad: VirtualPad, arguments: Sequence[str]) -> str:
    count = number(arguments, 10)
    for tag in pad.field.tags:
        tag.leave_after(count)
    if pad.field.tags:
        return f"the tag leaves after {count} more bytes are written"
    pad.tear_next = count
    return f"the next tag leaves after {count} bytes are written"


def _card(pad: VirtualPad, _: Sequence[str]) -> str:
    tag = VirtualTag.from_hex(_next_uid(pad), PATRON_CARD, dsfid=PATRON_DSFID)
    pad.field.lay(tag)
    return "laid a patron card"


def _lock(pad: VirtualPad, arguments: Sequence[str]) -> str:
    block = number(arguments, 0)
    for tag in pad.field.tags:
        tag.lock_block(block)
    return f"block {block} is locked"


def _tags(pad: VirtualPad, _: Sequence[str]) -> str:
    return "\n".join(f"{_name(tag)} {tag.memory.hex().upper()}" for tag in pad.field.tags) or "none"


def _next_uid(pad: VirtualPad) -> str:
    used = {int.from_bytes(uid, "big") for uid in pad.shelf} | {
        int.from_bytes(tag.uid, "big") for tag in pad.field.tags
    }
    uid = FIRST_UID
    while uid in used:
        uid += 1
    return f"{uid:016X}"


def _name(tag: VirtualTag) -> str:
    return tag.uid.hex().upper()


PLAYS = (
    Play(
        "lay [UID [HEX]]", "lay a tag on the pad: a new blank one, one known, or this content", _lay
    ),
    Play("again", "lay the tag down again that was taken off last", _again),
    Play("lift [UID]", "take a tag off, or all of them", _lift),
    Play("tear [BYTES]", "have the tag leave in the middle of the next write", _tear),
    Play("lock BLOCK", "lock a block of the tags on the pad for ever", _lock),
    Play("card", "lay a patron card on the pad", _card),
    Play("tags", "show the tags on the pad and their memory", _tags),
    *COMMON,
)
"""For every pad."""
