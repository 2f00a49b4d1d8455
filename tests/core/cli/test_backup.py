"""`procstation backup` and `restore`."""

import json
from pathlib import Path

import pytest

from procstation.cli.main import status_of

CONFIG = '[[barcodes.ranges]]\nname = "main"\nprefix = "3123400"\nfirst = 1\n'


def test_a_station_is_saved_and_put_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PROCSTATION_STORE", raising=False)
    home, saved = tmp_path / "home", tmp_path / "saved.zip"
    home.mkdir()
    (home / "procstation.toml").write_text(CONFIG)

    def run(*arguments: str, status: int = 0) -> str:
        assert status_of(["--home", str(home), *arguments]) == status
        return capsys.readouterr().out

    run("barcode", "lease", "3")
    document = json.loads(run("backup", str(saved), "--json"))
    assert (document["backup"], document["store"], document["files"]) == (str(saved), True, 2)
    later = run("barcode", "lease", "4").split()
    document = json.loads(run("restore", str(saved), "--json"))
    assert document["next_serials"] == {"main": 8}
    assert document["kept_aside"].startswith(str(home / "before-restore-"))
    assert run("barcode", "lease", "1").split()[0] > later[-1]
    run("backup", str(saved), status=1)
    run("restore", str(tmp_path / "none.zip"), status=2)
