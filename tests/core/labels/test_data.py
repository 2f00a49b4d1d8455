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
