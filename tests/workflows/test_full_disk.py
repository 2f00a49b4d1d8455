"""A disk that is full, a folder that may not be written: every file of the home says so in words,
and what was scanned is held until there is room."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from procstation.cli.main import status_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX's")

FULL = """
import json, resource, sys
from pathlib import Path
from procstation.catalog import Catalogue
from procstation.catalog.number_desk import NumberDesk
from procstation.config import BarcodesSection, PersonSection, RangeSection
from procstation.errors import StationError
from procstation.journal import Journal, JournalReader
from procstation.linking import Garbled, JobProfile
from procstation.people import add_person
from procstation.printing import PRINT_FILE, PrintFile
from procstation.station import Bench
from procstation.station.backup import back_up

home = Path(sys.argv[1])
url = f"sqlite:///{home / 'store.sqlite'}"
AT = "2026-11-22T10:00:00.000Z"
journal = Journal(home / "journal.sqlite")
catalogue = Catalogue.open(url)
labels = PrintFile(home / PRINT_FILE)
labels.rows("SELECT * FROM job")
said = {}

def told(name, act):
    try:
        act()
    except StationError as error:
        said[name] = [type(error).__name__, error.what, error.do_next]

ranges = BarcodesSection(ranges=(RangeSection(name="main", first=1),))
desk = NumberDesk(catalogue.store, ranges, "bench-1", lambda: AT)
bench = Bench(journal, lambda request, answer: None, lambda: AT)
number = desk.take().barcode
bench.post(Garbled("recorded"), "scanner")
bench.run_pending()

resource.setrlimit(resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))
bench.post(Garbled("held"), "scanner")
told("journal", bench.run_pending)
told("store", desk.take)
told("labels", lambda: labels.change("INSERT INTO job (title, at) VALUES ('x', 'y')"))
told("turn over", journal.turn_over)
anna = PersonSection(name="anna", badge="sha256:" + "00" * 600 + ":00")
told("people", lambda: add_person(home, anna, ()))
told("backup", lambda: back_up(home, home / "store.sqlite", "bench-1", home / "saved", AT))
leftovers = sorted(one.name for one in home.iterdir())
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

recorded = bench.run_pending()
again = desk.take().barcode
labels.change("INSERT INTO job (title, at) VALUES ('x', 'y')")
catalogue.close()
journal.close()
labels.close()
verified = JournalReader(home / "journal.sqlite").verify()
print(json.dumps({"said": said, "recorded": recorded, "numbers": [number, again],
                  "broken": str(verified), "leftovers": leftovers}))
"""


def test_on_a_full_disk_everything_says_so_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    kinds = {name: kind for name, (kind, _, _) in found["said"].items()}
    assert kinds == {
        "journal": "JournalError",
        "store": "StoreError",
        "labels": "StoreError",
        "turn over": "JournalError",
        "people": "InputRefused",
        "backup": found["said"]["backup"][0],
    }
    for name, (_, what, do_next) in found["said"].items():
        assert "oom" in do_next or "disk" in do_next.lower(), (name, what, do_next)
    assert found["recorded"] == 1
    assert found["numbers"] == ["00000000000018", "00000000000026"]
    assert found["broken"] == "None"
    assert not {"saved", "journal-next.sqlite", ".people.toml.part"} & set(found["leftovers"])


READ_ONLY = """
import io, os, sys
from procstation.cli.main import status_of
home, warm, commands = sys.argv[1], sys.argv[2], sys.argv[3:]

def run(where, command):
    sys.stdin = io.StringIO("")
    return status_of(["--home", where, *command.replace("HOME", where).split()])

# What the commands import is imported before the program is out of reach.
for command in commands:
    run(warm, command)
os.chown(warm, 0, 0)
os.setgid(65534)
os.setuid(65534)
print("STATUS", *(run(home, command) for command in commands))
"""


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become nobody"
)
def test_a_home_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="procstation-") as name:
        home, warm = Path(name) / "home", tmp_path / "warm"
        for folder in (home, warm):
            folder.mkdir()
            (folder / "procstation.toml").write_text(
                '[[barcodes.ranges]]\nname = "main"\nfirst = 1\n'
            )
        assert status_of(["--home", str(home), "barcode", "lease", "1"]) == 0
        Path(name).chmod(0o755)
        home.chmod(0o755)
        run = subprocess.run(
            [
                sys.executable,
                "-c",
                READ_ONLY,
                str(home),
                str(warm),
                "barcode lease 1",
                "people add anna --no-badge",
                "bench --plain",
                "backup HOME/saved",
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stderr
    assert run.stdout.splitlines()[-1] == "STATUS 1 1 1 1", run.stderr
    assert run.stderr.count("error: ") == run.stderr.count("next: ") == 4, run.stderr
