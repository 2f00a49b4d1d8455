"""Every template that comes along, on the stock it names and on others, for real books."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from procstation.catalog import Catalogue
from procstation.errors import UsageError
from procstation.items import CallNumber, Scheme
from procstation.labels import LabelData, LabelShelf, Symbology, require_stock
from procstation.printing import (
    LabelRequest,
    PreparedJob,
    PrintDesk,
    PrintFile,
    label_data,
    target_of_file,
)

TEMPLATES = {
    "barcode",
    "command-barcodes",
    "ill-strap",
    "media-hub",
    "pocket",
    "rfid-cover",
    "shelf-range",
    "sl4",
    "sl6",
    "slb",
    "sp1",
    "spine",
    "spine-barcode",
    "spine-pocket",
    "spine-sideways",
    "withdrawn",
}

THIRD_STOCK = {
    "barcode": "avery-l7160",
    "command-barcodes": "avery-5163",
    "ill-strap": "roll-102x51",
    "media-hub": "wl-325",
    "pocket": "avery-l7163",
    "rfid-cover": "avery-5163",
    "shelf-range": "letter-2x4-cards",
    "sl4": "avery-5163",
    "sl6": "letter-2x4-cards",
    "slb": "avery-5163",
    "sp1": "dymo-30373",
    "spine": "gaylord-spine",
    "spine-barcode": "avery-5162",
    "spine-pocket": "avery-5162",
    "spine-sideways": "gaylord-spine",
    "withdrawn": "avery-l7160",
}

SHELF = LabelShelf()

BOOK = LabelData(
    barcode="30234000517861",
    call_number=CallNumber("PS3562.E42 L4 1969", Scheme.LCC, "952$o"),
    title="The left hand of darkness",
    author="Le Guin, Ursula K.",
    library="MAIN",
    copy="2",
    stamp="REF",
    more={"first": "PQ6329 .A2", "last": "PR4167 .J3"},
)


def prepared(template: str, data: list[LabelData], stock: str) -> PreparedJob:
    """Labels as they would be sent to an office printer, drawn and read back."""
    desk = PrintDesk(SHELF, PrintFile(None), Symbology.CODABAR)
    requests = [LabelRequest(one, template, stock) for one in data]
    return desk.prepare(requests, target_of_file(Path("a.pdf")))


def stocks_of(template: str) -> tuple[str, str, str]:
    found = SHELF.template(template)
    return found.sheet_stock, found.roll_stock, THIRD_STOCK[template]


def test_these_are_there() -> None:
    assert set(SHELF.template_names) == TEMPLATES == set(THIRD_STOCK)


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_template_works_on_the_stock_it_names_and_on_another(name: str) -> None:
    for stock in stocks_of(name):
        job = prepared(name, [BOOK], stock)
        assert job.refused == ()
        assert len(job.labels) == 1


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_book_of_which_nothing_is_known_is_refused(name: str) -> None:
    for stock in stocks_of(name):
        (refused,) = prepared(name, [LabelData()], stock).refused
        assert "has no" in refused.reason


@pytest.mark.parametrize("name", sorted(TEMPLATES - {"spine", "spine-sideways"}))
def test_too_small_stock_is_refused_by_its_measures(name: str) -> None:
    with pytest.raises(UsageError, match=r"those of 'dymo-99017' are 12 mm"):
        require_stock(SHELF.template(name), name, SHELF.stock("dymo-99017"), "dymo-99017")


def texts(job: PreparedJob) -> list[str]:
    (label,) = job.labels
    return [run.text for run in label.layout.runs]


def test_what_a_set_says() -> None:
    spine = ["REF", "PS", "3562", ".E42", "L4", "1969", "c.2"]
    pocket = ["REF PS3562.E42 L4 1969 c.2", "Le Guin, Ursula K.", "The left hand of darkness"]
    assert texts(prepared("slb", [BOOK], "set-2x6")) == spine + pocket
    assert texts(prepared("sl4", [BOOK], "set-2x6")) == spine + pocket + pocket
    assert texts(prepared("sl6", [BOOK], "avery-5163")) == spine + pocket + pocket


def test_the_due_date_of_a_loan_is_said_or_left_to_be_written() -> None:
    due = BOOK.changed({"own:due": "1 June", "own:lender": "Middleburg"})
    assert {"Due 1 June", "From Middleburg"} <= set(texts(prepared("ill-strap", [due], "")))
    assert {"Due", "From"} <= set(texts(prepared("ill-strap", [BOOK], "")))


LABELS_PAGE = Path(__file__).parents[3] / "docs" / "labels.md"


@pytest.mark.skipif(not LABELS_PAGE.is_file(), reason="the pages are not beside these tests")
def test_the_page_about_labels_shows_each_and_its_examples_work(tmp_path: Path) -> None:
    page = LABELS_PAGE.read_text(encoding="utf-8")
    for name in (*TEMPLATES, "test-page"):
        assert f"](pictures/labels/{name}.png)" in page
        assert (LABELS_PAGE.parent / "pictures" / "labels" / f"{name}.png").is_file()
    stamps, kit, ours, rolls = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    own = tmp_path / "label_templates"
    for folder, text in (
        ("stamps", stamps),
        ("kits/kit", kit),
        ("stock/ours", ours),
        ("stock/rolls", rolls),
    ):
        path = own / f"{folder}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shelf = LabelShelf(tmp_path)
    desk = PrintDesk(shelf, PrintFile(None), Symbology.CODABAR)
    data = replace(BOOK, location="reference", stamp="", more={"item:item_type": "KIT"})
    requests = [
        LabelRequest(data.changed({"own:parts": "12"}), "kit"),
        LabelRequest(data, "media-hub", "ours"),
        *(LabelRequest(data, "barcode", "rolls") for _ in range(3)),
    ]
    job = desk.prepare(requests, target_of_file(Path("a.pdf")))
    assert job.refused == ()
    assert [len(batch.pages) for batch in job.batches] == [1, 1, 2]
    said = [run.text for label in job.labels for run in label.layout.runs]
    assert "KIT: 12 parts" in said
    assert "REF" in " ".join(said)


@pytest.fixture(scope="module")
def real_books(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> list[LabelData]:
    """Items of a real catalogue, those with the longest titles and call numbers among them."""
    store = tmp_path_factory.mktemp("store") / "store.sqlite"
    catalogue = Catalogue.open(f"sqlite:///{store}")
    catalogue.load([corpus / "marc-items" / "koha-sample-a-952.mrc"])
    books: list[LabelData] = []
    for number in range(1, catalogue.counts()[0] + 1):
        title = catalogue.title(number)
        assert title is not None
        books += [label_data(item, title) for item in catalogue.items_of(number)]
    catalogue.close()
    books = [one for one in books if one.barcode and one.call_number]
    assert len(books) > 300
    books.sort(key=lambda one: len(one.title) + 4 * len(one.value("call_number")))
    return books[:: len(books) // 8][:8] + books[-8:]


@pytest.mark.long
@pytest.mark.corpus
@pytest.mark.parametrize("name", sorted(TEMPLATES - {"command-barcodes", "shelf-range"}))
def test_real_books_are_printed_or_refused_with_a_reason(
    name: str, real_books: list[LabelData]
) -> None:
    for stock in stocks_of(name):
        job = prepared(name, real_books, stock)
        why = Counter(_kind(one.reason) for one in job.refused)
        assert len(job.labels) + why.total() == len(real_books)
        assert set(why) <= {"text", "bars"}, job.refused
        assert why["text"] <= len(real_books) // 4, job.refused


def _kind(reason: str) -> str:
    if "does not fit" in reason:
        return "text"
    return "bars" if "Codabar" in reason else reason
