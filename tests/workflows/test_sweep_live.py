"""A live sweep over plain lines, as somebody with a screen reader or a script works."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sweep_play import SWEEP, barcode, make_home

from procstation.cli.main import main

PATRON = "21234000000013"


def sweep(home: Path, *lines: str) -> list[str]:
    result = CliRunner().invoke(
        main,
        ["--home", str(home), "sweep", "live", SWEEP, "--plain", "--person", "ann"],
        input="".join(f"{line}\n" for line in lines),
        catch_exceptions=False,
    )
    assert result.exit_code == 0
    return result.output.splitlines()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make_home(tmp_path / "home", 40)
    return tmp_path / "home"


def test_a_walk_is_answered_line_by_line_and_goes_on(home: Path) -> None:
    said = sweep(home, "/place 7", barcode(1), barcode(2), barcode(0), "/say damaged", "99999")
    assert said[0] == f"sweep {SWEEP}: 0 of 39 found (0%), 0 reads"
    assert f"right place: {barcode(2)} QA3 .A1" in said
    assert "next: This book belongs between the end of the shelf and QA2 .A1." in said
    assert f"noted: {barcode(0)} QA1 .A1: Noted: damaged." in said
    assert said[-1] == "next: Not in the catalogue. Set it aside for the desk."
    said = sweep(home, "/status", barcode(5), "/pulls", f"/pulled {barcode(5)}", "/pulls")
    assert said[0] == f"sweep {SWEEP}: 3 of 39 found (8%), 0 reads"
    pulls = [line for line in said if line.startswith("pull: ")]
    assert pulls == [f"pull: {barcode(5)} QA6 .A1: Pull it: the catalogue has it lost (MISSING)."]


def test_a_patron_card_is_refused_and_not_in_the_journal(home: Path) -> None:
    said = sweep(home, PATRON)
    assert "refused: That is a patron card. It was refused, and nothing of it was kept." in said
    for file in home.glob("journal.sqlite*"):
        assert PATRON.encode() not in file.read_bytes()


def test_what_is_missed_is_looked_for(home: Path) -> None:
    walk = [barcode(one) for one in range(40) if one != 7]
    sweep(home, *walk)
    said = sweep(home, *walk, "/status")
    assert "sweep: 38 of 39 found (97%), 39 reads" in said
    said = sweep(home, "/find", "/status", barcode(7), "/found")
    assert "look for: QA8 .A1 Title 7, after QA7 .A1" in said
    assert "next: All of them are found." in said


def test_one_may_look_for_what_one_names_and_ask_for_help(home: Path) -> None:
    asked = ("/what", "/place", "/help")
    said = sweep(home, f"/find {barcode(3)} {barcode(4)}", "/bay", "/again", *asked, "/quit")
    assert "next: Look for QA4 .A1 Title 3" in said
    assert any(line.startswith("wrong: There is no command /what.") for line in said)
    assert "wrong: Nothing is said behind /place. /help says what belongs there." in said
    assert any(line.startswith("/pulls") for line in said)


def test_a_sweep_that_is_not_there_is_said_with_the_next_thing_to_do(home: Path) -> None:
    from procstation.cli.main import status_of  # noqa: PLC0415

    assert status_of(["--home", str(home), "sweep", "live", "nowhere", "--plain"]) == 1
