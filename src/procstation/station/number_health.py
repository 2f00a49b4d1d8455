"""Whether there are numbers for new items, and printers for their labels."""

from contextlib import closing

from procstation.catalog import Catalogue
from procstation.catalog.number_desk import NumberDesk
from procstation.clock import utc_now
from procstation.config import Config
from procstation.errors import ConfigError, InputRefused
from procstation.language import tr
from procstation.linking import JobProfile
from procstation.store.engine import file_of


def look_at_numbers(config: Config, store_url: str) -> str:
    """Say how many numbers are left in each range.

    Raises:
        InputRefused: Few are left, or what is leased does not go with the range.
        StoreError: The store cannot be used.
    """
    section = config.barcodes
    if not any(one.first is not None for one in section.ranges):
        return tr(
            "no range has a first number, so none is given out: barcodes come"
            " from a roll, or are there already"
        )
    path = file_of(store_url)
    if path is not None and not path.exists():
        return tr("none was leased yet")
    with closing(Catalogue.open(store_url)) as catalogue:
        uses = NumberDesk(catalogue.store, section, config.station.name, utc_now).uses()
    for use in uses:
        if use.trouble:
            raise InputRefused(
                tr("Range {name!r}: {trouble}.", name=use.section.name, trouble=use.trouble[0]),
                tr("See `procstation barcode ranges`, and correct the range."),
            )
        if use.left < section.warn_left and not use.section.preprinted:
            raise InputRefused(
                tr(
                    "Range {name!r} has {left} numbers left, fewer than {warn_left}.",
                    name=use.section.name,
                    left=use.left,
                    warn_left=section.warn_left,
                ),
                tr("Add a range to the configuration before they are gone; it follows by itself."),
            )
    return "; ".join(
        tr("{name}: {left:,} left", name=use.section.name, left=use.left) for use in uses
    )


def look_at_printed(config: Config, profile: JobProfile) -> str:
    """Say which printer prints the labels of the profile the bench opens with.

    Raises:
        ConfigError: One of them is printed by none.
    """
    if not profile.templates:
        return tr("“{title}” prints none", title=profile.title)
    printers = config.devices_of("printer")
    if not printers:
        return tr("no printer is configured: labels are written to files by `procstation label`")
    told = []
    for template in profile.templates:
        names = [
            name for name, one in printers.items() if not one.templates or template in one.templates
        ]
        if not names:
            raise ConfigError(
                tr(
                    "No printer prints {template!r}, which new items get by “{title}”.",
                    template=template,
                    title=profile.title,
                ),
                tr("Add it to `templates` of a printer: {printers}.", printers=", ".join(printers)),
            )
        told.append(tr("{template} by {name}", template=template, name=names[0]))
    return ", ".join(told)
