"""The numbers a station will give out: shown before, taken when the set-up is done."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from procstation.catalog import Catalogue, range_to_lease
from procstation.catalog.number_desk import NumberDesk
from procstation.config import BarcodesSection, Config, RangeSection
from procstation.items import BarcodeRange
from procstation.language import tr, tr_marked
from procstation.linking import read_profiles
from procstation.station.health import Finding

SHOWN = 3


def first_numbers(section: RangeSection, count: int = SHOWN) -> list[str]:
    """Return the first numbers of a range, as labels will have them.

    Raises:
        ConfigError, InputRefused: The range does not hold.
    """
    known = BarcodeRange.from_section(section)
    return [known.barcode((section.first or 0) + number) for number in range(count)]


def coming_numbers(
    config: Config, store_url: str, now: Callable[[], str], count: int = SHOWN
) -> list[str]:
    """Return the numbers this station gives out next, taking a block for it in the store.

    Raises:
        StationError: There is no range to lease from, it is used up, or the store does not open.
    """
    range_to_lease(config.barcodes)
    with closing(Catalogue.open(store_url)) as catalogue:
        desk = NumberDesk(catalogue.store, config.barcodes, config.station.name, now)
        return desk.coming(count)


def lack_of_numbers(home: Path, config: Config) -> Iterator[Finding]:
    """Say when the bench opens with a profile that gives numbers, and has none to give."""
    profile = read_profiles(home, with_system=bool(config.systems)).get(config.station.profile)
    has_range = any(one.first is not None for one in config.barcodes.ranges)
    if profile is not None and profile.barcode == "leased" and not has_range:
        title = tr_marked(profile.title)
        yield Finding(
            "numbers",
            ok=False,
            detail=tr("“{title}” gives each new item a number, and there is none.", title=title),
            next=tr(
                "Fill in the first serial at the step of the numbers; or let the bench open with"
                " preprinted barcodes, at the step of the ways."
            ),
        )


def lease_stretch(
    store_url: str, section: RangeSection, count: int, station: str, now: Callable[[], str]
) -> RangeSection:
    """Lease a stretch of a range in a store that all stations can reach, for a station that has a
    store of its own; return the range as that station gets it.

    Raises:
        StationError: There are not so many left in a row, or the store does not open.
    """
    with closing(Catalogue.open(store_url)) as catalogue:
        desk = NumberDesk(catalogue.store, BarcodesSection(ranges=(section,)), station, now)
        first, last = desk.lease_block(count, station=station)
    return RangeSection(
        name=f"{section.name} {first}",
        prefix=section.prefix,
        length=section.length,
        check=section.check,
        enforce=section.enforce,
        first=first,
        last=last,
    )


def is_part_of(held: RangeSection, whole: RangeSection) -> bool:
    """Say whether a range of a station was leased from another one."""
    alike = (held.prefix, held.length, held.check) == (whole.prefix, whole.length, whole.check)
    return alike and held.name.startswith(f"{whole.name} ") and held.first is not None
