"""The page on scripting names the keys that the documents have."""

import json
import re
from importlib.resources import as_file, files
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from procstation.cli.main import status_of

FILE = Path(__file__).parents[2] / "docs" / "scripting.md"
if not FILE.is_file():
    pytest.skip("these tests were copied out of their checkout", allow_module_level=True)
ROWS = re.findall(r"(?m)^\| `([a-z ]+)` \| (.+) \|$", FILE.read_text(encoding="utf-8"))

ITEM = "31234000000032"
RANGES = '[[barcodes.ranges]]\nname = "b"\nprefix = "31234"\nfirst = 100001\nlast = 199999\n'
CALLS = {
    "barcode check": (ITEM,),
    "barcode lease": ("2",),
    "callnumber sort": (),
    "callnumber split": ("PS3562 .E42",),
    "catalog export": ("out.csv",),
    "catalog find": ("quixote",),
    "catalog load": ("--profile", "koha", "catalogue.xml"),
    "catalog show": (ITEM,),
    "device list": (),
    "doctor": (),
    "label print": (ITEM, "--template", "spine", "--output", "a.pdf"),
    "label stocks": (),
    "label templates": (),
    "sweep add": ("sweep", "scans.txt"),
    "sweep open": ("sweep",),
    "sweep report": ("sweep",),
    "tag decode": ("00",),
    "tag encode": ("--model", "iso28560-3", "--item", ITEM),
}


def keys_of(document: Any) -> set[str]:
    first = document[0] if isinstance(document, list) else document
    return set(first) if isinstance(first, dict) else set()


def test_each_document_has_the_keys_of_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [command for command, _ in ROWS if command not in CALLS] == []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROCSTATION_HOME", str(tmp_path))
    (tmp_path / "procstation.toml").write_text(RANGES, encoding="utf-8")
    (tmp_path / "scans.txt").write_text(f"{ITEM}\n", encoding="utf-8")
    with as_file(files("procstation.demo") / "catalogue.xml") as sample:
        (tmp_path / "catalogue.xml").write_bytes(sample.read_bytes())
    for command, said in ROWS:
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b"PS3562 .E42\n")))
        status_of([*command.split(), *CALLS[command], "--json"])
        found = keys_of(json.loads(capsys.readouterr().out))
        wanted = set(re.findall(r"`(\w+)`", said))
        assert wanted <= found if "…" in said else wanted == found, command
