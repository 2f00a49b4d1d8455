import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.catalog import Catalogue
from procstation.catalog.extract import Extracted
from procstation.catalog.folio import extract_folio
from procstation.errors import InputRefused, UsageError
from procstation.items import Scheme

Write = Callable[..., Path]
ISBN = "8261054f-be78-422d-bd51-4ed9f33c3422"
NLM = "054d460d-d6b9-4469-9e37-7a78a2266655"
DEWEY_CLASS = "42471af9-7d25-4f3a-bf78-60d29dcf463b"


def _instance(number: int, **more: object) -> dict[str, Any]:
    return {"id": f"uuid-{number}", "hrid": f"in{number}", "title": f"Title {number} /", **more}


def _item(barcode: str, **more: object) -> dict[str, Any]:
    return {"id": f"item-{barcode}", "barcode": barcode, "status": {"name": "Available"}, **more}


def _extracted(value: dict[str, Any]) -> Extracted:
    found = extract_folio(value)
    assert isinstance(found, Extracted)
    return found


def test_an_instance_is_a_title() -> None:
    found = _extracted(
        _instance(
            1,
            contributors=[{"name": "Second"}, {"name": "Le Guin, Ursula K.", "primary": True}],
            publication=[{"publisher": "Ace", "dateOfPublication": "c1969"}],
            identifiers=[
                {"identifierTypeId": ISBN, "value": "0306406152 (pbk.)"},
                {"identifierTypeId": "other", "value": "0835711374"},
            ],
            classifications=[
                {"classificationTypeId": "unknown", "classificationNumber": "X"},
                {"classificationTypeId": DEWEY_CLASS, "classificationNumber": "813.54"},
            ],
            alternativeTitles=[{"alternativeTitle": "Winter's king"}],
        )
    )
    title = found.title
    assert (title.control_number, title.title, title.author) == (
        "in1",
        "Title 1",
        "Le Guin, Ursula K.",
    )
    assert (title.publisher, title.date, title.isbn) == ("Ace", "1969", ("9780306406157",))
    assert title.call_number is not None
    assert (title.call_number.text, title.call_number.scheme) == ("813.54", Scheme.DEWEY)
    assert "Winter's king" in found.other_words
    assert "Second" in found.other_words
    assert found.key == "001:in1"


def test_an_item_takes_what_is_in_effect() -> None:
    item = _item(
        "1000001",
        volume="v.1",
        enumeration="no.2",
        chronology="1999",
        copyNumber="3",
        materialType={"name": "book"},
        status={"name": "Checked out"},
        effectiveCallNumberComponents={
            "prefix": "Oversize", "callNumber": "W 1", "suffix": "L", "typeId": NLM,
        },
        effectiveLocation={"name": "Stacks", "library": {"name": "Medicine"}},
        permanentLocation={"name": "Elsewhere"},
    )  # fmt: skip
    (found,) = _extracted({"instance": _instance(1), "items": [item]}).items
    assert found.call_number is not None
    assert (found.call_number.text, found.call_number.scheme) == ("Oversize W 1 L", Scheme.NLM)
    assert (found.volume, found.copy, found.item_type) == ("v.1 no.2 1999", "3", "book")
    assert (found.library, found.location, found.status) == ("Medicine", "Stacks", "Checked out")
    assert found.system_id == "item-1000001"


@pytest.mark.parametrize("shape", ["beside", "within", "nested"])
def test_an_item_takes_from_its_holdings_what_it_lacks(shape: str) -> None:
    holding: dict[str, Any] = {
        "id": "h1",
        "callNumberPrefix": "Ref.",
        "callNumber": "PS1",
        "callNumberType": {"name": "Library of Congress classification"},
        "permanentLocation": {"name": "Reading room"},
    }
    item = _item("1000001", holdingsRecordId="h1")
    value = {
        "beside": {"instance": _instance(1), "holdings": [holding], "items": [item]},
        "within": _instance(1, holdingsRecords=[holding], items=[item]),
        "nested": _instance(1, holdings=[{**holding, "items": [item]}]),
    }[shape]
    (found,) = _extracted(value).items
    assert found.call_number is not None
    assert (found.call_number.text, found.call_number.scheme) == ("Ref. PS1", Scheme.LCC)
    assert (found.location, found.status, found.barcode) == ("Reading room", "", "1000001")


def test_an_item_that_stands_twice_is_one() -> None:
    item = _item("1000001", holdingsRecordId="h1")
    value = {
        "instance": _instance(1),
        "holdings": [{"id": "h1", "holdingsItems": [item]}],
        "items": [item],
    }
    assert len(_extracted(value).items) == 1


def test_items_without_their_instance_are_refused() -> None:
    assert "without the instance" in str(extract_folio({"items": [_item("1")]}))
    assert "no instance" in str(extract_folio({"name": "x"}))


@pytest.mark.parametrize("form", ["list", "lines", "envelope", "one"])
def test_every_form_of_a_file_loads(form: str, written: Write, catalogue: Catalogue) -> None:
    records: list[Any] = [
        {
            "instance": _instance(number),
            "items": [_item(f"100000{number}"), _item("", id=f"x{number}")],
        }
        for number in (1, 2)
    ]
    if form == "one":
        records.pop()
    text = {
        "list": json.dumps([*records, {"x": 1}]),
        "lines": "\n".join(map(json.dumps, [*records, {"x": 1}])),
        "envelope": json.dumps({"instances": [*records, {"x": 1}], "totalRecords": 3}),
        "one": json.dumps(records[0], indent=2),
    }[form]
    report = catalogue.load([written(text.encode(), name="inventory.json")])
    present = 1 if form == "one" else 3
    assert report.records == len(records)
    assert report.records + len(report.rejected) == present
    assert (report.items, report.items_without_barcode) == (len(records), len(records))
    assert report.profile == "folio"


def test_a_profile_of_marc_is_refused(written: Write, catalogue: Catalogue) -> None:
    file = written(json.dumps(_instance(1)).encode())
    with pytest.raises(UsageError, match="FOLIO"):
        catalogue.load([file], "koha")


def test_a_file_of_nothing_is_refused(written: Write, catalogue: Catalogue) -> None:
    with pytest.raises(InputRefused):
        catalogue.load([written(b'{"instances": [], "totalRecords": 0}')])


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["title", "hrid", "items", "holdings", "instance", "barcode", "status", "name",
             "callNumber", "location", "effectiveLocation", "identifiers", "publication"]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(_ANY.filter(lambda value: isinstance(value, dict)))
@settings(deadline=None)
def test_nothing_in_a_record_is_trusted_to_be_of_its_kind(value: Any) -> None:
    found = extract_folio(value)
    assert isinstance(found, str) or all(isinstance(item.location, str) for item in found.items)


@pytest.mark.corpus
def test_real_instances_load(corpus: Path, catalogue: Catalogue) -> None:
    report = catalogue.load(sorted((corpus / "folio-items").glob("*.json")))
    assert (report.records, report.items, report.rejected) == (3, 5, [])
    found = catalogue.by_barcode("36105041862777")
    assert found is not None
    item, title = found
    assert item.call_number is not None
    assert (item.call_number.text, item.call_number.scheme) == ("ML96.4 .B415", Scheme.LCC)
    assert (item.library, item.location, item.volume) == ("Music Library", "Stacks", "NO.6:V.1")
    assert title.isbn == ("9780835711371", "9780835711395")
    dewey = catalogue.by_barcode("36105048333285")
    assert dewey is not None
    assert dewey[0].call_number is not None
    assert dewey[0].call_number.scheme is Scheme.DEWEY
