import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymarc
import pytest

from procstation.catalog import Catalogue
from procstation.catalog.marc_file import Found
from procstation.catalog.marc_json import records_in_json
from procstation.catalog.source import Refused

Write = Callable[..., Path]


def test_records_are_those_of_pymarc(build: Any, written: Write) -> None:
    record = build("001 7", "020 ## $a0306406152", "245 10 $aSchöne Bücher /$cZoë.", "952 ## $p1")
    path = written(json.dumps([record.as_dict()]).encode())
    (found,) = records_in_json(path)
    assert isinstance(found, Found)
    assert found.notes == ()
    assert found.record.leader == str(record.leader)
    assert [field.tag for field in found.record.fields] == ["001", "020", "245", "952"]
    assert found.record.all("245")[0].indicators == "10"
    assert found.record.all("245")[0].subfields == (("a", "Schöne Bücher /"), ("c", "Zoë."))
    assert found.record.control("001") == "7"


def test_only_the_tags_wanted_are_taken(build: Any, written: Write) -> None:
    path = written(build("001 7", "245 10 $aTitle").as_json().encode())
    (found,) = records_in_json(path, frozenset({"245"}))
    assert isinstance(found, Found)
    assert [field.tag for field in found.record.fields] == ["245"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"leader": "x"}, "no MARC fields"),
        ({"fields": []}, "no MARC fields"),
        ({"fields": "245"}, "no MARC fields"),
    ],
)
def test_what_is_no_record_is_refused(value: object, reason: str, written: Write) -> None:
    (found,) = records_in_json(written(json.dumps(value).encode()))
    assert isinstance(found, Refused)
    assert reason in found.reason


def test_damaged_fields_are_left_out_and_said(written: Write) -> None:
    fields: list[object] = [
        "text",
        {"245": {"subfields": [{"a": "Title"}, {"b": 7}, "c"], "ind1": "1"}},
        {"500": 12},
    ]
    (found,) = records_in_json(written(json.dumps({"leader": "short", "fields": fields}).encode()))
    assert isinstance(found, Found)
    assert found.record.all("245")[0].subfields == (("a", "Title"),)
    assert found.record.all("245")[0].indicators == "1 "
    assert len(found.record.leader) == 24
    notes = " / ".join(found.notes)
    for said in ("no leader", "no object", "subfield of 245", "500 has neither"):
        assert said in notes


def test_items_are_found_by_the_same_profiles(
    build: Any, written: Write, catalogue: Catalogue
) -> None:
    record = build("001 7", "245 10 $aTitle", "952 ## $aMAIN$bMAIN$p1000001$oPS1", "999 ## $c7$d7")
    other = build("001 8", "245 10 $aOther")
    lines = "\n".join(one.as_json() for one in (record, other)) + '\n{"fields": [{'
    report = catalogue.load([written(lines.encode(), name="records.json")])
    assert (report.records, len(report.rejected), report.items) == (2, 1, 1)
    assert report.profile == "koha"
    assert report.rejected[0].offset == lines.rindex('{"fields"')
    assert catalogue.by_barcode("1000001") is not None


@pytest.mark.corpus
def test_a_real_file_reads_as_pymarc_reads_it(corpus: Path) -> None:
    path = corpus / "marc-bibs" / "pymarc-batch.json"
    theirs = list(pymarc.JSONReader(io.StringIO(path.read_text("utf-8"))))
    ours = list(records_in_json(path))
    assert len(ours) == len(theirs) == 2
    for found, record in zip(ours, theirs, strict=True):
        assert isinstance(found, Found)
        assert record is not None
        for field, other in zip(found.record.fields, record.fields, strict=True):
            assert field.tag == other.tag
            if other.control_field:
                assert field.data == other.data
            else:
                assert [tuple(one) for one in other.subfields] == list(field.subfields)
