"""Settings of RFID tags."""

from typing import Annotated, Literal

from msgspec import Meta

from procstation.config.reading import Section


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
