"""The settings of the connector to Sierra."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from procstation.ils import Options, Status

STATUSES = {
    "-": Status.AVAILABLE.value,
    "!": Status.ON_HOLD.value,
    "$": Status.LOST.value,
    "l": Status.LOST.value,
    "m": Status.MISSING.value,
    "n": Status.LOST.value,
    "p": Status.IN_PROCESS.value,
    "r": Status.IN_REPAIR.value,
    "t": Status.IN_TRANSIT.value,
    "w": Status.WITHDRAWN.value,
    "z": Status.CLAIMED.value,
}
SCHEMES = {
    "050": "lcc",
    "060": "nlm",
    "082": "dewey",
    "086": "sudoc",
    "090": "lcc",
    "092": "dewey",
    "096": "nlm",
    "099": "other",
}
"""By the MARC tag that Sierra keeps with a call number."""


class SierraOptions(Options, frozen=True):
    location: Annotated[
        str, Meta(description="Location code of new items when the station gives none.")
    ] = ""
    item_type: Annotated[
        int, Meta(ge=0, description="Item type of new items when the station gives none.")
    ] = 0
    note: Annotated[
        Literal["internalNotes", "messages"],
        Meta(description="Which of its notes the station reads and writes."),
    ] = "internalNotes"
    note_tag: Annotated[
        str, Meta(description="Field tag of those notes: x or n, m for messages.")
    ] = "x"
    statuses: Annotated[
        dict[str, str],
        Meta(description="Status codes and our words for them; others keep their code."),
    ] = msgspec.field(default_factory=STATUSES.copy)
    schemes: Annotated[
        dict[str, str], Meta(description="MARC tags of call numbers and our schemes.")
    ] = msgspec.field(default_factory=SCHEMES.copy)
    seen: Annotated[
        Literal["file", "check-in"],
        Meta(
            description="How sightings get there: in a file for its inventory module, or each as a"
            " check-in, with all that follows from one."
        ),
    ] = "file"
    isbn_tag: Annotated[str, Meta(description="Field tag of standard numbers in records.")] = "i"
    per_second: Annotated[
        float, Meta(ge=0, description="Most calls a second, as the contract allows; 0 is no limit.")
    ] = 0
    page: Annotated[int, Meta(ge=1, le=2000, description="Items asked for at a time.")] = 200
    ca_file: Annotated[
        str, Meta(description="Certificates (PEM) to trust instead of the system's.")
    ] = ""
