"""The pages on a template and on a profile of one's own are followed step by step."""

import re
import shlex
from pathlib import Path

import pytest
from station_play import make_devices_quick

from procstation.cli.main import status_of

DOCS = Path(__file__).parents[2] / "docs"
if not DOCS.is_dir():
    pytest.skip("these tests were copied out of their checkout", allow_module_level=True)

STEP = re.compile(
    r'(?ms)^```\w+ title="(?P<name>[^"]+)"\n(?P<text>.*?)^```|^```console\n(?P<console>.*?)^```'
)


class Follower:
    """Does what a page says: writes the files it shows, runs its commands, looks at answers."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.home = folder / "demo"
        self.done = 0
        self._capsys = capsys

    def follow(self, name: str) -> None:
        for step in STEP.finditer((DOCS / name).read_text(encoding="utf-8")):
            if step["console"]:
                self._run(step["console"])
            else:
                self._write(step["name"], step["text"])

    def _write(self, name: str, text: str) -> None:
        added = name.partition("added to ")[2]
        if added:
            with (self.home / added).open("a", encoding="utf-8") as file:
                file.write(f"\n{text}")
            return
        path = (self.home if "/" in name else self.folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def _run(self, console: str) -> None:
        for run in re.split(r"(?m)^\$ procstation ", console)[1:]:
            command, _, answer = run.partition("\n")
            words = shlex.split(command)
            home = self.folder if words[0] == "demo" else self.home
            self._capsys.readouterr()
            status = status_of(["--home", str(home), *words])
            told = self._capsys.readouterr()
            for line in answer.strip().splitlines():
                assert line in (told.out + told.err).splitlines(), command
            refused = answer.startswith(("error:", "refused:"))
            assert (status != 0) == refused, (command, told.err)
            self.done += 1


@pytest.mark.long
def test_the_pages_are_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_devices_quick(monkeypatch)
    monkeypatch.chdir(tmp_path)
    follower = Follower(tmp_path, capsys)
    follower.follow("adding-a-template.md")
    assert (tmp_path / "bookplate.png").stat().st_size > 1000
    assert not (tmp_path / "no.pdf").exists()
    follower.follow("adding-a-profile.md")
    assert follower.done == 13
