"""A job of labels cut off at every point resumes without a missing or a double label."""

import subprocess
import sys
from itertools import count
from pathlib import Path

import cut_off_play
import pytest
from cut_off_play import Count, CutJob, Laser, Roll, barcodes
from kill_play import Fuse

LABELS = 14
"""On sheets of ten: the second sheet is begun."""


def points_of(home: Path, job: CutJob) -> int:
    """How many points a whole job has at which it could be cut off."""
    home.mkdir()
    fuse = Fuse()
    assert not job.live(fuse)
    return len(fuse.points)


@pytest.mark.parametrize("step", range(4))
def test_sheets_cut_off_at_any_point(tmp_path: Path, step: int) -> None:
    home = tmp_path / "whole"
    points = points_of(home, CutJob(home, Laser(home), barcodes(LABELS)))
    assert points > 4 * LABELS
    total = Count()
    for at in range(step, points, 24):
        home = tmp_path / str(at)
        home.mkdir()
        total.add(CutJob(home, Laser(home), barcodes(LABELS)).work_off([at]))
    assert total.is_clean, total
    assert total.cuts == total.jobs


@pytest.mark.parametrize("step", range(4))
def test_a_roll_cut_off_at_any_point(tmp_path: Path, step: int) -> None:
    home = tmp_path / "whole"
    points = points_of(home, CutJob(home, Roll(), barcodes(LABELS)))
    total = Count()
    for at in range(step, points, 24):
        home = tmp_path / str(at)
        home.mkdir()
        total.add(CutJob(home, Roll(), barcodes(LABELS)).work_off([at]))
    assert total.is_clean, total
    assert total.cuts == total.jobs


@pytest.mark.parametrize("silent", [False, True])
def test_a_roll_that_ends_at_any_label(tmp_path: Path, silent: bool) -> None:
    total = Count()
    for left in range(1, LABELS):
        home = tmp_path / str(left)
        home.mkdir()
        total.add(CutJob(home, Roll(left, silent=silent), barcodes(LABELS)).work_off([]))
    assert total.is_clean, total
    assert total.asked >= LABELS // 2


def test_cut_off_again_and_again(tmp_path: Path) -> None:
    total = Count()
    for number, cuts in enumerate(([3, 9, 27, 50], [40, 40, 40], [1, 1, 70, 2])):
        for output in ("laser", "roll"):
            home = tmp_path / f"{output}-{number}"
            home.mkdir()
            made = Laser(home) if output == "laser" else Roll(5)
            total.add(CutJob(home, made, barcodes(LABELS)).work_off(cuts))
    assert total.is_clean, total


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
@pytest.mark.parametrize("at", [2, 31, 47, 62])
def test_a_process_that_is_killed(tmp_path: Path, at: int) -> None:
    job = CutJob(tmp_path, Laser(tmp_path), barcodes(LABELS))
    program = [sys.executable, cut_off_play.__file__, str(tmp_path), str(at), str(LABELS)]
    died = subprocess.run(program, check=False, capture_output=True, text=True)
    assert died.returncode == -9, died.stderr
    job.answer()
    total = job.work_off([])
    assert total.is_clean, total


def test_the_count_would_tell_a_label_that_is_missing_or_double(tmp_path: Path) -> None:
    job = CutJob(tmp_path, Laser(tmp_path), barcodes(3))
    numbers = count()
    assert not job.live(Fuse())
    with (tmp_path / "paper.jsonl").open("a") as paper:
        paper.write(f'[1, {next(numbers)}, "31234000120001"]\n')
    job.barcodes = [*job.barcodes, "31234000129999"]
    found = job.end()
    assert (found.missing, found.double, found.overprinted) == (1, 1, 1)
