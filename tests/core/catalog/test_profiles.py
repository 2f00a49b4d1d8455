from pathlib import Path
from typing import Any

import pytest

from procstation.catalog.extract import extract
from procstation.catalog.marc_file import Found, records_in
from procstation.catalog.marc_read import decode
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.marc_split import Piece
from procstation.catalog.profile import parse_profile, profile_named, profiles
from procstation.catalog.profile_choice import choose_profile
from procstation.catalog.records import Item
from procstation.errors import ConfigError, UsageError
from procstation.items import CallNumber, Scheme


@pytest.fixture
def record(build: Any) -> Any:
    def _record(*lines: str) -> MarcRecord:
        built = build("245 10 $aTitle", *lines)
        built.leader = "00000nam a2200000 i 4500"
        return decode(Piece(1, 0, built.as_marc()[:-1])).record

    return _record


def items(record: MarcRecord, profile: str) -> tuple[Item, ...]:
    return extract(record, profile_named(profile)).items


def test_koha(record: Any) -> None:
    (item,) = items(
        record(
            "952 ## $00$10$2ddc$40$70$912$aMAIN$bEAST$cSTACKS$o005.133 EXA$p 3999900000018 "
            "$t2$hv.3$yBK"
        ),
        "koha",
    )

    assert item == Item(
        id=0,
        title_id=0,
        barcode="3999900000018",
        call_number=CallNumber("005.133 EXA", Scheme.DEWEY, "952$o"),
        library="MAIN",
        location="STACKS",
        volume="v.3",
        copy="2",
        item_type="BK",
        status="",
        system_id="12",
    )


@pytest.mark.parametrize(
    ("subfields", "status"),
    [
        ("$10$70", ""),
        ("$11", "lost"),
        ("$01$11", "withdrawn"),
        ("$q2026-04-01", "on loan"),
        ("$7-1", "on order"),
        ("$72", "not for loan"),
    ],
)
def test_the_status_of_a_koha_item(record: Any, subfields: str, status: str) -> None:
    (item,) = items(record(f"952 ## $aM$bM$p1234567{subfields}"), "koha")
    assert item.status == status


def test_an_item_takes_the_call_number_of_its_record(record: Any) -> None:
    (item,) = items(
        record("050 00 $aPS3562.E42$bL4 1969", "952 ## $aMAIN$bMAIN$p3999900000018"), "koha"
    )
    assert item.call_number == CallNumber("PS3562.E42 L4 1969", Scheme.LCC, "050")


def test_symphony_stand_ins_are_no_numbers(record: Any) -> None:
    waiting, scanned = items(
        record(
            "999 ## $aXX(1234.1)$wAUTO$i1234-1001$lSTACKS$mMAIN$kON-ORDER",
            "999 ## $aQA1 .B2$wLC$i30007006033608$lSTACKS$mMAIN$kSTACKS",
        ),
        "symphony-999",
    )

    assert (waiting.barcode, waiting.system_id) == (None, "1234-1001")
    assert (waiting.call_number, waiting.status) == (None, "ON-ORDER")
    assert (scanned.barcode, scanned.status) == ("30007006033608", "")


def test_alma_items_take_place_and_call_number_from_their_holding(record: Any) -> None:
    one, two = items(
        record(
            "852 0# $bfirestone$cstacks$hN7343.23$i.S86 2017q$kOversize$822001",
            "852 1# $bmarquand$csa$h709.2$822002",
            "876 ## $022002$a23002$j0$p32101095508972$t1",
            "876 ## $022001$a23001$j1$p32101101066643$3v.1",
        ),
        "alma-852-876",
    )

    assert (one.library, one.status) == ("marquand", "not in place")
    assert one.call_number == CallNumber("709.2", Scheme.DEWEY, "852$khijm")
    assert (two.library, two.location, two.volume) == ("firestone", "stacks", "v.1")
    assert two.call_number is not None
    assert two.call_number.text == "Oversize N7343.23 .S86 2017q"


def test_sierra_999_names_the_field_of_its_call_number(record: Any) -> None:
    (item,) = items(
        record(
            "999 91 $ii7893635$ltrln$s-$b00035767429$p090$q|aBX5800|b.N4$vv.46",
            "999 93 $0c27843$2852$bc",
        ),
        "sierra-999-unc",
    )
    assert item.call_number == CallNumber("BX5800 .N4", Scheme.LCC, "999$q")


def test_a_barcode_of_a_whole_line_is_left_out_with_a_note(record: Any) -> None:
    found = extract(record(f"952 ## $aM$bM$p{'9' * 300}"), profile_named("koha"))

    assert found.items[0].barcode is None
    assert "300 characters" in found.notes[0]


@pytest.mark.parametrize(
    ("lines", "chosen"),
    [
        (("952 ## $aMAIN$bMAIN$p3999900000018", "999 ## $c7$d7"), "koha"),
        (("952 ## $aDCLP02B780$bLibrary of Congress - East Asian",), "marc21"),
        (("952 ## $a2020-12-02 14:19:46$bElectronic Access$celf3",), "marc21"),
        (("999 ## $b1$c040914$dm$ea$f-",), "marc21"),
        (("999 ## $aQA1$wLC$i30007006033608$lX$mY",), "symphony-999"),
        (("949 ## $aQA1$wLC$i30007006033608$lX$mY",), "symphony-949"),
        (("949 ## $a*recs=b;ov-.b1234;",), "marc21"),
        (("949 #1 $aQA1$b.B2$i30007006033608$lmain $t1$s-",), "sierra-949"),
        (("949 ## $bMAIN$cSTACK$hQA1$p30007006033608$x01",), "aleph-949"),
        (("945 ## $aQA1$i30007006033608$lmain $y.i12345678",), "sierra-945"),
        (("945 ## $lxwb",), "marc21"),
        (("852 4# $bBR1$bBR1$cStacks$jQA1 .B2$p30007006033608$sAvailable",), "evergreen"),
        (("852 0# $bMAIN$hQA1$p30007006033608",), "marc21"),
        (("942 ## $cBK",), "koha"),
        ((), "marc21"),
    ],
)
def test_auto_is_not_fooled_by_a_tag(record: Any, lines: tuple[str, ...], chosen: str) -> None:
    assert choose_profile([record(*lines)], profiles()).name == chosen


CORPUS = {
    # file: records, items, without a barcode, duplicate barcodes, profile
    "aleph-duke-multi-items-same-cn.xml": (1, 8, 0, 0, "aleph-940"),
    "koha-ffzg-232766.mrc": (1, 10, 0, 0, "koha"),
    "koha-sample-a-952.mrc": (218, 465, 0, 0, "koha"),
    "koha-sample-a.xml": (218, 0, 0, 0, "koha"),
    # 23 fields 999 have a $b; three of them describe holdings (second indicator 2 and 3).
    "sierra-unc-base.xml": (6, 20, 0, 0, "sierra-999-unc"),
    # Symphony's numbers of items that were never scanned (`1234-1001`) are no barcodes.
    "symphony-ncsu-base.xml": (6, 27, 2, 1, "symphony-999"),
    "symphony-ncsu-dwell.xml": (1, 45, 1, 0, "symphony-999"),
    "symphony-psu-a.mrc": (180, 576, 39, 0, "symphony-949"),
    "symphony-specTestRecs.mrc": (76, 149, 67, 3, "symphony-999"),
    "symphony-stanford-multipleCopies.mrc": (2, 2, 0, 2, "symphony-999"),
    "symphony-stanford-unicornWHoldings.mrc": (50, 50, 6, 0, "symphony-999"),
    # 258 in 999; the two in 949 repeat items of theirs in another form.
    "symphony-uva-001-200.mrc": (200, 250, 8, 0, "symphony-999"),
    "unicorn-laurentian-fre-500.mrc": (500, 756, 0, 0, "symphony-949"),
}


@pytest.mark.long
@pytest.mark.corpus
@pytest.mark.parametrize("name", CORPUS)
def test_real_files_give_their_items(corpus: Path, name: str) -> None:
    found = [one for one in records_in(corpus / "marc-items" / name) if isinstance(one, Found)]
    choice = choose_profile((one.record for one in found), profiles())
    every = [
        item for one in found for item in extract(one.record, profile_named(choice.name)).items
    ]
    barcodes = [item.barcode for item in every if item.barcode]
    duplicates = {one for one in barcodes if barcodes.count(one) > 1}

    assert CORPUS[name] == (
        len(found),
        len(set(barcodes)),
        len(every) - len(barcodes),
        len(duplicates),
        choice.name,
    )


@pytest.mark.corpus
def test_real_alma_records_find_their_holdings(corpus: Path) -> None:
    every = []
    for path in sorted((corpus / "marc-items" / "alma-princeton").glob("*.xml")):
        records = [one.record for one in records_in(path) if isinstance(one, Found)]
        every += [
            item
            for record in records
            for item in extract(record, profile_named("alma-852-876")).items
        ]

    assert sum(item.barcode is not None for item in every) == 53
    assert all(item.library and item.location for item in every)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", "no valid TOML"),
        ('title = "x"\ncal_numbers = ["050"]', "cal_numbers"),
        ('title = "x"\ncall_numbers = ["051"]', "'051'"),
        ('title = "x"\n[[items]]\ntag = "95"', "tag"),
        ('title = "x"\nno_barcode = "("', "regular expression"),
        ('title = "x"\n[[items]]\ntag = "952"\nbarcod = "p"', "barcod"),
    ],
)
def test_a_wrong_profile_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=r"mine\.toml") as refused:
        parse_profile(text, "mine.toml")
    assert message in str(refused.value.what)


def test_an_unknown_profile_names_the_nearest() -> None:
    with pytest.raises(UsageError) as refused:
        profile_named("kohaa")
    assert refused.value.do_next == "Did you mean 'koha'?"
