"""Every measurement runs, on next to nothing, and puts its table in its place on the page."""

import importlib
import os
import re
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
PAGE = BENCHMARKS.parent / "docs" / "performance.md"

NAMES = (
    "scan_to_screen",
    pytest.param(
        "start_up", marks=pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
    ),
    "tag_write",
    "tag_line",
    "item_pass",
    "journal_commits",
    pytest.param(
        "label_drawing",
        marks=pytest.mark.skipif(find_spec("fpdf") is None, reason="fpdf2 is not installed"),
    ),
    "label_rate",
    "key_rate",
    "key_peers",
    "order_repair",
    "sweep_store",
    "outbox_speed",
    "bench_while_system_hangs",
)
TABLE_ROW = re.compile(r"^\|(.+)\|$", re.MULTILINE)

pytestmark = pytest.mark.skipif(
    not BENCHMARKS.is_dir(), reason="these tests were copied out of their checkout"
)


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("run")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    copy = tmp_path / "performance.md"
    copy.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    return copy


def place_on(page: Path, name: str) -> str:
    text = page.read_text(encoding="utf-8")
    return text.partition(f"<!-- {name}: begin -->")[2].partition(f"<!-- {name}: end -->")[0]


@pytest.mark.campaign
@pytest.mark.parametrize("name", NAMES)
def test_a_measurement_writes_its_table(benchmark: ModuleType, page: Path, name: str) -> None:
    benchmark.main(["--short", "--page", str(page), name])
    rows = [row.split("|") for row in TABLE_ROW.findall(place_on(page, name))]
    assert len(rows) > 2, "a head, a line, and at least one row"
    assert {len(row) for row in rows} == {len(rows[0])}
    assert all(cell.strip() for row in rows for cell in row)
    assert "Measured 20" in place_on(page, name)


def test_all_measurements_are_tried_here(benchmark: ModuleType) -> None:
    tried = {name if isinstance(name, str) else name.values[0] for name in NAMES}
    assert tried == set(benchmark.MEASUREMENTS)


def test_the_other_tables_stay_as_they_were(benchmark: ModuleType, page: Path) -> None:
    before = page.read_text(encoding="utf-8").partition("<!-- tag_write: begin -->")
    benchmark.main(["--short", "--page", str(page), "tag_write"])
    after = page.read_text(encoding="utf-8").partition("<!-- tag_write: begin -->")
    assert after[0] == before[0]
    end = "<!-- tag_write: end -->"
    assert after[2].partition(end)[2] == before[2].partition(end)[2]


def test_a_page_without_the_place_is_refused(benchmark: ModuleType, page: Path) -> None:
    page.write_text("# Nothing\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no place for tag_write"):
        benchmark.main(["--short", "--page", str(page), "tag_write"])
    assert page.read_text(encoding="utf-8") == "# Nothing\n"


def test_an_unknown_name_is_refused(
    benchmark: ModuleType, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        benchmark.main(["--page", str(page), "tag_writes"])
    assert "there is no tag_writes" in capsys.readouterr().err


def test_no_tag_is_written_faster_than_the_wire_allows(benchmark: ModuleType, page: Path) -> None:
    benchmark.main(["--short", "--page", str(page), "tag_write"])
    head, _, *rows = TABLE_ROW.findall(place_on(page, "tag_write"))
    columns = [cell.strip() for cell in head.split("|")]
    for row in rows:
        cells = dict(zip(columns, (cell.strip() for cell in row.split("|")), strict=True))
        took, floor, rules = (float(cells[f"{one} ms"]) for one in ("took", "floor", "rules"))
        assert floor < rules <= took + 1, cells["pad"]


def test_no_book_is_identified_faster_than_the_wire_allows(
    benchmark: ModuleType, page: Path
) -> None:
    benchmark.main(["--short", "--page", str(page), "tag_line"])
    head, _, *rows = TABLE_ROW.findall(place_on(page, "tag_line"))
    columns = [cell.strip() for cell in head.split("|")]
    assert len(rows) == 12
    for row in rows:
        cells = dict(zip(columns, (cell.strip() for cell in row.split("|")), strict=True))
        assert float(cells["bare ms"]) < float(cells["took ms"]), cells
        assert float(cells["× rules"]) < 1.5, cells
