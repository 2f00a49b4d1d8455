"""Reading many blocks in requests of limited size, up to where the tag ends."""

from collections.abc import Callable

from procstation.devices import Blocks

USUAL_BLOCK_SIZE = 4


class PastTheEnd(Exception):
    """The tag, asked for several blocks, does not have all of them."""


def read_to_the_end(
    read: Callable[[int, int], Blocks], first: int, count: int, at_once: int
) -> Blocks:
    """Read `count` blocks from `first`; fewer when the tag ends earlier.

    A tag refuses a request that goes beyond its end as a whole, so what is left is halved until
    it fits.

    Args:
        read: Reads so many blocks from that one on, in one request. It may return fewer at the
            end of the tag, or raise `PastTheEnd`.
        at_once: The most blocks of one request.
    """
    size, data = USUAL_BLOCK_SIZE, b""
    locks: tuple[bool, ...] = ()
    while len(locks) < count:
        want = min(at_once, count - len(locks))
        try:
            part = read(first + len(locks), want)
        except PastTheEnd:
            if want == 1:
                break
            at_once = want // 2
            continue
        if not part.locked:
            break
        size, data, locks = part.size, data + part.data, locks + part.locked
    return Blocks(first, size, data, locks)
