"""The whole record of an item, from the file it was loaded from."""

from pathlib import Path

import pytest

from procstation.catalog import Catalogue
from procstation.catalog.records import Item, Title
from procstation.catalog.whole_records import whole_records
from procstation.errors import InputRefused

RECORD = """<record><leader>00000nam a2200000 a 4500</leader>
<controlfield tag="001">{number}</controlfield>
<datafield tag="245" ind1="0" ind2="0"><subfield code="a">{title}</subfield></datafield>
<datafield tag="952" ind1=" " ind2=" "><subfield code="p">{barcode}</subfield></datafield>
</record>"""


def put(path: Path, *records: tuple[str, str, str]) -> Path:
    body = "".join(
        RECORD.format(number=number, title=title, barcode=barcode)
        for number, title, barcode in records
    )
    path.write_text(f'<collection xmlns="http://www.loc.gov/MARC21/slim">{body}</collection>')
    return path


def test_by_barcode_else_by_number_and_title(tmp_path: Path) -> None:
    file = put(tmp_path / "a.xml", ("1", "The hobbit /", "31"), ("2", "Emma :", "32"))
    other = put(tmp_path / "b.xml", ("2", "Persuasion", "33"), ("1", "The hobbit", "34"))
    wanted = [
        (Item(10, 1, "32"), Title(1, "1", "The hobbit")),
        (Item(11, 1, "39"), Title(1, "1", "The hobbit")),
        (Item(12, 2, None), Title(2, "2", "Persuasion")),
        (Item(13, 2, "38"), Title(2, "2", "Dubliners")),
    ]
    found = whole_records([file, other], wanted)
    titles = {item: record.all("245")[0].first("a") for item, record in found.items()}
    assert titles == {10: "Emma :", 11: "The hobbit /", 12: "Persuasion"}


def test_a_file_without_records_is_refused_by_name(tmp_path: Path) -> None:
    table = tmp_path / "items.csv"
    table.write_text("barcode,title\n31234000000001,Emma\n")
    with pytest.raises(InputRefused, match=r"items\.csv holds no MARC records"):
        whole_records([table], [(Item(1, 1, "31"), Title(1, "1", "Emma"))])


@pytest.mark.corpus
def test_items_of_a_real_catalogue(corpus: Path, tmp_path: Path) -> None:
    file = corpus / "marc-items" / "koha-sample-a-952.mrc"
    catalogue = Catalogue.open(f"sqlite:///{tmp_path / 'store.sqlite'}")
    catalogue.load([file])
    items = [
        (item, hit.title)
        for word in ("the", "a", "history")
        for hit in catalogue.find(word, limit=50)
        for item in hit.items
        if item.barcode
    ]
    catalogue.close()
    found = whole_records([file], items)
    assert len(items) > 20
    assert set(found) == {item.id for item, _ in items}
    for item, _ in items:
        fields = found[item.id].all("952")
        assert item.barcode in {field.first("p") for field in fields}
