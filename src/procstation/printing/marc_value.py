"""What a subfield of an item's record says, for labels."""

from procstation.catalog.marc_record import Field, MarcRecord
from procstation.labels.data import VALUES_APART
from procstation.labels.source import MARC


def marc_value(record: MarcRecord, source: str, barcode: str) -> str:
    """Return the values of `marc:TAG$CODES`, or of a control field; "" when there are none.

    Of several fields of a tag the one with the item's barcode counts, else the first that has one
    of the subfields. A subfield that is repeated gives several values; different ones are joined.

    Args:
        source: One that `require_source` let pass.
    """
    asked = MARC.fullmatch(source)
    assert asked is not None
    codes = asked["codes"]
    fields = record.all(asked["tag"])
    if codes is None:
        return next((one.data.strip() for one in fields if one.data.strip()), "")
    own = [one for one in fields if barcode and _has(one, barcode)]
    for field in own or fields:
        values = field.every(codes)
        if values:
            is_one_code = len(codes) == 1
            return (VALUES_APART if is_one_code else " ").join(values)
    return ""


def _has(field: Field, barcode: str) -> bool:
    return any(value.strip() == barcode for _, value in field.subfields)
