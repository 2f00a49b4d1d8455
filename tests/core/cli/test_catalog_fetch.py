import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sru_server import SruServer, sru_server

from procstation.cli.main import status_of

BOOKS = Path(__file__).parents[2] / "data" / "copycat" / "books.xml"
NOBODY = '[[copycat.targets]]\nname = "nobody"\nurl = "http://127.0.0.1:1/books"\n'


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SruServer]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with sru_server(BOOKS) as running:
        yield running


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: SruServer) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("PROCSTATION_HOME", str(home))
    monkeypatch.delenv("PROCSTATION_STORE", raising=False)
    set_up(home, f'[[copycat.targets]]\nname = "books"\nurl = "{server.url}"\n')
    return home


def set_up(home: Path, text: str) -> None:
    (home / "procstation.toml").write_text(text, encoding="utf-8")


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


def test_the_only_one_is_taken(ask: Any) -> None:
    status, document, _ = ask("fetch", "978-0-307-47472-8", "--json")

    assert status == 0
    assert document["wanted"] == {"by": "isbn", "text": "9780307474728", "author": ""}
    assert document["picked"] == 1
    assert document["taken"]["outcome"] == "added"
    assert [one["target"] for one in document["searched"]] == ["books"]
    (title,) = ask("find", "9780307474728", "--json")[1]["titles"]
    assert title["id"] == document["taken"]["title_id"]
    assert title["title"] == "Cien años de soledad"


def test_what_was_taken_can_be_taken_back(ask: Any) -> None:
    load = ask("fetch", "9780307474728", "--json")[1]["taken"]["load"]

    assert ask("undo-load", str(load))[0] == 0
    assert ask("find", "soledad", "--json")[1]["titles"] == []


def test_of_several_none_is_taken_until_one_is_picked(ask: Any) -> None:
    status, text, said = ask("fetch", "3596294339")
    assert status == 1
    assert "  1  Der Zauberberg" in text
    assert "1. Aufl." in text
    assert "2. Aufl." in text
    assert "next: Take one of them with --pick N." in said
    assert ask("loads", "--json")[1] == []

    status, document, _ = ask("fetch", "3596294339", "--pick", "2", "--json")
    assert status == 0
    assert document["candidates"][1]["edition"] == "2. Aufl."
    assert document["picked"] == 2
    assert ask("find", "zauberberg", "--json")[1]["titles"][0]["date"] == "1974"


def test_a_number_that_was_not_listed_cannot_be_picked(ask: Any) -> None:
    status, _, said = ask("fetch", "3596294339", "--pick", "3")

    assert status == 2
    assert "There is no record 3: 2 were found." in said


def test_none_found_says_where_was_searched_and_what_else_can_be_done(ask: Any) -> None:
    status, document, said = ask("fetch", "9791032305690", "--json")

    assert status == 1
    assert document["candidates"] == []
    assert "No record for ISBN 9791032305690; searched in: books" in said
    assert "procstation catalog add" in said


def test_a_target_that_is_down_is_named_and_the_next_one_asked(
    ask: Any, home: Path, server: SruServer
) -> None:
    set_up(home, f'{NOBODY}\n[[copycat.targets]]\nname = "books"\nurl = "{server.url}"\n')

    status, text, _ = ask("fetch", "9780307474728")

    assert status == 0
    assert "nobody: ! nobody cannot be reached" in text
    assert "books: 1 found" in text


def test_when_none_can_be_asked_it_is_said_why(ask: Any, home: Path) -> None:
    set_up(home, NOBODY)

    status, _, said = ask("fetch", "9780307474728")

    assert status == 1
    assert "nobody (not asked)" in said
    assert "nobody cannot be reached" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("password", ["open sesame", "shut sesame"])
def test_a_password_is_found_nowhere(
    ask: Any, home: Path, server: SruServer, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.login = ("station7", "open sesame")
    monkeypatch.setenv("PROCSTATION_SECRET_COPYCAT_BOOKS", password)
    set_up(home, f'[[copycat.targets]]\nname = "books"\nurl = "{server.url}"\nuser = "station7"\n')

    status, text, said = ask("fetch", "9780307474728")

    assert status == (0 if password == "open sesame" else 1)
    assert "sesame" not in text + said
    for file in home.rglob("*"):
        assert not file.is_file() or b"sesame" not in file.read_bytes()


def test_a_dry_run_changes_nothing(ask: Any, home: Path) -> None:
    status, document, _ = ask("fetch", "9780307474728", "--dry-run", "--json")

    assert status == 0
    assert document["picked"] == 1
    assert document["taken"] is None
    assert ask("loads", "--json")[1] == []
    assert not (home / "fetched").exists()


def test_what_the_catalogue_has_is_not_fetched_again_but_anyway(
    ask: Any, server: SruServer
) -> None:
    ask("fetch", "9780307474728")
    server.asked.clear()

    status, _, said = ask("fetch", "0-307-47472-0")
    assert status == 1
    assert "has ISBN 9780307474728 already: 'Cien años de soledad'" in said
    assert server.asked == []
    assert ask("fetch", "9780307474728", "--anyway", "--json")[1]["taken"]["outcome"] == "unchanged"


def test_a_record_with_another_number_is_taken_only_when_picked(
    ask: Any, server: SruServer
) -> None:
    server.records = server.records[-1:]

    status, _, said = ask("fetch", "9780441478125")
    assert status == 1
    assert "names ISBN 9780441478125 as another edition's" in said
    assert ask("fetch", "9780441478125", "--pick", "1")[0] == 0


def test_words_and_an_author(ask: Any) -> None:
    assert ask("fetch", "left", "hand", "--json")[0] == 1
    status, document, _ = ask("fetch", "left", "hand", "--author", "Le Guin", "--json")
    assert status == 0
    assert document["candidates"][0]["call_number"] == "PS3562.E42 L4 1969"
    assert document["candidates"][0]["dropped"] == ["590", "852", "952", "AVA"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["9780307474729"], 1, "is no ISBN: after 978030747472 comes 8, not 9"),
        (["hand", "--target", "bokks"], 2, "There is no target 'bokks'"),
        (["hand", "--by", "isbn"], 1, "is no ISBN"),
        (["9780307474728", "--author", "x"], 1, "Leave the author out"),
    ],
)
def test_what_is_asked_wrongly_is_said(
    ask: Any, arguments: list[str], status: int, said: str
) -> None:
    found = ask("fetch", *arguments)

    assert found[0] == status
    assert said in found[2]


def test_no_target_is_asked_that_nobody_set_up(ask: Any, home: Path) -> None:
    set_up(home, "")

    status, _, said = ask("fetch", "9780307474728")

    assert status == 2
    assert "No target is set up" in said


def test_targets_are_listed_and_say_what_they_have(ask: Any) -> None:
    listed = ask("targets", "--json")[1]
    assert (listed[0]["name"], listed[0]["set_up"]) == ("books", True)
    assert {"loc", "koha", "alma"} <= {one["name"] for one in listed if not one["set_up"]}

    status, document, _ = ask("targets", "books", "--json")
    assert status == 0
    assert "bath.isbn" in [one["name"] for one in document["has_indexes"]]
    assert "dc.title" in ask("targets", "books")[1]


def test_one_by_z3950_cannot_say_what_it_has(ask: Any) -> None:
    status, _, said = ask("targets", "loc-z3950")

    assert status == 1
    assert "Z39.50" in said


def test_a_record_by_hand(ask: Any) -> None:
    status, document, _ = ask(
        "add", "--title", "Annual report", "--author", "Library, The", "--date", "1931",
        "--isbn", "3-16-148410-X", "--call-number", "Z732 .A6 1931", "--json",
    )  # fmt: skip

    assert status == 0
    assert document["title"]["scheme"] == "lcc"
    (title,) = ask("find", "9783161484100", "--json")[1]["titles"]
    assert title["id"] == document["taken"]["title_id"]
    assert title["call_number"] == "Z732 .A6 1931"


def test_a_record_by_hand_tried_dry(ask: Any) -> None:
    assert ask("add", "--title", "x", "--dry-run", "--json")[1]["taken"] is None
    assert ask("loads", "--json")[1] == []
    status, _, said = ask("add", "--title", "x", "--isbn", "123")
    assert status == 1
    assert "'123' is no ISBN" in said
