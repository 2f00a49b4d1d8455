"""What differs from one Koha to the next."""

from typing import Annotated, Literal

from msgspec import Meta, field

from procstation.ils import Options, Status

SCHEMES = {
    "lcc": "lcc",
    "dewey": "ddc",
    "nlm": "nlm",
    "sudoc": "sudocs",
    "udc": "udc",
    "other": "z",
}
LOST = {"1": Status.LOST, "2": Status.LOST, "3": Status.LOST, "4": Status.MISSING}
DAMAGED = {"1": Status.IN_REPAIR}
NOT_FOR_LOAN = {"-1": Status.ON_ORDER}
WITHDRAWN = {"1": Status.WITHDRAWN}
TITLE_KEYS = {"isbn": "isbn", "issn": "issn", "title": "title"}


class KohaOptions(Options, frozen=True):
    login: Annotated[
        Literal["basic", "oauth2"],
        Meta(
            description="`basic`, user and password; `oauth2`, client id and secret of an API key."
        ),
    ] = "basic"
    local_subfields: Annotated[
        Literal["carry", "refuse"],
        Meta(
            description="Items with subfields of the library's own in 952: `carry` sends them back"
            " and compares; `refuse` leaves such items alone."
        ),
    ] = "carry"
    note: Annotated[
        Literal["internal_notes", "public_notes"], Meta(description="Which note ours is.")
    ] = "internal_notes"
    schemes: Annotated[
        dict[str, str], Meta(description="Our schemes of call numbers and Koha's class sources.")
    ] = field(default_factory=SCHEMES.copy)
    lost: Annotated[
        dict[str, Status],
        Meta(
            description="Authorised values of LOST and our words for them; to set a word, its first"
            " value is sent. So with the next three."
        ),
    ] = field(default_factory=LOST.copy)
    damaged: Annotated[dict[str, Status], Meta(description="The same for DAMAGED.")] = field(
        default_factory=DAMAGED.copy
    )
    not_for_loan: Annotated[dict[str, Status], Meta(description="The same for NOT_LOAN.")] = field(
        default_factory=NOT_FOR_LOAN.copy
    )
    withdrawn: Annotated[dict[str, Status], Meta(description="The same for WITHDRAWN.")] = field(
        default_factory=WITHDRAWN.copy
    )
    title_keys: Annotated[
        dict[str, str],
        Meta(description="Keys that records are sought by, for `isbn`, `issn` and `title`."),
    ] = field(default_factory=TITLE_KEYS.copy)
    never_sent: Annotated[
        tuple[str, ...],
        Meta(description="Further keys of an item that this Koha gives and does not take back."),
    ] = ()
    per_second: Annotated[
        float, Meta(ge=0, description="Calls in a second at most; 0 is no limit.")
    ] = 0
    ca_file: Annotated[
        str, Meta(description="A PEM file of certificates to trust instead of the system's.")
    ] = ""
