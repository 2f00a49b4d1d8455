"""The connector to OCLC, against the simulated one."""

from typing import Any

import pytest
from open_systems import Opened, connect

from procstation.ils import (
    ItemDraft,
    ItemField,
    ItemKey,
    RemoteItem,
    Reply,
    SystemConfused,
    SystemRefused,
    TitleQuery,
)
from procstation_connectors.oclc.calls import explain
from procstation_connectors.oclc.holdings import read_holdings
from procstation_connectors.oclc.options import OclcOptions
from procstation_connectors.oclc.system import oclc_number

BARCODE = "30000000000001"
IN_876 = "30000000000003"


def oclc(options: dict[str, Any] | None = None, **query: Any) -> Opened:
    return connect("oclc", "station", "sesame", {"symbol": "OCPSB", **(options or {})}, **query)


def one(opened: Opened, barcode: str = BARCODE) -> RemoteItem:
    (found,) = opened.system.find_items([ItemKey(barcode=barcode)])
    assert found is not None
    return found


def place(opened: Opened, barcode: str = BARCODE) -> list[tuple[str, str]]:
    for lhr in opened.simulated.lhrs.values():
        if barcode in lhr.barcodes:
            return list(lhr.place[2])
    raise AssertionError(barcode)


def change(place: str, wishes: dict[ItemField, str]) -> str:
    """Change a record with that 852, and return the 852 as text."""
    parts = "".join(
        f'<subfield code="{part[0]}">{part[1:]}</subfield>' for part in place.split("$")[1:]
    )
    body = (
        '<record xmlns="http://www.loc.gov/MARC21/slim"><controlfield tag="001">1</controlfield>'
        f'<datafield tag="852" ind1="{place[0]}" ind2=" ">{parts}</datafield></record>'
    )
    reply = Reply(200, {}, body.encode(), "GET /x", True, "OCLC")
    holdings = read_holdings(reply)
    holdings.change(0, wishes, OclcOptions())
    field = holdings.pieces[0]
    return field.get("ind1", "") + "".join(f"${part.get('code')}{part.text}" for part in field)


@pytest.mark.parametrize(
    ("before", "number", "after"),
    [
        ("0$aX$hQA76$i.A1$p3", "QA76 .B2", "0$aX$hQA76$i.B2$p3"),
        ("0$aX$hQA76$i.A1$p3", "QB1 .B2", "0$aX$hQB1 .B2$p3"),
        ("8$aX$jShelf 4$p3", "Shelf 5", "8$aX$jShelf 5$p3"),
        ("0$kREF$hQA76$i.A1$m2020$p3", "REF QA76 .C3 2020", "0$kREF$hQA76$i.C3$m2020$p3"),
        ("0$kREF$hQA76$i.A1$p3", "QA76 .C3", "0$hQA76$i.C3$p3"),
        ("0$aX$bM$cS$xnote", "QA1", "0$aX$bM$cS$hQA1$xnote"),
        ("0$aX$hQA76$i.A1", "", "0$aX"),
    ],
)
def test_a_call_number_goes_where_the_old_one_was(before: str, number: str, after: str) -> None:
    assert change(before, {ItemField.CALL_NUMBER: number}) == after


def test_a_scheme_is_the_first_indicator() -> None:
    assert change("0$aX$hA1", {ItemField.SCHEME: "dewey"}) == "1$aX$hA1"
    with pytest.raises(SystemRefused, match="runes"):
        change("0$aX$hA1", {ItemField.SCHEME: "runes"})


def test_what_is_not_known_of_it_is_kept() -> None:
    wishes = {ItemField.LOCATION: "New", ItemField.NOTE: "torn"}
    assert change("0$81.1$aX$bM$cS$qfine$xa$xb$2z", wishes) == "0$81.1$aX$bM$cNew$qfine$xtorn$xb$2z"


def test_a_barcode_is_in_852_or_in_876() -> None:
    opened = oclc()
    for barcode in (BARCODE, IN_876):
        item = one(opened, barcode)
        assert item.barcode == barcode
        new = f"4{barcode[1:]}"
        opened.system.update_item(item, {ItemField.BARCODE: new})
        assert one(opened, new).system_id == item.system_id
    assert ("p", "4" + BARCODE[1:]) in place(opened, "4" + BARCODE[1:])
    assert "p" not in dict(place(opened, "4" + IN_876[1:]))


def two_pieces(opened: Opened) -> str:
    lhr = next(one for one in opened.simulated.lhrs.values() if IN_876 in one.barcodes)
    lhr.fields.append(("876", "  ", [("8", "1.2"), ("p", "39999000000017"), ("t", "2")]))
    return str(lhr.number)


def test_pieces_of_one_record_are_items_of_their_own() -> None:
    opened = oclc()
    number = two_pieces(opened)
    second = one(opened, "39999000000017")
    assert second.system_id == f"{number}#2"
    assert opened.system.find_items([ItemKey(system_id=f"{number}#2")]) == [second]
    assert opened.system.find_items([ItemKey(system_id=f"{number}#3")]) == [None]
    changed = opened.system.update_item(second, {ItemField.COPY: "3"})
    assert changed.values[ItemField.COPY] == "3"
    assert one(opened, IN_876).values[ItemField.COPY] == ""


def test_what_would_change_other_pieces_is_refused() -> None:
    opened = oclc()
    two_pieces(opened)
    before = opened.simulated.items()
    with pytest.raises(SystemRefused, match="2 pieces"):
        opened.system.update_item(one(opened, IN_876), {ItemField.CALL_NUMBER: "A1"})
    with pytest.raises(SystemRefused, match="other pieces"):
        opened.system.remove_item(one(opened, IN_876))
    assert opened.simulated.items() == before


def test_two_records_with_one_barcode() -> None:
    opened = oclc()
    records = list(opened.simulated.lhrs.values())
    records[1].place[2].append(("p", BARCODE))
    with pytest.raises(SystemRefused, match="Several"):
        one(opened)


@pytest.mark.parametrize(
    "text", ["ocm00900001", "ocn900001", "on900001", "(OCoLC)900001", "900001", "(OCoLC)ocm900001"]
)
def test_an_oclc_number_in_any_dress(text: str) -> None:
    assert oclc_number(text) == "900001"
    (title,) = oclc().system.find_titles(TitleQuery(control_number=text))
    assert title.title.endswith("volume 1")
    assert title.date


def test_what_is_no_oclc_number() -> None:
    assert oclc_number("b1234") == ""
    assert oclc().system.find_titles(TitleQuery(system_id="b1234")) == []


def test_records_by_words() -> None:
    hits = oclc().system.find_titles(TitleQuery(words="volume 2"), limit=3)
    assert len(hits) == 2
    assert all("volume 2" in hit.title for hit in hits)


def test_without_a_symbol_nothing_is_made() -> None:
    opened = oclc({"symbol": ""})
    assert not opened.system.abilities.create_items
    assert "symbol" in opened.system.state().warnings[0]
    with pytest.raises(SystemRefused, match="symbol"):
        opened.system.create_item(
            ItemDraft(
                "900001",
                {ItemField.BARCODE: "1", ItemField.LIBRARY: "MAIN", ItemField.LOCATION: "Stacks"},
            )
        )


@pytest.mark.parametrize("lacks", [ItemField.BARCODE, ItemField.LIBRARY, ItemField.LOCATION])
def test_what_a_new_item_needs(lacks: ItemField) -> None:
    values = {ItemField.BARCODE: "1", ItemField.LIBRARY: "MAIN", ItemField.LOCATION: "Stacks"}
    del values[lacks]
    with pytest.raises(SystemRefused, match=lacks.value):
        oclc().system.create_item(ItemDraft("900001", values))


def test_an_unknown_place_is_told_in_its_words() -> None:
    opened = oclc()
    with pytest.raises(SystemRefused, match="no branch 'MOON'"):
        opened.system.update_item(one(opened), {ItemField.LIBRARY: "MOON"})


def test_its_circulation_is_out_of_reach() -> None:
    opened = oclc()
    with pytest.raises(SystemRefused, match="hand in"):
        opened.system.check_in(BARCODE, "2026-01-01T00:00:00Z")


@pytest.mark.parametrize(
    "body", [b"<record", b"<html/>", b'<record xmlns="http://www.loc.gov/MARC21/slim"/>', b"\xff"]
)
def test_what_is_no_record(body: bytes) -> None:
    with pytest.raises(SystemConfused):
        read_holdings(Reply(200, {}, body, "GET /x", True, "OCLC"))


def test_errors_in_words() -> None:
    body = b'{"type":"CONFLICT","title":"Conflict","detail":"The barcode is in use."}'
    reply = Reply(409, {}, body, "PUT /x", False, "OCLC")
    assert explain(reply) == ("CONFLICT", "The barcode is in use")
