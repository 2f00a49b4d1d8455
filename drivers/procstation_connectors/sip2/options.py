"""The settings of the SIP2 connector, and what is known of the servers of each maker."""

import codecs
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from procstation.ils import ConfigError, ItemField, Options, Tls, tr

OnSilence = Literal["same", "97", "reconnect"]
End = Literal["CR", "CRLF", "LF"]
DialectName = Literal[
    "generic",
    "koha",
    "evergreen",
    "folio",
    "alma",
    "symphony",
    "sierra",
    "polaris",
    "aleph",
]


class Dialect(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the servers of one maker have in common.

    Attributes:
        no_item_titles: Titles that an answer to an unknown barcode has.
        remarks: For a person.
    """

    title: str
    fields: dict[ItemField, str]
    charset: str = "cp850"
    end: End = "CR"
    error_detection: bool = True
    on_silence: OnSilence = "same"
    no_item_titles: tuple[str, ...] = ()
    needs_institution: bool = False
    needs_location_code: bool = False
    remarks: tuple[str, ...] = ()


class Sip2Options(Options, frozen=True):
    """Settings of one link; what is not set is as usual for the dialect."""

    dialect: Annotated[DialectName, Meta(description="Whose server it is.")] = "generic"
    login: Annotated[
        Literal["message", "telnet", "none"],
        Meta(description="By message 93, at prompts before the first message, or not at all."),
    ] = "message"
    institution: Annotated[
        str, Meta(description="Institution id (AO); empty takes what the server says it is.")
    ] = ""
    location_code: Annotated[
        str, Meta(description="Location of this station (CP of the login, AP of a check-in).")
    ] = ""
    terminal_password: Annotated[
        Literal["empty", "password", "left out"],
        Meta(description="What AC holds: nothing, the password of the login, or it is left out."),
    ] = "empty"  # noqa: S105  (none)
    charset: Annotated[str | None, Meta(description="Character set of the link.")] = None
    end: Annotated[End | None, Meta(description="What ends a message.")] = None
    delimiter: Annotated[str, Meta(pattern="^[!-/:-@^`{-~]$", description="What ends a field.")] = (
        "|"
    )
    error_detection: Annotated[
        bool | None, Meta(description="Send sequence numbers and checksums.")
    ] = None
    on_silence: Annotated[
        OnSilence | None,
        Meta(
            description="When no answer to a look-up comes: send the `same` again, ask for the"
            " answer again (`97`), or `reconnect`."
        ),
    ] = None
    timeout_s: Annotated[
        float, Meta(gt=0, le=120, description="Wait for an answer, where the server says nothing.")
    ] = 10.0
    retries: Annotated[int, Meta(ge=0, le=10, description="Most tries again of one message.")] = 3
    idle_s: Annotated[
        float,
        Meta(gt=0, description="The server drops idle connections after this; half of it is used."),
    ] = 60.0
    connections: Annotated[
        int, Meta(ge=1, le=8, description="Connections at the same time; many servers allow one.")
    ] = 1
    seen: Annotated[
        Literal["check-in", ""],
        Meta(
            description="How a sighting is told: not at all, or by a `check-in`, which ends loans,"
            " starts transfers and captures holds."
        ),
    ] = ""
    properties_of: Annotated[
        Literal["note", ""],
        Meta(description="What of an item is sent as its properties (CH, message 19)."),
    ] = ""
    utc_dates: Annotated[bool, Meta(description="Write dates in UTC, not in local time.")] = False
    fields: Annotated[
        dict[ItemField, str],
        Meta(description='Which field of an answer has what, e.g. `{ location = "CR" }`.'),
    ] = msgspec.field(default_factory=dict)
    status: Annotated[
        dict[str, str],
        Meta(description='Words for circulation statuses, e.g. `{ "01" = "in repair" }`.'),
    ] = msgspec.field(default_factory=dict)
    ca_file: Annotated[
        str, Meta(description="Certificates to trust instead of the system's, for sip2s://.")
    ] = ""
    certificate: Annotated[str, Meta(description="Our own certificate, for sip2s://.")] = ""
    key: Annotated[str, Meta(description="Its key.")] = ""
    server_name: Annotated[
        str, Meta(description="The name in the server's certificate, where it differs.")
    ] = ""

    def tls(self) -> Tls:
        return Tls(self.ca_file, self.certificate, self.key, self.server_name)


@dataclass(frozen=True, slots=True)
class Link:
    """How one link is spoken over, options and dialect together."""

    options: Sip2Options
    dialect: Dialect
    charset: str
    end: bytes
    error_detection: bool
    on_silence: OnSilence

    @property
    def fields(self) -> dict[ItemField, str]:
        return {**self.dialect.fields, **self.options.fields}


def link_of(options: Sip2Options) -> Link:
    """Raises ConfigError: there is no such character set."""
    dialect = dialects()[options.dialect]
    charset = options.charset or dialect.charset
    try:
        charset = codecs.lookup(charset).name
    except LookupError as error:
        raise ConfigError(
            tr("There is no character set {charset!r}.", charset=charset),
            tr("Write it as in cp850, utf-8 or latin-1."),
        ) from error
    detects = options.error_detection
    return Link(
        options,
        dialect,
        charset,
        {"CR": b"\r", "CRLF": b"\r\n", "LF": b"\n"}[options.end or dialect.end],
        dialect.error_detection if detects is None else detects,
        options.on_silence or dialect.on_silence,
    )


def dialects() -> dict[str, Dialect]:
    """Return what is known of the servers of each maker."""
    data = files("procstation_connectors.sip2").joinpath("dialects.toml").read_bytes()
    return msgspec.toml.decode(data, type=dict[str, Dialect])


def local_now() -> datetime:
    """Return the time by this machine's clock, in its zone."""
    return datetime.now().astimezone()
