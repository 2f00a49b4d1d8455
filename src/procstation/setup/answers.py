"""Answers in a file: what the screens ask, for six stations at once.

It has the tables of `procstation.toml`, and one more, `[setup]`, for what is done once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from procstation.config import Config, RangeSection, Section, read_section, read_toml
from procstation.config.config_text import ConfigText, Place
from procstation.config.secrets import refuse_secrets
from procstation.errors import ConfigError, UsageError
from procstation.language import tr
from procstation.setup.draft import HEAD, Draft
from procstation.setup.numbers import is_part_of

TABLE = "setup"


class SetupSection(Section, frozen=True):
    """What is done once, when a station is set up."""

    records: Annotated[
        tuple[str, ...],
        Meta(description="Files of records to load, as seen from the folder of the answers."),
    ] = ()
    records_profile: Annotated[
        str, Meta(description="Where the items are in them; `catalog profiles` names them.")
    ] = "auto"
    demo_catalogue: Annotated[
        bool, Meta(description="Load the sample catalogue, to try the station with.")
    ] = False
    lease_from: Annotated[
        str,
        Meta(
            description="URL of a store that all stations reach: a station with a store of its own"
            " gets its stretch of the first range from there."
        ),
    ] = ""
    lease: Annotated[
        int, Meta(ge=1, le=100_000, description="How many numbers that stretch has.")
    ] = 5000
    check_devices: Annotated[bool, Meta(description="Open each device and ask it how it is.")] = (
        True
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """An answers file, read and checked.

    Attributes:
        tables: Those of the configuration.
        folder: The file's, from which `setup.records` are seen.
    """

    tables: Mapping[str, Any]
    setup: SetupSection
    folder: Path

    @property
    def ranges(self) -> tuple[RangeSection, ...]:
        """The ranges of the library, of which a station may have got a part."""
        barcodes = self.tables.get("barcodes", {})
        return tuple(msgspec.convert(one, RangeSection) for one in barcodes.get("ranges", ()))


def read_answers(path: Path) -> Answers:
    """Read a file of answers.

    Raises:
        ConfigError: It cannot be read, has an unknown key, or a value that does not fit.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            tr("The answers {path} cannot be read: {error}.", path=path, error=error),
            tr("Name a file as `procstation setup --write-answers FILE` writes it."),
        ) from error
    tables = read_toml(text, str(path))
    once = tables.pop(TABLE, {})
    if not isinstance(once, dict):
        raise ConfigError(
            tr("{path}: `{table}` is no table.", path=path, table=TABLE),
            tr("Write it as [{table}].", table=TABLE),
        )
    refuse_secrets(tables, str(path))
    read_section(tables, Config, str(path))
    setup = read_section({TABLE: once}, _Whole, str(path)).setup
    return Answers(tables, setup, path.parent)


def take(answers: Answers, draft: Draft, station: str) -> None:
    """Put answers into a draft.

    Args:
        station: Its name; "" for the one in the answers.

    Raises:
        UsageError: Neither says what the station is called.
        ConfigError: The answers contradict what a person wrote into the configuration.
    """
    if not station and "name" not in answers.tables.get("station", {}):
        raise UsageError(
            tr("Neither --station nor the answers say what this station is called."),
            tr("Add --station NAME: the journal and the numbers need a name for each."),
        )
    values = list(_values(answers.tables, (), draft))
    if station:
        values.append((("station", "name"), station))
    draft.merge([(place, value, None) for place, value in values])


def answers_text(draft: Draft, setup: SetupSection) -> str:
    """Return a file of answers out of what was told the screens: all but the station's name."""
    import tomlkit  # noqa: PLC0415

    once = tomlkit.table()
    usual = msgspec.structs.asdict(SetupSection())
    for key, value in msgspec.structs.asdict(setup).items():
        if value != usual[key]:
            once.add(key, list(value) if isinstance(value, tuple) else value)
    asked = ConfigText(draft.text.removeprefix(HEAD), str(draft.path), Config)
    asked.remove(("station", "name"))
    head = tomlkit.document()
    head.add(tomlkit.comment("For `procstation setup --answers FILE --station NAME`."))
    head.add(tomlkit.nl())
    if once:
        head.add(TABLE, once)
        head.add(tomlkit.nl())
    return head.as_string() + asked.text


class _Whole(Section, frozen=True):
    setup: SetupSection = SetupSection()


def _values(value: Any, place: Place, draft: Draft) -> Iterator[tuple[Place, Any]]:
    """Yield every value with its place; a table with a name is that of this name in the draft."""
    for key, inner in value.items():
        here = (*place, key)
        if isinstance(inner, Mapping):
            yield from _values(inner, here, draft)
        elif isinstance(inner, list) and inner and all(isinstance(one, Mapping) for one in inner):
            yield from _tables(inner, here, draft)
        else:
            yield here, inner


def _tables(tables: list[Mapping[str, Any]], place: Place, draft: Draft) -> Iterator[Any]:
    there = [dict(one) for one in draft.get(place, [])]
    for one in tables:
        at = next((number for number, held in enumerate(there) if _same(held, one)), len(there))
        if at == len(there):
            there.append(dict(one))
        elif _was_leased(there[at], one):
            # This station has its stretch already: another run of the answers is no other station.
            continue
        yield from _values(one, (*place, at), draft)


def _same(held: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    name = wanted.get("name")
    return (
        held == wanted
        or (name is not None and held.get("name") == name)
        or _was_leased(held, wanted)
    )


def _was_leased(held: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    try:
        return is_part_of(
            msgspec.convert(held, RangeSection), msgspec.convert(wanted, RangeSection)
        )
    except msgspec.ValidationError:
        return False
