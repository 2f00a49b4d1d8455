"""The clock in a simulated memory scanner: it goes on while the cable is out."""

from datetime import datetime, timedelta


class ScannerClock:
    """A clock without a zone, moved by virtual time.

    Attributes:
        drift_s_a_day: How many seconds it gains in a day.
    """

    def __init__(self, at: str, drift_s_a_day: float = 0.0) -> None:
        self.drift_s_a_day = drift_s_a_day
        self._at = datetime.fromisoformat(at)

    @property
    def at(self) -> datetime:
        """What it shows: whole seconds."""
        return self._at.replace(microsecond=0)

    def pass_time(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds * (1 + self.drift_s_a_day / 86_400))

    def set(self, at: datetime) -> None:
        self._at = at

    def shift(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)
