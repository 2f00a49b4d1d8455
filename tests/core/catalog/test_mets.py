from pathlib import Path

from procstation.catalog.source import Taken
from procstation.catalog.sources import open_source

SAMPLE = Path(__file__).parents[2] / "data" / "catalog" / "mets-mods.xml"

MARC_IN_METS = """<mets xmlns="http://www.loc.gov/METS/"><dmdSec ID="a"><mdWrap MDTYPE="MARC">
<xmlData><record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nam a2200000 i 4500</leader>
<datafield tag="245" ind1="0" ind2="0"><subfield code="a">In METS</subfield></datafield>
</record></xmlData></mdWrap></dmdSec></mets>"""


def test_the_records_in_a_mets_file_and_the_original_of_a_copy() -> None:
    source = open_source(SAMPLE)
    found = [one.extracted for one in source.read("mods") if isinstance(one, Taken)]

    assert source.profile("auto").profile == "mods"
    assert [one.title.title for one in found] == ["Tide tables for Vågan", "Corrections"]
    (item,) = found[0].items
    assert (item.barcode, item.library) == ("39999000000040", "Depot")
    assert item.call_number is not None
    assert item.call_number.text == "VK607.N8 T5"
    assert found[1].items == ()


def test_marcxml_in_a_mets_file_is_still_read_as_marc(tmp_path: Path) -> None:
    path = tmp_path / "mets.xml"
    path.write_text(MARC_IN_METS)
    source = open_source(path)
    (found,) = source.read("marc21")

    assert source.profile("auto").profile == "marc21"
    assert isinstance(found, Taken)
    assert found.extracted.title.title == "In METS"
