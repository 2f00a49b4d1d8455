"""The configuration: one TOML file, read once, checked key by key.

The file is `procstation.toml` in the station's home folder. Every table is a frozen structure; an
unknown key is refused with its table and the nearest key that exists.
"""

import re
import threading
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

import msgspec
from msgspec import Meta

from procstation.errors import ConfigError, did_you_mean

CONFIG_NAME = "procstation.toml"

SectionT = TypeVar("SectionT", bound="Section")


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of the file."""


BENCH_KINDS = ("scanner", "rfid", "printer")


class StationSection(Section, frozen=True):
    name: Annotated[str, Meta(min_length=1, description="What the journal calls this station.")] = (
        "bench-1"
    )
    profile: Annotated[str, Meta(description="The job profile the bench opens with.")] = (
        "new-acquisition"
    )


class DeviceSection(Section, frozen=True):
    kind: Annotated[
        Literal["scanner", "rfid", "printer", "memory", "uhf"], Meta(description="What it does.")
    ]
    driver: Annotated[str, Meta(description="Its driver; `procstation device list` names them.")]
    port: Annotated[
        str, Meta(description="COM3, /dev/…, socket://…, rfc2217://…, file://…, sim://…")
    ]
    options: Annotated[dict[str, Any], Meta(description="Settings of that driver.")] = {}
    stock: Annotated[str, Meta(description="Printers: the label stock that is in it.")] = ""
    templates: Annotated[
        tuple[str, ...], Meta(description="Printers: the templates it prints; none means all.")
    ] = ()


class RangeSection(Section, frozen=True):
    """A range of barcodes this library uses."""

    name: Annotated[str, Meta(description="What messages and leases call it.")]
    prefix: Annotated[str, Meta(description="The digits each begins with.")] = ""
    length: Annotated[int, Meta(ge=4, le=20, description="Characters, check digit included.")] = 14
    check: Annotated[
        Literal["luhn", "mod43", "none"], Meta(description="How the last character is made.")
    ] = "luhn"
    enforce: Annotated[
        Literal["off", "warn", "reject"], Meta(description="What a wrong check digit means.")
    ] = "warn"
    holder: Annotated[Literal["item", "patron"], Meta(description="Whose barcode it is.")] = "item"
    first: Annotated[int | None, Meta(description="First serial to lease, without check.")] = None
    last: Annotated[int | None, Meta(description="Last serial to lease.")] = None


class BarDotsSection(Section, frozen=True):
    """What a printer can do: single dots run together or vanish, the sooner the finer they are."""

    dpi: Annotated[int, Meta(gt=0, description="From this resolution on.")]
    dots: Annotated[int, Meta(ge=1, description="Narrower bars are warned of.")]


class BarcodesSection(Section, frozen=True):
    symbology: Annotated[
        Literal[
            "codabar",
            "code39",
            "code39-mod43",
            "code128",
            "ean13",
            "itf",
            "itf14",
            "qr",
            "datamatrix",
        ],
        Meta(description="What labels are printed in."),
    ] = "codabar"
    ranges: tuple[RangeSection, ...] = ()
    bar_mm: Annotated[
        float,
        Meta(ge=0, description="The narrowest bar the scanners here read well; below, a warning."),
    ] = 0.19
    square_mm: Annotated[
        float,
        Meta(ge=0, description="The smallest square of QR and Data Matrix they read well."),
    ] = 0.25
    bar_height_mm: Annotated[float, Meta(ge=0, description="The lowest bars they read well.")] = 9.5
    bar_dots: Annotated[
        tuple[BarDotsSection, ...],
        Meta(description="The fewest dots the printers here give a narrow bar, by resolution."),
    ] = (
        BarDotsSection(dpi=203, dots=2),
        BarDotsSection(dpi=600, dots=4),
    )


class TagRuleSection(Section, frozen=True):
    """Tags of this library that do not say themselves of which model they are."""

    model: Annotated[
        Literal["iso28560-2", "iso28560-3", "3m"], Meta(description="What they are read as.")
    ]
    dsfid: Annotated[
        Annotated[int, Meta(ge=0, le=255)] | None,
        Meta(description="Their DSFID; without it any will do."),
    ] = None
    afi: Annotated[
        Annotated[int, Meta(ge=0, le=255)] | None,
        Meta(description="Their AFI; without it any will do."),
    ] = None


class TagsSection(Section, frozen=True):
    model: Annotated[
        Literal["iso28560-2", "iso28560-3"], Meta(description="What new tags are written as.")
    ] = "iso28560-3"
    owner: Annotated[str, Meta(max_length=16, description="This library's ISIL.")] = ""
    former_owners: Annotated[
        tuple[str, ...],
        Meta(description="ISILs on older tags that mean this library too: nobody is asked then."),
    ] = ()
    usage: Annotated[
        int, Meta(ge=0, le=255, description="Type of usage; 0x10 is for circulation.")
    ] = 0x10
    afi_secured: Annotated[int, Meta(ge=0, le=255, description="AFI in the library.")] = 0x07
    afi_on_loan: Annotated[int, Meta(ge=0, le=255, description="AFI on loan.")] = 0xC2
    security: Annotated[
        Literal["afi", "eas", "both", "none"],
        Meta(description="What the gates look at; set last, once the data were verified."),
    ] = "afi"
    keep: Annotated[
        Literal["all", "own"],
        Meta(
            description="Of what a tag says already when it is written anew: all the model has room"
            " for, or only what this library writes itself. What is left out is said."
        ),
    ] = "all"
    keep_undo_days: Annotated[
        int, Meta(ge=1, description="Days until `tag undo --prune` deletes what a tag held before.")
    ] = 365
    treat_as: Annotated[
        tuple[TagRuleSection, ...],
        Meta(description="How to read tags that do not say it; the first that fits counts."),
    ] = ()


class LabelsSection(Section, frozen=True):
    stock: Annotated[str, Meta(description="Stock, when a printer's table names none.")] = ""


class JudgingSection(Section, frozen=True):
    """When an item not heard is missing. Rates are shares, 0 to 1."""

    missing_from: Annotated[
        float, Meta(gt=0, le=1, description="Missing is what is gone with this probability.")
    ] = 0.8
    least_passes: Annotated[
        int, Meta(ge=2, description="Fewer good passes over a bay never say missing.")
    ] = 2
    well_heard: Annotated[
        float, Meta(ge=0, le=1, description="The read rate from which a pass is a good one.")
    ] = 0.6
    repeat_below: Annotated[
        float, Meta(ge=0, le=1, description="A bay heard at a lower rate asks for another pass.")
    ] = 0.85
    swept_from: Annotated[
        float,
        Meta(gt=0, le=1, description="With a smaller share of a bay heard, nobody swept it."),
    ] = 0.25
    bay_items: Annotated[
        int, Meta(ge=10, description="Items of a bay where no marker says where it ends.")
    ] = 50
    gap_items: Annotated[
        int,
        Meta(ge=2, description="A pass that missed so many in a row left them out."),
    ] = 8
    loss_rate: Annotated[
        float, Meta(gt=0, lt=1, description="Items usually gone, of those that should be there.")
    ] = 0.03
    loss_weight: Annotated[
        int, Meta(ge=1, description="How many items of a sweep weigh as much as that experience.")
    ] = 100
    scanner_rate: Annotated[
        float, Meta(gt=0, lt=1, description="Usual read rate of a pass with a barcode scanner.")
    ] = 0.98
    radio_rate: Annotated[
        float, Meta(gt=0, lt=1, description="Usual read rate of a pass with an RFID reader.")
    ] = 0.8
    rate_weight: Annotated[
        int, Meta(ge=1, description="How many items of a bay weigh as much as the usual rate.")
    ] = 75
    scanner_alike: Annotated[
        float,
        Meta(gt=0, description="The lower, the sooner a barcode missed once is missed again."),
    ] = 100.0
    radio_alike: Annotated[
        float, Meta(gt=0, description="The lower, the sooner a tag missed once is missed again.")
    ] = 20.0
    unlabelled: Annotated[
        float, Meta(ge=0, lt=1, description="Items with a barcode that cannot be scanned.")
    ] = 0.0005
    dead_tags: Annotated[
        float, Meta(ge=0, lt=1, description="Items with a tag that cannot be read, or none.")
    ] = 0.004
    died_since: Annotated[
        float,
        Meta(ge=0, lt=1, description="The same, of those heard in an earlier sweep."),
    ] = 0.001


class RadioSection(Section, frozen=True):
    """What is taken of the reports of UHF readers."""

    window_ms: Annotated[
        int,
        Meta(ge=50, le=60_000, description="Repetitions of a tag within so long count as one."),
    ] = 1000
    floor_dbm: Annotated[
        Annotated[float, Meta(ge=-120, le=0)] | None,
        Meta(description="Weaker tags are those of the next bay or a cart, and are left out."),
    ] = None
    least_reads: Annotated[
        int, Meta(ge=1, le=100, description="Tags read fewer times in that window are left out.")
    ] = 1
    place_tags: Annotated[
        str,
        Meta(
            description="A regular expression for the identifiers or EPCs of shelf tags; its group"
            " `place`, where it has one, is the place."
        ),
    ] = ""


class SweepsSection(Section, frozen=True):
    status: Annotated[
        dict[str, str],
        Meta(
            description="Words of the library system for the state of an item, and the bucket: "
            "on shelf, on loan, in transit, on hold, lost, withdrawn, new or elsewhere."
        ),
    ] = {}
    place_codes: Annotated[
        str,
        Meta(
            description="In files of scans: a regular expression for shelf tags and bay markers."
            " Empty: words and numbers such as BAY-12 and SHELF 3."
        ),
    ] = ""
    judging: JudgingSection = JudgingSection()
    radio: RadioSection = RadioSection()


class ShelfOrderSection(Section, frozen=True):
    """House rules: where libraries differ in how they file the same call numbers."""

    work_letters_first: Annotated[
        bool,
        Meta(description="`.A101m` files before `.A101 A101`; `false`, behind it."),
    ] = True
    labels_count: Annotated[
        bool,
        Meta(description="`c.2` and `v.2` differ; `false`, only their numbers are compared."),
    ] = True
    volumes_before_dates: Annotated[
        bool, Meta(description="`v.2` files before `1990` where both could follow.")
    ] = False
    half_x: Annotated[
        bool,
        Meta(description="A final `x` is a half: `.B52x` files behind all `.B52`, before `.B521`."),
    ] = False
    roman_volumes: Annotated[bool, Meta(description="`v.IV` is volume 4.")] = False
    prefix_shelves: Annotated[
        bool,
        Meta(
            description="Words such as REF are shelves of their own, behind the plain shelf;"
            " `false`, they are passed over."
        ),
    ] = True
    schemes: Annotated[
        dict[str, str],
        Meta(description="Schemes that file by a rule of their own, and the rule."),
    ] = {}
    locations: Annotated[
        dict[str, str],
        Meta(description="Locations whose items file by a rule of their own, and the rule."),
    ] = {}


class StoreSection(Section, frozen=True):
    url: Annotated[str, Meta(description="SQLAlchemy URL; empty is a file in the home.")] = ""


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
    keep_days: Annotated[
        int, Meta(ge=1, description="Days until `outbox prune` deletes what was settled.")
    ] = 365
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


class Config(Section, frozen=True):
    station: StationSection = StationSection()
    store: StoreSection = StoreSection()
    devices: dict[str, DeviceSection] = {}
    barcodes: BarcodesSection = BarcodesSection()
    tags: TagsSection = TagsSection()
    labels: LabelsSection = LabelsSection()
    sweeps: SweepsSection = SweepsSection()
    shelf_order: ShelfOrderSection = ShelfOrderSection()
    systems: dict[str, SystemSection] = {}
    outbox: OutboxSection = OutboxSection()
    alma_service: AlmaServiceSection = AlmaServiceSection()
    copycat: CopycatSection = CopycatSection()

    @property
    def bench_devices(self) -> dict[str, DeviceSection]:
        """Return the devices a bench works with; the others are for sweeps."""
        return {name: device for name, device in self.devices.items() if device.kind in BENCH_KINDS}

    def devices_of(self, kind: str) -> dict[str, DeviceSection]:
        """Return the devices of a kind by name, in the order of the file."""
        return {name: device for name, device in self.devices.items() if device.kind == kind}


def read_config(home: Path) -> Config:
    """Read the configuration of the station at `home`; a missing file is all defaults.

    Raises:
        ConfigError: The file is no TOML, has an unknown key, or a value that does not fit.
    """
    path = home / CONFIG_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path} cannot be read: {error}.", "Correct or remove the file, then try again."
        ) from error
    return parse_config(text, str(path))


def parse_config(text: str, name: str) -> Config:
    """Check configuration text. Raises as `read_config`; `name` is used in messages."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name} is no valid TOML: {error}.", "Correct that line.") from error
    return read_section(tables, Config, name)


_CONVERTING = threading.Lock()
"""msgspec crashes the process when two threads convert to the same section for the first time."""


def read_section(tables: Mapping[str, Any], section: type[SectionT], name: str) -> SectionT:
    """Turn parsed TOML into a section, refusing unknown keys by their nearest known one.

    Raises:
        ConfigError: With the file's name, the place in it, and what to write instead.
    """
    _refuse_unknown(tables, section, name, "")
    try:
        with _CONVERTING:
            return msgspec.convert(tables, section)
    except msgspec.ValidationError as error:
        message, place = _place_of(str(error))
        raise ConfigError(f"{name}: {place}{message}.", "Correct the value.") from error


def _refuse_unknown(value: object, wanted: Any, name: str, path: str) -> None:
    struct = _struct_in(wanted)
    if struct is not None and isinstance(value, Mapping):
        known = {field.encode_name: field.type for field in msgspec.structs.fields(struct)}
        for key, inner in value.items():
            if key not in known:
                table = f"[{path}]" if path else "The file"
                raise ConfigError(f"{name}: {table} has no key {key!r}.", did_you_mean(key, known))
            _refuse_unknown(inner, known[key], name, f"{path}.{key}" if path else key)
    elif isinstance(value, Mapping) and get_origin(_bare(wanted)) is dict:
        for key, inner in value.items():
            _refuse_unknown(inner, get_args(_bare(wanted))[1], name, f"{path}.{key}")
    elif isinstance(value, list) and get_origin(_bare(wanted)) is tuple:
        for inner in value:
            _refuse_unknown(inner, get_args(_bare(wanted))[0], name, path)


def _bare(wanted: Any) -> Any:
    return get_args(wanted)[0] if get_origin(wanted) is Annotated else wanted


def _struct_in(wanted: Any) -> type[msgspec.Struct] | None:
    bare = _bare(wanted)
    candidates = (bare, *get_args(bare)) if get_origin(bare) is not dict else (bare,)
    for candidate in candidates:
        if isinstance(candidate, type) and issubclass(candidate, msgspec.Struct):
            return candidate if get_origin(bare) is not tuple else None
    return None


def _place_of(message: str) -> tuple[str, str]:
    match = re.fullmatch(r"(?s)(.*?) - at `\$\.?(.*?)`", message)
    if match is None:
        return message, ""
    return match[1][0].lower() + match[1][1:], f"{match[2]}: " if match[2] else ""
