"""Where an item is in Alma's API: by the numbers of record, holdings and item."""

import re

from procstation.ils import SystemRefused, tr

_IN_LOCATION = re.compile(r"(/bibs/\d+/holdings/\d+/items/\d+)(?:[/?]|$)")
_SYSTEM_ID = re.compile(r"(\d+)/(\d+)/(\d+)")


def path_of(system_id: str) -> str:
    """Return the path of an item.

    Raises:
        SystemRefused: It is no number of an item.
    """
    numbers = _SYSTEM_ID.fullmatch(system_id)
    if numbers is None:
        raise SystemRefused(
            tr("{system_id!r} is no number of an item in Alma.", system_id=system_id),
            tr(
                "It is MMS ID, holding ID and item PID with slashes between; look it up by barcode."
            ),
        )
    return f"/bibs/{numbers[1]}/holdings/{numbers[2]}/items/{numbers[3]}"


def path_in(location: str) -> str | None:
    """Return the path of the item a redirect leads to; None when it leads elsewhere."""
    found = _IN_LOCATION.search(location)
    return found[1] if found else None
