"""What a sweep found, queued for the library system; undone, it is not sent or asked back."""

import json
from pathlib import Path
from typing import Any

import pytest
from memory_system import MemorySystem
from outbox_play import HELD, load_records
from swept_together import sweeps_of, upload
from system_station import CONFIG, system_in_memory

from procstation.catalog import Catalogue
from procstation.cli.main import status_of
from procstation.ils import Abilities, ItemField
from procstation.sweeping.model import Scope

SEEN = "30000000000777"
SWEEP = "autumn"


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MemorySystem:
    """A sweep that heard one of two items twice, and not the other."""
    catalogue = Catalogue.open(load_records(tmp_path))
    title = catalogue.by_isbn("9780141439518")[0]
    table = tmp_path / "more.csv"
    rows = [f"{SEEN},A book,A,823 ABC,MAIN,STACKS,"]
    rows += [f"{31000000000000 + one},Other {one},A,823 ABD{one},MAIN,STACKS," for one in range(30)]
    header = "barcode,title,author,call number,library,location,status\n"
    table.write_text(header + "\n".join(rows) + "\n")
    catalogue.load([table])
    assert title.title
    sweeps = sweeps_of(catalogue)
    sweeps.open(SWEEP, Scope())
    heard = [SEEN, *(f"{31000000000000 + one}" for one in range(30))]
    for _ in range(2):
        sweeps.add(SWEEP, upload(*heard))
        heard.reverse()
    catalogue.close()
    (tmp_path / "procstation.toml").write_text(CONFIG)
    memory = system_in_memory()
    memory.add("8", "A book", barcode=SEEN, location="STACKS", status="")
    monkeypatch.setattr("procstation.station.system_desk.open_system", lambda *_: memory)
    return memory


def run(home: Path, capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    status_of(["--home", str(home), *args, "--json"])
    return json.loads(capsys.readouterr().out)


def test_it_is_said_first_then_queued_once_and_sent(
    system: MemorySystem, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write = ("sweep", "write-back", SWEEP, "--tell")
    dry = run(tmp_path, capsys, *write)
    assert dry["told"] == {
        "system": "koha", "changes": 1, "sightings": 31, "way": "noted as seen",
    }  # fmt: skip
    assert run(tmp_path, capsys, "outbox", "list")["waiting"] == 0
    done = run(tmp_path, capsys, *write, "--apply")
    assert (done["told"]["changes"], done["told"]["sightings"]) == (1, 31)
    assert run(tmp_path, capsys, "outbox", "list")["waiting"] == 32
    run(tmp_path, capsys, *write, "--apply")
    assert run(tmp_path, capsys, "outbox", "list")["waiting"] == 32, "nothing is queued twice"
    run(tmp_path, capsys, "outbox", "send")
    assert system.items["5"].values[ItemField.STATUS] == "missing"
    assert system.items["8"].last_seen
    undone = run(tmp_path, capsys, "sweep", "undo-write-back", SWEEP)
    assert (undone["not_sent"], undone["asked_back"]) == (0, 1)
    run(tmp_path, capsys, "outbox", "send")
    assert system.items["5"].values[ItemField.STATUS] == ""
    catalogue = Catalogue.open(f"sqlite:///{tmp_path / 'store.sqlite'}")
    found = catalogue.by_barcode(HELD)
    assert found is not None
    assert found[0].status == ""
    catalogue.close()


def test_what_was_not_sent_yet_is_dropped(
    system: MemorySystem, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, capsys, "sweep", "write-back", SWEEP, "--tell", "--apply")
    undone = run(tmp_path, capsys, "sweep", "undo-write-back", SWEEP)
    assert (undone["not_sent"], undone["asked_back"]) == (1, 0)
    listed = run(tmp_path, capsys, "outbox", "list")
    assert (listed["waiting"], listed["dropped"]) == (31, 1)
    run(tmp_path, capsys, "outbox", "send")
    assert system.items["5"].values[ItemField.STATUS] == ""


def test_a_system_that_takes_no_sightings_is_told_the_changes(
    system: MemorySystem, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    system.abilities = Abilities(changes=frozenset(ItemField))
    status_of(["--home", str(tmp_path), "sweep", "write-back", SWEEP, "--tell"])
    said = capsys.readouterr().out
    assert "koha would be told: 1 changes and 0 sightings; koha takes no sightings" in said
