"""Folders of rules: one TOML file each, named like the rule."""

from importlib.resources.abc import Traversable
from typing import Any

from procstation.config import read_toml
from procstation.errors import ConfigError
from procstation.language import tr

ENDING = ".toml"


def files_in(folder: Traversable) -> dict[str, Traversable]:
    """Return the rule files of a folder by name, in order; none where there is no folder."""
    if not folder.is_dir():
        return {}
    found = (file for file in folder.iterdir() if file.name.endswith(ENDING))
    return {file.name.removesuffix(ENDING): file for file in sorted(found, key=lambda f: f.name)}


def tables_of(file: Traversable) -> dict[str, Any]:
    """Return what a file says.

    Raises:
        ConfigError: It cannot be read, or is no TOML.
    """
    try:
        return read_toml(file.read_text(encoding="utf-8"), str(file))
    except UnicodeDecodeError as error:
        raise ConfigError(
            tr("{file} is no valid TOML: {error}.", file=file, error=error),
            tr("Correct that line."),
        ) from error
    except OSError as error:
        raise ConfigError(
            tr("{file} cannot be read: {strerror}.", file=file, strerror=error.strerror or error),
            tr("Check its name and its permissions."),
        ) from error
