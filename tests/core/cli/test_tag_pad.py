"""The commands that write tags, on a simulated pad with a real driver and a virtual clock."""

import json
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, cast

import click
import pytest

from procstation.catalog import Catalogue
from procstation.cli import tag_images, tag_pad, tag_prove
from procstation.cli.main import status_of
from procstation.devices import DirectLink, load_driver, load_simulator
from procstation_simulators.rfid.field import Field
from procstation_simulators.rfid.tag import VirtualTag

UID, OTHER, WITHOUT_AFI = "E00401105B6C7D8E", "E00401105B6C7D8F", "E007C0000012345A"
ITEM = "31234000000032"
"""One of the sample catalogue."""


class Play:
    """A pad, what lies on it, and the command line."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        simulator = load_simulator("rfid", "feig")
        driver = load_driver("rfid", "feig")
        self._device = simulator.build({})
        self._play = simulator.play
        self._field: Field = cast(Any, self._device).field
        self.pad = driver.open(DirectLink(self._device), driver.options())
        self._capsys = capsys
        self.lay(UID)

    def lay(self, uid: str) -> None:
        """Lay this tag down, and take away the one that is there."""
        if list(self._field.tags):
            self.lift()
        self._play(self._device, f"lay {uid}")

    def lift(self) -> None:
        self._play(self._device, "lift")

    @property
    def tag(self) -> VirtualTag:
        """The tag on the pad."""
        (only,) = self._field.tags
        return only

    def configure(self, tags: str) -> None:
        self.home.mkdir(exist_ok=True)
        (self.home / "procstation.toml").write_text(f"[tags]\n{tags}\n", encoding="utf-8")

    def answer(self, *arguments: str, status: int = 0) -> Any:
        assert status_of(["tag", *arguments, "--json"]) == status
        return json.loads(self._capsys.readouterr().out)

    def text(self, *arguments: str, status: int = 0) -> str:
        assert status_of(["tag", *arguments]) == status
        return self._capsys.readouterr().out

    def fails(self, *arguments: str, status: int = 1) -> str:
        assert status_of(["tag", *arguments]) == status
        captured = self._capsys.readouterr()
        assert "\nnext: " in captured.err
        return captured.err

    def known(self, item: str) -> set[str]:
        """The tags the catalogue knows of an item."""
        catalogue = Catalogue.open(f"sqlite:///{self.home / 'store.sqlite'}")
        try:
            return {tag.uid for tag in catalogue.tags_of(item)}
        finally:
            catalogue.close()


@pytest.fixture
def play(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Play:
    home = tmp_path / "home"
    monkeypatch.setenv("PROCSTATION_HOME", str(home))
    played = Play(home, capsys)
    for module in (tag_images, tag_pad, tag_prove):
        monkeypatch.setattr(module, "open_configured", lambda context, kind, name: played.pad)
    return played


@pytest.fixture
def with_catalogue(play: Play) -> None:
    play.home.mkdir(exist_ok=True)
    catalogue = Catalogue.open(f"sqlite:///{play.home / 'store.sqlite'}")
    with as_file(files("procstation.demo") / "catalogue.xml") as sample:
        catalogue.load([sample], "koha")
    catalogue.close()


def test_both_marks_are_set_and_told(play: Play) -> None:
    play.configure('security = "both"')
    written = play.answer("write", "--item", "1000000056")
    assert (written["afi"], written["eas"], written["secured"]) == ("07", True, True)
    off = play.answer("secure", "off")
    assert (off["afi"], off["eas"], off["secured"]) == ("C2", False, False)
    assert (play.tag.afi, play.tag.eas) == (0xC2, False)
    assert "security  on loan (AFI C2, EAS off)" in play.text("secure", "off")
    assert play.answer("dump")["eas"] is False


def test_what_cannot_be_secured_is_written_only_when_that_is_wanted(play: Play) -> None:
    play.lay(WITHOUT_AFI)
    words = play.fails("write", "--item", "1")
    assert "has no AFI, and the gates here look at it; nothing was written" in words
    assert not any(play.tag.memory)
    assert play.answer("write", "--item", "1", "--unsecured")["secured"] is None


def test_a_locked_afi_leaves_the_data_and_says_so(play: Play) -> None:
    play.tag.lock_afi()
    words = play.fails("write", "--item", "1000000056")
    assert "holds 1000000056, but its security is not as it must be: it is unknown (AFI 00" in words
    assert play.known("1000000056") == {UID}
    unsecured = play.answer("write", "--item", "1000000056", "--unsecured")
    assert unsecured["blocks_written"] == 0


def test_an_item_that_has_a_tag_gets_no_second_one_by_oversight(play: Play) -> None:
    play.answer("write", "--item", "1")
    assert play.answer("write", "--item", "1")["blocks_written"] == 0
    play.lay(OTHER)
    words = play.fails("write", "--item", "1")
    assert f"The item 1 already has the tag {UID}, written by bench-1 at 20" in words
    assert f"--lost-tag {UID}" in words
    assert not any(play.tag.memory)
    assert "is not known as one of 1" in play.fails("write", "--item", "1", "--lost-tag", OTHER)
    play.answer("write", "--item", "1", "--second-tag")
    assert play.known("1") == {UID, OTHER}


def test_a_lost_tag_is_forgotten_once_the_new_one_is_written(play: Play) -> None:
    play.answer("write", "--item", "1")
    play.lay(OTHER)
    play.answer("write", "--item", "1", "--lost-tag", UID.lower())
    assert play.known("1") == {OTHER}
    play.answer("undo")
    assert play.known("1") == set()


def test_parts_have_a_tag_each(play: Play) -> None:
    play.answer("write", "--item", "1", "--parts", "2", "--part", "1")
    play.lay(OTHER)
    play.answer("write", "--item", "1", "--parts", "2", "--part", "2")
    play.lay("E00401105B6C7D90")
    assert "already has the tag" in play.fails(
        "write", "--item", "1", "--parts", "2", "--part", "2"
    )


def test_the_catalogue_knows_what_a_restored_tag_holds(play: Play, tmp_path: Path) -> None:
    file = str(tmp_path / "tag.json")
    play.answer("write", "--item", "1")
    assert f"kept in {file}" in play.text("dump", "--output", file)
    play.answer("write", "--item", "2", "--replace", "1")
    assert (play.known("1"), play.known("2")) == (set(), {UID})
    play.answer("restore", file, "--replace", "2")
    assert (play.known("1"), play.known("2")) == ({UID}, set())


def test_prove(play: Play) -> None:
    proof = play.answer("prove")
    assert (proof["uid"], proof["security"], proof["ok"]) == (UID, "afi", True)
    assert [act["act"] for act in proof["acts"]] == [
        "write test data",
        "set AFI 07",
        "set AFI C2",
        "give back what it held",
    ]
    assert (any(play.tag.memory), play.tag.afi) == (False, 0)
    lines = play.text("prove").splitlines()
    assert lines[2] == "ok     set AFI 07: AFI 07 read back"
    assert "must ring now" in lines[3]
    assert lines[-1].startswith("Pad and tag do what the configuration says.")


def test_prove_says_what_is_wrong(play: Play) -> None:
    play.tag.lock_afi()
    proof = play.answer("prove", status=1)
    assert [act["ok"] for act in proof["acts"]] == [True, False, True]
    assert play.text("prove", status=1).splitlines()[-1] == "1 of 3 are wrong."


@pytest.mark.usefixtures("with_catalogue")
def test_prove_leaves_the_tags_of_books_alone(play: Play) -> None:
    play.answer("write", "--item", ITEM)
    before = bytes(play.tag.memory)
    words = play.fails("prove")
    assert f"The tag {UID} belongs to the item {ITEM}; nothing was written." in words
    assert play.answer("prove", "--yes")["ok"] is True
    assert bytes(play.tag.memory) == before
    assert play.known(ITEM) == {UID}


def test_prove_with_the_gate(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def confirm(text: str, **_: Any) -> bool:
        asked.append(text)
        play.lift()
        return len(asked) == 1

    def prompt(text: str, **_: Any) -> str:
        asked.append(text)
        play.lay(UID)
        return ""

    monkeypatch.setattr(tag_prove, "at_terminal", lambda: True)
    monkeypatch.setattr(click, "confirm", confirm)
    monkeypatch.setattr(click, "prompt", prompt)
    proof = play.answer("prove", "--gate")
    walks = [act for act in proof["acts"] if act["act"].startswith("walk")]
    assert [(act["ok"], act["found"]) for act in walks] == [
        (True, "it rang"),
        (True, "it was silent"),
    ]
    assert len(asked) == 4


def test_prove_without_a_terminal_leaves_the_gate_out(
    play: Play, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status_of(["tag", "prove", "--gate"]) == 0
    captured = capsys.readouterr()
    assert "the gate is left out" in captured.err
    assert "walk" not in captured.out


def test_old_undo_images_are_deleted_but_never_those_of_torn_tags(play: Play) -> None:
    play.answer("write", "--item", "1")
    play.tag.leave_after(20)
    torn = play.fails("write", "--item", "2", "--replace", "1")
    assert "is not finished" in torn
    folder = play.home / "undo" / UID
    for file in folder.iterdir():
        file.rename(folder / file.name.replace("20", "19", 1))
    assert play.answer("undo", "--prune", "--dry-run")["pruned"] == 1
    assert len(list(folder.iterdir())) == 2
    pruned = play.answer("undo", "--prune")
    assert pruned == {
        "pruned": 1,
        "dry_run": False,
        "unfinished": [{"uid": UID, "item": "1", "intended": "2"}],
    }
    assert [file.name.endswith(".open.json") for file in folder.iterdir()] == [True]
    assert play.text("undo", "--prune").splitlines() == [
        "Undo images older than 365 days: 0 deleted.",
        "Writes that did not end: 1. What those tags held is kept.",
    ]
    assert "goes with --prune" in play.fails("undo", "--dry-run", status=2)


def test_people_are_told_what_was_done(play: Play, tmp_path: Path) -> None:
    file = str(tmp_path / "tag.json")
    first = play.text("write", "--item", "1").splitlines()[0]
    assert first.endswith(" blocks written, verified")
    play.text("dump", "--output", file)
    assert play.text("secure", "off").startswith(f"tag       {UID}: its security is set and read")
    assert f"as in {file}, verified" in play.text("restore", file)
    assert ": as it was before “write 1” of 20" in play.text("undo")
    assert ": as it was before “restore” of 20" in play.text("undo")
