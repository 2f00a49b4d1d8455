"""ISO/TS 28560-4, user bank of UHF tags: a DSFID, then the elements of part 2 but the identifier.

The identifier is the unique item identifier of another bank, which this memory does not hold.
"""

from procstation.tags import iso28560_2
from procstation.tags.content import Model
from procstation.tags.record import CONTENT

FIRST_BYTE = iso28560_2.DSFID


def interpret(memory: bytes, why: str) -> iso28560_2.Interpretation:
    """Read a user bank. Takes any bytes and never raises."""
    return iso28560_2.interpret(memory, why, model=Model.ISO28560_4, start=1, first=CONTENT)
