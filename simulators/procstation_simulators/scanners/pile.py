"""A pile of barcodes that a simulated scanner reads by itself, one at a time."""

from procstation_simulators.settings import listed


class Pile:
    """Codes to come, and when.

    Args:
        codes: The codes, with commas between them; "" for none.
        every_s: Seconds until the first, and from each to the next.
    """

    def __init__(self, codes: str, every_s: float) -> None:
        self._codes = listed(codes)
        self._every_s = every_s
        self._wait_s = every_s

    def pass_time(self, seconds: float) -> list[str]:
        """Return the codes that are read in that time."""
        self._wait_s -= seconds
        read: list[str] = []
        while self._codes and self._wait_s <= 0:
            read.append(self._codes.pop(0))
            self._wait_s += self._every_s
        return read
