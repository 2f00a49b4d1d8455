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
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command; return its status, its JSON document or text, and what it said on stderr."""

    def _ask(*arguments: str) -> tuple[int, Any, str]:
        capsys.readouterr()
        status = status_of(["catalog", *arguments])
        said = capsys.readouterr()
        document = json.loads(said.out) if "--json" in arguments and said.out else said.out
        return status, document, said.err

    return _ask


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "records.mrc"
    with path.open("wb") as file:
        for number, (title, barcodes) in enumerate(
            [("The left hand of darkness", ["1000001", "1000001"]), ("Two", ["1000002"])], start=1
        ):
            record = pymarc.Record(force_utf8=True)
            blank = pymarc.Indicators(" ", " ")
            record.add_field(
                pymarc.Field("001", data=str(number)),
                pymarc.Field("020", blank, [pymarc.Subfield("a", "0306406152")]),
                pymarc.Field("100", blank, [pymarc.Subfield("a", "Le Guin, Ursula K.,")]),
                pymarc.Field("245", blank, [pymarc.Subfield("a", title + " /")]),
            )
            for barcode in barcodes:
                subfields = [pymarc.Subfield("a", "MAIN"), pymarc.Subfield("b", "MAIN")]
                subfields += [pymarc.Subfield("o", "PS1"), pymarc.Subfield("p", barcode)]
                record.add_field(pymarc.Field("952", blank, subfields))
            file.write(record.as_marc())
        file.write(b"00100rubbish")
    return path


def test_load_answers_all_that_the_contract_names(ask: Any, file: Path) -> None:
    status, report, said = ask("load", str(file), "--json")

    assert status == 0
    (warning,) = said.splitlines()
    assert warning.startswith("warning: 1 of 3 records was not loaded; the first, record 3 at byte")
    assert {name: report[name] for name in ("records", "items", "items_without_barcode")} == {
        "records": 2,
        "items": 2,
        "items_without_barcode": 0,
    }
    assert (report["added"], report["updated"], report["unchanged"]) == (2, 0, 0)
    assert report["duplicates"] == ["1000001"]
    assert report["profile"] == "koha"
    (rejected,) = report["rejected"]
    assert set(rejected) == {"file", "offset", "record", "reason"}
    assert (rejected["file"], rejected["record"]) == (str(file), 3)
    assert rejected["offset"] == file.stat().st_size - len(b"00100rubbish")


def test_load_tells_people_the_same(ask: Any, file: Path) -> None:
    status, text, _ = ask("load", str(file), "--profile", "koha")

    assert status == 0
    assert "2 records read: 2 items with a barcode" in text
    assert "1 records rejected:" in text
    assert "1000001" in text


def test_show(ask: Any, file: Path) -> None:
    ask("load", str(file))
    status, document, _ = ask("show", "1000002", "--json")

    assert status == 0
    assert document["item"]["barcode"] == "1000002"
    assert (document["item"]["call_number"], document["item"]["library"]) == ("PS1", "MAIN")
    assert {"scheme", "location", "volume", "copy", "status"} <= set(document["item"])
    assert document["title"]["title"] == "Two"
    assert document["title"]["author"] == "Le Guin, Ursula K."
    assert document["title"]["isbn"] == ["9780306406157"]
    assert isinstance(document["title"]["id"], int)

    status, text, _ = ask("show", "1000001")
    assert status == 0
    assert "The left hand of darkness" in text
    assert "PS1" in text


def test_find(ask: Any, file: Path) -> None:
    ask("load", str(file))
    status, document, _ = ask("find", "left", "hand", "--json")

    assert status == 0
    (title,) = document["titles"]
    assert (title["title"], title["items"]) == ("The left hand of darkness", ["1000001"])
    assert {"id", "author", "isbn"} <= set(title)
    assert len(ask("find", "978-0-306-40615-7", "--json")[1]["titles"]) == 2
    assert ask("find", "xyzzy", "--json")[:2] == (0, {"titles": []})
    assert "Nothing found" in ask("find", "xyzzy")[1]


@pytest.mark.parametrize(
    ("arguments", "status", "what"),
    [
        (("load", "none.mrc"), 1, "There is no file none.mrc."),
        (("load", "{file}", "--profile", "kohaa"), 2, "There is no profile 'kohaa'."),
        (("load",), 2, "No file was named"),
        (("show", "999"), 1, "No item has barcode '999'."),
        (("lod",), 2, "No such command 'lod'"),
    ],
)
def test_failures_say_what_and_what_next(
    ask: Any, file: Path, arguments: tuple[str, ...], status: int, what: str
) -> None:
    filled = [one.replace("{file}", str(file)) for one in arguments]
    ended, text, said = ask(*filled)

    assert (ended, text) == (status, "")
    error, following = said.strip().split("\n")
    assert error.startswith("error: ")
    assert what in error
    assert following.startswith("next: ")


@pytest.mark.parametrize(
    "content", [b"", b"<!DOCTYPE html><html>502</html>", b"PK\x03\x04", b"a,b\n", b"<a><b/></a>"]
)
def test_what_is_no_marc_ends_with_status_1(ask: Any, tmp_path: Path, content: bytes) -> None:
    wrong = tmp_path / "wrong.mrc"
    wrong.write_bytes(content)
    status, text, said = ask("load", str(wrong), "--json")

    assert (status, text) == (1, "")
    assert said.count("\n") == 2
    assert str(wrong) in said


def test_a_store_that_is_none_is_refused(ask: Any, tmp_path: Path, home: Path) -> None:
    home.mkdir()
    (home / "store.sqlite").write_bytes(b"not a database at all")
    status, _, said = ask("find", "x")

    assert status == 1
    assert "no SQLite database" in said


def test_profiles_are_listed(ask: Any) -> None:
    status, document, _ = ask("profiles", "--json")

    assert status == 0
    assert {"koha", "evergreen", "symphony-999", "marc21"} <= {one["name"] for one in document}


@pytest.mark.corpus
def test_the_koha_sample_gives_218_records_and_465_items(ask: Any, corpus: Path) -> None:
    status, report, _ = ask("load", str(corpus / "marc-items" / "koha-sample-a-952.mrc"), "--json")

    assert status == 0
    assert (report["records"], report["items"], report["profile"]) == (218, 465, "koha")
    _, document, _ = ask("show", "3999900000001", "--json")
    assert document["item"]["call_number"] == "ML420.S77 H28 2013"
    assert document["item"]["scheme"] == "lcc"
