"""What this library wants on its tags, and what its gates look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from procstation.config import TagsSection
from procstation.tags import Model, SiteRule, TagRecord, site_rules


class Security(StrEnum):
    """What the AFI of a tag means to the gates of this library."""

    SECURED = "secured"
    ON_LOAN = "on loan"
    UNKNOWN = "unknown value"


@dataclass(frozen=True, slots=True)
class SitePolicy:
    """How tags are written here.

    Attributes:
        owner: This library's ISIL, or None.
        usage: Type of usage of new tags.
        afi_secured: AFI of an item in the library.
        afi_on_loan: AFI of an item on loan.
        secure: Write `afi_secured` once the data were verified.
        rules: What tags are that do not say it themselves.
    """

    model: Model = Model.ISO28560_3
    owner: str | None = None
    usage: int = 0x10
    afi_secured: int = 0x07
    afi_on_loan: int = 0xC2
    secure: bool = True
    rules: tuple[SiteRule, ...] = ()

    @classmethod
    def of(cls, tags: TagsSection) -> "SitePolicy":
        """Take the policy from the configuration."""
        return cls(
            Model(tags.model),
            tags.owner or None,
            tags.usage,
            tags.afi_secured,
            tags.afi_on_loan,
            tags.secure,
            site_rules(tags),
        )

    def record(
        self,
        item: str,
        parts: int | None = None,
        part: int | None = None,
        elements: Mapping[int, str] | None = None,
    ) -> TagRecord:
        """Return what a tag of this library says of an item."""
        return TagRecord(item, self.owner, parts, part, self.usage, elements or {})

    def security(self, afi: int | None) -> Security | None:
        """Return what an AFI means here; None when the tag has none. Pairs differ by library."""
        if afi is None:
            return None
        meanings = {self.afi_on_loan: Security.ON_LOAN, self.afi_secured: Security.SECURED}
        return meanings.get(afi, Security.UNKNOWN)
