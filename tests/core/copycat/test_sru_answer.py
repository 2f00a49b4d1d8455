from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.copycat.explain import read_explain
from procstation.copycat.sru_answer import Diagnostic, SruAnswer, read_answer
from procstation.errors import SystemConfused

DATA = Path(__file__).parents[2] / "data" / "copycat"


def answer(name: str) -> SruAnswer:
    return read_answer((DATA / f"zebra-{name}.xml").read_bytes(), "here")


def test_records_are_read_out_of_a_real_answer() -> None:
    found = answer("found")

    assert (found.found, found.received, len(found.records)) == (2, 2, 2)
    assert found.records[0].all("245")[0].first("a") == "The left hand of darkness /"
    assert found.records[0].control("001") == "1001"
    assert found.diagnostics == ()


@pytest.mark.parametrize(
    ("name", "number", "details"),
    [
        ("unknown-index", 16, ""),
        ("malformed-query", 10, ""),
        ("unknown-schema", 66, "pica"),
        ("past-the-end", 61, ""),
        ("no-query", 7, "query"),
    ],
)
def test_what_a_real_server_finds_wrong_is_read_out_of_an_answer_with_status_200(
    name: str, number: int, details: str
) -> None:
    diagnostics = answer(name).diagnostics

    assert [(one.number, one.details) for one in diagnostics] == [(number, details)]


def test_none_found_is_no_trouble() -> None:
    assert answer("none-found") == SruAnswer(0, 0, (), (), ())


@pytest.mark.parametrize("name", ["version-2", "string-packing"])
def test_other_namespaces_and_packings_are_read_the_same(name: str) -> None:
    (record,) = answer(name).records

    assert record.all("880")[1].first("a") == "Бибигон /"


def test_a_diagnostic_in_place_of_a_record_is_one() -> None:
    text = (
        '<r:searchRetrieveResponse xmlns:r="http://www.loc.gov/zing/srw/"><r:numberOfRecords>7'
        "</r:numberOfRecords><r:records><r:record><r:recordSchema>info:srw/schema/1/diagnostics-v1.1"
        '</r:recordSchema><r:recordData><diagnostic xmlns="http://www.loc.gov/zing/srw/diagnostic/">'
        "<uri>info:srw/diagnostic/1/67</uri><message>Not in this schema</message></diagnostic>"
        "</r:recordData></r:record></r:records></r:searchRetrieveResponse>"
    )

    found = read_answer(text.encode(), "here")

    assert found.diagnostics == (Diagnostic(67, "Not in this schema", ""),)
    assert found.records == ()


def test_a_count_that_is_none_and_a_comment_at_the_end_do_no_harm() -> None:
    whole = (DATA / "zebra-found.xml").read_bytes()
    odd = whole.replace(b">2</zs:numberOfRecords>", b">" + b"9" * 5000 + b"</zs:numberOfRecords>")

    found = read_answer(odd + b"\n<!-- served by a proxy -->\n", "here")

    assert (found.found, len(found.records)) == (None, 2)


def test_a_record_that_is_no_marc_is_said() -> None:
    text = (
        "<searchRetrieveResponse><numberOfRecords>1</numberOfRecords><records><record><recordData>"
        '<dc:dc xmlns:dc="info:srw/schema/1/dc-v1.1"><dc:title>A book</dc:title></dc:dc>'
        "</recordData></record></records></searchRetrieveResponse>"
    )

    assert read_answer(text.encode(), "here").unread == ("it is no MARC, but <dc>",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\n  ", "is empty"),
        (b"<rss><channel/></rss>", "no answer of SRU"),
        (b"Service unavailable", "no answer of SRU"),
        (b"<searchRetrieveResponse><numberOfRecords>1</number", "breaks off"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><searchRetrieveResponse/>", "document type"),
        (
            b"<searchRetrieveResponse>" + b"<a>" * 500 + b"</searchRetrieveResponse>",
            "within each other",
        ),
    ],
)
def test_what_is_no_whole_answer_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(SystemConfused, match=said):
        read_answer(data, "here")


def test_every_real_answer_that_breaks_off_is_refused() -> None:
    whole = (DATA / "zebra-found.xml").read_bytes().rstrip()
    for end in range(0, len(whole) - 1, 97):
        with pytest.raises(SystemConfused):
            read_answer(whole[:end], "here")


@settings(max_examples=100)
@given(st.data())
def test_no_damage_to_an_answer_shows_but_in_words(data: st.DataObject) -> None:
    whole = bytearray((DATA / "zebra-string-packing.xml").read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    with suppress(SystemConfused):
        found = read_answer(bytes(whole), "here")
        assert found.received >= len(found.records)


def test_a_server_explains_itself() -> None:
    explained = read_explain((DATA / "zebra-explain.xml").read_bytes(), "here")

    assert explained.title == "Books of the test library"
    assert explained.indexes == (("dc.title", "Title"), ("bath.isbn", "ISBN"))
    assert explained.schemas == ("marcxml",)


def test_one_that_does_not_is_said() -> None:
    with pytest.raises(SystemConfused, match="does not explain itself"):
        read_explain((DATA / "zebra-none-found.xml").read_bytes(), "here")
