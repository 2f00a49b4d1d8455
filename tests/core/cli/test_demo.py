"""`procstation demo --script`: one whole item, from record to shelf."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from procstation.cli.main import status_of

ONE_ITEM = """
# A person takes one book through.
scan
expect Lay the book on the pad
lay
expect Stick the labels on
label
expect released
"""


class Demo:
    def __init__(
        self, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._home = home
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def play(self, script: str) -> tuple[int, str, str]:
        self._monkeypatch.setattr(
            sys, "stdin", io.TextIOWrapper(io.BytesIO(script.encode()), "utf-8")
        )
        status = status_of(["--home", str(self._home), "demo", "--script", "-"])
        return status, *self._capsys.readouterr()

    def json(self, *arguments: str) -> Any:
        home = str(self._home / "demo")
        assert status_of(["--home", home, *arguments, "--json"]) == 0
        return json.loads(self._capsys.readouterr().out)


@pytest.fixture
def demo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Demo:
    return Demo(tmp_path, capsys, monkeypatch)


def test_a_book_goes_from_record_to_shelf(demo: Demo, tmp_path: Path) -> None:
    status, out, err = demo.play(ONE_ITEM)
    assert (status, err) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
    replayed = demo.json("journal", "replay")
    assert (replayed["released"], replayed["half_done"]) == (1, [])
    assert demo.json("journal", "verify")["ok"] is True
    entries = [one["entry"] for one in demo.json("journal", "show")]
    assert {one["template"] for one in entries if one["what"] == "printed"} == {"spine", "barcode"}
    (assigned,) = (one for one in entries if one["what"] == "assigned")
    barcode = assigned["record"]["barcode"]
    assert f"{barcode} released" in out
    shown = demo.json("catalog", "show", barcode)
    assert [tag["model"] for tag in shown["tags"]] == ["iso28560-3"]


def test_a_script_that_makes_no_sense_is_refused_with_its_line(demo: Demo) -> None:
    status, _, err = demo.play("\n# nothing yet\nsacn\n")
    assert status == 1
    assert err.startswith("error: Line 3: ")
    assert "Did you mean 'scan'?" in err
