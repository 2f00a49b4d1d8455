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
