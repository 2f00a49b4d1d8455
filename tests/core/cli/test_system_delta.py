"""Nightly: what was changed in the library system, into the catalogue, as an act."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from memory_system import MemorySystem
from outbox_play import HELD, load_records
from system_station import CONFIG, system_in_memory

from procstation.catalog import Catalogue
from procstation.catalog.live_delta import utc_time
from procstation.cli.main import status_of
from procstation.errors import InputRefused, SystemUnreachable
from procstation.ils import Abilities, ItemField, RemoteItem, RemoteTitle

NEW = "30000000000888"


class Changing(MemorySystem):
    """Tells of all its items, and may break off."""

    def __init__(self) -> None:
        super().__init__(Abilities(deltas=True))
        self.since: list[str] = []
        self.breaks = False

    def changed_since(self, since: str) -> Iterator[RemoteItem]:
        self.since.append(since)
        yield from self.items.values()
        if self.breaks:
            raise SystemUnreachable("koha went away.", "Wait.")


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Changing:
    load_records(tmp_path)
    (tmp_path / "procstation.toml").write_text(CONFIG)
    changing = Changing()
    usual = system_in_memory()
    changing.titles = {**usual.titles, "77": RemoteTitle("77", "Emma", isbn=("9780141439587",))}
    held = usual.items["5"]
    moved = {**held.values, ItemField.LOCATION: "REF"}
    changing.items = {
        "5": replace(held, title_id="11", values=moved),
        "9": RemoteItem("9", "77", {ItemField.BARCODE: NEW, ItemField.LOCATION: "STACKS"}),
    }
    monkeypatch.setattr("procstation.station.system_desk.open_system", lambda *_: changing)
    return changing


def run(home: Path, capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, Any, str]:
    status = status_of(["--home", str(home), "system", "delta", "--json", *args])
    said = capsys.readouterr()
    return status, json.loads(said.out) if said.out else None, said.err


def test_what_was_changed_is_an_act_and_the_next_time_is_remembered(
    system: Changing, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, error = run(tmp_path, capsys)
    assert status == 2
    assert "Say --since" in error
    status, dry, _ = run(tmp_path, capsys, "--since", "2026-01-31", "--dry-run")
    assert (status, dry["new"], dry["changed"], dry["load"]) == (0, 1, 1, None)
    catalogue = Catalogue.open(f"sqlite:///{tmp_path / 'store.sqlite'}")
    assert catalogue.by_barcode(NEW) is None
    status, done, _ = run(tmp_path, capsys, "--since", "2026-01-31")
    assert (status, done["items"], done["new"], done["changed"]) == (0, 2, 1, 1)
    assert done["examples"] == [f"{HELD} location: STACKS → REF"]
    assert system.since == ["2026-01-31T00:00:00Z"] * 2
    found = catalogue.by_barcode(NEW)
    assert found is not None
    assert found[1].title == "Emma"
    status, again, _ = run(tmp_path, capsys)
    assert (status, again["new"], again["changed"]) == (0, 0, 0)
    assert system.since[-1] > "2026-02-01", "where the last one began, and an hour before"
    for load in (again["load"], done["load"]):
        catalogue.undo_load(load)
    assert catalogue.by_barcode(NEW) is None
    found = catalogue.by_barcode(HELD)
    assert found is not None
    assert found[0].location == "STACKS"
    assert run(tmp_path, capsys)[0] == 2, "what was undone has to be asked for again"
    catalogue.close()


def test_one_that_broke_off_begins_there_again(
    system: Changing,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = ["2026-03-01T02:00:00.000Z"]
    monkeypatch.setattr("procstation.cli.system_delta.utc_now", lambda: at[0])
    assert run(tmp_path, capsys, "--since", "2026-01-31")[1]["complete"]
    at[0] = "2026-03-02T02:00:00.000Z"
    system.breaks = True
    status, broken, error = run(tmp_path, capsys)
    assert status == 1
    assert "koha went away." in error
    assert not broken["complete"]
    at[0] = "2026-03-03T02:00:00.000Z"
    system.breaks = False
    assert run(tmp_path, capsys, "--overlap", "120")[0] == 0
    run(tmp_path, capsys)
    assert system.since[1:] == [
        "2026-03-01T01:00:00Z", "2026-03-01T00:00:00Z", "2026-03-03T01:00:00Z",
    ]  # fmt: skip


def test_a_system_that_does_not_tell_is_answered_with_a_way(
    system: Changing, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    system.abilities = Abilities(deltas=False)
    status, _, error = run(tmp_path, capsys, "--since", "2026-01-31")
    assert status == 1
    assert "koha does not tell what was changed." in error
    assert "catalog load" in error


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-01-31", "2026-01-31T00:00:00Z"),
        ("2026-01-31T18:00Z", "2026-01-31T18:00:00Z"),
        ("2026-01-31T18:00+02:00", "2026-01-31T16:00:00Z"),
    ],
)
def test_times(text: str, time: str) -> None:
    assert utc_time(text) == time


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(InputRefused, match="'yesterday' is no time"):
        utc_time("yesterday")


def test_who_last_told_of_an_item_is_shown(
    system: Changing, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    show = ["--home", str(tmp_path), "catalog", "show", HELD]
    status_of(show)
    assert "told         by koha.mrc just now" in capsys.readouterr().out
    system.items["5"] = replace(system.items["5"], on_loan=True)
    run(tmp_path, capsys, "--since", "2026-01-31")
    status_of(show)
    assert "told         by the library system just now, on loan" in capsys.readouterr().out
    status_of([*show, "--json"])
    told = json.loads(capsys.readouterr().out)["told"]
    assert (told["source"], told["on_loan"], told["is_ours"]) == ("", True, False)
