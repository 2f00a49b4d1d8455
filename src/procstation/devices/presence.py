"""Which tags lie on a pad, out of polls that now and then miss one."""

from collections.abc import Iterable
from dataclasses import dataclass

from procstation.devices.events import TagsInField


@dataclass(slots=True)
class _Tag:
    heard: int = 0
    missed: int = 0


class TagPresence:
    """Turns inventories into changes a person would agree with.

    A tag is present once it was heard in some polls, gone once it was missed in some running.
    A change is held back while any tag is in doubt, so that a pile appears as a whole and the
    exchange of one book for the next never looks like two books at once.

    Args:
        appear_after: Polls that must hear a tag; collisions make single polls unreliable.
        leave_after: Polls running that must miss it.
    """

    def __init__(self, appear_after: int = 2, leave_after: int = 3) -> None:
        self._appear_after = appear_after
        self._leave_after = leave_after
        self._tags: dict[bytes, _Tag] = {}
        self._reported: frozenset[bytes] = frozenset()
        self._held_back = 0

    @property
    def reported(self) -> frozenset[bytes]:
        """The tags of the last change."""
        return self._reported

    @property
    def settling(self) -> bool:
        """Whether a tag was heard, though not often enough, and none was missed: the next poll is
        worth having soon."""
        tags = self._tags.values()
        return any(tag.heard < self._appear_after for tag in tags) and not any(
            tag.missed for tag in tags
        )

    def polled(self, uids: Iterable[bytes]) -> TagsInField | None:
        """Take one inventory; return the tags present when that has changed."""
        self._count(frozenset(uids))
        present = frozenset(
            uid for uid, tag in self._tags.items() if tag.heard >= self._appear_after
        )
        if present == self._reported:
            self._held_back = 0
            return None
        self._held_back += 1
        # Two tags that take turns would be in doubt for ever.
        patient = self._held_back < self._appear_after + self._leave_after
        if self._any_in_doubt() and patient:
            return None
        self._held_back = 0
        self._reported = present
        return TagsInField(tuple(sorted(present)))

    def _count(self, here: frozenset[bytes]) -> None:
        for uid in here:
            tag = self._tags.setdefault(uid, _Tag())
            tag.heard += 1
            tag.missed = 0
        for uid in self._tags.keys() - here:
            self._tags[uid].missed += 1
            if self._tags[uid].missed >= self._leave_after:
                del self._tags[uid]

    def _any_in_doubt(self) -> bool:
        return any(tag.missed or tag.heard < self._appear_after for tag in self._tags.values())
