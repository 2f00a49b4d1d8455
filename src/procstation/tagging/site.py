"""What this library wants on its tags, and what its gates look at."""

from collections.abc import Mapping
from dataclasses import dataclass

from procstation.config import TagsSection
from procstation.errors import ConfigError
from procstation.language import tr
from procstation.tagging.security import GateMarks, Gates, SecurityState, security_state
from procstation.tags import Model, SiteRule, TagRecord, site_rules


@dataclass(frozen=True, slots=True)
class SitePolicy:
    """How tags are written here.

    Attributes:
        owner: This library's ISIL, or None.
        usage: Type of usage of new tags.
        afi_secured: AFI of an item in the library.
        afi_on_loan: AFI of an item on loan.
        gates: What the gates look at, so what is set once the data were verified.
        rules: What tags are that do not say it themselves.
        former_owners: ISILs that mean this library too.
        keep_all: What a tag says already is kept when it is written anew, as far as there is room.
    """

    model: Model = Model.ISO28560_3
    owner: str | None = None
    usage: int = 0x10
    afi_secured: int = 0x07
    afi_on_loan: int = 0xC2
    gates: Gates = Gates.AFI
    rules: tuple[SiteRule, ...] = ()
    keep_all: bool = True
    former_owners: frozenset[str] = frozenset()

    @classmethod
    def of(cls, tags: TagsSection) -> "SitePolicy":
        """Take the policy from the configuration.

        Raises:
            ConfigError: It gives one AFI two meanings.
        """
        if tags.afi_secured == tags.afi_on_loan:
            raise ConfigError(
                tr(
                    "In [tags], afi_secured and afi_on_loan are both {afi_secured:02X} hex.",
                    afi_secured=tags.afi_secured,
                ),
                tr("Give each the value your gates and your library system use."),
            )
        return cls(
            Model(tags.model),
            tags.owner or None,
            tags.usage,
            tags.afi_secured,
            tags.afi_on_loan,
            Gates(tags.security),
            site_rules(tags),
            tags.keep == "all",
            frozenset(tags.former_owners),
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

    def security(self, marks: GateMarks) -> SecurityState:
        """Return what a tag means to the gates here. Pairs of AFI differ by library."""
        return security_state(marks, self.gates, self.afi_secured, self.afi_on_loan)

    def marks(self, secured: bool) -> GateMarks:
        """Return what a tag must have to be secured, or on loan; empty when gates see nothing."""
        afi = self.afi_secured if secured else self.afi_on_loan
        return GateMarks(
            afi if self.gates.see_afi else None, secured if self.gates.see_eas else None
        )
