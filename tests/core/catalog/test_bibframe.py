from pathlib import Path

import pytest

from procstation.catalog import bibframe_graph
from procstation.catalog.source import Refused, Taken
from procstation.catalog.sources import open_source
from procstation.errors import InputRefused
from procstation.items import CallNumber, Scheme

SAMPLE = Path(__file__).parents[2] / "data" / "catalog" / "bibframe-linked.rdf"
RDF = """<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:l="http://www.w3.org/2000/01/rdf-schema#"
 xmlns="http://id.loc.gov/ontologies/bibframe/">{}</r:RDF>"""


def read(folder: Path, content: str) -> list[Taken | Refused]:
    path = folder / "graph.rdf"
    path.write_text(RDF.format(content), encoding="utf-8")
    source = open_source(path)
    assert source.profile("auto").profile == "bibframe"
    return list(source.read("bibframe"))


def taken(found: list[Taken | Refused]) -> list[Taken]:
    return [one for one in found if isinstance(one, Taken)]


def test_links_are_followed_across_the_file() -> None:
    instance, work, lost = open_source(SAMPLE).read("bibframe")

    assert isinstance(instance, Taken)
    found = instance.extracted
    assert found.key == "bibframe:http://example.org/1#Instance"
    assert found.title.control_number == "ocm00012345"
    assert (found.title.title, found.title.author) == (
        "Salt marshes : a field guide",
        "Martel, Inès",
    )
    assert (found.title.publisher, found.title.date) == ("Estuary Books", "2011")
    assert (found.title.medium, found.title.isbn) == ("book", ("9780306406157",))
    lcc = CallNumber("QH541.5.S3 M37 2011", Scheme.LCC, "bf:ClassificationLcc")
    assert found.title.call_number == lcc
    assert found.other_words == "Marshes of salt Salt marshes Ondrák, Pavel"
    second, first = found.items
    assert (first.barcode, first.library, first.location, first.status) == (
        *("39999000000065", "Estuary Library", "Stacks"),
        "",
    )
    assert first.call_number == lcc
    assert (second.barcode, second.library, second.status) == ("39999000000073", "dlc", "on loan")
    assert second.call_number == CallNumber("QH541.5.S3 M37 2011 c.2", Scheme.LCC, "bf:shelfMark")
    assert isinstance(work, Taken)
    assert work.extracted.title.title == "A work without an instance"
    assert isinstance(lost, Refused)
    assert lost.reason == "it is an item, and what it is a copy of is not in the file"
    data = SAMPLE.read_bytes()
    assert data[instance.offset :].startswith(b"<bf:Instance")
    assert data[lost.offset :].startswith(b'<rdf:Description rdf:about="http://example.org/lost"')


@pytest.mark.parametrize(
    "content",
    [
        "<Instance><title><Title><mainTitle>T</mainTitle></Title></title><hasItem><Item>"
        "<identifiedBy><Barcode><r:value>7</r:value></Barcode></identifiedBy></Item></hasItem>"
        "</Instance>",
        "<Work r:about='#w'><title><Title><mainTitle>T</mainTitle></Title></title><hasInstance>"
        "<Instance r:ID='i'/></hasInstance></Work><Item><itemOf r:resource='#i'/>"
        "<identifiedBy><Barcode r:nodeID='b'/></identifiedBy></Item>"
        "<Barcode r:nodeID='b'><r:value>7</r:value></Barcode>",
        "<Item r:about='x'><identifiedBy r:parseType='Resource'><r:value>7</r:value><r:type "
        "r:resource='http://id.loc.gov/ontologies/bibframe/Barcode'/></identifiedBy><itemOf>"
        "<Print><instanceOf><Text l:label='T'/></instanceOf></Print></itemOf></Item>",
        # Said of one resource in two places.
        "<Instance r:about='i'><l:label>T</l:label></Instance>"
        "<Instance r:about='i'><hasItem r:nodeID='n'/></Instance><Item r:nodeID='n'>"
        "<identifiedBy><Barcode r:value='7'/></identifiedBy></Item>",
    ],
)
def test_every_way_to_say_it(tmp_path: Path, content: str) -> None:
    (found,) = taken(read(tmp_path, content))

    assert found.extracted.title.title == "T"
    assert [item.barcode for item in found.extracted.items] == ["7"]


def test_items_of_a_work_are_copies_of_its_first_instance(tmp_path: Path) -> None:
    item = (
        "<Item><itemOf r:resource='w'/><identifiedBy><Barcode r:value='{}'/></identifiedBy></Item>"
    )
    instance = (
        "<Instance r:about='{0}'><l:label>{0}</l:label><instanceOf r:resource='w'/></Instance>"
    )
    content = item.format(7) + instance.format("one") + instance.format("two") + item.format(8)
    found = [one.extracted for one in taken(read(tmp_path, content + "<Work r:about='w'/>"))]

    assert [(one.title.title, [item.barcode for item in one.items]) for one in found] == [
        ("one", ["7", "8"]),
        ("two", []),
    ]


@pytest.mark.parametrize(
    ("identifiers", "barcode"),
    [
        ("<Local r:value='7'/><Barcode r:value='8'/>", "8"),
        ("<Local r:value='39999000000016'/>", "39999000000016"),
        ("<Local r:value='39999000000017'/>", None),
    ],
)
def test_which_identifier_is_the_barcode(
    tmp_path: Path, identifiers: str, barcode: str | None
) -> None:
    item = f"<Item><identifiedBy>{identifiers}</identifiedBy></Item>"
    (found,) = taken(read(tmp_path, f"<Instance><hasItem>{item}</hasItem></Instance>"))

    assert [item.barcode for item in found.extracted.items] == [barcode]


def test_one_resource_alone(tmp_path: Path) -> None:
    path = tmp_path / "instance.rdf"
    path.write_text(
        '<bf:Instance xmlns:bf="http://id.loc.gov/ontologies/bibframe/"><bf:title><bf:Title>'
        "<bf:mainTitle>Alone</bf:mainTitle></bf:Title></bf:title></bf:Instance>"
    )
    (found,) = open_source(path).read("bibframe")

    assert isinstance(found, Taken)
    assert found.extracted.title.title == "Alone"


@pytest.mark.parametrize(
    ("mark", "scheme"),
    [
        ("<ShelfMarkDdc><l:label>823.7 AUS</l:label></ShelfMarkDdc>", Scheme.DEWEY),
        ("<ShelfMark><l:label>823.7 AUS</l:label></ShelfMark>", Scheme.DEWEY),
        ("823.7 AUS", Scheme.DEWEY),
        ("<ShelfMarkNlm><l:label>823.7 AUS</l:label></ShelfMarkNlm>", Scheme.NLM),
    ],
)
def test_shelf_marks(tmp_path: Path, mark: str, scheme: Scheme) -> None:
    content = f"<Instance><hasItem><Item><shelfMark>{mark}</shelfMark></Item></hasItem></Instance>"
    (found,) = taken(read(tmp_path, content))
    (item,) = found.extracted.items

    assert item.barcode is None
    assert item.call_number == CallNumber("823.7 AUS", scheme, "bf:shelfMark")


def test_a_broken_resource_costs_only_itself(tmp_path: Path) -> None:
    whole = "<Instance r:about='{0}'><l:label>{0}</l:label></Instance>"
    broken = "<Instance r:about='b'><l:label>b</label></Instance>"
    found = read(tmp_path, whole.format("a") + broken + whole.format("c"))

    assert [one.extracted.title.title for one in taken(found)] == ["a", "c"]
    (refused,) = [one for one in found if isinstance(one, Refused)]
    assert "mismatched tag" in refused.reason


def test_more_than_can_be_held_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bibframe_graph, "MOST_HELD", 1000)
    content = "<Instance><l:label>a title that takes room</l:label></Instance>" * 50

    with pytest.raises(InputRefused, match="more than can be held"):
        read(tmp_path, content)
