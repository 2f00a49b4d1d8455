import pytest

from procstation.catalog.marc_record import Field, MarcRecord
from procstation.copycat.cleaning import Cleaning, cleaned

LEADER = "00000cam a2200000 a 4500"


def record(*fields: Field) -> MarcRecord:
    return MarcRecord(LEADER, fields)


def tags(*tags: str) -> MarcRecord:
    return record(*(Field(tag, "  ", (("a", "x"),)) for tag in tags))


def test_fields_of_copies_are_left_out_and_said() -> None:
    foreign = tags(
        "050", "245", "590", "650", "690", "852", "856", "876", "880", "952", "952", "AVA"
    )

    ours = cleaned(foreign, "marc21", "loc", Cleaning())

    assert [one.tag for one in ours.record.fields] == ["050", "245", "650", "856", "880"]
    assert ours.dropped == ("590", "690", "852", "876", "952", "AVA")


@pytest.mark.parametrize("tag", ["LKR", "Z30", "AVE", "049", "099", "541", "841", "866", "909"])
def test_local_in_marc_21(tag: str) -> None:
    assert cleaned(tags(tag), "marc21", "x", Cleaning()).dropped == (tag,)


@pytest.mark.parametrize("tag", ["010", "020", "050", "082", "090", "500", "650", "740", "880"])
def test_not_local_in_marc_21(tag: str) -> None:
    assert cleaned(tags(tag), "marc21", "x", Cleaning()).dropped == ()


@pytest.mark.parametrize("tag", ["995", "930", "317", "095"])
def test_local_in_unimarc(tag: str) -> None:
    assert cleaned(tags(tag), "unimarc", "x", Cleaning()).dropped == (tag,)


@pytest.mark.parametrize("tag", ["010", "200", "210", "676", "690", "700", "801", "856"])
def test_not_local_in_unimarc(tag: str) -> None:
    assert cleaned(tags(tag), "unimarc", "x", Cleaning()).dropped == ()


def test_a_library_says_what_else_goes_and_what_stays() -> None:
    cleaning = Cleaning(drop=("6[5-9]?", "856"), keep=("590",))

    ours = cleaned(tags("590", "600", "650", "856"), "marc21", "x", cleaning)

    assert [one.tag for one in ours.record.fields] == ["590", "600"]


@pytest.mark.parametrize(
    ("agency", "number"),
    [
        ("DLC", "(DLC)1234"),
        ("", "(bnf)1234"),
        ("http://catalogue.bnf.fr/ark:/12148/cb1234", "(bnf)1234"),
    ],
)
def test_its_number_becomes_one_of_another_system(agency: str, number: str) -> None:
    foreign = record(
        Field("001", data="1234"),
        Field("003", data=agency),
        Field("035", "  ", (("a", "(OCoLC)5"),)),
        Field("245", "  ", (("a", "x"),)),
    )

    ours = cleaned(foreign, "marc21", "bnf", Cleaning()).record

    assert [one.tag for one in ours.fields] == ["035", "035", "245"]
    assert [one.first("a") for one in ours.all("035")] == [number, "(OCoLC)5"]


def test_a_number_alone_is_kept() -> None:
    ours = cleaned(record(Field("001", data="7")), "marc21", "x", Cleaning()).record

    assert ours.all("035")[0].first("a") == "(x)7"
