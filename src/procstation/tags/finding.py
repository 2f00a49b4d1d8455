"""What a tag shows that its data model does not ask for: the rule, and what was found."""

from dataclasses import dataclass

from procstation.language import Spoken, mark


class Severity(Spoken):
    """What a finding means for the tag."""

    DAMAGE = mark("damage")
    """Something on the tag cannot be relied on."""
    DEVIATION = mark("deviation")
    """It reads, but not as the standard has it: another program may read it otherwise."""
    NOTE = mark("note")
    """Allowed, or not settled by the standard, and yet worth knowing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a data model asks for.

    Attributes:
        name: Short and lasting, for programs.
        standard: What the standard says; marked for the catalogues.
        meaning: What it means in practice when a tag has it otherwise; marked for the catalogues.
    """

    name: str
    severity: Severity
    standard: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a tag does not keep.

    Attributes:
        what: What was found, with the value: one sentence.
    """

    rule: Rule
    what: str
