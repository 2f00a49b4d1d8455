"""An item of several parts, each with a tag of its own: which are written, which are missing."""

import msgspec

from procstation.language import tr


class PartTag(msgspec.Struct, frozen=True):
    """The tag of one part.

    Attributes:
        part: From 1.
        right: It was written for this part, or found right, and read back.
        was_right: It held this part before it was touched: undo leaves it alone.
    """

    part: int
    uid: str
    right: bool = False
    was_right: bool = False


class ItemSet(msgspec.Struct, frozen=True):
    """The parts of an item.

    Attributes:
        parts: How many there are, in the hand.
        untagged: How many of them cannot carry a tag.
        counted: Those count in the number of parts the tags state.
        tags: Of the parts that were on the pad, by part.
    """

    parts: int
    untagged: int = 0
    counted: bool = True
    tags: tuple[PartTag, ...] = ()

    @property
    def stated(self) -> int:
        """The number of parts the tags state."""
        return self.parts if self.counted else self.tagged

    @property
    def tagged(self) -> int:
        """How many parts carry a tag: they are numbered from 1."""
        return self.parts - self.untagged

    @property
    def missing(self) -> tuple[int, ...]:
        """The parts whose tags are not right yet."""
        right = {tag.part for tag in self.tags if tag.right}
        return tuple(part for part in range(1, self.tagged + 1) if part not in right)

    @property
    def free(self) -> tuple[int, ...]:
        """The parts no tag was met for yet."""
        met = {tag.part for tag in self.tags}
        return tuple(part for part in range(1, self.tagged + 1) if part not in met)

    @property
    def to_undo(self) -> tuple[str, ...]:
        """UIDs of the tags that held something else before they were touched."""
        return tuple(tag.uid for tag in self.tags if not tag.was_right)

    def of(self, uid: str) -> PartTag | None:
        """Return the part a tag is on."""
        return next((tag for tag in self.tags if tag.uid == uid), None)

    def with_tag(self, tag: PartTag) -> "ItemSet":
        """Return the set with a tag for this part, in the place of another there was."""
        others = tuple(one for one in self.tags if one.part != tag.part and one.uid != tag.uid)
        tags = tuple(sorted((*others, tag), key=lambda one: one.part))
        return msgspec.structs.replace(self, tags=tags)

    def without_tag(self, uid: str) -> "ItemSet":
        """Return the set without a tag: it has its old content back, or is gone."""
        return msgspec.structs.replace(self, tags=tuple(one for one in self.tags if one.uid != uid))

    def __str__(self) -> str:
        right = self.tagged - len(self.missing)
        if self.missing:
            return tr(
                "{right} of {tagged} parts, missing: {missing}",
                right=right,
                tagged=self.tagged,
                missing=", ".join(map(str, self.missing)),
            )
        return tr("{right} of {tagged} parts", right=right, tagged=self.tagged)
