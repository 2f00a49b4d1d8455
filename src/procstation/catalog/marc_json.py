"""MARC-in-JSON: records as `{"leader": …, "fields": [{"001": …}, {"245": {…}}, …]}`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from procstation.catalog.file_beginning import open_file
from procstation.catalog.json_split import parse, split_json
from procstation.catalog.marc_file import Found
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.marc_slices import LEADER_LENGTH
from procstation.catalog.source import Refused
from procstation.language import tr


def records_in_json(path: Path, wanted: frozenset[str] | None = None) -> Iterator[Found | Refused]:
    """Yield all that a file holds, in its order, with bounded memory.

    Args:
        wanted: The tags to take; None for all.

    Raises:
        InputRefused: The file cannot be opened.
    """
    with open_file(path) as file:
        for fragment in split_json(file):
            value = parse(fragment)
            if isinstance(value, str):
                yield Refused(fragment.number, fragment.offset, value)
            elif not isinstance(value.get("fields"), list) or not value["fields"]:
                yield Refused(fragment.number, fragment.offset, tr("it holds no MARC fields"))
            else:
                notes: list[str] = []
                record = _record(value, wanted, notes)
                yield Found(fragment.number, fragment.offset, record, tuple(dict.fromkeys(notes)))


def _record(value: dict[str, Any], wanted: frozenset[str] | None, notes: list[str]) -> MarcRecord:
    leader = value.get("leader")
    if not isinstance(leader, str) or len(leader) != LEADER_LENGTH:
        notes.append(tr("it has no leader of 24 characters"))
        leader = leader if isinstance(leader, str) else ""
    fields: list[Field] = []
    for entry in value["fields"]:
        if not isinstance(entry, dict):
            notes.append(tr("a field that is no object was left out"))
            continue
        for tag, content in entry.items():
            if wanted is None or tag in wanted:
                field = _field(tag, content, notes)
                if field is not None:
                    fields.append(field)
    return MarcRecord(leader[:LEADER_LENGTH].ljust(LEADER_LENGTH), tuple(fields))


def _field(tag: str, content: Any, notes: list[str]) -> Field | None:
    if isinstance(content, str):
        return Field(tag, data=content)
    subfields = content.get("subfields") if isinstance(content, dict) else None
    if not isinstance(subfields, list):
        notes.append(tr("field {tag} has neither a text nor subfields; it was left out", tag=tag))
        return None
    indicators = [str(content.get(name) or " ")[:1] for name in ("ind1", "ind2")]
    pairs: list[tuple[str, str]] = []
    for entry in subfields:
        for code, text in entry.items() if isinstance(entry, dict) else ():
            if len(code) == 1 and isinstance(text, str):
                pairs.append((code, text))
            else:
                notes.append(tr("a subfield of {tag} that is none was left out", tag=tag))
    return Field(tag, "".join(indicators), tuple(pairs))
