"""What a sweep is judged by: shares and counts that a library may set to its own experience."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All rates are shares, 0 to 1.

    Attributes:
        bay_items: Items of a bay where no marker says how long it is.
        swept_from: A pass that heard a smaller share of a bay did not go along it.
        gap_items: A pass went past so many in a row: it says nothing of them.
        repeat_below: A bay heard at a lower rate asks for another pass.
        well_heard: The rate from which a pass counts towards missing.
        least_passes: Fewer good passes never say missing.
        missing_from: The probability from which an item is missing.
        loss_rate: Items gone, as known before the sweep, of those that should be there.
        loss_weight: How many items of the sweep weigh as much as that knowledge.
        scanner_rate, radio_rate: The usual rate of a pass.
        rate_weight: How many items of a bay weigh as much as the rate of the pass elsewhere, and
            of the pass as the usual rate.
        scanner_alike, radio_alike: How alike items are heard. A tag near the fore edge is always
            heard badly: the lower this is, the more likely one missed once is missed again.
        unlabelled: Items with a barcode that cannot be scanned.
        dead_tags: Items with a tag that cannot be read, or none.
        died_since: The same, of those heard in an earlier sweep.
    """

    bay_items: int = 50
    swept_from: float = 0.25
    gap_items: int = 8
    repeat_below: float = 0.85
    well_heard: float = 0.6
    least_passes: int = 2
    missing_from: float = 0.8
    loss_rate: float = 0.03
    loss_weight: int = 100
    scanner_rate: float = 0.98
    radio_rate: float = 0.8
    rate_weight: int = 25
    scanner_alike: float = 100.0
    radio_alike: float = 20.0
    unlabelled: float = 0.0005
    dead_tags: float = 0.004
    died_since: float = 0.001

    def usual_rate(self, *, ordered: bool) -> float:
        return self.scanner_rate if ordered else self.radio_rate

    def alike(self, *, ordered: bool) -> float:
        return self.scanner_alike if ordered else self.radio_alike

    def shrunk(self, successes: int, trials: int, usual: float) -> float:
        """Return a rate seen in few items, drawn towards the usual one."""
        return (successes + usual * self.rate_weight) / (trials + self.rate_weight)


USUAL = Thresholds()
