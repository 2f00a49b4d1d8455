"""Polling a line of scans: how silence is waited for, and codes that come twice."""

from typing import Annotated, Protocol

from msgspec import Meta

from procstation.devices import Garbled, Scan

LONGEST_FRAME_S = 0.6
"""Seconds. 512 bytes take 0.53 s at 9600 baud; a poll past its time waits no longer for the end."""

MOST_READS = 2048
"""Reads in one poll. A full frame byte by byte needs 512; a line that babbles would go on."""


RepeatWindowMs = Annotated[
    int,
    Meta(
        ge=0,
        le=10_000,
        description="Milliseconds in which the same code counts once; 0 counts every one.",
    ),
]
IdleGapMs = Annotated[
    int, Meta(ge=5, le=5_000, description="Milliseconds of silence that end a code without suffix.")
]


class ScanLine(Protocol):
    """What is needed of a link to a scanner that only talks."""

    def read(self, timeout_s: float) -> bytes: ...

    def now_s(self) -> float: ...


class ScanDecoder(Protocol):
    """Bytes to scans, silence included."""

    @property
    def pending(self) -> bool: ...

    def receive(self, data: bytes) -> list[Scan | Garbled]: ...


class ScanReader:
    """Read scans from a line.

    Args:
        idle_gap_s: Silence that ends a code begun.
        repeat_window_s: A code that comes again within this time of its last coming is dropped; 0
            drops nothing. As in the scanners themselves, the time starts anew with each coming, so
            a code that lies in the beam is read once.
    """

    def __init__(
        self, line: ScanLine, decoder: ScanDecoder, idle_gap_s: float, repeat_window_s: float
    ) -> None:
        self._line = line
        self._decoder = decoder
        self._idle_gap_s = idle_gap_s
        self._repeat_window_s = repeat_window_s
        self._last_text = ""
        self._last_s = 0.0
        self.repeats_dropped = 0
        """How many codes the repeat window has swallowed so far."""

    def poll(self, timeout_s: float) -> list[Scan | Garbled]:
        """Return the first frames that are complete, at once; [] after that much silence.

        A code that began in time is waited for to its end.

        Raises:
            DeviceLost: The port went away.
        """
        end_s = self._line.now_s() + timeout_s
        for _ in range(MOST_READS):
            begun = self._decoder.pending
            left_s = max(0.0, end_s - self._line.now_s())
            data = self._line.read(self._idle_gap_s if begun else left_s)
            if not data and not begun:
                return []
            events = [event for event in self._decoder.receive(data) if not self._repeats(event)]
            if events or self._line.now_s() > end_s + LONGEST_FRAME_S:
                return events
        return []

    def _repeats(self, event: Scan | Garbled) -> bool:
        if isinstance(event, Garbled):
            return False
        now_s = self._line.now_s()
        within = now_s - self._last_s < self._repeat_window_s
        repeated = within and event.text == self._last_text
        self._last_text, self._last_s = event.text, now_s
        self.repeats_dropped += repeated
        return repeated
