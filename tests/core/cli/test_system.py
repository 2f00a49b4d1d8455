"""`procstation system`, and what `doctor` says of library systems."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from procstation.cli.main import status_of
from procstation.ils import http_session

CONFIGURATION = """
[systems.koha]
connector = "koha"
url = "sim://koha?items=3"
user = "station"

[systems.shared]
connector = "folio"
url = "sim://folio"
user = "station"
options = { tenant = "diku" }
"""

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command and returns its status and its JSON; text without `--json`."""
    monkeypatch.setenv("PROCSTATION_SECRET_KOHA", "sesame")
    monkeypatch.setenv("PROCSTATION_SECRET_SHARED", "sesame")
    (tmp_path / "procstation.toml").write_text(CONFIGURATION)

    def run_it(*arguments: str, configuration: str | None = None) -> tuple[int, Any]:
        if configuration is not None:
            (tmp_path / "procstation.toml").write_text(configuration)
        status = status_of(["--home", str(tmp_path), *arguments])
        out = capsys.readouterr().out
        return status, json.loads(out) if "--json" in arguments else out

    return run_it


def test_the_list_tells_what_each_can_do(run: Run) -> None:
    status, document = run("system", "list", "--json")
    assert status == 0
    koha, shared = document["systems"]
    assert (koha["name"], koha["connector"], koha["user"]) == ("koha", "koha", "station")
    assert "find items, 50 in one call" in koha["can"]
    assert "note that an item was seen" in koha["can"]
    assert "hand items in" in koha["cannot"]
    assert any("check-in" in remark for remark in koha["remarks"])
    assert "note that an item was seen" in shared["cannot"]
    names = [connector["name"] for connector in document["connectors"]]
    assert {"koha", "folio"} <= set(names)


def test_the_list_for_people(run: Run) -> None:
    status, text = run("system", "list")
    assert status == 0
    assert "koha: koha at sim://koha?items=3 as station" in text
    assert "  cannot  hand items in" in text
    assert "https://koha.example.org" in text


def test_a_wrong_setting_is_in_the_list(run: Run) -> None:
    wrong = '[systems.koha]\nconnector = "koha"\nurl = "https://k.org"\noptions = {logn = "a"}'
    status, document = run("system", "list", "--json", configuration=wrong)
    assert status == 0
    (koha,) = document["systems"]
    assert "logn" in koha["error"]
    assert "'login'" in koha["next"]
    assert koha["url"] == "https://k.org"


def test_all_that_answer(run: Run) -> None:
    status, (koha, shared) = run("system", "check", "--json")
    assert status == 0
    assert (koha["ok"], koha["detail"]) == (True, "Koha: as station; 3 items")
    assert (shared["ok"], shared["detail"]) == (True, "FOLIO: tenant diku as station")


def test_a_wrong_password_fails_the_check(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCSTATION_SECRET_KOHA", "wrong-word")
    status, (koha,) = run("system", "check", "koha", "--json")
    assert status == 1
    assert not koha["ok"]
    assert "does not accept the login" in koha["detail"]
    assert koha["next"]
    assert "wrong-word" not in json.dumps(koha)
    status, text = run("system", "check")
    assert status == 1
    assert "WRONG  koha" in text
    assert "ok     shared" in text


def test_without_a_password_it_says_where_one_belongs(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PROCSTATION_SECRET_KOHA")
    _, (koha,) = run("system", "check", "koha", "--json")
    assert "PROCSTATION_SECRET_KOHA" in koha["next"]


def test_nobody_at_the_address(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_session, "FIRST_PAUSE_S", 0.0)
    nobody = '[systems.koha]\nconnector = "koha"\nurl = "http://127.0.0.1:9"\nsecret = "KOHA"'
    status, (koha,) = run("system", "check", "--json", configuration=nobody)
    assert status == 1
    assert "cannot be reached" in koha["detail"]


def test_a_name_that_is_none(run: Run) -> None:
    status, _ = run("system", "check", "kohaa")
    assert status == 2


def test_without_systems_it_says_how_to_have_one(run: Run) -> None:
    for command in ("list", "check"):
        status, text = run("system", command, configuration="")
        assert status == 0
        assert "[systems.NAME]" in text


def test_doctor_asks_each_system(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCSTATION_SECRET_SHARED", "wrong-word")
    _, document = run("doctor", "--no-devices", "--json")
    found = {one["check"]: one for one in document}
    assert found["system koha"]["ok"]
    assert "3 items" in found["system koha"]["detail"]
    assert not found["system shared"]["ok"]
    assert found["system shared"]["next"]
