"""A printer of a test: keeps what it is sent, and fails as it is told."""

from dataclasses import dataclass, field

from procstation.devices import Outcome, PrinterState
from procstation.errors import StationError


@dataclass
class ToldPrinter:
    """Implements `LabelPrinter`.

    Attributes:
        failures: What the next jobs come to, in order; None for `outcome`.
        counts: Labels of each job that it took.
    """

    language: str = "zpl"
    dots_per_mm: float = 300 / 25.4
    outcome: Outcome = Outcome.PRINTED
    failures: list[StationError | None] = field(default_factory=list)
    jobs: list[bytes] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)

    def state(self) -> PrinterState:
        return PrinterState(ready=True)

    def send(self, job: bytes, labels: int) -> Outcome:
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        self.jobs.append(job)
        self.counts.append(labels)
        return self.outcome

    def close(self) -> None:
        """Nothing to let go of."""
