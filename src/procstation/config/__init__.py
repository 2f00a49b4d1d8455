"""The configuration: one TOML file, read once, checked key by key.

The file is `procstation.toml` in the station's home folder. Every table is a frozen structure; an
unknown key is refused with its table and the nearest key that exists.
"""

from pathlib import Path

from procstation.config.bench import DeviceSection, LabelsSection, StationSection, StoreSection
from procstation.config.display import DisplaySection
from procstation.config.numbers import BarcodesSection, BarDotsSection, RangeSection
from procstation.config.reading import Section, read_section, read_toml
from procstation.config.safety import JournalSection, PersonSection
from procstation.config.secrets import refuse_secrets
from procstation.config.shelf import JudgingSection, RadioSection, ShelfOrderSection, SweepsSection
from procstation.config.sound import SoundSection
from procstation.config.systems import (
    AlmaServiceSection,
    CopycatSection,
    NewItemsSection,
    OutboxSection,
    SystemSection,
    TargetSection,
)
from procstation.config.tags import TagRuleSection, TagsSection
from procstation.errors import ConfigError
from procstation.keys import refuse_wrong_keys
from procstation.language import tr

CONFIG_NAME = "procstation.toml"

BENCH_KINDS = ("scanner", "rfid", "printer")


class Config(Section, frozen=True):
    station: StationSection = StationSection()
    store: StoreSection = StoreSection()
    devices: dict[str, DeviceSection] = {}
    barcodes: BarcodesSection = BarcodesSection()
    tags: TagsSection = TagsSection()
    labels: LabelsSection = LabelsSection()
    sweeps: SweepsSection = SweepsSection()
    shelf_order: ShelfOrderSection = ShelfOrderSection()
    systems: dict[str, SystemSection] = {}
    outbox: OutboxSection = OutboxSection()
    journal: JournalSection = JournalSection()
    people: tuple[PersonSection, ...] = ()
    alma_service: AlmaServiceSection = AlmaServiceSection()
    copycat: CopycatSection = CopycatSection()
    display: DisplaySection = DisplaySection()
    sound: SoundSection = SoundSection()
    keys: dict[str, str] = {}
    """The keys of acts, by their ids in `procstation.keys.ACTS`."""

    @property
    def bench_devices(self) -> dict[str, DeviceSection]:
        """Return the devices a bench works with; the others are for sweeps."""
        return {name: device for name, device in self.devices.items() if device.kind in BENCH_KINDS}

    def devices_of(self, kind: str) -> dict[str, DeviceSection]:
        """Return the devices of a kind by name, in the order of the file."""
        return {name: device for name, device in self.devices.items() if device.kind == kind}


def read_config(home: Path) -> Config:
    """Read the configuration of the station at `home`; a missing file is all defaults.

    Raises:
        ConfigError: The file is no TOML, has an unknown key, or a value that does not fit.
    """
    path = home / CONFIG_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            tr("{path} cannot be read: {error}.", path=path, error=error),
            tr("Correct or remove the file, then try again."),
        ) from error
    return parse_config(text, str(path))


def parse_config(text: str, name: str) -> Config:
    """Check configuration text. Raises as `read_config`; `name` is used in messages."""
    tables = read_toml(text, name)
    refuse_secrets(tables, name)
    config = read_section(tables, Config, name)
    refuse_wrong_keys(config.keys, name)
    return config


__all__ = [
    "BENCH_KINDS",
    "CONFIG_NAME",
    "AlmaServiceSection",
    "BarDotsSection",
    "BarcodesSection",
    "Config",
    "CopycatSection",
    "DeviceSection",
    "DisplaySection",
    "JournalSection",
    "JudgingSection",
    "LabelsSection",
    "NewItemsSection",
    "OutboxSection",
    "PersonSection",
    "RadioSection",
    "RangeSection",
    "Section",
    "ShelfOrderSection",
    "SoundSection",
    "StationSection",
    "StoreSection",
    "SweepsSection",
    "SystemSection",
    "TagRuleSection",
    "TagsSection",
    "TargetSection",
    "parse_config",
    "read_config",
    "read_section",
    "read_toml",
]
