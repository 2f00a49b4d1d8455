"""What differs from one FOLIO to the next."""

from typing import Annotated, Literal

from msgspec import Meta, field

from procstation.ils import Options, Status

SCHEMES = {
    "lcc": "Library of Congress classification",
    "dewey": "Dewey Decimal classification",
    "nlm": "National Library of Medicine classification",
    "sudoc": "Superintendent of Documents classification",
    "udc": "UDC",
    "other": "Other scheme",
}
STATUSES = {
    "Available": Status.AVAILABLE,
    "In process": Status.IN_PROCESS,
    "Unavailable": Status.IN_REPAIR,
    "In transit": Status.IN_TRANSIT,
    "Checked out": Status.ON_LOAN,
    "Awaiting pickup": Status.ON_HOLD,
    "On order": Status.ON_ORDER,
    "Missing": Status.MISSING,
    "Declared lost": Status.LOST,
    "Lost and paid": Status.LOST,
    "Claimed returned": Status.CLAIMED,
    "Withdrawn": Status.WITHDRAWN,
}


class FolioOptions(Options, frozen=True):
    tenant: Annotated[str, Meta(min_length=1, description="The tenant, sent with every call.")]
    login: Annotated[
        Literal["expiring", "old"],
        Meta(description="`expiring`, tokens that are refreshed; `old`, for releases before them."),
    ] = "expiring"
    loan_type: Annotated[
        str, Meta(description="The name of the permanent loan type of new items.")
    ] = "Can circulate"
    service_point: Annotated[
        str, Meta(description="The code of the service point of a check-in; empty: no check-ins.")
    ] = ""
    seen: Annotated[
        Literal["", "check-in"],
        Meta(
            description="How sightings are noted: not at all, or by a check-in, which moves"
            " requests and counts in-house use."
        ),
    ] = ""
    schemes: Annotated[
        dict[str, str],
        Meta(description="Our schemes of call numbers and the names of FOLIO's types."),
    ] = field(default_factory=SCHEMES.copy)
    statuses: Annotated[
        dict[str, Status],
        Meta(
            description="Names of FOLIO's item statuses and our words for them; others keep their"
            " names. To set a word, its first name is used."
        ),
    ] = field(default_factory=STATUSES.copy)
    per_second: Annotated[
        float, Meta(ge=0, description="Calls in a second at most; 0 is no limit.")
    ] = 0
    ca_file: Annotated[
        str, Meta(description="A PEM file of certificates to trust instead of the system's.")
    ] = ""
