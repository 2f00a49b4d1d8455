import pytest

from procstation.catalog.marc_record import Field, MarcRecord
from procstation.copycat.candidate import Candidate, candidate_of
from procstation.copycat.cleaning import Cleaning
from procstation.copycat.target import Target
from procstation.copycat.wanted import By, wanted

LEADER = "00000cam a2200000 a 4500"


def field(tag: str, *subfields: str) -> Field:
    """A field of subfields written as `a The text`."""
    return Field(tag, "  ", tuple((one[0], one[2:]) for one in subfields))


UNIMARC = MarcRecord(
    "00000cam0 2200000   450 ",
    (
        Field("001", data="FRBNF37145862"),
        Field("003", data="http://catalogue.bnf.fr/ark:/12148/cb37145862j"),
        field("010", "a 2-07-036002-4", "b br."),
        field("100", "a 20000101d1972    m  y0frey50      ba"),
        field("200", "a L'étranger", "f Albert Camus"),
        field("205", "a [Nouvelle éd.]"),
        field("210", "a Paris", "c Gallimard", "d 1972"),
        field("676", "a 843.91"),
        field("700", "a Camus", "b Albert", "f 1913-1960"),
        field("930", "a 8-Y2-1234"),
        field("995", "f 31234000000017"),
    ),
)


def read(record: MarcRecord, text: str, by: By | None = None, flavour: str = "marc21") -> object:
    target = Target("there", "https://x.example/", flavour=flavour)  # type: ignore[arg-type]
    return candidate_of(record, target, wanted(text, by), Cleaning())


def test_a_record_of_unimarc() -> None:
    found = read(UNIMARC, "9782070360024", flavour="unimarc")

    assert isinstance(found, Candidate)
    assert (found.title.title, found.edition) == ("L'étranger", "[Nouvelle éd.]")
    assert (found.title.publisher, found.title.date) == ("Gallimard", "1972")
    assert found.title.call_number is not None
    assert found.title.call_number.text == "843.91"
    assert found.dropped == ("930", "995")
    assert found.key == "035$a:(there)FRBNF37145862"
    assert found.profile == "unimarc"
    assert found.doubt == ""


@pytest.mark.parametrize(
    ("text", "by", "doubt"),
    [
        ("9780441478125", None, ""),
        ("0441478123", None, ""),
        ("9780307474728", None, "it names ISBN 9780307474728 as another edition's"),
        ("9783596294336", None, "it does not have ISBN 9783596294336"),
        ("69-1001", "lccn", ""),
        ("69-1002", "lccn", "it does not have LCCN 69001002"),
        ("0737-8831", None, "it does not have ISSN 0737-8831"),
        ("whatever words", None, ""),
    ],
)
def test_what_speaks_against_a_record(text: str, by: By | None, doubt: str) -> None:
    record = MarcRecord(
        LEADER,
        (
            field("010", "a    69001001 //r82"),
            field("020", "a 0441478123 (pbk.)", "z 9780307474728"),
            field("245", "a The left hand of darkness /"),
        ),
    )

    found = read(record, text, by)

    assert isinstance(found, Candidate)
    assert found.doubt == doubt


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (
            MarcRecord(LEADER[:6] + "z" + LEADER[7:], (field("245", "a x"),)),
            "it describes no title",
        ),
        (
            MarcRecord(LEADER[:6] + "y" + LEADER[7:], (field("852", "a x"),)),
            "it describes no title",
        ),
        (MarcRecord(LEADER, (field("500", "a x"),)), "it has no title"),
    ],
)
def test_what_can_be_none(record: MarcRecord, why: str) -> None:
    assert read(record, "x") == why
