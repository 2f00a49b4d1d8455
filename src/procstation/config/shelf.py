"""Settings of the shelf: how sweeps judge, and how this library files."""

from typing import Annotated

from msgspec import Meta

from procstation.config.reading import Section


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
