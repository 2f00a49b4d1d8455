"""How a station is set: what each setting means, where its value comes from, and changing it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import msgspec.inspect as mi

from procstation.config import CONFIG_NAME, Config, parse_config
from procstation.config.config_text import ConfigText, Place, write_config
from procstation.errors import InputRefused, StoreError
from procstation.keys import ACTS, keys_of
from procstation.language import mark, tr
from procstation.sound import sounds_of

AT_ONCE: frozenset[Place] = frozenset(
    {("display", name) for name in ("theme", "language", "signs")}
    | {("sound", name) for name in ("on", "theme", "volume", "speak")}
    | {("station", "profile")}
)
"""What can be changed while the station runs; the keys of acts as well."""

KEYS = "keys"
SOUND = "sound"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Attributes:
        place: Where it stands in the file.
        value, default: As TOML writes them; "" for none.
        meaning: What the configuration page says of it, in English: the screen translates it.
        choices: What it can be, when that is a list.
        is_said: Whether the file says it; else the default holds.
        at_once: Whether it can be changed while the station runs.
    """

    place: Place
    value: str
    default: str
    meaning: str
    choices: tuple[str, ...] = ()
    is_said: bool = False
    at_once: bool = False

    @property
    def table(self) -> str:
        """The table it stands in, as the file writes it."""
        return f"[{'.'.join(map(str, self.place[:-1]))}]"

    @property
    def name(self) -> str:
        return str(self.place[-1])


class SettingsRoom:
    """The configuration of a station, read anew whenever it is shown.

    Args:
        home: The folder of the file.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self._file = home / CONFIG_NAME

    def config(self) -> Config:
        """Return the configuration as the file says it now.

        Raises:
            ConfigError: It cannot be used.
            StoreError: It cannot be read.
        """
        return parse_config(self._text(), str(self._file))

    def settings(self) -> list[Setting]:
        """Return all settings, in the order of the configuration page.

        Raises:
            As `config`.
        """
        text = self._text()
        config = parse_config(text, str(self._file))
        said = ConfigText(text, str(self._file), Config).tables
        found = [
            setting
            for field in _fields(Config)
            if field.name != KEYS
            for setting in _settings(getattr(config, field.name), (field.encode_name,), said)
        ]
        return [*found, *_keys(config)]

    def change(self, setting: Setting, text: str) -> Config:
        """Set a setting and save the file; all else in it stays as it was written.

        Args:
            text: As a person writes it: `light`, `true`, `ctrl+f`.

        Returns:
            The configuration as it is now.

        Raises:
            UsageError: It cannot be that; nothing was changed.
            StoreError: The file cannot be written; nothing was changed.
            InputRefused: It cannot be changed while the station runs.
        """
        if not setting.at_once:
            raise InputRefused(
                tr(
                    "{table} {name} cannot be changed while the station runs.",
                    table=setting.table,
                    name=setting.name,
                ),
                tr("Change it in {file}, then start the station again.", file=self._file),
            )
        value: Any = text
        if setting.choices == ("true", "false"):
            value = text == "true"
        elif setting.default.removeprefix("-").isdigit():
            value = int(text) if text.removeprefix("-").isdigit() else text
        return self._save(setting, value)

    def default(self, setting: Setting) -> Config:
        """Take a setting out of the file. Returns and raises as `change`."""
        return self._save(setting, None)

    def _save(self, setting: Setting, value: Any) -> Config:
        document = ConfigText(self._text(), str(self._file), Config)
        if value is None:
            document.remove(setting.place)
        else:
            document.set(setting.place, value)
        config = parse_config(document.text, str(self._file))
        if setting.place[0] == SOUND:
            # A theme may be a file of their own, which only its reader can judge.
            sounds_of(config.sound, self.home)
        kept = write_config(self._file, document.text, datetime.now(UTC))
        if kept is not None:
            # One word was changed, and can be changed back: no copy is kept of the rest.
            kept.unlink()
        return config

    def _text(self) -> str:
        try:
            return self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(
                tr("{file} cannot be read: {error}.", file=self._file, error=error),
                tr("Correct or remove it, then try again."),
            ) from error


def _settings(value: Any, place: Place, said: Any) -> Iterator[Setting]:
    """Yield the settings within a part of the configuration."""
    inner = said.get(place[-1], {}) if isinstance(said, Mapping) else {}
    if isinstance(value, msgspec.Struct):
        for field in _fields(type(value)):
            here = (*place, field.encode_name)
            now = getattr(value, field.name)
            if isinstance(now, msgspec.Struct) or _is_tables(now):
                yield from _settings(now, here, inner)
            else:
                is_said = isinstance(inner, Mapping) and field.encode_name in inner
                setting = _setting(field, now, here, is_said=is_said)
                # Without a meaning it is a list of tables, of which there are none.
                if setting.meaning:
                    yield setting
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _settings(one, (*place, name), inner)
    elif isinstance(value, tuple) and value:
        # Tables of a list have no names; of people they hold what is no one's business here.
        yield Setting(
            place, f"{len(value)}", "", mark("Tables of a list: see the file."), is_said=True
        )


def _setting(field: mi.Field, value: Any, place: Place, *, is_said: bool) -> Setting:
    kind, meaning = field.type, ""
    if isinstance(kind, mi.Metadata):
        meaning = str((kind.extra_json_schema or {}).get("description", ""))
        kind = kind.type
    choices: tuple[str, ...] = ()
    if isinstance(kind, mi.LiteralType):
        choices = tuple(map(str, kind.values))
    elif isinstance(kind, mi.BoolType):
        choices = ("true", "false")
    default = "" if field.required else _toml(_default(field))
    return Setting(place, _toml(value), default, meaning, choices, is_said, place in AT_ONCE)


def _keys(config: Config) -> Iterator[Setting]:
    for act, known in ACTS.items():
        yield Setting(
            (KEYS, act),
            ",".join(keys_of(act, config.keys)),
            known.keys,
            known.does,
            is_said=act in config.keys,
            at_once=True,
        )


def _is_tables(value: Any) -> bool:
    """Whether it is tables of their own, with a name or in a list."""
    ones = value.values() if isinstance(value, Mapping) else value
    return isinstance(value, Mapping | tuple) and any(
        isinstance(one, msgspec.Struct) for one in ones
    )


def _fields(section: type) -> tuple[mi.Field, ...]:
    info = mi.type_info(section)
    assert isinstance(info, mi.StructType), "a section is a structure"
    return info.fields


def _default(field: mi.Field) -> Any:
    return field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()


def _toml(value: Any) -> str:
    if value is None or value in ("", (), {}):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {_toml(one)}" for name, one in value.items())
    if isinstance(value, tuple):
        return ", ".join(map(_toml, value))
    return str(getattr(value, "value", value))
