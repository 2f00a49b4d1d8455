"""`procstation history` from the command line."""

import json
from pathlib import Path

import pytest

from procstation.catalog import Catalogue
from procstation.cli.main import status_of

CODE = "31234000000018"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    table = tmp_path / "items.csv"
    table.write_text(f"barcode,title,location\n{CODE},One,STACKS\n")
    catalogue = Catalogue.open(f"sqlite:///{tmp_path / 'store.sqlite'}")
    catalogue.load([table])
    catalogue.set_status(CODE, "damaged", by="anna at bench-1", at="2026-03-01T10:00:00Z")
    catalogue.close()
    return tmp_path


def run(home: Path, *words: str) -> int:
    return status_of(["--home", str(home), "history", *words])


def test_what_was_done_to_an_item_is_listed_and_undone(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(home, CODE, "--who", "anna", "--json") == 0
    [entry] = json.loads(capsys.readouterr().out)
    assert entry == {
        "entry": "change:1",
        "at": "2026-03-01T10:00:00Z",
        "who": "anna",
        "station": "bench-1",
        "device": "",
        "barcode": CODE,
        "text": "status: available → damaged",
        "before": {"status": ""},
    }
    assert run(home, "--undo", "change:1", "--json") == 2
    assert "status: damaged → available" in capsys.readouterr().err
    assert run(home, "--undo", "change:1", "--yes") == 0
    capsys.readouterr()
    assert run(home, CODE, "--most", "1") == 0
    [line] = capsys.readouterr().out.splitlines()
    assert "by command, " in line
    assert line.endswith("status: damaged → available (undo of change:1)  [change:2]")


def test_times_bound_the_list(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(home, CODE, "--since", "2026-03-01T10:00:00", "--until", "2026-03-02") == 0
    assert "damaged" in capsys.readouterr().out
    assert run(home, CODE, "--until", "2026-03-01T10:00:00") == 0
    assert capsys.readouterr().out == "Nothing was done that fits.\n"
    assert run(home, "--since", "yesterday") != 0
    assert "is no time" in capsys.readouterr().err
