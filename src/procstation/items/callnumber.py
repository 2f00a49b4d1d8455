"""A call number, its scheme and where it came from."""

from dataclasses import dataclass
from enum import StrEnum


class Scheme(StrEnum):
    """How a call number is built, sorted and broken into lines."""

    LCC = "lcc"
    DEWEY = "dewey"
    NLM = "nlm"
    SUDOC = "sudoc"
    UDC = "udc"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CallNumber:
    """A call number and where it came from.

    Attributes:
        source: The field it was taken from: `952$o`, `050`, `bench`, …
    """

    text: str
    scheme: Scheme
    source: str
