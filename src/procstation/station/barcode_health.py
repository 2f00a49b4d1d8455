"""Whether the barcodes of this library can be printed as the configuration says."""

from procstation.config import Config
from procstation.errors import ConfigError
from procstation.items import BarcodeRange
from procstation.labels import Symbology
from procstation.labels.symbology import can_carry
from procstation.language import tr

USUAL = BarcodeRange("usual", prefix="3")
"""Of a library that names no ranges of its own."""

SAMPLES = range(1, 12)
"""Serials that are looked at: one in ten may have the check digit of another scheme by chance."""


def look_at_barcodes(config: Config) -> str:
    """Return what the numbers of items are printed in.

    Raises:
        ConfigError: A range does not hold, or its numbers cannot be printed so.
    """
    symbology = Symbology(config.barcodes.symbology)
    ranges = [BarcodeRange.from_section(section) for section in config.barcodes.ranges]
    of_items = [one for one in ranges if one.holder == "item"] or [USUAL]
    for one in of_items:
        for serial in SAMPLES:
            reason = can_carry(symbology, one.barcode(serial))
            if reason is not None:
                raise ConfigError(
                    tr(
                        "Numbers of the range {name!r} cannot be printed as {spoken}: {reason}.",
                        name=one.name,
                        spoken=symbology.spoken,
                        reason=reason,
                    ),
                    tr(
                        "Set another [barcodes].symbology; `procstation barcode"
                        " symbologies NUMBER` says which can."
                    ),
                )
    names = ", ".join(f"{one.name} ({one.barcode(1)})" for one in of_items)
    return tr(
        "items' numbers, {names}, are printed as {symbology}",
        names=names,
        symbology=symbology.spoken,
    )
