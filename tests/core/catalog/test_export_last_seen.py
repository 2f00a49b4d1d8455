"""When an item was last seen, on its way to the library system."""

import csv
import io
from pathlib import Path

import pymarc
import pytest

from procstation.cli.main import status_of


@pytest.fixture(autouse=True)
def swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a book seen on 2026-03-02, and another not."""
    monkeypatch.setenv("PROCSTATION_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PROCSTATION_STORE", raising=False)
    items = tmp_path / "items.csv"
    items.write_text(
        "barcode,title,call number,library,location\n"
        "31234000000017,One,QA76.1,MAIN,STACKS\n31234000000025,Two,QA76.2,MAIN,STACKS\n"
    )
    scans = tmp_path / "scans.csv"
    scans.write_text("barcode,time\n31234000000017,2026-03-02T09:30:00Z\n")
    for command in (
        ["catalog", "load", str(items)],
        ["sweep", "open", "s"],
        ["sweep", "add", "s", str(scans)],
        ["sweep", "write-back", "s", "--apply"],
    ):
        assert status_of(command) == 0


@pytest.mark.parametrize(
    ("profile", "tag", "barcode", "code", "day"),
    [
        ("koha", "952", "p", "r", "2026-03-02"),
        ("symphony-999", "999", "i", "f", "03/02/2026"),
    ],
)
def test_the_records_of_a_system_say_it_where_that_keeps_it(
    tmp_path: Path, profile: str, tag: str, barcode: str, code: str, day: str
) -> None:
    out = tmp_path / "out.mrc"
    assert status_of(["catalog", "export", str(out), "--profile", profile]) == 0
    with out.open("rb") as file:
        fields = [field for record in pymarc.MARCReader(file) for field in record.get_fields(tag)]
    said = {field[barcode]: field.get(code) for field in fields}
    assert said == {"31234000000017": day, "31234000000025": None}


def test_a_table_says_it_to_the_second(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert status_of(["catalog", "export", str(out)]) == 0
    rows = csv.DictReader(io.StringIO(out.read_text("utf-8")))
    assert {row["barcode"]: row["last_seen"] for row in rows} == {
        "31234000000017": "2026-03-02T09:30:00Z",
        "31234000000025": "",
    }
