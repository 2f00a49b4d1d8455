"""What a library knows of its own tags: that those with some DSFID or AFI are of one model."""

from collections.abc import Iterable
from dataclasses import dataclass

from procstation.config import TagsSection
from procstation.language import tr
from procstation.tags.content import Model


@dataclass(frozen=True, slots=True)
class SiteRule:
    """Tags of this library with this DSFID and this AFI are to be read as `model`.

    A rule stands in for what the DSFID says. It outweighs no checksum and makes no blank tag full.

    Attributes:
        dsfid: None when any will do.
        afi: None when any will do.
    """

    model: Model
    dsfid: int | None = None
    afi: int | None = None

    def covers(self, dsfid: int | None, afi: int | None) -> bool:
        """Whether the rule is about a tag with these."""
        return self.dsfid in {None, dsfid} and self.afi in {None, afi}

    @property
    def reason(self) -> str:
        """Return the rule in words."""
        if self.dsfid is not None and self.afi is not None:
            return tr(
                "This library reads tags with DSFID {dsfid:02X} and AFI {afi:02X} as {model}",
                dsfid=self.dsfid,
                afi=self.afi,
                model=self.model,
            )
        if self.dsfid is not None:
            return tr(
                "This library reads tags with DSFID {dsfid:02X} as {model}",
                dsfid=self.dsfid,
                model=self.model,
            )
        if self.afi is not None:
            return tr(
                "This library reads tags with AFI {afi:02X} as {model}",
                afi=self.afi,
                model=self.model,
            )
        return tr("This library reads tags as {model}", model=self.model)


def site_rules(tags: TagsSection) -> tuple[SiteRule, ...]:
    """Return the rules of a configuration, in its order."""
    return tuple(SiteRule(Model(rule.model), rule.dsfid, rule.afi) for rule in tags.treat_as)


def rule_for(rules: Iterable[SiteRule], dsfid: int | None, afi: int | None) -> SiteRule | None:
    """Return the first rule about a tag with these, or None."""
    return next((rule for rule in rules if rule.covers(dsfid, afi)), None)
