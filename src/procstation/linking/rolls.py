"""Which roll of tags fails how often: a bad roll goes back to whoever sold it."""

import msgspec

MOST_ROLLS = 20
"""Rolls kept in the state; the report works through the whole journal."""


class Roll(msgspec.Struct, frozen=True):
    """A roll of tags in work.

    Attributes:
        name: As on its label; "" for tags of no named roll.
        written: Tags of it that were written.
        failed: UIDs of tags that could not be, or not yet.
    """

    name: str
    written: int = 0
    failed: tuple[str, ...] = ()


Rolls = tuple[Roll, ...]


def take_roll(rolls: Rolls, name: str) -> Rolls:
    """Return the rolls with this one in work, which is the last; one begun before goes on."""
    roll = next((one for one in rolls if one.name == name), Roll(name))
    others = tuple(one for one in rolls if one.name != name)
    return (*others, roll)[-MOST_ROLLS:]


def count_written(rolls: Rolls, uid: str) -> Rolls:
    """Count a tag that was written. One that had failed before has not, after all."""
    rolls = rolls or (Roll(""),)
    freed = tuple(
        msgspec.structs.replace(one, failed=tuple(bad for bad in one.failed if bad != uid))
        for one in rolls
    )
    last = freed[-1]
    return (*freed[:-1], msgspec.structs.replace(last, written=last.written + 1))


def count_failed(rolls: Rolls, uid: str) -> Rolls:
    """Count a tag that could not be written, once however often that is tried."""
    rolls = rolls or (Roll(""),)
    if any(uid in one.failed for one in rolls):
        return rolls
    last = rolls[-1]
    return (*rolls[:-1], msgspec.structs.replace(last, failed=(*last.failed, uid)))
