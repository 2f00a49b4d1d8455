"""A barcode as the catalogue keeps it, whatever format it came in."""

from procstation.catalog.text import normal_barcode
from procstation.language import tr

LONGEST_BARCODE = 64
"""Characters; no system and no symbology in use has longer ones, a whole line of text is."""


def barcode_or_none(code: str, notes: list[str]) -> str | None:
    """Return a barcode as it is kept; None when there is none, or, with a note, when it is longer
    than any barcode is."""
    barcode = normal_barcode(code)
    if len(barcode) > LONGEST_BARCODE:
        notes.append(
            tr(
                "a barcode of {count} characters ({barcode}…) was left out; the item waits for one",
                count=len(barcode),
                barcode=barcode[:20],
            )
        )
        return None
    return barcode or None
