"""What the journal holds, and the digest that chains its entries."""

import hashlib
from dataclasses import dataclass
from typing import Generic, TypeVar

DIGEST_BYTES = 16

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Recorded(Generic[T]):
    """One entry of the journal.

    Attributes:
        seq: Its number, rising by one; the first is 1.
        at: When, ISO 8601 in UTC.
        source: Which device, `operator`, or `station`.
        entry: What happened.
        by: Who was signed in; "" when nobody was.
    """

    seq: int
    at: str
    source: str
    entry: T
    by: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """One entry as it lies in the file, of whatever stream.

    Attributes:
        body: What happened, as JSON.
        digest: 16 bytes over the digest of the entry before and all of the above.
        by: Who was signed in; "" when nobody was.
    """

    seq: int
    at: str
    source: str
    stream: str
    body: bytes
    digest: bytes
    by: str = ""

    def follows(self, before: bytes) -> bool:
        """Say whether the digest is right behind an entry with the digest `before`."""
        return self.digest == digest_of(
            before, self.seq, self.at, self.source, self.stream, self.body, self.by
        )


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state a stream had after entry `seq`, encoded: saves replaying all before it."""

    seq: int
    state: bytes


def digest_of(
    before: bytes, seq: int, at: str, source: str, stream: str, body: bytes, by: str
) -> bytes:
    """Return the digest of an entry behind one with the digest `before`, "" for the first."""
    # Without a person it is what it was before the journal knew of people.
    who = f"{by}\0" if by else ""
    head = f"{seq}\0{at}\0{source}\0{stream}\0{who}".encode()
    return hashlib.sha256(before + head + body).digest()[:DIGEST_BYTES]
