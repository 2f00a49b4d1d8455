"""How many there are, and how sure a rate is, from what was caught and caught again."""

import math

Z_95 = 1.645
"""Standard deviations below which 5 of 100 lie."""


def chapman(one: set[int], other: set[int]) -> tuple[float, float]:
    """Return how many there are by two passes, and the standard error (Chapman 1951, Seber 1970).

    Without Chapman's correction a few items would be told as more than there are, or as infinitely
    many where the passes have none in common.
    """
    first, second, both = len(one), len(other), len(one & other)
    count = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (
        (first + 1)
        * (second + 1)
        * (first - both)
        * (second - both)
        / ((both + 1) ** 2 * (both + 2))
    )
    return count, math.sqrt(variance)


def wilson(successes: int, trials: int) -> float:
    """Return what a rate is above with 95 % (the lower bound of Wilson's interval, one-sided)."""
    rate = successes / trials
    spread = Z_95 * math.sqrt(rate * (1 - rate) / trials + Z_95**2 / (4 * trials**2))
    return max(0.0, (rate + Z_95**2 / (2 * trials) - spread) / (1 + Z_95**2 / trials))
