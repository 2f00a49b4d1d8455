"""What a sweep is judged by: shares and counts that a library may set to its own experience."""

from msgspec import structs

from procstation.config import JudgingSection


class Thresholds(JudgingSection, frozen=True):
    """The settings of a library, and what follows from them.

    The usual rates are those of the trade and of Abcouwer and van Loon (Library Hi Tech, 2020): one
    pass with a wand heard about 0.8 of the tags, a second about 0.15 more, and tags near the fore
    edge were missed again and again.
    """

    @classmethod
    def from_section(cls, section: JudgingSection) -> "Thresholds":
        return cls(**structs.asdict(section))

    def usual_rate(self, *, ordered: bool) -> float:
        return self.scanner_rate if ordered else self.radio_rate

    def alike(self, *, ordered: bool) -> float:
        """Return the weight of the rate of a pass, in passes, against what is known of a tag."""
        return self.scanner_alike if ordered else self.radio_alike

    def shrunk(self, successes: int, trials: int, usual: float) -> float:
        """Return a rate seen in few items, drawn towards the usual one."""
        return (successes + usual * self.rate_weight) / (trials + self.rate_weight)


USUAL = Thresholds()
