"""Reading tags that end earlier, or say less, than was asked for."""

from collections.abc import Callable
from contextlib import suppress

from procstation.devices import Blocks, TagLost, TagSystem

USUAL_BLOCK_SIZE = 4


class PastTheEnd(Exception):
    """The tag, asked for several blocks, does not have all of them."""


def read_to_the_end(
    read: Callable[[int, int], Blocks], first: int, count: int, at_once: int
) -> Blocks:
    """Read `count` blocks from `first`; fewer when the tag ends earlier.

    A tag refuses a request that goes beyond its end as a whole, so what is left is halved until
    it fits. Some chips refuse by silence: one that still answers otherwise is there.

    Args:
        read: Reads so many blocks from that one on, in one request. It may return fewer at the
            end of the tag, or raise `PastTheEnd`.
        at_once: The most blocks of one request.

    Raises:
        TagLost: Its first block cannot be read either.
    """
    size, data = USUAL_BLOCK_SIZE, b""
    locks: tuple[bool | None, ...] = ()
    silences = 0
    while len(locks) < count:
        want = min(at_once, count - len(locks))
        try:
            part = read(first + len(locks), want)
        except PastTheEnd:
            if want == 1:
                break
            at_once = want // 2
            continue
        except TagLost:
            with suppress(PastTheEnd):
                read(0, 1)
            if want == 1:
                # The last word on where the tag ends may have been disturbed.
                silences += 1
                if silences > 1:
                    break
            at_once = max(1, want // 2)
            continue
        if not part.locked:
            break
        size, data, locks = part.size, data + part.data, locks + part.locked
    return Blocks(first, size, data, locks)


def despite_silence(
    uid: bytes, ask: Callable[[bytes], TagSystem], read: Callable[[bytes, int, int], Blocks]
) -> TagSystem:
    """Ask for system information, which some chips do not have and then are silent about.

    A silent tag is read, to see that it is there, and asked once more: it may have been disturbed.

    Raises:
        TagLost: It cannot be read either.
    """
    for _ in range(2):
        with suppress(TagLost):
            return ask(uid)
        read(uid, 0, 1)
    return TagSystem(uid)
