from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.catalog.mods import mods_begins
from procstation.catalog.xml_kind import MODS
from procstation.catalog.xml_parser import XmlDamage, XmlRecord
from procstation.catalog.xml_records import xml_records
from procstation.errors import InputRefused

NS = 'xmlns:m="http://www.loc.gov/mods/v3"'
HEAD = f"<?xml version='1.0'?><m:modsCollection {NS} xmlns:x='urn:x'>"
END = "</m:modsCollection>"


class Named(BytesIO):
    name = "records.xml"


def record(number: int, more: str = "") -> str:
    return f"<m:mods ID='r{number}'><m:note x:y='z'>é{number}</m:note>{more}</m:mods>"


def read(text: str | bytes) -> list[XmlRecord | XmlDamage]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(xml_records(Named(data), mods_begins))


def ids(found: list[XmlRecord | XmlDamage]) -> list[str | None]:
    return [one.element.get("ID") if isinstance(one, XmlRecord) else None for one in found]


def test_records_are_whole_trees_with_their_offsets() -> None:
    text = HEAD + record(1) + "\n" + record(2) + END
    one, two = read(text)

    assert isinstance(one, XmlRecord)
    assert isinstance(two, XmlRecord)
    assert two.element.findtext(f"{MODS}note") == "é2"
    assert two.element[0].attrib == {"{urn:x}y": "z"}
    assert text.encode()[two.offset :].startswith(b"<m:mods ID='r2'")
    assert one.notes == two.notes == ()


@pytest.mark.parametrize(
    ("bad", "note"),
    [
        ("<m:note>A & B</m:note>", "not well-formed"),
        ("<m:note>caf&eacute;</m:note>", "undefined entity"),
        ("<m:note>bell\x07</m:note>", "not well-formed"),
    ],
)
def test_what_can_be_mended_is_kept_with_a_note(bad: str, note: str) -> None:
    found = read(HEAD + record(1) + record(2, bad) + record(3) + END)

    assert ids(found) == ["r1", "r2", "r3"]
    assert isinstance(found[1], XmlRecord)
    assert found[1].notes[0].startswith(f"its XML was mended: {note}")


def test_a_text_in_another_encoding_is_mended() -> None:
    text = (HEAD + record(1) + END).encode("cp1252")
    (found,) = read(text)

    assert isinstance(found, XmlRecord)
    assert found.element.findtext(f"{MODS}note") == "é1"
    assert "Windows-1252" in found.notes[0]


def test_a_declared_encoding_is_read() -> None:
    text = HEAD.replace("1.0'", "1.0' encoding='windows-1251'") + record(1).replace("é", "Ж")
    for bad in ("", "<m:note>&</m:note>"):
        found = read((text.replace("</m:mods>", bad + "</m:mods>") + END).encode("cp1251"))

        assert isinstance(found[0], XmlRecord)
        assert found[0].element.findtext(f"{MODS}note") == "Ж1"


@pytest.mark.parametrize(
    "bad", ["<m:note>", "</m:note>", "<m:note <", "<m:mods ID='r9'>", "<q:note/>"]
)
def test_a_broken_record_costs_only_itself(bad: str) -> None:
    found = read(HEAD + record(1) + record(2, bad) + record(3) + record(4) + END)

    assert ids(found)[0] == "r1"
    assert ids(found)[-2:] == ["r3", "r4"]
    assert None in ids(found)


@pytest.mark.parametrize(
    ("between", "damages"),
    [
        ("</oops>", 1),
        ("&", 1),
        ("<unclosed a=>", 1),
        ("<m:mods q:a=''/>", 1),
        (END + HEAD, 0),
        ("<?xml version='1.0'?>", 0),
    ],
)
def test_reading_goes_on_behind_what_is_broken_between_records(between: str, damages: int) -> None:
    found = read(HEAD + record(1) + between + record(2) + record(3) + END)

    assert [one for one in ids(found) if one] == ["r1", "r2", "r3"]
    assert ids(found).count(None) == damages


@pytest.mark.parametrize("before", ["\ufeff", "\n\n ", "\ufeff\r\n"])
def test_what_stands_before_the_first_tag_is_passed_over(before: str) -> None:
    text = (before + HEAD + record(1) + END + "\n\0\x1a").encode()
    (found,) = read(text)

    assert isinstance(found, XmlRecord)
    assert text[found.offset :].startswith(b"<m:mods ID='r1'")


def test_documents_one_behind_the_other() -> None:
    alone = f"<?xml version='1.0'?>\n<m:mods {NS} ID='{{}}'/>\n"

    assert ids(read(alone.format("a") + alone.format("b") + alone.format("c"))) == ["a", "b", "c"]


@settings(deadline=None)
@given(st.data())
def test_wherever_a_file_is_cut_it_does_not_look_whole(data: st.DataObject) -> None:
    text = (HEAD + "".join(map(record, range(5))) + END).encode()
    first = text.index(b"<m:mods ID")
    cut = data.draw(st.integers(first, len(text) - 1))
    found = read(text[:cut])

    whole = text[:cut].count(b"</m:mods>")
    assert ids(found) == [f"r{number}" for number in range(whole)] + [None]


@settings(deadline=None)
@given(st.data())
def test_whatever_is_broken_in_a_record_its_neighbours_come_out(data: st.DataObject) -> None:
    bad = bytearray(record(2).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        # Its own start tag stays: without it there is no record to be seen.
        place = data.draw(st.integers(len("<m:mods ID='r2'>"), len(bad) - len("</m:mods>") - 1))
        bad[place] = data.draw(st.integers(0, 255))
    text = (HEAD + record(1)).encode() + bytes(bad) + (record(3) + record(4) + END).encode()
    found = read(text)

    assert ids(found)[0] == "r1"
    assert ids(found)[-2:] == ["r3", "r4"] or b"<!--" in bad or b"<![" in bad


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!DOCTYPE m SYSTEM 'http://127.0.0.1:9/m.dtd'>" + record(1), "document type declaration"),
        (HEAD + "<a>" * 101, "more than 100 elements"),
        (HEAD + "<m:mods>" + "<a>" * 99, "more than 100 elements"),
        (HEAD + "<m:mods a='" + "x" * (5 << 20), "more than 4 MB"),
        (HEAD + "<!--" + "x" * (5 << 20), "more than 4 MB"),
    ],
)
def test_what_could_do_harm_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputRefused, match=said) as refused:
        read(text)

    assert refused.value.what.startswith("records.xml has ")


def test_a_record_too_long_is_given_up_and_the_next_is_read() -> None:
    found = read(HEAD + record(1, "<m:note>" + "word " * (1 << 20) + "</m:note>") + record(2) + END)

    assert ids(found) == [None, "r2"]
    assert isinstance(found[0], XmlDamage)
    assert found[0].reason == "it is longer than 4 MB"


def test_a_long_file_is_read_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "long.xml"
    path.write_text(HEAD + "".join(map(record, range(3000))) + END, encoding="utf-8")
    with path.open("rb") as file:
        found = list(xml_records(file, mods_begins))

    assert ids(found) == [f"r{number}" for number in range(3000)]
