from pathlib import Path

import pytest

from procstation.devices import DeviceFault, Outcome
from procstation.errors import UsageError
from procstation.printing import FilePrinter, Target, target_of_file


@pytest.mark.parametrize(
    ("name", "language", "dots_per_mm"),
    [
        ("a.pdf", "pdf", 23.622),
        ("a.ZPL", "zpl", 8),
        ("a.png", "png", 23.622),
        ("a.svg", "svg", 23.622),
    ],
)
def test_the_ending_says_the_language(name: str, language: str, dots_per_mm: float) -> None:
    target = target_of_file(Path(name))
    assert (target.language, target.dots_per_mm) == (language, pytest.approx(dots_per_mm, abs=1e-3))


def test_a_resolution_may_be_asked_for() -> None:
    assert target_of_file(Path("a.zpl"), 300).dots_per_mm == pytest.approx(11.811, abs=1e-3)


@pytest.mark.parametrize("name", ["a.doc", "a", ".pdf"])
def test_other_endings_are_wrong_usage(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        target_of_file(Path(name))


def test_a_job_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    assert FilePrinter(path, Target("a", "pdf", 24)).send(b"%PDF", 1) is Outcome.SENT
    assert path.read_bytes() == b"%PDF"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "none" / "a.pdf"
    with pytest.raises(DeviceFault, match="No such file") as refused:
        FilePrinter(path, Target("a", "pdf", 24)).send(b"", 1)
    assert "another file" in refused.value.do_next
