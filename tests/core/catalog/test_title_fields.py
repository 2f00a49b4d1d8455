from typing import Any

import pytest

from procstation.catalog.call_number_fields import call_number_of
from procstation.catalog.extract import Extracted, extract
from procstation.catalog.marc_read import decode
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.marc_split import Piece
from procstation.catalog.profile import profile_named
from procstation.items import CallNumber, Scheme

ORDER = ("090", "050", "060", "082", "086")


@pytest.fixture
def record(build: Any) -> Any:
    def _record(*lines: str, leader: str = "nam") -> MarcRecord:
        built = build(*lines)
        built.leader = f"00000{leader} a2200000 i 4500"
        return decode(Piece(1, 0, built.as_marc()[:-1])).record

    return _record


def marc21(record: MarcRecord) -> Extracted:
    return extract(record, profile_named("marc21"))


def test_an_rda_record(record: Any) -> None:
    title = marc21(
        record(
            "001 ocm1",
            "020 ## $a9780670026623 (alk. paper)",
            "020 ## $a0670026624",
            "100 1# $aHeylin, Clinton,$eauthor.",
            "245 10 $aE Street shuffle :$bthe glory days /$cClinton Heylin.",
            "264 #4 $c©2012",
            "264 #1 $aNew York :$bViking,$c2013.",
            "338 ## $avolume$bnc$2rdacarrier",
        )
    ).title

    assert title.title == "E Street shuffle : the glory days"
    assert title.author == "Heylin, Clinton"
    assert (title.publisher, title.date, title.medium) == ("Viking", "2013", "book")
    assert title.isbn == ("9780670026623", "0670026624")
    assert title.control_number == "ocm1"


def test_an_older_record(record: Any) -> None:
    title = marc21(
        record(
            "008 850101s1984    xx            000 0 eng d",
            "022 ## $a0898-1078",
            "110 2# $aAPHA.",
            "245 00 $aThe APHA letter.$n3,$pSupplement.",
            "260 ## $aNew York :$bThe Association,$cc1974-",
            leader="nas",
        )
    ).title

    assert title.title == "The APHA letter. 3, Supplement"
    assert (title.author, title.date, title.medium) == ("APHA", "1974", "serial")
    assert title.issn == ("0898-1078",)


@pytest.mark.parametrize(
    ("lines", "leader", "medium"),
    [
        ((), "ncm", "score"),
        ((), "njm", "music recording"),
        ((), "nem", "map"),
        (("007 cr |||||||||||",), "nam", "online resource"),
        (("338 ## $bvd",), "ngm", "video disc"),
        ((), "ngm", "video"),
    ],
)
def test_the_kind_of_medium(record: Any, lines: tuple[str, ...], leader: str, medium: str) -> None:
    assert marc21(record("245 10 $aX", *lines, leader=leader)).title.medium == medium


def test_a_year_comes_from_008_where_the_imprint_has_none(record: Any) -> None:
    title = marc21(
        record("008 850101s1984    xx            000 0 eng d", "245 10 $aX", "260 ## $c[19--?]")
    ).title

    assert title.date == "1984"


def test_other_scripts_and_titles_are_searched(record: Any) -> None:
    found = marc21(
        record(
            "245 10 $6880-01$aKindaichi Kyōsuke",
            "246 30 $aOther title",
            "700 1# $aSecond, Author,$d1950-",
            "880 10 $6245-01/$1$a金田一 京助",
            "880 ## $6500-02/$1$aa note",
        )
    )

    assert "金田一 京助" in found.other_words
    assert "Other title" in found.other_words
    assert "Second, Author" in found.other_words
    assert "note" not in found.other_words


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("050 00 $aML420.S77$bH28 2013", "082 00 $a782.42$223"),
         CallNumber("ML420.S77 H28 2013", Scheme.LCC, "050")),
        (("050 00 $aPS3562.E42$bL4$aPZ4.L518",),
         CallNumber("PS3562.E42 L4", Scheme.LCC, "050")),
        (("050 #4 $aIn process", "082 00 $a362.84/9040$220"),
         CallNumber("362.849040", Scheme.DEWEY, "082")),
        (("050 #4 $aIn process",), CallNumber("In process", Scheme.OTHER, "050")),
        (("082 04 $a794.1′22",), CallNumber("794.122", Scheme.DEWEY, "082")),
        (("060 00 $aWB 115$bH322 2005",), CallNumber("WB 115 H322 2005", Scheme.NLM, "060")),
        (("086 0# $aC 13.44:2",), CallNumber("C 13.44:2", Scheme.SUDOC, "086")),
        (("086 1# $aCP32-10/1996E",), CallNumber("CP32-10/1996E", Scheme.OTHER, "086")),
        (("090 ## $aQC100$b.U556", "050 #4 $aQA1"), CallNumber("QC100 .U556", Scheme.LCC, "090")),
        ((), None),
    ],
)  # fmt: skip
def test_the_call_number_a_record_suggests(
    record: Any, lines: tuple[str, ...], expected: CallNumber | None
) -> None:
    assert call_number_of(record("245 10 $aX", *lines), ORDER) == expected


def test_each_a_of_099_is_a_part(record: Any) -> None:
    found = call_number_of(record("099 ## $aVIDEO$aDVD$a1021"), ("099",))

    assert found is not None
    assert found.text == "VIDEO DVD 1021"


def test_the_same_record_without_number_has_the_same_key(record: Any) -> None:
    one = marc21(record("245 10 $aTitle", "260 ## $c1999"))
    again = marc21(record("245 10 $aTitle", "260 ## $c1999", "500 ## $aA note"))
    other = marc21(record("245 10 $aTitle", "260 ## $c2000"))

    assert one.key == again.key != other.key


def test_a_record_without_title_says_so(record: Any) -> None:
    assert marc21(record("001 7", "100 1# $aSomebody")).notes == ("it has no title (245)",)
