"""Job profiles: the steps an item goes through, as data.

The station's own folder `profiles/` in its home comes first, then the ones that come along.
"""

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from procstation.config import Section, read_section, read_toml
from procstation.errors import ConfigError, UsageError, did_you_mean
from procstation.language import tr
from procstation.linking.change import ChangeSection, check_change
from procstation.linking.step import StepName

OWN_FOLDER = "profiles"

STACK_STEPS = (StepName.RECORD, StepName.TAG, StepName.RELEASE)


class JobProfile(Section, frozen=True):
    """One way of working at the bench."""

    title: Annotated[str, Meta(min_length=1, description="What the bench calls it.")]
    summary: Annotated[str, Meta(description="One sentence for the list of profiles.")]
    steps: Annotated[tuple[StepName, ...], Meta(min_length=2, description="In order.")]
    barcode: Annotated[
        Literal["leased", "preprinted", "existing"],
        Meta(description="Whether the station gives a number, the roll has one, or the item."),
    ]
    templates: Annotated[tuple[str, ...], Meta(description="Labels printed for each item.")] = ()
    status: Annotated[str, Meta(description="The item's status once released; empty keeps it.")] = (
        ""
    )
    hands_free: Annotated[
        bool,
        Meta(description="Nothing to press: the next scan goes on, and what failed is set aside."),
    ] = False
    lay_first: Annotated[
        bool,
        Meta(
            description="Hands-free: a book without a number may be laid down before it is scanned."
            " A strange tag left on the pad then gets the number of the next scan."
        ),
    ] = False
    pad: Annotated[
        Literal["single", "stack"],
        Meta(description="Whether books are laid on the pad one by one or several at once."),
    ] = "single"
    rewrite: Annotated[
        bool,
        Meta(description="Stacks: write tags of other models anew and secure what is not secured."),
    ] = True
    untaggable: Annotated[
        Literal["count", "leave out"],
        Meta(description="Whether parts that cannot carry a tag count in the number of parts."),
    ] = "count"
    security: Annotated[
        Literal["on", "off", "keep", "by loan"],
        Meta(
            description="What the gates are to make of the tag once its step is done; by loan asks"
            " the library system, else the person."
        ),
    ] = "on"
    change: Annotated[
        ChangeSection | None, Meta(description="What the step `change` does to an item.")
    ] = None
    name: Annotated[str, Meta(description="Left out: the file's name is the profile's.")] = ""


Profiles = Mapping[str, JobProfile]


def read_profiles(home: Path | None = None, *, with_system: bool = False) -> dict[str, JobProfile]:
    """Return all profiles by name; those in the home folder replace ours of the same name.

    Args:
        with_system: A library system is configured; without one, the step `system` is left out.

    Raises:
        ConfigError: A file is no TOML, has a wrong key, or steps that cannot work.
    """
    profiles: dict[str, JobProfile] = {}
    folders: list[Traversable] = [files("procstation.linking") / "profiles"]
    if home is not None and (home / OWN_FOLDER).is_dir():
        folders.append(home / OWN_FOLDER)
    for folder in folders:
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if file.name.endswith(".toml"):
                profile = _read(file, with_system)
                profiles[profile.name] = profile
    return profiles


def profile_named(profiles: Profiles, name: str) -> JobProfile:
    """Return a profile by name.

    Raises:
        UsageError: There is none; the nearest is named.
    """
    if name not in profiles:
        raise UsageError(
            tr("No job profile is named {name!r}.", name=name), did_you_mean(name, profiles)
        )
    return profiles[name]


def _read(file: Traversable, with_system: bool) -> JobProfile:
    try:
        tables = read_toml(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            tr("{file} is no valid TOML: {error}.", file=file, error=error), tr("Correct the file.")
        ) from error
    profile = read_section(tables, JobProfile, str(file))
    _check_steps(profile, str(file))
    steps = tuple(one for one in profile.steps if with_system or one is not StepName.SYSTEM)
    return msgspec.structs.replace(profile, steps=steps, name=file.name.removesuffix(".toml"))


def _check_steps(profile: JobProfile, name: str) -> None:
    steps = profile.steps
    if steps[0] != StepName.RECORD or steps[-1] != StepName.RELEASE:
        raise ConfigError(
            tr("{name}: the steps are {steps}.", name=name, steps=", ".join(steps)),
            tr("Begin with record and end with release."),
        )
    if len(set(steps)) != len(steps):
        raise ConfigError(
            tr("{name}: a step is named twice.", name=name), tr("Name each step once.")
        )
    if (StepName.BARCODE in steps) == (profile.barcode == "existing"):
        raise ConfigError(
            tr(
                "{name}: barcode is {barcode!r}, and the steps are {steps}.",
                name=name,
                barcode=profile.barcode,
                steps=", ".join(steps),
            ),
            tr("A step `barcode` goes with leased or preprinted, and none with existing."),
        )
    if profile.hands_free and profile.barcode != "existing":
        raise ConfigError(
            tr(
                "{name}: hands_free is set, and barcode is {barcode!r}.",
                name=name,
                barcode=profile.barcode,
            ),
            tr("Only books that have their barcode can be worked on with nothing to press."),
        )
    if profile.lay_first and (not profile.hands_free or profile.pad == "stack"):
        raise ConfigError(
            tr("{name}: lay_first is set without hands_free, or for stacks.", name=name),
            tr("It is for books laid down one by one with nothing to press."),
        )
    if profile.pad == "stack" and (steps != STACK_STEPS or profile.status):
        raise ConfigError(
            tr(
                "{name}: pad is 'stack', and the steps are {steps}.",
                name=name,
                steps=", ".join(steps),
            ),
            tr("A stack goes by the steps record, tag, release, and sets no status."),
        )
    _check_change(profile, name)
    if (StepName.LABELS in steps) != bool(profile.templates):
        raise ConfigError(
            tr("{name}: the step `labels` and the list of templates go together.", name=name),
            tr("Name the templates to print, or leave the step out."),
        )


def _check_change(profile: JobProfile, name: str) -> None:
    change, steps = profile.change, profile.steps
    if (change is not None) != (StepName.CHANGE in steps):
        raise ConfigError(
            tr("{name}: the step `change` and the table [change] go together.", name=name),
            tr("Say in the table what changes, or leave the step out."),
        )
    if change is None:
        if profile.security not in {"on", "by loan"} or (
            profile.pad == "stack" and profile.security != "on"
        ):
            raise ConfigError(
                tr(
                    "{name}: security is {security!r}, and tags are written in full.",
                    name=name,
                    security=profile.security,
                ),
                tr("Use `on`, or `by loan` for books laid down one by one."),
            )
        return
    check_change(change, name)
    before = steps[: steps.index(StepName.CHANGE)]
    if not set(before) <= {StepName.RECORD, StepName.BARCODE}:
        raise ConfigError(
            tr("{name}: the steps are {steps}.", name=name, steps=", ".join(steps)),
            tr(
                "Let `change` come right after the record and its barcode: tag,"
                " labels and system then get the new values."
            ),
        )
    if profile.hands_free and (change.ask_each or change.tag != "keep"):
        raise ConfigError(
            tr(
                "{name}: hands_free is set, and each item is asked about or its tag is changed.",
                name=name,
            ),
            tr("Leave hands_free out."),
        )
    touched = change.tag != "keep" or profile.security != "keep"
    if touched != (StepName.TAG in steps):
        raise ConfigError(
            tr(
                "{name}: [change] tag is {tag!r}, security is {security!r}, and"
                " the steps are {steps}.",
                name=name,
                tag=change.tag,
                security=profile.security,
                steps=", ".join(steps),
            ),
            tr("The step `tag` goes with something to do to the tag; security `keep` with none."),
        )
    if change.tag == "write" and profile.security not in {"on", "by loan"}:
        raise ConfigError(
            tr(
                "{name}: security is {security!r}, and the tag is written in full.",
                name=name,
                security=profile.security,
            ),
            tr("Use `on` or `by loan`."),
        )
