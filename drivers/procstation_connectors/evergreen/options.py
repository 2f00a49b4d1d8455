"""The settings of the connector to Evergreen."""

from typing import Annotated

import msgspec
from msgspec import Meta

from procstation.ils import Options, Status

STATUSES = {
    "0": Status.AVAILABLE.value,
    "1": Status.ON_LOAN.value,
    "2": Status.IN_REPAIR.value,
    "3": Status.LOST.value,
    "4": Status.MISSING.value,
    "5": Status.IN_PROCESS.value,
    "6": Status.IN_TRANSIT.value,
    "7": Status.AVAILABLE.value,
    "8": Status.ON_HOLD.value,
    "9": Status.ON_ORDER.value,
    "11": Status.IN_PROCESS.value,
    "13": Status.WITHDRAWN.value,
    "16": Status.LOST.value,
    "17": Status.LOST.value,
}
SCHEMES = {"1": "other", "2": "dewey", "3": "lcc"}


class EvergreenOptions(Options, frozen=True):
    workstation: Annotated[
        str,
        Meta(description="Registered workstation of the login; without one no sightings."),
    ] = ""
    idl: Annotated[str, Meta(description="Where the server publishes the order of its fields.")] = (
        "/reports/fm_IDL.xml"
    )
    libraries: Annotated[
        dict[str, str],
        Meta(description="Numbers of org units and our library codes; others keep the number."),
    ] = msgspec.field(default_factory=dict)
    locations: Annotated[
        dict[str, str],
        Meta(description="Numbers of shelving locations and our codes; others keep the number."),
    ] = msgspec.field(default_factory=dict)
    statuses: Annotated[
        dict[str, str],
        Meta(description="Numbers of copy statuses and our words; others keep the number."),
    ] = msgspec.field(default_factory=STATUSES.copy)
    schemes: Annotated[
        dict[str, str], Meta(description="Numbers of classification schemes and ours.")
    ] = msgspec.field(default_factory=SCHEMES.copy)
    per_second: Annotated[
        float, Meta(ge=0, description="Most calls a second; 0 is no limit of our own.")
    ] = 10
    ca_file: Annotated[
        str, Meta(description="Certificates (PEM) to trust instead of the system's.")
    ] = ""
