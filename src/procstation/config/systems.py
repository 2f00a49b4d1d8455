"""Settings of other systems: the library system, those who ask us, other catalogues."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from procstation.config.reading import Section


class SystemSection(Section, frozen=True):
    """A library system the station talks to. Its password or key is never in this file."""

    connector: Annotated[str, Meta(description="`procstation system list` names them.")]
    url: Annotated[str, Meta(description="Its address; sim://NAME is a simulated one.")]
    user: Annotated[str, Meta(description="Login or client id; empty when it needs none.")] = ""
    secret: Annotated[
        str,
        Meta(
            description="Under what name its password or key is in the keyring or the environment;"
            " empty is the name of this table."
        ),
    ] = ""
    options: Annotated[dict[str, Any], Meta(description="Settings of that connector.")] = {}


class NewItemsSection(Section, frozen=True):
    """What an item made at the bench gets in the library system, where nobody said otherwise."""

    library: Annotated[str, Meta(description="Code of its library.")] = ""
    location: Annotated[str, Meta(description="Code of its shelving location.")] = ""
    item_type: Annotated[str, Meta(description="Code of its item type.")] = ""
    status: Annotated[str, Meta(description="Its status; empty is available.")] = ""


class OutboxSection(Section, frozen=True):
    """How what the library system must know gets there."""

    to: Annotated[
        str, Meta(description="The system that is told; empty is the first of [systems].")
    ] = ""
    at_once: Annotated[
        bool,
        Meta(description="Send by itself; `false`, only when `procstation outbox send` is run."),
    ] = True
    retry_s: Annotated[
        float, Meta(gt=0, description="Seconds until the first try again; each doubles it.")
    ] = 15.0
    longest_retry_s: Annotated[float, Meta(gt=0, description="Never longer than this.")] = 1800.0
    make_records: Annotated[
        bool,
        Meta(
            description="Make the bib record of a new item too, where it was fetched or entered"
            " here and the system has it not."
        ),
    ] = False
    keep_days: Annotated[
        int, Meta(ge=1, description="Days until `outbox prune` deletes what was settled.")
    ] = 365
    fresh_minutes: Annotated[
        int,
        Meta(
            ge=0,
            description="An item the system was asked about so long ago is asked about again when"
            " it comes to the bench; 0 for never.",
        ),
    ] = 60
    answer_s: Annotated[
        float,
        Meta(gt=0, description="Seconds the system may take to answer a question of the bench."),
    ] = 30.0
    new_items: NewItemsSection = NewItemsSection()


class AlmaServiceSection(Section, frozen=True):
    """The pad as the local RFID service of Alma's staff pages, which call it from the browser."""

    on: Annotated[bool, Meta(description="Answer them while the bench is open.")] = False
    origin: Annotated[
        str,
        Meta(
            description="Address of the Alma whose pages may ask, without a path:"
            " https://LIBRARY.alma.exlibrisgroup.com."
        ),
    ] = ""
    host: Annotated[
        str, Meta(description="Where it listens; other than this, other machines reach it.")
    ] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="The port Alma is told.")] = 21645
    secret: Annotated[
        str,
        Meta(
            description="Under what name the token (`?token=…`) is in the keyring or the"
            " environment; empty asks for none."
        ),
    ] = ""
    failure_status: Annotated[
        int, Meta(ge=200, le=599, description="HTTP status of an answer that says what failed.")
    ] = 200


class TargetSection(Section, frozen=True):
    """A catalogue elsewhere that records are fetched from; what is not said is as in its preset."""

    name: Annotated[
        str, Meta(description="What messages and `--target` call it; else that of its preset.")
    ] = ""
    preset: Annotated[
        str,
        Meta(description="A target that comes along; `procstation catalog targets` names them."),
    ] = ""
    kind: Annotated[
        Literal["sru", "z3950"] | None, Meta(description="Its protocol; `sru` if nothing is said.")
    ] = None
    url: Annotated[
        str, Meta(description="SRU: the whole base address. Z39.50: HOST:PORT, or ssl:HOST:PORT.")
    ] = ""
    database: Annotated[str, Meta(description="Z39.50: the database of that server.")] = ""
    version: Annotated[
        Literal["1.1", "1.2", "2.0"] | None, Meta(description="SRU: `1.1` if nothing is said.")
    ] = None
    schema: Annotated[str, Meta(description="SRU: the record schema; else `marcxml`.")] = ""
    syntax: Annotated[
        Literal["usmarc", "unimarc", "xml", "opac"] | None,
        Meta(description="Z39.50: the record syntax; `usmarc` if nothing is said."),
    ] = None
    flavour: Annotated[
        Literal["marc21", "unimarc"] | None,
        Meta(description="What its records are; `marc21` if nothing is said."),
    ] = None
    indexes: Annotated[
        dict[str, str],
        Meta(
            description="SRU: its indexes for `isbn`, `issn`, `lccn`, `title` and `author`; a"
            " relation may follow, as in `dc.title all`."
        ),
    ] = {}
    attributes: Annotated[
        dict[str, str],
        Meta(description="Z39.50: bib-1 attributes for the same, as in `1=4 4=6`."),
    ] = {}
    query_charset: Annotated[
        str, Meta(description="Z39.50: what it reads queries in, when that is not UTF-8.")
    ] = ""
    timeout_s: Annotated[
        Annotated[float, Meta(gt=0, le=300)] | None,
        Meta(description="Seconds until it is given up; 15 if nothing is said."),
    ] = None
    user: Annotated[
        str,
        Meta(
            description="Its login; the password is the secret `copycat.NAME` of the keyring or the"
            " environment."
        ),
    ] = ""


class CopycatSection(Section, frozen=True):
    """Where records come from that the catalogue has not."""

    parallel: Annotated[
        bool,
        Meta(description="Ask all targets at once; `false`, one by one until one has the record."),
    ] = False
    most: Annotated[
        int,
        Meta(ge=1, le=100, description="Records that are taken at most of what one query finds."),
    ] = 20
    drop: Annotated[
        tuple[str, ...],
        Meta(
            description="Tags of records that are left out beside those that are local by rule; `?`"
            " is any character."
        ),
    ] = ()
    keep: Annotated[
        tuple[str, ...], Meta(description="Tags that are kept although they are local by rule.")
    ] = ()
    libyaz: Annotated[
        str, Meta(description="The library for Z39.50, where the system does not find it.")
    ] = ""
    targets: tuple[TargetSection, ...] = ()
