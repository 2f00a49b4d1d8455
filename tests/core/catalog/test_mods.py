from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from procstation.catalog.mods import extract_mods
from procstation.catalog.source import Refused, Taken
from procstation.catalog.sources import open_source
from procstation.errors import UsageError
from procstation.items import CallNumber, Scheme

SAMPLE = Path(__file__).parents[2] / "data" / "catalog" / "mods-collection.xml"
BARCODE = "<identifier type='barcode'>{}</identifier>"
MODS = '<mods xmlns="http://www.loc.gov/mods/v3">{}</mods>'


@pytest.fixture(scope="module")
def sample() -> list[Taken]:
    found = list(open_source(SAMPLE).read("mods"))
    assert all(isinstance(one, Taken) for one in found)
    return [one for one in found if isinstance(one, Taken)]


def extracted(content: str) -> tuple[str, list[str | None]]:
    """The title and the barcodes of a record."""
    found = extract_mods(ET.fromstring(MODS.format(content)), "")
    return found.title.title, [item.barcode for item in found.items]


def test_a_book_with_two_copies(sample: list[Taken]) -> None:
    found = sample[0].extracted

    assert found.key == "mods:harb-0001"
    assert found.title.control_number == "harb-0001"
    assert found.title.title == "The keepers of the lamp : a history of harbour lights. Vol. 2"
    assert found.title.author == "Halvorsen, Marit"
    assert (found.title.publisher, found.title.date) == ("Skjær Press", "1998")
    assert (found.title.medium, found.title.isbn) == ("book", ("9780306406157",))
    lcc = CallNumber("VK1015 .H35 1998", Scheme.LCC, "classification lcc")
    assert found.title.call_number == lcc
    assert found.other_words == "Lamp keepers Ondrák, Pavel"
    reference, stacks = found.items
    assert (reference.barcode, reference.system_id) == ("39999000000016", "A-77")
    assert (reference.library, reference.location) == ("Harbour Library", "Reading room")
    assert reference.volume == "v.2"
    assert reference.call_number == CallNumber("REF VK1015 .H35 1998", Scheme.LCC, "shelfLocator")
    # The second copy names no barcode, and the record one that is no copy's.
    assert (stacks.barcode, stacks.location) == ("39999000000032", "Stacks")
    assert stacks.call_number == CallNumber("VK1015 .H35 1998", Scheme.LCC, "shelfLocator")


def test_a_serial_in_another_script_with_a_local_barcode(sample: list[Taken]) -> None:
    found = sample[1].extracted

    assert found.title.title == "Вестник маяка"
    assert (found.title.medium, found.title.issn) == ("serial", ("0378-5955",))
    assert found.title.date == "19uu"
    assert found.other_words == "The lighthouse herald"
    assert [item.barcode for item in found.items] == ["39999000000024"]


def test_a_place_on_the_shelf_is_an_item_that_waits_for_a_barcode(sample: list[Taken]) -> None:
    found = sample[2].extracted
    (item,) = found.items

    assert found.title.medium == "picture"
    assert (item.barcode, item.library, item.location) == (None, "Harbour Library", "Map cases")
    assert item.call_number == CallNumber("Box 3, folder 12", Scheme.OTHER, "shelfLocator")


def test_offsets_are_those_of_the_records(sample: list[Taken]) -> None:
    data = SAMPLE.read_bytes()

    assert [one.number for one in sample] == [1, 2, 3]
    assert all(data[one.offset :].startswith(b"<mods") for one in sample)


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("<titleInfo><nonSort>L'</nonSort><title>eau</title></titleInfo>", "L'eau"),
        ("<titleInfo><nonSort>Der </nonSort><title>Turm /</title></titleInfo>", "Der Turm"),
        ("<titleInfo type='uniform'><title>Only</title></titleInfo>", "Only"),
        ("<titleInfo><title>A</title><partName>Index</partName></titleInfo>", "A. Index"),
        ("<relatedItem><titleInfo><title>Other</title></titleInfo></relatedItem>", ""),
    ],
)
def test_titles(content: str, title: str) -> None:
    assert extracted(content)[0] == title


@pytest.mark.parametrize(
    ("content", "barcodes"),
    [
        ("<identifier type='barcode'>B 1</identifier>", ["B 1"]),
        ("<identifier type='Bar Code'>77</identifier>", ["77"]),
        ("<identifier type='local' displayLabel='Barcode'>77</identifier>", ["77"]),
        ("<identifier type='local'>barcode: 77</identifier>", ["77"]),
        # A number that is not called a barcode is one only when its check digit says so.
        ("<identifier type='local'>77</identifier>", []),
        ("<identifier type='local'>39999000000016</identifier>", ["39999000000016"]),
        ("<identifier type='local'>39999000000017</identifier>", []),
        ("<identifier type='local'>29999000000018</identifier>", []),
        ("<identifier type='barcode' invalid='yes'>77</identifier>", []),
        (f"{BARCODE.format(1)}{BARCODE.format(2)}", ["1", "2"]),
        (f"{BARCODE.format(1)}{BARCODE.format(1)}", ["1"]),
        (
            f"{BARCODE.format('3 9999 00000 0016')}{BARCODE.format(39999000000016)}",
            ["39999000000016"],
        ),
        ("<location><url>https://example.org</url></location>", []),
    ],
)
def test_barcodes_among_the_identifiers(content: str, barcodes: list[str]) -> None:
    assert extracted(content)[1] == barcodes


@pytest.mark.parametrize("barcodes", [(), ("1",), ("1", "2")])
def test_a_shelf_number_among_the_identifiers(barcodes: tuple[str, ...]) -> None:
    content = "<classification authority='lcc'>QA76 .B3</classification>"
    content += "<identifier type='shelfLocator'>Ms. 12</identifier>"
    content += "".join(map(BARCODE.format, barcodes))
    found = extract_mods(ET.fromstring(MODS.format(content)), "")

    ms = CallNumber("Ms. 12", Scheme.OTHER, "identifier")
    assert [(item.barcode, item.call_number) for item in found.items] == [
        (barcode, ms) for barcode in barcodes or [None]
    ]


def test_a_barcode_without_end_is_left_out_with_a_note() -> None:
    content = f"<identifier type='barcode'>{'7' * 300}</identifier>"
    found = extract_mods(ET.fromstring(MODS.format(content)), "")

    assert [item.barcode for item in found.items] == [None]
    assert any("barcode of 300 characters" in note for note in found.notes)


def test_the_number_in_the_repository_names_a_record_without_one() -> None:
    found = extract_mods(ET.fromstring(MODS.format("")), "oai:x:1")

    assert (found.key, found.title.control_number) == ("mods:oai:x:1", "oai:x:1")
    assert found.notes == ("it has no title (titleInfo)",)


def test_records_without_any_number_keep_their_key() -> None:
    one, two, other = (
        extract_mods(ET.fromstring(MODS.format(f"<titleInfo><title>{t}</title></titleInfo>")), "")
        for t in ("A", "A", "B")
    )

    assert one.key == two.key != other.key


def test_a_profile_of_marc_is_refused_in_words() -> None:
    source = open_source(SAMPLE)

    assert source.profile("auto").profile == "mods"
    assert source.profile("mods").why
    with pytest.raises(UsageError, match="MODS, which has no profile 'koha'"):
        source.profile("koha")


def test_no_record_is_refused_in_the_sample() -> None:
    assert not any(isinstance(one, Refused) for one in open_source(SAMPLE).read("mods"))
