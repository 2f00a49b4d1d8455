"""A profile of the library's own: a copy of one of ours, changed."""

from pathlib import Path

import pytest

from procstation.catalog import Catalogue
from procstation.catalog.profile import profile_named, profiles, text_of
from procstation.cli.main import status_of
from procstation.errors import ConfigError

RECORD = """<collection xmlns="http://www.loc.gov/MARC21/slim"><record>
<leader>00000nam a2200000 a 4500</leader><controlfield tag="001">7</controlfield>
<datafield tag="245" ind1="0" ind2="0"><subfield code="a">Our own way</subfield></datafield>
<datafield tag="967" ind1=" " ind2=" "><subfield code="x">31234000000101</subfield>
<subfield code="s">QA76 .C5</subfield></datafield></record></collection>"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "mine.toml"
    file.write_text('title = "Ours"\n[[items]]\ntag = "967"\nbarcode = "x"\ncall_number = "s"\n')
    return file


def test_items_are_read_where_it_says(tmp_path: Path, own: Path) -> None:
    (tmp_path / "records.xml").write_text(RECORD)
    catalogue = Catalogue.open(f"sqlite:///{tmp_path / 'store.sqlite'}")
    report = catalogue.load([tmp_path / "records.xml"], str(own))
    held = catalogue.by_barcode("31234000000101")
    catalogue.close()
    assert (report.items, report.profile) == (1, str(own))
    assert held is not None
    assert held[0].call_number is not None
    assert held[0].call_number.text == "QA76 .C5"


def test_a_wrong_key_is_named_with_the_nearest(own: Path) -> None:
    own.write_text('title = "Ours"\n[[items]]\ntag = "967"\nbarcod = "x"\n')
    with pytest.raises(ConfigError, match="'barcod'") as refused:
        profile_named(str(own))
    assert "'barcode'" in refused.value.do_next


def test_a_file_that_is_not_there_says_how_to_begin_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml") as refused:
        profile_named(str(tmp_path / "none.toml"))
    assert "catalog profiles" in refused.value.do_next


@pytest.mark.parametrize("name", sorted(profiles()))
def test_each_of_ours_can_be_copied(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status_of(["--home", str(tmp_path), "catalog", "profiles", name]) == 0
    copy = tmp_path / "copy.toml"
    copy.write_text(capsys.readouterr().out)
    assert profile_named(str(copy)) == profile_named(name)
    assert copy.read_text().rstrip() == text_of(name).rstrip()
