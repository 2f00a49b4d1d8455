"""Security of a tag as the gates of this library see it: by its AFI, by its EAS bit, by both.

A gate that looks at the AFI rings at one value and is silent at the others; one that looks at the
EAS bit of NXP chips rings while that is set. What a tag says otherwise is a state of its own,
neither secured nor on loan: such a book may ring at one gate and pass the next.
"""

from dataclasses import dataclass
from enum import StrEnum

from procstation.errors import DeviceError
from procstation.language import Spoken, mark, tr
from procstation.tags import TagContent


class Gates(StrEnum):
    """What the gates of a library look at."""

    AFI = "afi"
    EAS = "eas"
    BOTH = "both"
    NONE = "none"

    @property
    def see_afi(self) -> bool:
        return self in {Gates.AFI, Gates.BOTH}

    @property
    def see_eas(self) -> bool:
        return self in {Gates.EAS, Gates.BOTH}


class Security(Spoken):
    """What a tag means to the gates."""

    SECURED = mark("secured")
    ON_LOAN = mark("on loan")
    UNKNOWN = mark("unknown")


@dataclass(frozen=True, slots=True)
class GateMarks:
    """What gates look at, as a tag has it or shall get it.

    Attributes:
        afi: None when the tag has none, or when it is not to be touched.
        eas: None when the tag or the pad has no such bit, or when it is not to be touched.
    """

    afi: int | None = None
    eas: bool | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to be set."""
        return self.afi is None and self.eas is None

    def only(self, wanted: "GateMarks") -> "GateMarks":
        """Return those of the marks that are wanted to be something."""
        return GateMarks(
            None if wanted.afi is None else self.afi, None if wanted.eas is None else self.eas
        )

    def changed_by(self, read: "GateMarks") -> "GateMarks":
        """Return the marks after some of them were set and read back."""
        return GateMarks(
            self.afi if read.afi is None else read.afi, self.eas if read.eas is None else read.eas
        )

    def __str__(self) -> str:
        marks = [] if self.afi is None else [f"AFI {self.afi:02X}"]
        if self.eas is not None:
            marks.append(tr("EAS on") if self.eas else tr("EAS off"))
        return ", ".join(marks) or tr("neither AFI nor EAS")


@dataclass(frozen=True, slots=True)
class SecurityState:
    """A tag as the gates see it.

    Attributes:
        marks: As read.
        meaning: None when the gates look at nothing.
        why: Both in words, e.g. `secured (AFI 07)`.
    """

    marks: GateMarks
    meaning: Security | None
    why: str

    @property
    def secured(self) -> bool | None:
        """Whether a gate would ring; None when that is not known."""
        return {Security.SECURED: True, Security.ON_LOAN: False}.get(
            self.meaning or Security.UNKNOWN
        )


class NotSecured(DeviceError):
    """The data of the tag are right, and its security cannot be made what the gates want.

    Attributes:
        uid: The tag.
        content: What it holds.
        security: As it is now.
    """

    def __init__(
        self, uid: bytes, content: TagContent, security: SecurityState, detail: str
    ) -> None:
        super().__init__(
            tr(
                "Tag {uid} holds {number}, but its security is not as it must be: it is "
                "{why}. {detail}",
                uid=uid.hex().upper(),
                number=content.item or tr("no item"),
                why=security.why,
                detail=detail,
            ),
            tr("Put another tag into the item: at the gate this one is not what it says."),
        )
        self.uid = uid
        self.content = content
        self.security = security


def security_state(
    marks: GateMarks, gates: Gates, afi_secured: int, afi_on_loan: int
) -> SecurityState:
    """Return what the marks of a tag mean to gates of that kind."""
    if gates is Gates.NONE:
        return SecurityState(marks, None, tr("not looked at here ({marks})", marks=marks))
    seen: list[tuple[Security, str]] = []
    if gates.see_afi:
        seen.append(_by_afi(marks.afi, afi_secured, afi_on_loan))
    if gates.see_eas:
        seen.append(_by_eas(marks.eas))
    meanings = {meaning for meaning, _ in seen}
    if len(meanings) == 1:
        meaning = meanings.pop()
        return SecurityState(
            marks, meaning, f"{meaning.word} ({', '.join(why for _, why in seen)})"
        )
    each = (
        why if says is Security.UNKNOWN else tr("{why} is {meaning}", why=why, meaning=says.word)
        for says, why in seen
    )
    return SecurityState(marks, Security.UNKNOWN, f"{Security.UNKNOWN.word} ({', '.join(each)})")


def _by_afi(afi: int | None, afi_secured: int, afi_on_loan: int) -> tuple[Security, str]:
    if afi is None:
        return Security.UNKNOWN, tr("no AFI")
    if afi == afi_secured:
        return Security.SECURED, f"AFI {afi:02X}"
    if afi == afi_on_loan:
        return Security.ON_LOAN, f"AFI {afi:02X}"
    return Security.UNKNOWN, tr(
        "AFI {afi} is neither {secured}, secured, nor {on_loan}, on loan",
        afi=f"{afi:02X}",
        secured=f"{afi_secured:02X}",
        on_loan=f"{afi_on_loan:02X}",
    )


def _by_eas(eas: bool | None) -> tuple[Security, str]:
    if eas is None:
        return Security.UNKNOWN, tr("no EAS bit that this pad can read")
    return (Security.SECURED, tr("EAS on")) if eas else (Security.ON_LOAN, tr("EAS off"))
