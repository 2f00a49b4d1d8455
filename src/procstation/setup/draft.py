"""What was decided so far: the configuration there is, and what will be different in it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from procstation.config import CONFIG_NAME, Config, DeviceSection, parse_config
from procstation.config.config_text import Change, ConfigText, Place, changes, write_config
from procstation.credentials import with_password
from procstation.devices import Kind, load_driver, load_simulator, read_options
from procstation.errors import ConfigError
from procstation.language import tr
from procstation.setup.search import Found, How
from procstation.station.health import Finding, look_at_station

HEAD = """\
# The configuration of this station, written by `procstation setup`.
# Change what you like: set-up keeps what you write.
# `procstation doctor` says what is wrong with it.

"""

CALLED: Mapping[Kind, str] = {
    "scanner": "scanner",
    "rfid": "pad",
    "printer": "printer",
    "memory": "handheld",
    "uhf": "reader",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Attributes:
        kept: The file that was there before; None when there was none, or nothing changed.
    """

    path: Path
    kept: Path | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """An option of a device's driver.

    Attributes:
        value: As TOML, whether said or usual.
    """

    name: str
    meaning: str
    value: str


class Draft:
    """A configuration in the making. Nothing is on disk before `write`.

    Args:
        home: The station's home.
        store: URL of the store, where it is not what the configuration says.

    Attributes:
        is_new: There was no configuration.

    Raises:
        ConfigError: The configuration there is cannot be read.
    """

    def __init__(self, home: Path, store: str = "") -> None:
        self.home = home
        self._store = store
        self.path = home / CONFIG_NAME
        self.is_new = not self.path.exists()
        text = HEAD if self.is_new else _read(self.path)
        if not self.is_new:
            parse_config(text, str(self.path))
        self._text = ConfigText(text, str(self.path), Config)
        self._before = self._text.tables
        self._config: Config | None = None

    @property
    def text(self) -> str:
        """The file as it will be."""
        return self._text.text

    @property
    def changes(self) -> tuple[Change, ...]:
        """What will be different."""
        return changes(self._before, self._text.tables)

    @property
    def config(self) -> Config:
        """Raises ConfigError where what was decided does not hold."""
        if self._config is None:
            self._config = parse_config(self.text, str(self.path))
        return self._config

    @property
    def store_url(self) -> str:
        """Where titles and items will be."""
        given = self._store or self.config.store.url
        return with_password(given) if given else f"sqlite:///{self.home / 'store.sqlite'}"

    @property
    def devices(self) -> dict[str, DeviceSection]:
        return self.config.devices

    def get(self, place: Place, default: Any = None) -> Any:
        return self._text.get(place, default)

    def set(self, place: Place, value: Any, note: str | None = None) -> None:
        """Set a value as it will be in the file; "" and () take an optional one away.

        Raises:
            ConfigError: The value does not fit; nothing was changed.
        """
        self.merge([(place, value, note)])

    def merge(self, values: "list[tuple[Place, Any, str | None]]") -> None:
        """Set several values at once. Raises as `set`."""
        tried = ConfigText(self.text, str(self.path), Config)
        for place, value, note in values:
            if value in ("", (), []) and tried.get(place) is None:
                continue
            if value in ("", (), []):
                tried.remove(place)
            else:
                tried.set(place, list(value) if isinstance(value, tuple) else value, note)
        self._config = parse_config(tried.text, str(self.path))
        self._text = tried

    def add_device(self, found: Found, name: str = "") -> str:
        """Take a device that was found, and return what it is called here.

        Raises:
            ConfigError: As `set`.
        """
        name = name or self._free_name(CALLED[found.kind])
        table = ("devices", name)
        self.merge(
            [
                ((*table, "kind"), found.kind, found.title),
                ((*table, "driver"), found.driver, ""),
                ((*table, "port"), found.port, ""),
            ]
        )
        return name

    def add_simulated(self, kind: Kind, simulator: str) -> str:
        """Take a simulated device, for training, and return what it is called here."""
        ports = {device.port for device in self.devices.values()}
        port, number = f"sim://{simulator}", 1
        while port in ports:
            number += 1
            port = f"sim://{simulator}#{number}"
        title = load_simulator(kind, simulator).title
        found = Found(kind, simulator, port, f"Simulated, for training: {title}", How.NAMED)
        return self.add_device(found)

    def options_of(self, name: str) -> list[Setting]:
        """Return the settings of a device's driver, as they are now."""
        device = self.devices[name]
        wanted = load_driver(device.kind, device.driver).options
        return [
            Setting(
                field.encode_name,
                _meaning_of(field),
                _as_toml(device.options.get(field.encode_name, field.default)),
            )
            for field in msgspec.structs.fields(wanted)
        ]

    def set_option(self, name: str, option: str, typed: str) -> None:
        """Set an option of a device's driver, with what it means as its comment.

        Args:
            typed: Its value as TOML; a text may stand without quotes.

        Raises:
            ConfigError: The driver has no such option, or the value does not fit.
        """
        device = self.devices[name]
        driver = load_driver(device.kind, device.driver)
        try:
            value: Any = tomllib.loads(f"value = {typed}")["value"]
        except tomllib.TOMLDecodeError:
            value = typed
        read_options(driver, f"devices.{name}.options", {**device.options, option: value})
        field = next(
            one for one in msgspec.structs.fields(driver.options) if one.encode_name == option
        )
        self.set(("devices", name, "options", option), value, _meaning_of(field))

    def remove_device(self, name: str) -> None:
        tried = ConfigText(self.text, str(self.path), Config)
        tried.remove(("devices", name))
        self._text, self._config = tried, None

    def wrong(self) -> Iterator[Finding]:
        """Yield what would not work, as `doctor` finds it; the devices are not opened."""
        try:
            config = self.config
        except ConfigError as error:
            yield Finding("configuration", False, error.what, error.do_next)
            return
        for one in look_at_station(self.home, config, self.store_url):
            if not one.ok:
                yield one

    def write(self, now: datetime) -> Written:
        """Write the configuration; what was there is kept beside it.

        Raises:
            ConfigError: What was decided does not hold.
            StoreError: It cannot be written.
        """
        parse_config(self.text, str(self.path))
        made = self.changes
        kept = write_config(self.path, self.text, now)
        self._before, self.is_new = self._text.tables, False
        return Written(self.path, kept, made)

    def _free_name(self, name: str) -> str:
        names, number, free = set(self.devices), 1, name
        while free in names:
            number += 1
            free = f"{name}-{number}"
        return free


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            tr("{path} cannot be read: {error}.", path=path, error=error),
            tr("Correct or remove the file, then try again."),
        ) from error


def _meaning_of(field: Any) -> str:
    """Return what an option means, as its driver declares it."""
    metas = getattr(field.type, "__metadata__", ())
    found = (one.description for one in metas if isinstance(one, msgspec.Meta))
    return next((one for one in found if one), "")


def _as_toml(value: Any) -> str:
    import tomlkit  # noqa: PLC0415

    plain = msgspec.to_builtins(value)
    return str(tomlkit.item(list(plain) if isinstance(plain, tuple) else plain).as_string())
