"""What UHF readers report at the shelf, folded and named, as entries of a live sweep."""

import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from procstation.config import RadioSection
from procstation.devices import TagHeard
from procstation.errors import ConfigError
from procstation.language import tr
from procstation.station.reader_clock import ReaderClock
from procstation.sweeping.folding import FoldedTag, Folding, TagFolder
from procstation.sweeping.identify import TagNames
from procstation.sweeping.live_inputs import AnyLive, Echo, Refused, TagsHeard

PLACE_FADES_S = 5.0
"""A shelf tag not heard for so long gives way to any other; before, only to a louder one."""

MOST_STRANGERS = 10_000
"""Tags of nobody that are remembered, so that each is named once."""


def folding_of(section: RadioSection) -> Folding:
    """Return how a library wants reports folded."""
    return Folding(
        window_s=section.window_ms / 1000,
        floor_dbm=section.floor_dbm,
        least_reads=section.least_reads,
    )


def names_of(section: RadioSection, item_of: Callable[[str], str]) -> TagNames:
    """Return what tells tags apart at this library.

    Args:
        item_of: As of `TagNames`.

    Raises:
        ConfigError: What shelf tags look like is no regular expression.
    """
    try:
        return TagNames(item_of, section.place_tags)
    except re.error as error:
        raise ConfigError(
            tr(
                "[sweeps.radio] place_tags = {place_tags!r} is no regular expression: {error}.",
                place_tags=section.place_tags,
                error=error,
            ),
            tr("Correct it in procstation.toml."),
        ) from error


class RadioEar:
    """Takes the reports of readers on their threads, and posts entries from its own.

    Args:
        post: Takes an entry and the device it is from.
        now_s: Seconds on a clock that never goes back.
        now: The time here, with its zone.
    """

    def __init__(
        self,
        names: TagNames,
        how: Folding,
        post: Callable[[AnyLive, str], object],
        now_s: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._names = names
        self._how = how
        self._post = post
        self._now_s = now_s
        self._now = now
        self._lock = threading.Lock()
        self._folders: dict[str, TagFolder] = {}
        self._clocks: dict[str, ReaderClock] = {}
        self._places: dict[str, _Place] = {}
        self._strangers: set[bytes] = set()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def heard(self, source: str, report: TagHeard) -> None:
        """Take a report of a reader."""
        with self._lock:
            folder = self._folders.setdefault(source, TagFolder(self._how))
            self._clocks.setdefault(source, ReaderClock()).note(report.at, self._now())
            for group in folder.take([report], self._now_s()):
                self._tell(source, group)

    def look(self) -> None:
        """Post what is due although nothing was reported."""
        with self._lock:
            for source, folder in self._folders.items():
                for group in folder.due(self._now_s()):
                    self._tell(source, group)

    def start(self) -> None:
        """Look again and again, on a thread of its own, until `stop`."""
        self._thread = threading.Thread(target=self._look_on, name="sweep radio", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Post all that is left, and end the thread."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        with self._lock:
            for source, folder in self._folders.items():
                for group in folder.end():
                    self._tell(source, group)

    def _look_on(self) -> None:
        while not self._stopping.wait(self._how.hold_s):
            self.look()

    def _tell(self, source: str, group: Iterable[FoldedTag]) -> None:
        echoes: list[Echo] = []
        for one in group:
            name = self._names.of(one.strongest)
            dbm = one.strongest.rssi_dbm
            if name.place:
                self._be_at(source, _Place(name.place, dbm, one.last_s))
            elif name.barcode:
                place = self._places.get(source)
                at = self._clocks[source].here(one.strongest.at)
                echoes.append(Echo(name.barcode, one.reads, dbm, place.name if place else "", at))
            else:
                self._name_stranger(source, one.strongest.epc, name.reason)
        if echoes:
            self._post(TagsHeard(tuple(echoes)), source)

    def _be_at(self, source: str, place: "_Place") -> None:
        known = self._places.get(source)
        if known is None or known.gives_way_to(place):
            self._places[source] = place

    def _name_stranger(self, source: str, epc: bytes, reason: str) -> None:
        if epc in self._strangers:
            return
        if len(self._strangers) >= MOST_STRANGERS:
            self._strangers.clear()
        self._strangers.add(epc)
        self._post(Refused(reason[:1].upper() + reason[1:] + "."), source)


@dataclass(frozen=True, slots=True)
class _Place:
    """A shelf tag, as it was heard last."""

    name: str
    dbm: float | None
    at_s: float

    def gives_way_to(self, other: "_Place") -> bool:
        if other.name == self.name or other.at_s - self.at_s > PLACE_FADES_S:
            return True
        return other.dbm is None or self.dbm is None or other.dbm > self.dbm
