"""Sweeps in a library that files as it has settled itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from procstation.catalog import Catalogue
from procstation.cli.main import status_of
from procstation.config import ShelfOrderSection
from procstation.items import Filing, Scheme

HEADER = "barcode,title,author,call number,library,location,status,volume,copy\n"
ROWS = [
    "31234000000017,One,A,QA76.1 .A1 1990,MAIN,STACKS,,,",
    "31234000000025,Two,B,QA76.2 .A1 1990,MAIN,STACKS,,v.2,",
    "31234000000033,Two,B,QA76.2 .A1 1990,MAIN,STACKS,,v.10,",
    "31234000000041,Four,D,QA76.4 .A1 1990,MAIN,STACKS,,,",
    "31234000000058,Red,E,ROT Ende,MAIN,KIDS,,,",
    "31234000000066,Blue,F,BLAU Boie,MAIN,KIDS,,,",
    "31234000000074,Lost,G,GRÜN Boie,MAIN,KIDS,,,",
]
ONE, TWO_2, TWO_10, FOUR, RED, BLUE, GREEN = (row.split(",")[0] for row in ROWS)

COLOURS = r"""
title = "Colour, then author"
pattern = '(?P<colour>\w+) (?P<author>\w+)'
[[parts]]
name = "colour"
values = ["rot", "blau"]
[[parts]]
name = "author"
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    (home / "shelf_rules").mkdir(parents=True)
    (home / "shelf_rules" / "colours.toml").write_text(COLOURS, encoding="utf-8")
    (home / "procstation.toml").write_text('[shelf_order.locations]\nKIDS = "colours"\n')
    monkeypatch.setenv("PROCSTATION_HOME", str(home))
    monkeypatch.delenv("PROCSTATION_STORE", raising=False)
    items = tmp_path / "items.csv"
    items.write_text(HEADER + "\n".join(ROWS) + "\n", encoding="utf-8")
    assert status_of(["catalog", "load", str(items)]) == 0
    return home


@pytest.fixture
def swept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Sweep a location with these codes heard, in this order; return the report."""

    def _swept(*codes: str, scope: tuple[str, ...] = ("--location", "STACKS")) -> dict[str, Any]:
        scans = tmp_path / "scans.txt"
        scans.write_text("".join(f"{code}\n" for code in codes))
        assert status_of(["sweep", "open", "s", *scope]) == 0
        assert status_of(["sweep", "add", "s", str(scans)]) == 0
        capsys.readouterr()
        assert status_of(["sweep", "report", "s", "--json"]) == 0
        return dict(json.loads(capsys.readouterr().out))

    return _swept


def test_volumes_stand_in_order_of_their_numbers(swept: Any) -> None:
    assert swept(ONE, TWO_2, TWO_10, FOUR)["misplaced"] == []


def test_a_volume_before_an_earlier_one_is_misplaced(swept: Any) -> None:
    (move,) = swept(ONE, TWO_10, TWO_2, FOUR)["misplaced"]
    assert move["barcode"] in (TWO_2, TWO_10)


def test_an_item_that_files_otherwise_stands_there(home: Path, swept: Any) -> None:
    (home / "shelf_overrides.csv").write_text(f"barcode,files as\n{FOUR},QA76.1\n")
    assert swept(FOUR, ONE, TWO_2, TWO_10)["misplaced"] == []


def test_an_item_that_files_otherwise_is_in_the_range_where_it_stands(
    home: Path, swept: Any
) -> None:
    (home / "shelf_overrides.csv").write_text(f"barcode,files as\n{FOUR},QA76.1\n")
    scope = ("--location", "STACKS", "--from", "QA76.1", "--to", "QA76.1 .Z9")
    assert swept(FOUR, ONE, scope=scope)["expected"] == 2


def test_a_location_files_by_its_own_rule(swept: Any) -> None:
    report = swept(RED, GREEN, BLUE, scope=("--location", "KIDS"))
    assert report["misplaced"] == []
    assert report["undecided"] == [GREEN]


def test_a_range_of_a_shelf_is_that_of_the_house(home: Path) -> None:
    filing = Filing.of_station(ShelfOrderSection(locations={"KIDS": "colours"}), home)
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    try:
        kids = catalogue.items_on_shelf("ROT A", "BLAU Z", Scheme.OTHER, "KIDS", filing)
        stacks = catalogue.items_on_shelf("QA76.2", "QA76.3", Scheme.LCC, "STACKS", filing)
    finally:
        catalogue.close()
    assert [one.barcode for one in kids] == [RED, BLUE]
    assert [one.barcode for one in stacks] == [TWO_2, TWO_10]


def test_what_is_wrong_with_the_files_is_said(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "shelf_overrides.csv").write_text(f"barcode,files as\n{FOUR},\n")
    assert status_of(["sweep", "open", "s"]) == 2
    assert "line 2: it has no files as" in capsys.readouterr().err
    assert status_of(["doctor", "--no-devices", "--json"]) == 1
    findings = {one["check"]: one for one in json.loads(capsys.readouterr().out)}
    assert not findings["shelf order"]["ok"]
    assert "shelf_overrides.csv, line 2" in findings["shelf order"]["detail"]
