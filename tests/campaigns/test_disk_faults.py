"""The short form of the campaign of failing disks: some of the calls, in every way they fail."""

import importlib
import sqlite3
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest
from faulty_disk import UNAVAILABLE, Fault, FaultyDisk

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def campaign(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    if UNAVAILABLE:
        pytest.skip(UNAVAILABLE)
    if not BENCHMARKS.is_dir():
        pytest.skip("the benchmarks are not beside these tests")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("disk_faults")


@pytest.mark.campaign
def test_the_short_campaign(campaign: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    status = campaign.main(["--every", "97"])
    said = capsys.readouterr().out
    assert status == 0, said
    assert all(fault.value in said for fault in campaign.Fault)


@pytest.mark.skipif(bool(UNAVAILABLE), reason=UNAVAILABLE or "it is there")
@pytest.mark.parametrize(("synchronous", "kept"), [("FULL", 1), ("OFF", 0)])
def test_what_was_not_synced_is_gone_when_the_power_is(
    synchronous: str, kept: int, tmp_path: Path
) -> None:
    path = tmp_path / "some.sqlite"
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE said (word TEXT)")
        made.commit()
    disk = FaultyDisk(tmp_path, Fault.POWER)
    with disk.in_use(), closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA synchronous = {synchronous}")
        db.execute("INSERT INTO said VALUES ('acknowledged')")
        db.commit()
        disk.at = len(disk.calls)
        db.isolation_level = None
        with pytest.raises(sqlite3.OperationalError):
            db.execute("INSERT INTO said VALUES ('never')")
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM said").fetchone() == (kept,)
