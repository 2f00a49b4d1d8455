"""The settings of the connector to OCLC."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from procstation.ils import Options

SCHEMES = {"0": "lcc", "1": "dewey", "2": "nlm", "3": "sudoc", "8": "other"}
"""By the first indicator of 852, MARC 21 Format for Holdings Data."""


class OclcOptions(Options, frozen=True):
    symbol: Annotated[
        str, Meta(description="OCLC symbol of the institution, which new holdings need.")
    ] = ""
    login_url: Annotated[str, Meta(description="Where tokens are given.")] = (
        "https://oauth.oclc.org/token"
    )
    scope: Annotated[str, Meta(description="What the key is asked for.")] = "WorldCatMetadataAPI"
    schemes: Annotated[
        dict[str, str], Meta(description="First indicators of 852 and our schemes.")
    ] = msgspec.field(default_factory=SCHEMES.copy)
    note: Annotated[
        Literal["x", "z"],
        Meta(description="Which note of 852 the station reads and writes: staff (x), public (z)."),
    ] = "x"
    per_second: Annotated[float, Meta(ge=0, description="Most calls a second; 0 is no limit.")] = 5
    ca_file: Annotated[
        str, Meta(description="Certificates (PEM) to trust instead of the system's.")
    ] = ""
