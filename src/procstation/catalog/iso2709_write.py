"""Write records in ISO 2709, the form of MARC 21 files: never one that states a wrong length."""

from procstation.catalog.marc_record import Field, MarcRecord
from procstation.language import tr

LONGEST_FIELD = 9_999
"""Bytes, its terminator included: an entry of the directory has four digits for it."""
LONGEST_RECORD = 99_999
"""Bytes: the leader has five digits for it."""

_LEADER_LENGTH = 24
_SUBFIELD, _FIELD_END, _RECORD_END = b"\x1f", b"\x1e", b"\x1d"


class TooLong(Exception):
    """What does not fit; its text says what, how long it is and what the bound is."""


def iso2709(record: MarcRecord) -> bytes:
    """Return a record as bytes, in UTF-8; lengths in its leader are set, the rest is kept.

    Raises:
        TooLong: One of its fields, or the whole, is longer than ISO 2709 can state.
    """
    directory, body = b"", b""
    for field in record.fields:
        data = _data_of(field)
        if len(data) > LONGEST_FIELD:
            raise TooLong(
                tr(
                    "its field {tag} has {count} bytes, ISO 2709 allows {longest_field}",
                    tag=field.tag,
                    count=len(data),
                    longest_field=LONGEST_FIELD,
                )
            )
        directory += b"%s%04d%05d" % (field.tag.encode("ascii"), len(data), len(body))
        body += data
        if len(body) > LONGEST_RECORD:
            break
    base = _LEADER_LENGTH + len(directory) + 1
    length = base + len(body) + 1
    if length > LONGEST_RECORD:
        raise TooLong(
            tr(
                "it is longer than the {longest_record} bytes that ISO 2709 allows",
                longest_record=LONGEST_RECORD,
            )
        )
    said = record.leader.encode("ascii")
    leader = b"%05d%s%05d%s" % (length, said[5:12], base, said[17:])
    return leader + directory + _FIELD_END + body + _RECORD_END


def _data_of(field: Field) -> bytes:
    """The bytes of a field with its terminator."""
    if not field.indicators:
        return field.data.encode() + _FIELD_END
    parts = (code.encode("ascii") + value.encode() for code, value in field.subfields)
    return _SUBFIELD.join((field.indicators.encode("ascii"), *parts)) + _FIELD_END
