from pathlib import Path

import pymarc
import pytest

from procstation.catalog.marc_file import Found, records_in
from procstation.catalog.source import Refused
from procstation.errors import InputRefused

RECORD = """<record><leader>00000nam a2200000 i 4500</leader>
<controlfield tag="001">42</controlfield>
<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{title}</subfield></datafield>
</record>"""


def read(folder: Path, text: str | bytes) -> list[Found | Refused]:
    path = folder / "records.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(records_in(path))


def titles(found: list[Found | Refused]) -> list[str]:
    return [one.record.all("245")[0].first("a") for one in found if isinstance(one, Found)]


@pytest.mark.parametrize(
    "wrap",
    [
        "{}",
        '<?xml version="1.0"?><collection xmlns="http://www.loc.gov/MARC21/slim">{}</collection>',
        "<zs:searchRetrieveResponse><zs:records><zs:record><zs:recordSchema>marcxml"
        "</zs:recordSchema><zs:recordData>{}</zs:recordData></zs:record></zs:records>"
        "</zs:searchRetrieveResponse>",
        "<OAI-PMH><ListRecords><record><header><identifier>oai:x:1</identifier></header>"
        "<metadata>{}</metadata></record></ListRecords></OAI-PMH>",
        "\ufeff<collection>{}</collection>",
    ],
)
def test_records_are_found_wherever_they_are_nested(tmp_path: Path, wrap: str) -> None:
    found = read(tmp_path, wrap.format(RECORD.format(title="Léon")))

    assert titles(found) == ["Léon"]
    assert len(found) == 1
    assert isinstance(found[0], Found)
    assert found[0].notes == ()
    assert (tmp_path / "records.xml").read_bytes()[found[0].offset :].startswith(b"<record>")


def test_any_prefix_is_read(tmp_path: Path) -> None:
    prefixed = RECORD.format(title="Prefix").replace("</", "</marc:")
    for name in ("record", "leader", "controlfield", "datafield", "subfield"):
        prefixed = prefixed.replace(f"<{name}", f"<marc:{name}")

    assert titles(read(tmp_path, f'<m xmlns:marc="x">{prefixed}</m>')) == ["Prefix"]


def test_a_broken_record_costs_only_itself(tmp_path: Path) -> None:
    broken = RECORD.format(title="lost").replace("</subfield>", "")
    found = read(
        tmp_path, f"<c>{RECORD.format(title='one')}{broken}{RECORD.format(title='three')}</c>"
    )

    assert titles(found) == ["one", "three"]
    assert [type(one) for one in found] == [Found, Refused, Found]
    refused = found[1]
    assert isinstance(refused, Refused)
    assert (refused.number, "mismatched tag" in refused.reason) == (2, True)


@pytest.mark.parametrize("rest", ["", "\n", "</c"])
@pytest.mark.parametrize("root", ["c", "marc:collection"])
def test_a_file_cut_between_records_does_not_look_whole(
    tmp_path: Path, root: str, rest: str
) -> None:
    found = read(
        tmp_path, f"<?xml version='1.0'?><!-- x --><{root}>{RECORD.format(title='one')}{rest}"
    )

    assert titles(found) == ["one"]
    assert [type(one) for one in found] == [Found, Refused]
    assert isinstance(found[1], Refused)
    assert found[1].reason.endswith("it was cut short")


@pytest.mark.parametrize("rest", ["", "</c>", RECORD.format(title="next") + "</c>"])
def test_a_record_cut_off_is_rejected_and_not_dropped(tmp_path: Path, rest: str) -> None:
    cut = RECORD.format(title="cut")[:150]
    found = read(tmp_path, f"<c>{RECORD.format(title='one')}{cut}{rest}")

    assert [type(one) for one in found[:2]] == [Found, Refused]
    assert len(found) == (3 if rest.startswith("<record>") else 2)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("bell\x07", "bell"),
        ("unit&#x1F;separator", "unitseparator"),
        ("Black & White", "Black & White"),
        ("caf&eacute;", "café"),
        ("&lol;", "&lol;"),
    ],
)
def test_what_xml_forbids_is_mended_with_a_note(tmp_path: Path, written: str, read_as: str) -> None:
    found = read(tmp_path, RECORD.format(title=written))

    assert titles(found) == [read_as]
    assert isinstance(found[0], Found)
    assert found[0].notes


def test_declared_entities_are_refused_before_anything_is_read(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE c [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    with pytest.raises(InputRefused, match="declares entities"):
        read(tmp_path, f"<?xml version='1.0'?>{bomb}<c>{RECORD.format(title='&b;')}</c>")


def test_latin_1_is_read_as_declared_and_also_when_not(tmp_path: Path) -> None:
    declared = '<?xml version="1.0" encoding="ISO-8859-1"?>' + RECORD.format(title="Zoë")
    assert titles(read(tmp_path, declared.encode("latin-1"))) == ["Zoë"]

    found = read(tmp_path, RECORD.format(title="Zoë").encode("latin-1"))
    assert titles(found) == ["Zoë"]
    assert isinstance(found[0], Found)
    assert "Windows-1252" in found[0].notes[0]


@pytest.mark.parametrize("encoding", ["utf-16", "nonsense"])
def test_encodings_that_cannot_be_cut_are_refused(tmp_path: Path, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + RECORD.format(title="x")
    with pytest.raises(InputRefused):
        read(tmp_path, text.encode("utf-16") if encoding == "utf-16" else text.encode())


def test_a_short_leader_is_filled_up(tmp_path: Path) -> None:
    found = read(tmp_path, RECORD.format(title="x").replace("00000nam a2200000 i 4500", "00000nam"))

    assert isinstance(found[0], Found)
    assert len(found[0].record.leader) == 24
    assert found[0].notes == ("the leader has 8 characters",)


@pytest.mark.long
@pytest.mark.corpus
def test_every_xml_record_reads_as_pymarc_reads_it(corpus: Path) -> None:
    compared = 0
    for path in sorted(corpus.glob("marc-*/**/*.xml")):
        try:
            theirs = pymarc.parse_xml_to_array(str(path))
        except (KeyError, pymarc.exceptions.RecordLeaderInvalid):
            # pymarc gives up on a missing attribute or a short leader; these are the broken files.
            assert path.parent.name == "marc-broken"
            continue
        ours = [one.record for one in records_in(path) if isinstance(one, Found)]
        assert len(ours) == len(theirs)
        for record, other in zip(ours, theirs, strict=True):
            assert [field.tag for field in record.fields] == [field.tag for field in other.fields]
            for mine, its in zip(record.fields, other.fields, strict=True):
                if not its.is_control_field():
                    filled = tuple((one.code, one.value) for one in its.subfields if one.value)
                    assert mine.subfields == filled
                else:
                    assert mine.data == (its.data or "")
            compared += 1
    assert compared >= 280


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name",
    [
        "marc4j-chabon-bad-subfields-element.xml",
        "marc4j-chabon-missing-datafield-tag.xml",
        "marc4j-chabon-missing-subfield-code.xml",
        "marc4j-cruel-cruel-indicatorless-summerland.xml",
        "pymarc-bad_tag.xml",
    ],
)
def test_broken_xml_files_are_read(corpus: Path, name: str) -> None:
    (found,) = records_in(corpus / "marc-broken" / name)

    assert isinstance(found, Found)
    assert found.record.all("245")[0].first("a")
