"""A MARC record in memory, whatever file it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Field:
    """One field; never changed once it is made.

    Attributes:
        indicators: Two characters; "" for a control field.
        subfields: Code and value, in their order.
        data: The text of a control field, or of a data field without subfields.
    """

    tag: str
    indicators: str = ""
    subfields: tuple[tuple[str, str], ...] = ()
    data: str = ""

    def first(self, codes: str) -> str:
        """The first value that is not blank, looking for the codes in their order."""
        for wanted in codes:
            for code, value in self.subfields:
                if code == wanted and (text := value.strip()):
                    return text
        return ""

    def every(self, codes: str) -> list[str]:
        """The values of some codes that are not blank, in the order of the field."""
        return [text for code, value in self.subfields if code in codes and (text := value.strip())]


@dataclass(slots=True)
class MarcRecord:
    """A record: its leader, 24 characters, and its fields in their order."""

    leader: str
    fields: tuple[Field, ...]
    by_tag: Mapping[str, list[Field]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_tag: dict[str, list[Field]] = {}
        for one in self.fields:
            by_tag.setdefault(one.tag, []).append(one)
        self.by_tag = by_tag

    def all(self, *tags: str) -> list[Field]:
        """The fields of some tags, tag by tag."""
        by_tag = self.by_tag
        if len(tags) == 1:
            return by_tag.get(tags[0], [])
        return [one for tag in tags if tag in by_tag for one in by_tag[tag]]

    def control(self, tag: str) -> str:
        """The text of the first control field with a tag, or ""."""
        for one in self.by_tag.get(tag, ()):
            return one.data.strip()
        return ""

    @property
    def is_plain(self) -> bool:
        """Whether it is known to hold nothing but printable ASCII."""
        return False

    @property
    def is_holdings(self) -> bool:
        """Whether it is an MFHD record: leader/06 u, v, x or y."""
        return self.leader[6] in "uvxy"
