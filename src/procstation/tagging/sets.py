"""Sets: which parts of an item of several lie on the pad, and which are missing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from procstation.language import tr, trn


@dataclass(frozen=True, slots=True)
class PartSeen:
    """What one tag says of a set.

    Attributes:
        item: The number of the item.
        parts: How many parts it has; 0 when the tag says nothing.
        part: Which of them the tag is on.
    """

    item: str
    parts: int
    part: int


@dataclass(frozen=True, slots=True)
class SetSeen:
    """One item of several parts, as far as it lies on the pad.

    Attributes:
        parts: How many there are; the largest number, when the tags contradict each other.
        here: The numbers of the parts on the pad, ascending.
        missing: Those of the others.
        odd: What is wrong with the tags, one sentence each.
    """

    item: str
    parts: int
    here: tuple[int, ...]
    missing: tuple[int, ...]
    odd: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all parts are there, once each, and agree."""
        return not self.missing and not self.odd

    def __str__(self) -> str:
        here, missing = len(self.here), len(self.missing)
        said = tr("{here} of {parts} parts on the pad", here=here, parts=self.parts)
        if missing:
            said = trn(
                "{here} of {parts} parts on the pad, part {numbers} is missing",
                "{here} of {parts} parts on the pad, parts {numbers} are missing",
                missing,
                here=here,
                parts=self.parts,
                numbers=", ".join(map(str, self.missing)),
            )
        return "; ".join((said, *self.odd))


def sets_seen(tags: Iterable[PartSeen]) -> list[SetSeen]:
    """Return the sets among the tags on a pad, in the order they are met. One tag of an item that
    says nothing of parts is no set."""
    by_item: defaultdict[str, list[PartSeen]] = defaultdict(list)
    for tag in tags:
        if tag.item:
            by_item[tag.item].append(tag)
    return [
        _set_of(item, seen)
        for item, seen in by_item.items()
        if len(seen) > 1 or any(tag.parts > 1 for tag in seen)
    ]


def _set_of(item: str, seen: list[PartSeen]) -> SetSeen:
    parts = max(*(tag.parts for tag in seen), *(tag.part for tag in seen), len(seen))
    numbers = [tag.part for tag in seen]
    here = tuple(sorted({number for number in numbers if number}))
    odd = []
    stated = sorted({tag.parts for tag in seen})
    if len(stated) > 1:
        odd.append(tr("the tags say {numbers} parts", numbers=tr(" and ").join(map(str, stated))))
    twice = sorted({number for number in here if numbers.count(number) > 1})
    odd += [
        tr("part {number} is there {count} times", number=number, count=numbers.count(number))
        for number in twice
    ]
    if 0 in numbers:
        odd.append(tr("of {count} it is not said which part it is", count=numbers.count(0)))
    missing = tuple(number for number in range(1, parts + 1) if number not in here)
    return SetSeen(item, parts, here, missing, tuple(odd))
