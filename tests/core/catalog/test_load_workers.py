"""Several processes read what one reads."""

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from procstation.catalog import load_worker, load_workers
from procstation.catalog.load_workers import read_prepared, workers_for
from procstation.catalog.marc_source import MarcSource
from procstation.catalog.marc_split import split, split_between
from procstation.catalog.sources import open_source
from procstation.errors import StoreError


@pytest.fixture
def many(build: Any, tmp_path: Path) -> Path:
    """Records of different length with rubbish, blank lines and an end without terminator."""
    path = tmp_path / "many.mrc"
    with path.open("wb") as file:
        for number in range(1, 200):
            record = build(f"001 {number}", f"245 10 $a{'Word ' * (number % 40)}", "852 ## $p1")
            file.write(record.as_marc())
            if number % 7 == 0:
                file.write(b"\r\n")
            if number % 50 == 0:
                file.write(b"rubbish\x1d\n\x1d\x1d")
        file.write(b"cut off")
    return path


@pytest.mark.parametrize("stretch", [100, 999, 5000, 1_000_000])
def test_stretches_hold_every_piece_once(many: Path, stretch: int) -> None:
    with many.open("rb") as file:
        whole = [piece._replace(number=0) for piece in split(file)]
        file.seek(0)
        found = []
        for begin in range(0, many.stat().st_size, stretch):
            part = list(split_between(file, begin, begin + stretch))
            assert [piece.number for piece in part] == list(range(1, len(part) + 1))
            found += [piece._replace(number=0) for piece in part]

    assert len(whole) == 199 + 3 + 1
    assert found == whole


def test_processes_read_what_one_process_reads(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_workers, "STRETCH", 20_000)
    source = open_source(many)
    alone = list(read_prepared(source, many, "marc21", 0))

    assert list(read_prepared(source, many, "marc21", 2)) == alone
    assert [one.number for one in alone] == list(range(1, 204))


def test_reading_can_be_left_in_the_middle(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_workers, "STRETCH", 5_000)
    records = read_prepared(open_source(many), many, "marc21", 2)
    assert next(records).number == 1
    records.close()


def test_a_process_that_ends_early_is_said(many: Path) -> None:
    records = read_prepared(open_source(many), many, "no-such-profile", 1)
    with pytest.raises(StoreError, match="has ended"):
        next(records)


def test_only_large_binary_files_are_shared_out(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    xml = tmp_path / "some.xml"
    xml.write_text("<collection xmlns='http://www.loc.gov/MARC21/slim'></collection>")
    assert workers_for(MarcSource(many), many) == 0
    monkeypatch.setattr(load_workers, "SMALL", 1)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert workers_for(MarcSource(many), many) == (min(cores or 1, 3) if cores != 1 else 0)
    assert workers_for(MarcSource(xml), xml) == 0


def test_a_worker_answers_stretches(many: Path) -> None:
    asked = io.BytesIO(
        json.dumps({"path": str(many), "profile": "marc21"}).encode() + b"\n0 1\n1 2\n"
    )
    answers = io.BytesIO()
    load_worker.serve(asked, answers)
    data = answers.getvalue()
    size = int.from_bytes(data[:8], "big")

    assert 0 < size < len(data) - 16
    assert int.from_bytes(data[8 + size : 16 + size], "big") == len(data) - 16 - size
