import json
from pathlib import Path
from typing import Any

import pytest

from procstation.cli.main import status_of


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("PROCSTATION_HOME", str(home))
    monkeypatch.delenv("PROCSTATION_STORE", raising=False)
    return home


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command; return its status, what it printed, and what it said on stderr."""

    def _ask(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = status_of(["catalog", *arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return _ask


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "items.csv"
    path.write_text("Nr;Was;Code\n1;Ein Buch;1000001\n2;Noch eins;1000002\n", "utf-8")
    return str(path)


def test_columns_are_shown_with_the_reason(ask: Any, table: str) -> None:
    status, out, err = ask("columns", table, "--map", "barcode=Code")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("text in utf-8, cells separated by a semicolon; its first row")
    assert any(line.split()[:3] == ["3", "Code", "barcode:"] for line in lines)
    assert any("1000001 | 1000002" in line for line in lines)


def test_columns_as_json(ask: Any, table: str) -> None:
    status, out, _ = ask("columns", table, "--map", "barcode=3", "--map", "title=Was", "--json")
    document = json.loads(out)
    assert status == 0
    assert document["header"] is True
    assert [column["field"] for column in document["columns"]] == ["", "title", "barcode"]


def test_a_mapping_that_is_printed_can_be_loaded_by(ask: Any, table: str, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    _, out, _ = ask("columns", table, "--map", "barcode=Code", "--map", "title=2", "--toml")
    mapping.write_text(out, "utf-8")
    status, out, _ = ask("load", table, "--mapping", str(mapping), "--json")
    assert status == 0
    assert json.loads(out)["items"] == 2
    _, out, _ = ask("show", "1000002", "--json")
    assert json.loads(out)["title"]["title"] == "Noch eins"


def test_a_row_that_is_refused_is_named_by_its_place(ask: Any, tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_bytes(b"barcode,title\n1000001,One\n3.1234E+13,Two\n")
    status, out, _ = ask("load", str(path), "--json")
    document = json.loads(out)
    assert (status, document["records"], document["items"]) == (0, 1, 1)
    (rejected,) = document["rejected"]
    assert (rejected["file"], rejected["record"], rejected["offset"]) == (str(path), 3, 26)
    assert "rounded by a spreadsheet" in rejected["reason"]


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--map", "barcode"), "maps no column"),
        (("--map", "barkode=3"), "no field"),
        (("--map", "barcode=Kode"), "no column 'Kode'"),
        (("--mapping", "missing.toml"), "cannot be read"),
    ],
)
@pytest.mark.parametrize("command", ["columns", "load"])
def test_a_wrong_mapping_is_wrong_usage(
    command: str, arguments: tuple[str, ...], what: str, ask: Any, table: str
) -> None:
    status, out, err = ask(command, table, *arguments)
    assert (status, out) == (2, "")
    assert what in err
    assert "next: " in err


def test_what_is_no_table_is_refused(ask: Any, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear library,\nplease send the books.\n", "utf-8")
    status, _, err = ask("load", str(path))
    assert status == 1
    assert "no file of records" in err
    status, _, err = ask("columns", str(tmp_path / "none.csv"))
    assert status == 1
    assert "There is no file" in err
