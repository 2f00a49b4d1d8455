import pytest

from procstation.items import CallNumber, Scheme
from procstation.labels import LabelData


@pytest.mark.parametrize(
    ("copy", "printed"),
    [
        ("", ""),
        ("1", ""),
        ("c.1", ""),
        ("Copy 1", ""),
        ("2", "c.2"),
        ("c.3", "c.3"),
        ("12", "c.12"),
    ],
)
def test_first_copies_are_not_printed(copy: str, printed: str) -> None:
    assert LabelData(copy=copy).value("copy") == printed


def test_a_title_loses_the_punctuation_of_its_record() -> None:
    assert LabelData(title="War  and peace /").value("title") == "War and peace"


def test_text_is_composed_and_free_of_control_characters() -> None:
    """UNIMARC puts U+0098 and U+009C around words that sorting skips."""
    assert LabelData(title="\u0098Les \u009ce\u0301le\u0300ves").value("title") == "Les élèves"


def test_a_barcode_is_never_touched() -> None:
    assert LabelData(barcode="A  1 ").value("barcode") == "A  1 "


def test_a_call_number_is_broken_by_its_scheme() -> None:
    data = LabelData(call_number=CallNumber("BS2545.E8 H39 1996", Scheme.LCC, "050"))
    assert data.lines("call_number") == ("BS", "2545", ".E8", "H39", "1996")


def test_a_volume_that_is_in_the_call_number_is_not_said_twice() -> None:
    call_number = CallNumber("252.051 T147 v.1-2", Scheme.DEWEY, "952$o")
    assert LabelData(call_number=call_number, volume="v. 1-2").lines("volume") == ()
    assert LabelData(call_number=call_number, volume="v. 3").lines("volume") == ("v. 3",)


def test_an_item_without_a_call_number_has_no_lines() -> None:
    assert LabelData().lines("call_number") == ()
    assert LabelData().lines("volume") == ()


def test_a_stamp_that_is_in_the_call_number_is_not_said_twice() -> None:
    call_number = CallNumber("Ref 423 W38", Scheme.DEWEY, "952$o")
    assert LabelData(call_number=call_number, stamp="REF").lines("stamp") == ()
    assert LabelData(call_number=call_number, stamp="J").lines("stamp") == ("J",)
    reference = CallNumber("REFERENCE 423", Scheme.OTHER, "952$o")
    assert LabelData(call_number=reference, stamp="REF").lines("stamp") == ("REF",)


def test_what_a_person_changes_for_one_label_is_remembered() -> None:
    data = LabelData(
        barcode="31234",
        call_number=CallNumber("PS3562.E42", Scheme.LCC, "050"),
        copy="2",
        more={"title:publisher": "Ace,"},
    )
    changes = {
        "call_number": "PZ4 .L518",
        "copy": "c.1",
        "title:publisher": "Walker",
        "own:due": "May",
    }
    changed = data.changed({"call_number": "X"}).changed(changes)
    assert changed.call_number == CallNumber("PZ4 .L518", Scheme.LCC, "label")
    assert changed.lines("call_number") == ("PZ", "4", ".L518")
    assert changed.value("copy") == "c.1"
    assert changed.value("title:publisher") == "Walker"
    assert changed.value("own:due") == "May"
    assert (changed.barcode, changed.changes) == ("31234", changes)
    assert data.value("call_number") == "PS3562.E42"
    assert data.changed({"call_number": ""}).call_number is None


def test_a_source_with_several_values_is_a_paragraph_or_a_line_each() -> None:
    """MARC 099 has a subfield $a for each line of the spine."""
    data = LabelData(more={"marc:099$a": "FIC\nLEG  uin\n"})
    assert data.lines("marc:099$a") == ("FIC", "LEG uin")
    assert data.value("marc:099$a") == "FIC LEG uin"


def test_the_ends_of_a_range_are_broken_as_call_numbers() -> None:
    call_number = CallNumber("QA76", Scheme.LCC, "range")
    data = LabelData(call_number=call_number, more={"first": "QA76.73 .C15", "last": "QA90"})
    assert data.lines("first") == ("QA", "76.73", ".C15")
    assert data.lines("last") == ("QA", "90")
