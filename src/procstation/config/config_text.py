"""The configuration as a text that a person wrote: values are changed, all else stays as it was.

Comments, order and the way things are written are kept. What is new gets the description of its
setting as a comment.
"""

import os
import re
import tempfile
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

import msgspec

from procstation.config.reading import read_toml
from procstation.errors import ConfigError, StoreError
from procstation.language import tr

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

NEW = "\N{SECTION SIGN}\N{SECTION SIGN} "
"""Marks the comment of a new value, until it is put above it: tomlkit keeps such a comment with
its value, and one of its own line goes astray."""

COMMENT_COLUMNS = 88

Place = tuple[str | int, ...]
"""Where a value stands: `("devices", "pad", "port")`; a number counts the tables of an array."""


@dataclass(frozen=True, slots=True)
class Change:
    """A value that two configurations have differently.

    Attributes:
        place: As a person writes it, e.g. `devices.pad.port`.
        before, after: As TOML; "" where there is none.
    """

    place: str
    before: str
    after: str


class ConfigText:
    """A configuration that is being changed.

    Args:
        text: What the file holds now; "" for a new one.
        name: Of the file, for messages.
        wanted: The structure of the whole, whose descriptions become comments.

    Raises:
        ConfigError: It is no TOML.
    """

    def __init__(self, text: str, name: str, wanted: type[msgspec.Struct]) -> None:
        # A station that changes nothing never loads it.
        import tomlkit  # noqa: PLC0415

        read_toml(text, name)
        self.name = name
        self._wanted = wanted
        self._document: TOMLDocument = tomlkit.parse(text)
        self._has_gaps = False

    @property
    def text(self) -> str:
        text = _tidied(self._document.as_string())
        if not self._has_gaps:
            return text
        return re.sub(r"\n{3,}(?=\[)", "\n\n", text).rstrip("\n") + "\n"

    @property
    def tables(self) -> dict[str, Any]:
        """The whole as plain values."""
        return self._document.unwrap()

    def get(self, place: Place, default: Any = None) -> Any:
        """Return the value at a place; `default` where there is none."""
        value: Any = self.tables
        for step in place:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return default
        return value

    def set(self, place: Place, value: Any, note: str | None = None) -> None:
        """Set a value, making the tables above it. An index one past the end makes a new table.

        Args:
            note: The comment above it where it is new; None for what the setting means.

        Raises:
            ConfigError: The file has a value where a table is needed.
        """
        import tomlkit  # noqa: PLC0415

        if self.get(place) == value and self.get(place) is not None:
            return
        *above, last = place
        table: Any = self._document
        wanted: Any = self._wanted
        for number, step in enumerate(above):
            wanted = _within(wanted, step)
            table = self._step_into(table, tuple(above), number)
        if last in table:
            table[last] = value
            return
        item = tomlkit.item(value)
        item.comment(NEW + (_description(wanted, str(last)) if note is None else note))
        table.add(str(last), item)

    def remove(self, place: Place) -> None:
        """Take a value or a table away; harmless where there is none."""
        if self.get(place) is None:
            return
        *above, last = place
        table: Any = self._document
        for step in above:
            table = table[step]
        del table[last]
        self._has_gaps = True
        if above and not table:
            self.remove(tuple(above))

    def _step_into(self, table: Any, above: Place, number: int) -> Any:
        import tomlkit  # noqa: PLC0415

        step = above[number]
        if isinstance(step, int):
            if step == len(table):
                table.append(tomlkit.table())
            return table[step]
        if step not in table:
            after = above[number + 1] if number + 1 < len(above) else None
            made: Any = (
                tomlkit.aot() if isinstance(after, int) else tomlkit.table(after is not None)
            )
            table.add(step, made)
        found = table[step]
        if not isinstance(found, Mapping | Sequence) or isinstance(found, str):
            where = ".".join(map(str, above[: number + 1]))
            raise ConfigError(
                tr(
                    "{name}: `{where}` is {found!r}, and a table is needed there.",
                    name=self.name,
                    where=where,
                    found=found,
                ),
                tr("Correct that line, then try again."),
            )
        return found


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return what differs, in the order of `after`, what is gone last."""
    old, new = dict(_leaves(before, "")), dict(_leaves(after, ""))
    places = [*new, *(place for place in old if place not in new)]
    return tuple(
        Change(place, old.get(place, ""), new.get(place, ""))
        for place in places
        if old.get(place, "") != new.get(place, "")
    )


def write_config(path: Path, text: str, now: datetime) -> Path | None:
    """Write a configuration, whole or not at all; what was there is kept beside it.

    Args:
        now: For the name of what is kept.

    Returns:
        The file that was there before, under its new name; None when there was none.

    Raises:
        StoreError: It cannot be written; nothing was changed.
    """
    kept = None
    try:
        if path.exists():
            if path.read_text(encoding="utf-8") == text:
                return None
            kept = _free(path.with_name(f"{path.name}.{now:%Y-%m-%d}.bak"))
            kept.write_bytes(path.read_bytes())
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except OSError:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(
            tr("{path} cannot be written: {error}.", path=path, error=error),
            tr("Make room or give your account the right to write there; nothing was changed."),
        ) from error
    return kept


def _tidied(text: str) -> str:
    """Return a text with the comments of new values above them, and blank lines between tables."""
    lines: list[str] = []
    after_new = False
    for line in text.split("\n"):
        value, is_new, note = line.partition(f"# {NEW.strip()}")
        if is_new:
            blank = []
            while len(lines) > 1 and not lines[-1]:
                blank.append(lines.pop())
            lines += [f"# {part}" for part in textwrap.wrap(note.strip(), COMMENT_COLUMNS)]
            lines += [value.rstrip(), *blank]
        elif not line and after_new and lines and not lines[-1]:
            continue
        else:
            if line.startswith("[") and after_new and lines[-1]:
                lines.append("")
            lines.append(line)
        after_new = bool(is_new) or (after_new and not line)
    return "\n".join(lines).lstrip("\n")


def _free(path: Path) -> Path:
    """Return that name, or the next one with a number that is free."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}.{number}{path.suffix}")
    return found


def _leaves(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and (value or not place):
        for key, inner in value.items():
            yield from _leaves(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        for number, inner in enumerate(value, start=1):
            yield from _leaves(inner, f"{place}[{number}]")
    else:
        import tomlkit  # noqa: PLC0415

        yield place, tomlkit.item(value).as_string()


def _within(wanted: Any, step: str | int) -> Any:
    """Return the type of what stands at a step below a type; None where nothing is known."""
    wanted = _bare(wanted)
    if wanted is None:
        return None
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        fields = {field.encode_name: field.type for field in msgspec.structs.fields(wanted)}
        return fields.get(str(step))
    arguments = get_args(wanted)
    if get_origin(wanted) is dict:
        return arguments[1]
    return arguments[0] if get_origin(wanted) is tuple else None


def _description(wanted: Any, key: str) -> str:
    """Return what a setting means, as the structure it is declared in says."""
    found = _bare(wanted)
    if not (isinstance(found, type) and issubclass(found, msgspec.Struct)):
        return ""
    for field in msgspec.structs.fields(found):
        if field.encode_name == key and get_origin(field.type) is Annotated:
            metas = [one for one in get_args(field.type)[1:] if isinstance(one, msgspec.Meta)]
            return next((one.description for one in metas if one.description), "")
    return ""


def _bare(wanted: Any) -> Any:
    return get_args(wanted)[0] if get_origin(wanted) is Annotated else wanted
