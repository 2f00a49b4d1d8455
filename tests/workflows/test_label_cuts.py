"""A job of labels cut off at any point resumes without a missing or a double label.

At every point, and on more printers: `benchmarks/cut_off_jobs.py`.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cut_off_outputs import BrotherQl, Office, PdfFolder, SilentZebra, Zebra
from cut_off_play import Count, CutJob, barcodes
from kill_play import Fuse

LABELS = 12
"""On sheets of ten: the second sheet is begun."""

CAMPAIGN = Path(__file__).parents[2] / "benchmarks" / "cut_off_jobs.py"


def on_roll(sort: Callable[..., Any], home: Path) -> Any:
    del home
    return sort()


def job_at(home: Path, made: Callable[[Path], Any], labels: int = LABELS) -> CutJob:
    home.mkdir()
    return CutJob(home, made(home), barcodes(labels))


@pytest.mark.long
@pytest.mark.parametrize(
    ("made", "labels", "every"),
    [
        pytest.param(PdfFolder, LABELS, 17, id="sheets-pdf"),
        pytest.param(Office, LABELS, 19, id="sheets-cups"),
        pytest.param(partial(on_roll, Zebra), LABELS, 23, id="roll-zpl"),
        pytest.param(partial(on_roll, BrotherQl), 3, 29, id="roll-brother-ql"),
    ],
)
def test_cut_off_at_any_point(
    tmp_path: Path, made: Callable[[Path], Any], labels: int, every: int
) -> None:
    fuse = Fuse()
    assert not job_at(tmp_path / "whole", made, labels).live(fuse)
    points = len(fuse.points)
    assert points > 4 * labels
    total = Count()
    for at in range(every // 2, points, every):
        total.add(job_at(tmp_path / str(at), made, labels).work_off([at]))
    assert total.is_clean, total
    assert total.cuts == total.jobs > 3


@pytest.mark.long
@pytest.mark.parametrize("sort", [Zebra, SilentZebra, BrotherQl])
@pytest.mark.parametrize("stop", ["left", "cover_at"])
def test_a_roll_that_stops_at_a_label(tmp_path: Path, sort: type[Zebra], stop: str) -> None:
    total = Count()
    for at in (1, 2, 4):
        made = partial(on_roll, partial(sort, **{stop: at}))
        total.add(job_at(tmp_path / str(at), made, 5).work_off([]))
    assert total.is_clean, total
    assert total.asked > 0


def test_a_door_that_is_opened_while_a_sheet_is_on_its_way(tmp_path: Path) -> None:
    total = job_at(tmp_path / "office", partial(Office, cover_at=2)).work_off([])
    assert total.is_clean, total
    assert total.asked == 2


def test_cut_off_again_and_again(tmp_path: Path) -> None:
    total = Count()
    for number, cuts in enumerate(([3, 9, 27, 50], [1, 1, 70, 2])):
        for made in (PdfFolder, partial(on_roll, partial(Zebra, 5))):
            home = tmp_path / f"{len(list(tmp_path.iterdir()))}-{number}"
            total.add(job_at(home, made).work_off(cuts))
    assert total.is_clean, total


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_processes_that_are_killed() -> None:
    if not CAMPAIGN.is_file():
        pytest.skip("the benchmarks are not beside these tests")
    program = [sys.executable, str(CAMPAIGN)]
    few = ["--labels", "3", "--every", "37", "--only", "SIGKILL"]
    ended = subprocess.run([*program, *few], check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.count("SIGKILL") == 4


def test_the_count_would_tell_a_label_that_is_missing_or_double(tmp_path: Path) -> None:
    job = job_at(tmp_path / "job", PdfFolder, 3)
    assert not job.live(Fuse())
    file = job.home / "out" / "labels-000001.pdf"
    shutil.copy(file, file.with_name("labels-000002.pdf"))
    with (job.home / "sheets.jsonl").open("a") as sheets:
        sheets.write("[1, 1]\n")
    job.barcodes = [*job.barcodes, "31234000129999"]
    found = job.end()
    assert (found.missing, found.double, found.overprinted) == (1, 3, 3)
