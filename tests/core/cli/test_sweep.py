"""Sweeps from the command line, on a catalogue loaded from a table."""

import json
from pathlib import Path
from typing import Any

import pytest

from procstation.cli.main import status_of

HEADER = "barcode,title,author,call number,library,location,status\n"
ROWS = [
    "31234000000017,One,A,QA76.1 .A1 1990,MAIN,STACKS,",
    "31234000000025,Two,B,QA76.2 .A1 1990,MAIN,STACKS,",
    "31234000000033,Three,C,QA76.3 .A1 1990,MAIN,STACKS,Checked out",
    "31234000000041,Four,D,QA76.4 .A1 1990,MAIN,STACKS,",
    "31234000000058,Five,E,QA76.5 .A1 1990,MAIN,STACKS,MISSING",
    "31234000000066,Six,F,QA76.6 .A1 1990,MAIN,REF,",
    "31234000000074,Seven,G,813.54 LEG,BRANCH,STACKS,",
]
ONE, TWO, THREE, FOUR, FIVE, SIX, SEVEN = (row.split(",")[0] for row in ROWS)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("PROCSTATION_HOME", str(home))
    monkeypatch.delenv("PROCSTATION_STORE", raising=False)
    items = tmp_path / "items.csv"
    items.write_text(HEADER + "\n".join(ROWS) + "\n")
    assert status_of(["catalog", "load", str(items)]) == 0
    return home


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command; return its status, its JSON document or text, and what it said on stderr."""

    def _ask(*arguments: str) -> tuple[int, Any, str]:
        capsys.readouterr()
        status = status_of(["sweep", *arguments])
        said = capsys.readouterr()
        document = json.loads(said.out) if "--json" in arguments and said.out else said.out
        return status, document, said.err

    return _ask


@pytest.fixture
def scans(tmp_path: Path) -> Any:
    def _scans(*codes: str, name: str = "scans.txt") -> str:
        path = tmp_path / name
        path.write_text("".join(f"{code}\n" for code in codes))
        return str(path)

    return _scans


def test_open_says_what_is_expected_and_what_is_accounted_for(ask: Any) -> None:
    status, opened, _ = ask("open", "s", "--library", "MAIN", "--location", "STACKS", "--json")

    assert status == 0
    assert (opened["sweep"], opened["expected"], opened["in_scope"]) == ("s", 3, 5)
    assert opened["buckets"] == {"on shelf": 3, "on loan": 1, "lost": 1}


@pytest.mark.long
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), 5),
        (("--library", "BRANCH"), 1),
        (("--from", "QA76.2 .A1 1990", "--to", "QA76.4 .A1 1990"), 2),
        (("--from", "QA76.2 .A1 1990"), 3),
        (("--to", "QA76.2 .A1 1990", "--location", "STACKS"), 2),
        (("--from", "800", "--to", "900"), 1),
        (("--first-book", ONE, "--last-book", THREE), 2),
    ],
)
def test_scopes(ask: Any, options: tuple[str, ...], expected: int) -> None:
    status, opened, _ = ask("open", "s", *options, "--json")

    assert status == 0
    assert opened["expected"] == expected


def test_a_list_is_the_whole_scope(ask: Any, scans: Any) -> None:
    file = scans(ONE, SIX, ONE, "31999000000012")
    status, opened, said = ask("open", "s", "--list", file, "--json")

    assert status == 0
    assert opened["expected"] == 2
    assert "1 barcodes of the list are in no catalogue" in said


def test_a_dry_run_opens_nothing(ask: Any) -> None:
    assert ask("open", "s", "--dry-run", "--json")[1]["expected"] == 5
    assert ask("list", "--json")[1] == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("options", "what", "do_next"),
    [
        (("--location", "STAKS"), "No item is in location 'STAKS'", "Did you mean 'STACKS'?"),
        (("--from", "QA76.4", "--to", "QA76.2"), "'QA76.4' stands behind 'QA76.2'", "--from"),
        (("--from", "QA76.4", "--to", "Z1 .A1", "--scheme", "dewey"), "is no call number", ""),
        (("--library", "BRANCH", "--location", "REF"), "No item with a barcode is in", "Widen"),
        (("--first-book", ONE, "--last-book", SIX), "'STACKS', the last to 'REF'", "one shelf"),
    ],
)
def test_a_scope_that_cannot_be_is_refused(
    ask: Any, options: tuple[str, ...], what: str, do_next: str
) -> None:
    status, _, said = ask("open", "s", *options)

    assert status == 1
    assert what in said
    assert do_next in said
    assert ask("list", "--json")[1] == []


def test_a_strange_status_is_told_and_can_be_settled(ask: Any, home: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.csv"
    more.write_text(HEADER + "31234000000082,Eight,H,QA76.8,MAIN,STACKS,Schaukasten\n")
    status_of(["catalog", "load", str(more)])

    _, opened, said = ask("open", "before", "--json")
    assert opened["buckets"]["elsewhere"] == 1
    assert "'Schaukasten' (1)" in said

    (home / "procstation.toml").write_text('[sweeps.status]\n"schaukasten" = "on shelf"\n')
    _, opened, said = ask("open", "after", "--json")
    assert (opened["expected"], said) == (6, "")


def test_add_counts_what_is_new_and_what_was_heard_before(ask: Any, scans: Any) -> None:
    ask("open", "s")
    _, first, _ = ask("add", "s", scans(ONE, TWO, ONE), "--json")
    _, second, _ = ask("add", "s", scans(TWO, FOUR, name="more.txt"), "--json")

    assert (first["read"], first["new"], first["repeated"]) == (3, 2, 1)
    assert (second["read"], second["new"], second["repeated"]) == (2, 1, 1)
    assert (first["unreadable"], second["unreadable"]) == ([], [])


def test_the_same_file_twice_is_said_and_not_counted(ask: Any, scans: Any) -> None:
    ask("open", "s")
    file = scans(ONE, TWO)
    ask("add", "s", file)
    status, again, said = ask("add", "s", file, "--json")

    assert status == 0
    assert (again["read"], again["new"], again["repeated"]) == (2, 0, 2)
    assert "was added at" in said
    assert len(ask("show", "s", "--json")[1]["sittings"]) == 1


def test_of_a_file_that_has_grown_only_the_rest_is_added(ask: Any, scans: Any) -> None:
    ask("open", "s")
    ask("add", "s", scans(ONE, TWO))
    _, grown, _ = ask("add", "s", scans(ONE, TWO, FOUR), "--json")

    assert (grown["read"], grown["new"]) == (1, 1)
    assert grown["files"][0]["lines_added_before"] == 2


def test_a_patrons_card_is_refused_and_nowhere_kept(ask: Any, scans: Any, home: Path) -> None:
    ask("open", "s")
    status, added, _ = ask("add", "s", scans(ONE, "21234000000018"), "--json")

    assert status == 0
    assert added["read"] == 1
    assert [(one["line"], one["text"]) for one in added["unreadable"]] == [(2, "")]
    kept = b"".join(path.read_bytes() for path in home.iterdir() if path.is_file())
    assert b"21234000000018" not in kept


def test_the_report_names_what_is_wrong(ask: Any, scans: Any) -> None:
    ask("open", "s", "--library", "MAIN", "--location", "STACKS")
    ask("add", "s", scans(TWO, ONE, THREE, SIX, "31999000000012"))
    status, report, _ = ask("report", "s", "--json")

    assert status == 0
    assert (report["expected"], report["found"]) == (3, 2)
    assert [*report["missing"], *report["look_again"], *report["cannot_tell"]] == [FOUR]
    assert report["wrong_status"] == [THREE]
    assert report["wrong_location"] == [SIX]
    assert report["unknown"] == ["31999000000012"]
    assert [move["barcode"] for move in report["misplaced"]] in ([ONE], [TWO])


def test_what_is_frozen_stays_as_it_was(ask: Any, scans: Any, tmp_path: Path) -> None:
    ask("open", "s", "--location", "REF")
    changed = tmp_path / "changed.csv"
    changed.write_text(HEADER + "31234000000066,Six,F,QA76.6 .A1 1990,MAIN,REF,Checked out\n")
    status_of(["catalog", "load", str(changed)])

    assert ask("report", "s", "--json")[1]["expected"] == 1
    assert ask("open", "later", "--location", "REF", "--json")[1]["expected"] == 0


def test_a_closed_sweep_takes_nothing_until_it_is_reopened(ask: Any, scans: Any) -> None:
    ask("open", "s")
    assert ask("close", "s", "--json")[1]["state"] == "closed"
    status, _, said = ask("add", "s", scans(ONE))
    assert (status, "was closed" in said, "sweep reopen s" in said) == (1, True, True)

    ask("reopen", "s")
    assert ask("add", "s", scans(ONE), "--json")[1]["new"] == 1


def test_delete_says_first_what_would_go(ask: Any, scans: Any) -> None:
    ask("open", "s")
    ask("add", "s", scans(ONE))
    assert ask("delete", "s", "--json")[1] == {
        "sweep": "s", "deleted": False, "heard": 1, "sittings": 1,
    }  # fmt: skip
    assert ask("delete", "s", "--yes", "--json")[1]["deleted"]
    assert ask("list", "--json")[1] == []
    assert ask("open", "s", "--json")[1]["expected"] == 5


def test_a_name_that_is_mistyped_is_told(ask: Any) -> None:
    ask("open", "stacks-2026")
    status, _, said = ask("show", "stack-2026")

    assert status == 1
    assert "Did you mean 'stacks-2026'?" in said


def test_a_second_sweep_of_one_name_is_refused(ask: Any) -> None:
    ask("open", "s")
    status, _, said = ask("open", "s")

    assert (status, "already" in said) == (1, True)


def test_people_see_the_same_in_words(ask: Any, scans: Any) -> None:
    assert "5 items expected on the shelf, of 7" in ask("open", "s")[1]
    assert "2 read, 2 new, 0 repeated" in ask("add", "s", scans(ONE, SIX), "--person", "Ada")[1]
    shown = ask("show", "s")[1]
    assert "heard: 2 of them (40%)" in shown
    assert "Ada" in shown
    assert "2 of 5 expected items found" in ask("report", "s")[1]
