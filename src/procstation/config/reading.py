"""Tables of TOML as checked structures: an unknown key is refused with the nearest that exists."""

import re
import threading
import tomllib
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, get_args, get_origin

import msgspec

from procstation.errors import ConfigError, did_you_mean
from procstation.language import tr

SectionT = TypeVar("SectionT", bound="Section")


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of the file."""


MAX_TEXT = 1 << 20
"""Characters of a file of settings; one with a thousand ranges has a tenth."""


def read_toml(text: str, name: str) -> dict[str, Any]:
    """Parse the text of a file of settings, within bounds of size and depth.

    Raises:
        ConfigError: It is no TOML, or no person would write it.
    """
    if len(text) > MAX_TEXT:
        raise ConfigError(
            tr("{name} has more than {max_text:,} characters.", name=name, max_text=MAX_TEXT),
            tr("Name a file of settings."),
        )
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            tr("{name} is no valid TOML: {error}.", name=name, error=error),
            tr("Correct that line."),
        ) from error
    except RecursionError as error:
        raise ConfigError(
            tr("{name} has too many brackets within each other.", name=name),
            tr("Correct that line."),
        ) from error


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
        raise ConfigError(f"{name}: {place}{message}.", tr("Correct the value.")) from error


def _refuse_unknown(value: object, wanted: Any, name: str, path: str) -> None:
    struct = _struct_in(wanted)
    if struct is not None and isinstance(value, Mapping):
        known = {field.encode_name: field.type for field in msgspec.structs.fields(struct)}
        for key, inner in value.items():
            if key not in known:
                table = f"[{path}]" if path else tr("The file")
                raise ConfigError(
                    tr("{name}: {table} has no key {key!r}.", name=name, table=table, key=key),
                    did_you_mean(key, known),
                )
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
