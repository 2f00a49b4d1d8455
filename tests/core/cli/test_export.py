import json
from pathlib import Path
from typing import Any

import pymarc
import pytest

from procstation.cli.main import status_of


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("PROCSTATION_HOME", str(home))
    monkeypatch.delenv("PROCSTATION_STORE", raising=False)
    return home


@pytest.fixture
def ask(capfdbinary: pytest.CaptureFixture[bytes]) -> Any:
    """Run `catalog …`; return its status, the bytes of stdout and the text of stderr."""

    def _ask(*arguments: str) -> tuple[int, bytes, str]:
        capfdbinary.readouterr()
        status = status_of(["catalog", *arguments])
        said = capfdbinary.readouterr()
        return status, said.out, said.err.decode()

    return _ask


@pytest.fixture
def loaded(ask: Any, tmp_path: Path) -> None:
    record = pymarc.Record(force_utf8=True)
    blank = pymarc.Indicators(" ", " ")
    record.add_field(pymarc.Field("245", blank, [pymarc.Subfield("a", "Zoë")]))
    for values in ({"p": "1000001", "o": "QA1"}, {"p": "1000002"}, {"y": "BK"}):
        place = [pymarc.Subfield("a", "MAIN"), pymarc.Subfield("b", "MAIN")]
        subfields = [pymarc.Subfield(*pair) for pair in values.items()]
        record.add_field(pymarc.Field("952", blank, [*place, *subfields]))
    record.add_field(pymarc.Field("999", blank, [pymarc.Subfield("c", "7")]))
    file = tmp_path / "in.mrc"
    file.write_bytes(record.as_marc())
    assert ask("load", str(file))[0] == 0


@pytest.mark.parametrize(
    ("ending", "records", "beginning"),
    [
        ("mrc", 1, b"00"),
        ("xml", 1, b"<?xml"),
        ("CSV", 3, b"barcode,call_number,"),
        ("xlsx", 3, b"PK\x03\x04"),
    ],
)
@pytest.mark.usefixtures("loaded")
def test_the_ending_says_the_format(
    ask: Any, tmp_path: Path, ending: str, records: int, beginning: bytes
) -> None:
    out = tmp_path / f"out.{ending}"
    status, said, errors = ask("export", str(out), "--json")
    report = json.loads(said)

    assert (status, errors) == (0, "")
    assert (report["records"], report["items"]) == (records, 3)
    assert (report["refused"], report["split"]) == ([], [])
    assert out.read_bytes().startswith(beginning)
    status, said, _ = ask("load", str(out), "--dry-run", "--json")
    assert (status, json.loads(said)["items"]) == (0, 2)


@pytest.mark.usefixtures("loaded")
def test_records_go_to_stdout_and_words_to_stderr(ask: Any) -> None:
    status, data, errors = ask("export", "-")

    assert status == 0
    assert pymarc.Record(data)["245"]["a"] == "Zoë"
    assert errors == "1 records written with 3 items, profile koha\n"
    status, data, _ = ask("export", "-", "--format", "csv")
    assert data.decode().splitlines()[1].startswith("1000001,QA1,lcc,MAIN,")


@pytest.mark.usefixtures("loaded")
def test_what_is_refused_is_said_and_fails(ask: Any, tmp_path: Path) -> None:
    out = tmp_path / "out.mrc"
    status, said, _ = ask("export", str(out), "--profile", "evergreen", "--json")

    assert status == 1
    assert json.loads(said)["refused"] == [
        {
            "control_number": "7",
            "barcode": None,
            "reason": "profile evergreen has no field that is read as it again",
        }
    ]
    assert json.loads(said)["items"] == 2
    status, text, _ = ask("export", str(out), "--profile", "evergreen")
    assert status == 1
    assert b"no barcode of 7: profile evergreen has no field" in text
    assert b"item_type" not in text


@pytest.mark.usefixtures("loaded")
def test_only_what_the_bench_changed(ask: Any, tmp_path: Path) -> None:
    status, said, _ = ask("export", str(tmp_path / "out.mrc"), "--changed", "--json")

    assert (status, json.loads(said)["records"]) == (0, 0)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("out.doc",), 2, "ending in '.doc'"),
        (("out",), 2, "ending in ''"),
        (("-", "--json"), 2, "cannot both go to stdout"),
        (("out.mrc", "--profile", "kohaa"), 2, "Did you mean 'koha'?"),
        (("nowhere/out.mrc",), 1, "cannot be written"),
    ],
)
def test_what_cannot_be_done_says_why(
    ask: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...],
    status: int, words: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    ended, said, errors = ask("export", *arguments)

    assert (ended, said) == (status, b"")
    assert words in errors
    assert errors.startswith("error: ")
    assert not (tmp_path / arguments[0]).exists()
