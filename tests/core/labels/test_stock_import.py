"""Stock from the files of other programs."""

import contextlib
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.config import read_section
from procstation.errors import InputRefused
from procstation.labels import RollStock, SheetStock
from procstation.labels.imported import Imported, stock_toml
from procstation.labels.stock_import import read_stock_file

HEAD = '<?xml version="1.0"?><Glabels-templates>'
AVERY = """
<Template brand="Avery" part="5160" size="US-Letter" _description="Address Labels">
  <Meta category="label"/>
  <Label-rectangle id="0" width="2.625in" height="1in" round="0.0625in">
    <Markup-margin size="0.0625in"/>
    <Layout nx="3" ny="10" x0="0.15625in" y0="0.5in" dx="2.78125in" dy="1in"/>
  </Label-rectangle>
</Template>
<Template brand="Avery" part="5260" equiv="5160"/>
<Template brand="Memorex" part="CD" size="US-Letter">
  <Label-cd id="0" radius="166.5" hole="58.5" waste="5">
    <Layout nx="1" ny="1" x0="40.5" y0="45" dx="0" dy="0"/>
    <Layout nx="1" ny="1" x0="238.5" y0="414" dx="0" dy="0"/>
  </Label-cd>
</Template>
<Template brand="Dymo" part="11355" size="Other" width="19mm" height="5.1cm">
  <Label-rectangle id="0" width="19mm" height="51mm"><Layout nx="1" ny="1"/></Label-rectangle>
</Template>
</Glabels-templates>
"""

KOHA = """
tables:
  - creator_layouts:
      rows:
        - layout_id: 17
          units: POINT
  - creator_templates:
      translatable: [ template_desc ]
      rows:
        - template_id: 7
          template_code: "Demco WS14942260"
          template_desc: "1\\" X 1.5\\" Spine Label"
          page_width: 8.5
          page_height: 11
          label_width: 1.5
          label_height: 1
          top_margin: 0.5
          left_margin: 0.25
          cols: 5
          rows: 10
          col_gap: 0.0625
          row_gap: 0
          units: "UNIT"
  - printers_profile:
      rows:
        - profile_id: 1
          page_width: 3
"""


def glabels(body: str) -> dict[str, Imported]:
    return {one.name: one for one in read_stock_file((HEAD + body).encode(), "x.xml")}


def test_a_sheet_and_what_is_the_same() -> None:
    found = glabels(AVERY)
    for name in ("avery-5160", "avery-5260"):
        stock = found[name].stock
        assert isinstance(stock, SheetStock)
        assert (stock.columns, stock.rows) == (3, 10)
        assert (stock.label_width_mm, stock.label_height_mm) == (66.675, 25.4)
        assert (stock.left_mm, stock.top_mm) == (3.969, 12.7)
        assert (stock.pitch_x_mm, stock.page_height_mm) == (70.644, 279.4)
        assert stock.title.endswith("(Address Labels)")


def test_discs_in_two_grids() -> None:
    stock = glabels(AVERY)["memorex-cd"].stock
    assert isinstance(stock, SheetStock)
    assert (stock.shape, stock.label_width_mm, stock.hole_mm) == ("round", 117.475, 41.275)
    assert [stock.cell(cell) for cell in range(stock.cells)] == [(14.287, 15.875), (84.137, 146.05)]


def test_a_label_as_large_as_its_page_is_a_roll() -> None:
    stock = glabels(AVERY)["dymo-11355"].stock
    assert isinstance(stock, RollStock)
    assert (stock.label_width_mm, stock.label_height_mm) == (19, 51)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('nx="3"', 'nx="three"'), "'three'"),
        (('nx="3"', 'nx="4"'), "the page ends at 215.9 mm"),
        (("2.625in", "2.625 ell"), "'2.625 ell'"),
        (('width="2.625in"', ""), "no width"),
        (("US-Letter", "Papyrus"), "'Papyrus'"),
        (('<Layout nx="3"', '<Lay nx="3"'), "no <Layout>"),
        (("Label-rectangle", "Label-star"), "<Label-star>"),
        (('part="5160" size="US-Letter"', 'part="5160" equiv="5260"'), "the same as itself"),
    ],
)
def test_a_template_that_is_no_stock_says_why_and_the_others_are_taken(
    change: tuple[str, str], said: str
) -> None:
    first, second, rest = AVERY.partition("</Template>")
    found = glabels(first.replace(*change) + second + rest)
    assert found["avery-5160"].stock is None
    assert said in found["avery-5160"].why_not
    assert found["dymo-11355"].stock is not None


def test_what_it_is_the_same_as_may_be_missing() -> None:
    found = glabels('<Template brand="A" part="1" equiv="2"/></Glabels-templates>')
    assert "'2', which is not in the file" in found["a-1"].why_not


@pytest.mark.parametrize("unit", ["POINT", "AGATE", "INCH", "MM", "CM"])
def test_koha_in_each_of_its_units(unit: str) -> None:
    (found,) = read_stock_file(KOHA.replace("UNIT", unit).encode(), "sample.yml")
    per_unit = {"POINT": 0.352778, "AGATE": 1.814286, "INCH": 25.4, "MM": 1, "CM": 10}[unit]
    if unit in ("POINT", "AGATE", "MM"):
        assert found.stock is None
        assert "margin" in found.why_not
        return
    stock = found.stock
    assert isinstance(stock, SheetStock)
    assert (stock.columns, stock.rows) == (5, 10)
    assert stock.label_width_mm == pytest.approx(1.5 * per_unit)
    assert stock.pitch_x_mm == pytest.approx(1.5625 * per_unit, abs=0.001)
    assert stock.title == 'Demco WS14942260 (1" X 1.5" Spine Label)'


def test_koha_with_an_unknown_unit() -> None:
    (found,) = read_stock_file(KOHA.encode(), "sample.yml")
    assert found.why_not == "Its unit is 'UNIT', which is not known."


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<a/>", "no gLabels templates"),
        (b"<a", "cannot be read as XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares entities"),
        (b'{"cat.spine.line.width": 8}', "no measure of a sheet"),
        (b"PK\x03\x04", "no file of label stock"),
        (b"", "no file of label stock"),
    ],
)
def test_other_files_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(InputRefused, match=said):
        read_stock_file(data, "x")


def test_a_file_of_ours_reads_as_the_stock_it_was_written_from() -> None:
    for one in glabels(AVERY).values():
        assert one.stock is not None
        section = type(one.stock)
        assert read_section(tomllib.loads(stock_toml(one.stock)), section, "x") == one.stock


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["width", "height", "radius", "hole", "nx", "ny", "x0", "dx", "dy", "size"]),
    st.sampled_from(["rectangle", "round", "cd", "ellipse", "star"]),
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters='<&"'), max_size=8)
    | st.sampled_from(["0", "-1in", "1e9mm", "99999999999999999999", "1..2", "²", "nan"]),
)
def test_whatever_a_template_says_it_is_stock_or_says_why_not(
    key: str, shape: str, value: str
) -> None:
    facts = {
        "width": "20mm",
        "height": "20mm",
        "radius": "10mm",
        "hole": "2mm",
        "nx": "2",
        "ny": "2",
        "x0": "5mm",
        "dx": "30mm",
        "dy": "30mm",
        "size": "A4",
    } | {key: value}
    said = {name: f'{name}="{text}"' for name, text in facts.items()}
    label = " ".join(said[name] for name in ("width", "height", "radius", "hole"))
    layout = " ".join(said[name] for name in ("nx", "ny", "x0", "dx", "dy"))
    (found,) = read_stock_file(
        f'<G><Template brand="A" part="1" {said["size"]}><Label-{shape} {label}>'
        f"<Layout {layout}/></Label-{shape}></Template></G>".encode(),
        "x.xml",
    )
    assert (found.stock is None) == bool(found.why_not)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(InputRefused):
        read_stock_file(b"  - creator_templates:\n" + data, "x")
    with contextlib.suppress(InputRefused):
        read_stock_file(b"<" + data, "x")


@pytest.mark.corpus
def test_the_real_collections(corpus: Path) -> None:
    """How many of each file become stock; and of those that do not, which and why."""
    counts, refused = {}, {}
    for file in sorted((corpus / "labels" / "glabels").glob("*-templates.xml")):
        found = read_stock_file(file.read_bytes(), file.name)
        counts[file.name] = (len(found), sum(one.stock is not None for one in found))
        refused |= {one.name: one.why_not for one in found if one.stock is None}
    assert counts == {
        "avery-us-templates.xml": (318, 318),
        "dymo-other-templates.xml": (19, 19),
        "maco-us-templates.xml": (2, 2),
        "misc-us-templates.xml": (21, 21),
        "sheetlabels-us-templates.xml": (42, 41),
        "worldlabel-us-templates.xml": (25, 25),
    }
    assert refused == {"sheetlabels-sl113": "labels 1 and 2 overlap."}
    koha = corpus / "labels" / "koha-sample_creator_data.yml"
    found = read_stock_file(koha.read_bytes(), koha.name)
    assert [one.called for one in found if one.stock] == [
        "Koha 1 Avery 5160 | 1 x 2-5/8",
        "Koha 7 Demco WS14942260",
        "Koha 12 Demco WS14942260",
        "Koha 23 HB-PC0001",
    ]
