"""`procstation bench --plain` as a script or a screen reader uses it: through a pipe."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from procstation.cli.main import status_of

RECORD = """<?xml version="1.0" encoding="UTF-8"?>
<collection xmlns="http://www.loc.gov/MARC21/slim"><record>
<leader>00000nam a2200000 a 4500</leader>
<controlfield tag="001">lem1</controlfield>
<datafield tag="100" ind1="1" ind2=" "><subfield code="a">Lem, Stanisław</subfield></datafield>
<datafield tag="245" ind1="1" ind2="0"><subfield code="a">Głos Pana</subfield></datafield>
</record></collection>
"""


def test_lines_in_are_events_and_lines_out_say_what_came_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(tmp_path / "home")]
    records = tmp_path / "records.xml"
    records.write_text(RECORD, encoding="utf-8")
    assert status_of([*home, "catalog", "load", str(records)]) == 0
    # Some programs pipe a byte order mark first; and the locale may be any.
    lines = (
        "\ufeff9780441478125\n\n/find Stanisław\n/aside\n/status\n/xyzzy\n/lables 2\n/find\n/help\n"
        "/quit\n9780061054884\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "procstation.cli.main", *home, "bench", "--plain"],
        input=lines.encode(),
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": "latin-1"},
    )
    out = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert "9780441478125 is not in the catalogue" in out
    assert "found: 1 Głos Pana, Lem, Stanisław" in out
    told = out.splitlines()
    assert "wrong: There is no command /xyzzy. /help lists them." in told
    assert "wrong: There is no command /lables. Did you mean /labels? /help lists all." in told
    assert "wrong: What is to be found? Write /find WORDS." in told
    assert told.index("/skip REASON  skip the step") > told.index(
        "wrong: What is to be found? Write /find WORDS."
    )
    assert "9780061054884" not in out

    capsys.readouterr()
    assert status_of([*home, "journal", "show", "--json"]) == 0
    entries = [one["entry"] for one in json.loads(capsys.readouterr().out)]
    assert [one["code"] for one in entries if one["what"] == "scanned"] == ["9780441478125"]
