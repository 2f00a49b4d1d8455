"""The devices as a person looks after them: what each is, sent, and how it went wrong; a trial."""

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from procstation.config import BENCH_KINDS, DeviceSection
from procstation.devices import (
    DeviceEvent,
    DeviceRunner,
    DeviceState,
    Garbled,
    Kind,
    Presence,
    PrinterState,
    Scan,
    TagsInField,
    load_driver,
)
from procstation.errors import DriverNotFound
from procstation.items import BarcodeRange, classify, names_patron
from procstation.language import tr, trn

KEPT = 8
"""Of what each device sent last."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Something a device sent.

    Attributes:
        at: ISO 8601 in UTC.
        words: What it is, for a person.
        raw: The bytes, as far as they may be kept.
    """

    at: str
    words: str
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """What is known of one device.

    Attributes:
        title: What its driver is for.
        seen_at: When it last told anything; "" when it never did.
        trouble, trouble_at: What went wrong last, with what to do, and when.
        sent: The last few, the newest first.
        reads, unread, losses: How many reads came well, how many did not, and how often it was
            lost.
    """

    name: str
    kind: Kind
    driver: str
    title: str
    port: str
    at_bench: bool
    seen_at: str = ""
    trouble: str = ""
    trouble_at: str = ""
    sent: tuple[Sent, ...] = ()
    reads: int = 0
    unread: int = 0
    losses: int = 0


@dataclass(slots=True)
class _Heard:
    """What a device told so far."""

    seen_at: str = ""
    trouble: str = ""
    trouble_at: str = ""
    sent: deque[Sent] = field(default_factory=lambda: deque(maxlen=KEPT))
    reads: int = 0
    unread: int = 0
    losses: int = 0


class DeviceRoom:
    """Hears what the devices tell, and keeps the last of it, in memory only.

    Of a patron card only the fact is kept, and of what could not be read only the count.

    Args:
        now: The time, ISO 8601 in UTC.
    """

    def __init__(
        self,
        sections: Mapping[str, DeviceSection],
        ranges: Sequence[BarcodeRange],
        now: Callable[[], str],
    ) -> None:
        self._sections = sections
        self._ranges = ranges
        self._now = now
        self._lock = threading.Lock()
        self._heard = {name: _Heard() for name in sections}
        self._trial: tuple[str, Callable[[str], None]] | None = None
        self.runners: Mapping[str, DeviceRunner] = {}

    def cards(self) -> list[DeviceCard]:
        """Return what is known of each device, in the order of the configuration."""
        with self._lock:
            return [self._card(name, section) for name, section in self._sections.items()]

    def heard(self, name: str, event: DeviceEvent) -> bool:
        """Take down what a device tells, on its thread.

        Returns:
            Whether it was for a trial, and goes no further.
        """
        with self._lock:
            heard = self._heard[name]
            at = heard.seen_at = self._now()
            match event:
                case Scan():
                    heard.reads += 1
                    sent = self._scan(at, event)
                    heard.sent.appendleft(sent)
                    if self._trial is not None and self._trial[0] == name:
                        _, tell = self._trial
                        self._trial = None
                        tell(sent.words)
                        return True
                case Garbled():
                    heard.unread += 1
                    heard.sent.appendleft(Sent(at, tr("unreadable: {why}", why=event.reason)))
                case TagsInField(uids):
                    heard.reads += bool(uids)
                    words = trn("{count} tag", "{count} tags", len(uids)) if uids else tr("no tag")
                    heard.sent.appendleft(Sent(at, words))
                case PrinterState():
                    problems = ", ".join(one.word for one in event.problems)
                    heard.sent.appendleft(Sent(at, event.detail or problems))
                case DeviceState() if event.presence is not Presence.READY:
                    heard.losses += 1
                    heard.trouble, heard.trouble_at = event.detail, at
        return False

    def try_scan(self, name: str, tell: Callable[[str], None]) -> None:
        """Have the next scan of a scanner told here, and not taken to the bench.

        Args:
            tell: Called with what was read, on the scanner's thread.
        """
        with self._lock:
            self._trial = (name, tell)

    def end_trial(self) -> None:
        """Have scans go to the bench again."""
        with self._lock:
            self._trial = None

    def restart(self, name: str) -> None:
        """Close a device and open it again."""
        self.runners[name].restart()

    def _scan(self, at: str, scan: Scan) -> Sent:
        reading = classify(scan.text, self._ranges, scan.symbology)
        if names_patron(reading, self._ranges):
            return Sent(at, tr("a patron card: nothing of it was kept"))
        words = " · ".join(filter(None, (scan.text, scan.symbology, reading.kind.value)))
        return Sent(at, words, scan.raw)

    def _card(self, name: str, section: DeviceSection) -> DeviceCard:
        heard = self._heard[name]
        try:
            title = load_driver(section.kind, section.driver).called
        except DriverNotFound as error:
            title = error.what
        return DeviceCard(
            name,
            section.kind,
            section.driver,
            title,
            section.port,
            section.kind in BENCH_KINDS,
            heard.seen_at,
            heard.trouble,
            heard.trouble_at,
            tuple(heard.sent),
            heard.reads,
            heard.unread,
            heard.losses,
        )
