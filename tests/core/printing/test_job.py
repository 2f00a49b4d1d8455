import pytest

from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.records import Item, Title
from procstation.items import CallNumber, Scheme
from procstation.printing import label_data

TITLE = Title(
    1, "x", "The hobbit", "Tolkien", call_number=CallNumber("823.912", Scheme.DEWEY, "082")
)


def test_an_item_without_a_call_number_takes_its_titles() -> None:
    own = CallNumber("FIC TOL", Scheme.OTHER, "952$o")
    with_own = label_data(Item(1, 1, "31234", own, "MAIN", "STACKS", "v.1", "2"), TITLE)
    assert with_own.call_number == own
    assert (with_own.barcode, with_own.title, with_own.author) == ("31234", "The hobbit", "Tolkien")
    assert (with_own.library, with_own.location) == ("MAIN", "STACKS")
    assert (with_own.volume, with_own.copy) == ("v.1", "2")
    assert label_data(Item(2, 1, None), TITLE).call_number == TITLE.call_number
    assert label_data(Item(2, 1, None), TITLE).barcode == ""


def test_all_that_the_catalogue_keeps_is_at_hand() -> None:
    title = Title(1, "x", "The hobbit", isbn=("9780261103344", "9780261102217"), publisher="Allen")
    own = CallNumber("FIC TOL", Scheme.OTHER, "952$o")
    data = label_data(Item(1, 1, "31234", own, item_type="BK", status="lost", parts=12), title)
    assert data.value("item:item_type") == "BK"
    assert data.value("item:status") == "lost"
    assert data.value("item:parts") == "12"
    assert label_data(Item(2, 1, None), TITLE).value("item:parts") == ""
    assert data.value("item:call_number") == "FIC TOL"
    assert data.value("title:isbn") == "9780261103344 9780261102217"
    assert data.lines("title:isbn") == ("9780261103344", "9780261102217")
    assert data.value("title:medium") == ""


RECORD = MarcRecord(
    "0" * 24,
    (
        Field("001", data="ocm1 "),
        Field("099", "  ", (("a", "FIC"), ("a", "TOL"))),
        Field("245", "10", (("a", "The hobbit :"), ("b", "there and back /"), ("c", "Tolkien"))),
        Field("952", "  ", (("p", "31234000000001"), ("o", "FIC TOL"), ("c", "ADULT"))),
        Field("952", "  ", (("o", "J TOL"), ("p", " 31234000000002 "), ("c", "CHILD"))),
    ),
)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("marc:001", "ocm1"),
        ("marc:245$a", "The hobbit"),
        ("marc:245$ab", "The hobbit : there and back"),
        ("marc:099$a", "FIC TOL"),
        ("marc:952$o", "J TOL"),
        ("marc:952$co", "J TOL CHILD"),
        ("marc:650$a", ""),
        ("marc:952$z", ""),
    ],
)
def test_any_subfield_of_the_record(source: str, said: str) -> None:
    item = Item(2, 1, "31234000000002")
    assert label_data(item, TITLE, RECORD, [source, "title"]).value(source) == said


def test_without_a_barcode_the_first_field_counts_and_repeated_values_are_lines() -> None:
    data = label_data(Item(2, 1, None), TITLE, RECORD, ["marc:952$o", "marc:099$a"])
    assert data.value("marc:952$o") == "FIC TOL"
    assert data.lines("marc:099$a") == ("FIC", "TOL")
