"""The settings of the connector to Symphony."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from procstation.ils import Options, Status

STATUSES = {
    "CHECKEDOUT": Status.ON_LOAN.value,
    "HOLDS": Status.ON_HOLD.value,
    "INTRANSIT": Status.IN_TRANSIT.value,
    "INPROCESS": Status.IN_PROCESS.value,
    "REPAIR": Status.IN_REPAIR.value,
    "MISSING": Status.MISSING.value,
    "LOST": Status.LOST.value,
    "LOST-CLAIM": Status.CLAIMED.value,
    "ON-ORDER": Status.ON_ORDER.value,
    "DISCARD": Status.WITHDRAWN.value,
}
SCHEMES = {
    "LC": "lcc",
    "LCPER": "lcc",
    "DEWEY": "dewey",
    "DEWEYPER": "dewey",
    "SUDOC": "sudoc",
    "ALPHANUM": "other",
}


class SymphonyOptions(Options, frozen=True):
    client: Annotated[
        str, Meta(description="Client ID that the vendor set up for the station.")
    ] = "procstation"
    library: Annotated[
        str, Meta(description="Working library of the station, which changes need.")
    ] = ""
    statuses: Annotated[
        dict[str, str],
        Meta(
            description="Current locations that are a state of the item, and our words for them;"
            " others are places."
        ),
    ] = msgspec.field(default_factory=STATUSES.copy)
    schemes: Annotated[
        dict[str, str], Meta(description="Class schemes of call numbers and ours.")
    ] = msgspec.field(default_factory=SCHEMES.copy)
    call_numbers: Annotated[
        Literal["", "own", "shared"],
        Meta(
            description="Whether the station changes call numbers: not at all, only those of a"
            " single item (`own`), or of all items that hang on them (`shared`)."
        ),
    ] = ""
    seen: Annotated[
        Literal["file", "check-in"],
        Meta(
            description="How sightings get there: in a file for its inventory tool, or each as a"
            " check-in, with all that follows from one."
        ),
    ] = "file"
    per_second: Annotated[float, Meta(ge=0, description="Most calls a second; 0 is no limit.")] = 4
    ca_file: Annotated[
        str, Meta(description="Certificates (PEM) to trust instead of the system's.")
    ] = ""
