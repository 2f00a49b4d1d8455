"""Reports of tags by radio, folded: a reader says the same tag again and again.

A tag is told of as soon as it is heard, with the next group; what else is heard of it within its
window is counted, and told of as one when the window ends. Groups are small and come soon, so that
each can be committed before the next. Nothing is dropped without being counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from procstation.devices import TagHeard


@dataclass(frozen=True, slots=True)
class Folding:
    """How reports are folded.

    Attributes:
        window_s: How long repetitions of a tag are counted together.
        hold_s: A group is held no longer than this.
        most_tags: A group has no more tags than this.
        floor_dbm: Weaker reports are strays: tags of the next bay, or on a cart. None for no floor;
            a reader that does not tell the strength has none.
        least_reads: A tag heard fewer times in a window is a stray.
        most_open: Windows open at once; more, and the oldest end early.
    """

    window_s: float = 1.0
    hold_s: float = 0.05
    most_tags: int = 100
    floor_dbm: float | None = None
    least_reads: int = 1
    most_open: int = 20_000


@dataclass(frozen=True, slots=True)
class FoldedTag:
    """What was heard of one tag.

    Attributes:
        strongest: The report nearest to the tag: its strength, antenna and time.
        reads: How often it was read.
        first_s, last_s: When, on the station's clock.
    """

    strongest: TagHeard
    reads: int
    first_s: float
    last_s: float


Group = tuple[FoldedTag, ...]


class TagFolder:
    """Folds reports into groups.

    Attributes:
        weak: Reads below the floor.
        few: Reads of tags that were heard too seldom.
    """

    def __init__(self, how: Folding) -> None:
        self._how = how
        self._windows: dict[tuple[bytes, bytes], _Window] = {}
        self._group: list[FoldedTag] = []
        self._group_since_s = 0.0
        self.weak = 0
        self.few = 0

    def take(self, reports: Iterable[TagHeard], now_s: float) -> list[Group]:
        """Take what was reported; return the groups that are due.

        Args:
            now_s: Seconds on a clock that never goes back.
        """
        self._end_windows(now_s)
        groups = self._full()
        floor = self._how.floor_dbm
        for one in reports:
            if floor is not None and one.rssi_dbm is not None and one.rssi_dbm < floor:
                self.weak += one.count
                continue
            self._hear(one, now_s)
            groups += self._full()
        return groups + self._due(now_s)

    def due(self, now_s: float) -> list[Group]:
        """Return the groups that are due although nothing was reported."""
        self._end_windows(now_s)
        return [*self._full(), *self._due(now_s)]

    def end(self) -> list[Group]:
        """End all windows, and return all that is left."""
        for window in self._windows.values():
            self._end(window)
        self._windows.clear()
        rest = self._full()
        if self._group:
            rest.append(tuple(self._group))
            self._group.clear()
        return rest

    def _hear(self, one: TagHeard, now_s: float) -> None:
        tag = (one.epc, one.tid)
        window = self._windows.get(tag)
        if window is None:
            if len(self._windows) >= self._how.most_open:
                self._end(self._windows.pop(next(iter(self._windows))))
            window = self._windows[tag] = _Window(now_s)
        window.hear(one, now_s)
        if not window.told and window.reads >= self._how.least_reads:
            window.told = True
            self._tell(window.folded(), now_s)

    def _end_windows(self, now_s: float) -> None:
        # The oldest stand first.
        while self._windows:
            tag = next(iter(self._windows))
            if now_s - self._windows[tag].begun_s < self._how.window_s:
                return
            self._end(self._windows.pop(tag))

    def _end(self, window: "_Window") -> None:
        if window.told and window.reads:
            folded = window.folded()
            self._tell(folded, folded.last_s)
        elif window.reads:
            self.few += window.reads

    def _tell(self, folded: FoldedTag, now_s: float) -> None:
        if not self._group:
            self._group_since_s = now_s
        self._group.append(folded)

    def _full(self) -> list[Group]:
        most = self._how.most_tags
        groups: list[Group] = []
        while len(self._group) >= most:
            groups.append(tuple(self._group[:most]))
            del self._group[:most]
        return groups

    def _due(self, now_s: float) -> list[Group]:
        if not self._group or now_s - self._group_since_s < self._how.hold_s:
            return []
        group = tuple(self._group)
        self._group.clear()
        return [group]


class _Window:
    """What was heard of a tag and not told yet."""

    __slots__ = ("begun_s", "first_s", "last_s", "reads", "strongest", "told")

    def __init__(self, now_s: float) -> None:
        self.begun_s = now_s
        self.told = False
        self._begin()

    def _begin(self) -> None:
        self.reads = 0
        self.strongest: TagHeard | None = None
        self.first_s = self.last_s = 0.0

    def hear(self, one: TagHeard, now_s: float) -> None:
        if self.strongest is None:
            self.strongest, self.first_s = one, now_s
        elif _dbm(one) > _dbm(self.strongest):
            self.strongest = one
        self.reads += one.count
        self.last_s = now_s

    def folded(self) -> FoldedTag:
        """Return it as told, and begin anew."""
        assert self.strongest is not None
        folded = FoldedTag(self.strongest, self.reads, self.first_s, self.last_s)
        self._begin()
        return folded


def _dbm(one: TagHeard) -> float:
    return one.rssi_dbm if one.rssi_dbm is not None else float("-inf")
