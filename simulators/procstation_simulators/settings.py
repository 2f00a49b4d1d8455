"""The settings of a simulator: the query of its `sim://NAME?key=value` URL, checked."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from procstation.devices import DeviceFault


class Settings(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Settings of one simulator. Tests and the demo may change them while it runs."""


SettingsT = TypeVar("SettingsT", bound=Settings)


def read_settings(query: Mapping[str, str], kind: type[SettingsT]) -> SettingsT:
    """Read the settings of a simulator from the query of its URL.

    Raises:
        DeviceFault: A key is unknown, or a value does not fit.
    """
    try:
        return msgspec.convert(dict(query), kind, strict=False)
    except msgspec.ValidationError as error:
        known = ", ".join(name.encode_name for name in msgspec.structs.fields(kind))
        raise DeviceFault(
            f"The simulator cannot be set up so: {error}.", f"It knows these settings: {known}."
        ) from error


def listed(text: str) -> list[str]:
    """Split a setting that is a list: its entries stand between commas."""
    return [entry.strip() for entry in text.split(",") if entry.strip()]
