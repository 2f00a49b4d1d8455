"""What a library has settled for its sweeps, from its configuration."""

import re

from procstation.config import Config
from procstation.errors import ConfigError
from procstation.items import BarcodeRange, Filing
from procstation.language import tr
from procstation.sweeping.buckets import Statuses
from procstation.sweeping.files import PLACE_CODES, FileRules
from procstation.sweeping.placing import Placing
from procstation.sweeping.sweeps import HouseRules
from procstation.sweeping.thresholds import Thresholds


def rules_of(config: Config, filing: Filing) -> HouseRules:
    """Return them.

    Args:
        filing: How the library files.
    """
    return HouseRules(
        Statuses(config.sweeps.status),
        Placing(filing),
        tuple(map(BarcodeRange.from_section, config.barcodes.ranges)),
        Thresholds.from_section(config.sweeps.judging),
    )


def file_rules_of(config: Config) -> FileRules:
    """Return what a library knows of the files of its scanners.

    Raises:
        ConfigError: What the codes of places look like is said by no regular expression.
    """
    places = config.sweeps.place_codes or PLACE_CODES
    try:
        re.compile(places)
    except re.error as error:
        raise ConfigError(
            tr("[sweeps] place_codes is no regular expression: {error}.", error=error),
            tr("Correct it in procstation.toml."),
        ) from error
    ranges = tuple(map(BarcodeRange.from_section, config.barcodes.ranges))
    return FileRules(place_codes=places, ranges=ranges)
