"""The settings of the connector to Alma."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from procstation.ils import Options, Status

STATUSES = {
    "ACQ": Status.ON_ORDER.value,
    "CLAIM_RETURNED_LOAN": Status.CLAIMED.value,
    "HOLDSHELF": Status.ON_HOLD.value,
    "LOAN": Status.ON_LOAN.value,
    "LOST_ILL": Status.LOST.value,
    "LOST_LOAN": Status.LOST.value,
    "LOST_LOAN_AND_PAID": Status.LOST.value,
    "MISSING": Status.MISSING.value,
    "TECHNICAL": Status.IN_PROCESS.value,
    "TRANSIT": Status.IN_TRANSIT.value,
    "WORK_ORDER_DEPARTMENT": Status.IN_PROCESS.value,
}
SCHEMES = {"0": "lcc", "1": "dewey", "2": "nlm", "3": "sudoc", "8": "other"}
"""By the codes of 852, first indicator."""


class AlmaOptions(Options, frozen=True):
    call_number: Annotated[
        Literal["item", "holding"],
        Meta(
            description="Where a new call number goes: into the item (alternative call number), or"
            " into 852 of its holdings record."
        ),
    ] = "item"
    change_shared_holdings: Annotated[
        bool,
        Meta(description="Change 852 also when further items hang on it: they all move along."),
    ] = False
    location: Annotated[
        Literal["temporary", "fixed"],
        Meta(
            description="`temporary`: a new place is set as the temporary one; `fixed`: the station"
            " changes no places."
        ),
    ] = "temporary"
    item_type: Annotated[
        Literal["physical_material_type", "policy"],
        Meta(description="Which of Alma's fields is the item type here."),
    ] = "physical_material_type"
    material: Annotated[
        str, Meta(description="Material type of new items when the station gives none.")
    ] = "BOOK"
    policy: Annotated[
        str, Meta(description="Item policy of new items when the station gives none.")
    ] = ""
    note: Annotated[
        Literal[
            "internal_note_1",
            "internal_note_2",
            "internal_note_3",
            "public_note",
            "fulfillment_note",
            "statistics_note_1",
            "statistics_note_2",
            "statistics_note_3",
        ],
        Meta(description="Which of its notes the station reads and writes."),
    ] = "internal_note_1"
    statuses: Annotated[
        dict[str, str],
        Meta(description="Process types and our words for them; others keep their code."),
    ] = msgspec.field(default_factory=STATUSES.copy)
    schemes: Annotated[
        dict[str, str], Meta(description="Codes of call number types and our schemes.")
    ] = msgspec.field(default_factory=SCHEMES.copy)
    library: Annotated[
        str, Meta(description="Code of the library whose desk takes check-ins; empty for none.")
    ] = ""
    circ_desk: Annotated[
        str, Meta(description="Code of that desk, e.g. DEFAULT_CIRC_DESK; empty for none.")
    ] = ""
    seen: Annotated[
        Literal["", "check-in"],
        Meta(
            description="`check-in` notes a sighting by a scan-in at that desk, with all that"
            " follows from one (routing of requests, end of a process); empty notes none."
        ),
    ] = ""
    not_found_codes: Annotated[
        tuple[str, ...], Meta(description="Its error codes that mean: there is no such thing.")
    ] = ("401689", "401683", "402203", "402204")
    per_second: Annotated[
        float,
        Meta(
            gt=0,
            le=25,
            description="Most calls a second; the 25 of an institution are shared by all its"
            " programs.",
        ),
    ] = 5
    day_wait_s: Annotated[
        float,
        Meta(gt=0, description="Seconds to leave it alone when the calls of the day are used up."),
    ] = 3600
    ca_file: Annotated[
        str, Meta(description="Certificates (PEM) to trust instead of the system's.")
    ] = ""
