"""Files dropped into a folder: taken when whole, once, and put away."""

from pathlib import Path

import pytest

from procstation.sweeping.drop_folder import DropFolder


class Watched:
    """A folder and a clock that is moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now_s = 0.0
        self.drop = DropFolder(folder, lambda: self.now_s)

    def look(self, after_s: float = 0.0) -> list[str]:
        self.now_s += after_s
        return [one.path.name for one in self.drop.ready()]


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def test_a_file_is_ready_when_it_has_not_changed_for_two_seconds(watched: Watched) -> None:
    file = watched.folder / "SCANNED.TXT"
    file.write_text("31234\n")
    assert watched.look() == []
    assert watched.look(1.9) == []
    file.write_text("31234\n31235\n")
    assert watched.look(0.2) == []
    assert watched.look(1.9) == []
    assert watched.look(0.2) == ["SCANNED.TXT"]


@pytest.mark.parametrize("name", [".hidden", "~$book.xlsx", "DATA.TMP", "DATA.IDX", "a.part"])
def test_what_is_no_file_of_scans_is_left(watched: Watched, name: str) -> None:
    (watched.folder / name).write_text("31234\n")
    (watched.folder / "sub").mkdir()
    (watched.folder / "empty.txt").write_text("")
    watched.look()
    assert watched.look(5) == []


def test_a_file_is_put_away_under_its_hash(watched: Watched) -> None:
    file = watched.folder / "data.txt"
    for text in ("one", "two"):
        file.write_text(text)
        watched.look()
        watched.now_s += 3
        (dropped,) = watched.drop.ready()
        target = watched.drop.put_away(dropped)
        assert target.parent == watched.folder / "done"
        assert target.read_text() == text
        assert not file.exists()
    assert len(list((watched.folder / "done").iterdir())) == 2
    assert watched.look(3) == []


def test_a_folder_that_goes_away_and_comes_back(watched: Watched) -> None:
    away = watched.folder.with_name("away")
    (watched.folder / "data.txt").write_text("31234\n")
    watched.look()
    watched.folder.rename(away)
    assert (watched.drop.is_there(), watched.look(3)) == (False, [])
    away.rename(watched.folder)
    assert watched.look() == []
    assert watched.look(3) == ["data.txt"]
