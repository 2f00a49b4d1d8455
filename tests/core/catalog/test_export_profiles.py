"""What is loaded, exported and loaded again is the same, for every profile."""

import io
import string
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.catalog import Catalogue
from procstation.catalog.brief_record import numbered
from procstation.catalog.export_marc import Iso2709Export, MarcXmlExport
from procstation.catalog.extract import Extracted, extract
from procstation.catalog.marc_read import decode
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.marc_split import split
from procstation.catalog.marcxml_read import decode_xml
from procstation.catalog.marcxml_split import split_xml
from procstation.catalog.profile import ItemRule, Profile, profiles
from procstation.catalog.records import Item, Title

NAMES = [name for name, profile in profiles().items() if profile.items]

words = st.text(string.ascii_letters + "äéłøЖשب書 ", min_size=1, max_size=12)
codes = st.text(string.ascii_uppercase + string.digits + "-_", min_size=1, max_size=8)
barcodes = st.one_of(
    st.from_regex(r"3[0-9]{13}", fullmatch=True), st.from_regex(r"[A-Z][0-9]{4,9}", fullmatch=True)
)
call_numbers = st.sampled_from(
    [
        "QA76.73.C15 K47 1988",
        "813.54 LEG",
        "Fic Le Guin",
        "A 1.1:2",
        "W1 AM12",
        "=ab",
        "Oversize, 3",
    ]
)

TITLES = {
    "marc21": lambda title: [
        Field("020", "  ", (("a", "0-306-40615-2 (pbk.)"),)),
        Field("022", "  ", (("a", "0317-8471"),)),
        Field("100", "1 ", (("a", "Le Guin, Ursula K.,"),)),
        Field("245", "10", (("a", title + " /"), ("c", "by somebody."))),
        Field("260", "  ", (("b", "Ace,"), ("c", "c1969."))),
    ],
    "unimarc": lambda title: [
        Field("010", "  ", (("a", "0-306-40615-2"),)),
        Field("100", "  ", (("a", "19800101d1979    m  y0frey50      ba"),)),
        Field("200", "1 ", (("a", title), ("f", "by somebody"))),
        Field("214", " 0", (("c", "Gallimard"), ("d", "DL 1978"))),
        Field("710", "02", (("a", "Conseil"), ("b", "Bureau"))),
    ],
}


@st.composite
def item_field(draw: st.DrawFn, rule: ItemRule) -> Field:
    """A field with what a rule reads, each subfield there or not."""
    values: dict[str, str] = {}
    for name, values_of in (
        ("library", codes), ("location", codes), ("volume", words), ("copy", codes),
        ("item_type", codes), ("system_id", codes), ("call_number", call_numbers),
    ):  # fmt: skip
        for code in getattr(rule, name):
            if code in rule.needs or draw(st.booleans()):
                values[code] = draw(values_of)
    if rule.scheme.subfield:
        values[rule.scheme.subfield] = draw(st.sampled_from([*rule.scheme.values, "other", ""]))
    for one in rule.status:
        if draw(st.integers(0, 3)) == 0:
            values[one.subfield] = draw(
                st.sampled_from([*one.unless, *one.words, "1", "CHECKEDOUT", "2026-05-01"])
            )
    if rule.barcode and (rule.needs == rule.barcode or draw(st.integers(0, 4))):
        values[rule.barcode] = draw(barcodes)
    indicators = (rule.ind1[:1] or " ") + (rule.ind2[:1] or " ")
    if rule.scheme.indicator == 1:
        indicators = draw(st.sampled_from([*rule.scheme.values, " ", "7"])) + indicators[1]
    return Field(rule.tag, indicators, tuple(values.items()))


@st.composite
def loaded_records(draw: st.DrawFn, profile: Profile) -> MarcRecord:
    """A record as a system of the profile would write it."""
    title = draw(words)
    fields = [
        field
        for field in TITLES[profile.flavour](title)
        if field.tag == "200" or draw(st.integers(0, 3))  # without 200 it shows no UNIMARC
    ]
    if draw(st.booleans()):
        tag = draw(st.sampled_from(profile.call_numbers))
        fields.append(Field(tag, "  ", (("a", draw(call_numbers)),)))
    place = draw(st.sampled_from(profile.record_key))
    tag, _, code = place.partition("$")
    number = draw(st.from_regex(r"[a-z]{0,3}[1-9][0-9]{0,8}", fullmatch=True))
    fields.append(Field(tag, "  ", ((code, number),)) if code else Field(tag, data=number))
    rule = draw(st.sampled_from(profile.items))
    holding = rule.holding
    numbers = []
    if holding is not None:
        for one in range(draw(st.integers(1, 3))):
            numbers.append(f"22{one}")
            field = draw(item_field(profile.holdings[0]))
            linked = ((holding.key, numbers[-1]), *field.subfields)
            fields.append(replace(field, subfields=linked))
    for _ in range(draw(st.integers(1, 5))):
        field = draw(item_field(rule))
        if holding is not None:
            others = tuple(one for one in field.subfields if one[0] != holding.link)
            linked = ((holding.link, draw(st.sampled_from(numbers))), *others)
            field = replace(field, subfields=linked)
        fields.append(field)
    leader = draw(st.sampled_from(["am", "as", "em", "gm", "jm", "tm"]))
    return MarcRecord(f"00000n{leader} a2200000 a 4500", tuple(fields))


def as_written(title: Title) -> Title:
    """A record must say of what kind it is: where the station does not know, it says a book."""
    return replace(title, medium=title.medium or "book")


def exported(found: Extracted, name: str, *, xml: bool) -> tuple[list[Extracted], Any]:
    """What is read of the export of one title; and what the export said."""
    profile = profiles()[name]
    out = io.BytesIO()
    # As a file has one, for what is refused.
    out.name = "the export"
    file = (MarcXmlExport if xml else Iso2709Export)(out, name, profile, "20260301")
    file.add(numbered(found.title, found.key, profile), found.items)
    file.finish()
    out.seek(0)
    if xml:
        decoded = [decode_xml(one, None) for one in split_xml(out)]
    else:
        decoded = [decode(one) for one in split(out)]
    assert [one.notes for one in decoded] == [()] * len(decoded)
    return [extract(one.record, profile) for one in decoded], file.report


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=20, deadline=None)
@given(data=st.data(), xml=st.booleans())
def test_any_record_comes_back(name: str, data: st.DataObject, xml: bool) -> None:
    found = extract(data.draw(loaded_records(profiles()[name])), profiles()[name])
    (again,), report = exported(found, name, xml=xml)

    assert again.items == found.items
    assert (again.key, again.title) == (found.key, as_written(found.title))
    assert (report.refused, report.left_out) == ([], {})


FILES = {
    "aleph-940": ["marc-items/aleph-duke-multi-items-same-cn.xml"],
    "alma-852-876": ["marc-items/alma-princeton"],
    "koha": ["marc-items/koha-ffzg-232766.mrc", "marc-items/koha-sample-a-952.mrc"],
    "marc21": [
        "marc-bibs/gpo-nbs_monograph_utf8.mrc",
        "marc-broken/marc-record-perl-badldr.usmarc",
    ],
    "sierra-999-unc": ["marc-items/sierra-unc-base.xml"],
    "symphony-949": ["marc-items/symphony-psu-a.mrc", "marc-items/unicorn-laurentian-fre-500.mrc"],
    "symphony-999": [
        "marc-items/symphony-ncsu-base.xml",
        "marc-items/symphony-ncsu-dwell.xml",
        "marc-items/symphony-specTestRecs.mrc",
        "marc-items/symphony-stanford-unicornWHoldings.mrc",
        "marc-items/symphony-uva-001-200.mrc",
    ],
}


def everything(catalogue: Catalogue) -> dict[str, tuple[Title, list[Item]]]:
    """All titles with all their items, without the numbers of the store."""
    # A server's numbers have gaps: a load takes some ahead.
    known = (catalogue.title(one) for one in count(1))
    titles = islice((one for one in known if one is not None), catalogue.counts()[0])
    return {
        repr((title.control_number, title.title, title.author, title.isbn)): (
            replace(as_written(title), id=0),
            [replace(item, id=0, title_id=0) for item in catalogue.items_of(title.id)],
        )
        for title in titles
    }


@pytest.mark.campaign
@pytest.mark.corpus
@pytest.mark.parametrize(("name", "form"), [*((name, "mrc") for name in FILES), ("koha", "xml")])
def test_real_files_come_back(
    corpus: Path, tmp_path: Path, new_catalogue: Any, name: str, form: str
) -> None:
    files = [
        file
        for place in FILES[name]
        for file in (sorted((corpus / place).glob("*.xml")) or [corpus / place])
    ]
    first, second = new_catalogue(), new_catalogue()
    first.load(files, name)
    out = tmp_path / f"out.{form}"
    report = first.export(out, form, name)
    loaded = second.load([out], name)

    assert (report.refused, report.left_out) == ([], {})
    assert (loaded.rejected, loaded.records) == ([], report.records)
    assert everything(second) == everything(first)
