"""Answers in a file: six stations from one."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from procstation.catalog import Catalogue
from procstation.config import read_config
from procstation.devices.check import Health
from procstation.errors import ConfigError, InputRefused, UsageError
from procstation.setup.answers import SetupSection, answers_text, read_answers
from procstation.setup.finish import set_up

BASE = """\
[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "sim://serial_scanner"

[[barcodes.ranges]]
name = "books"
prefix = "31234"
first = 100001
last = 199999
"""


def now() -> datetime:
    return datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def answers(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        file = tmp_path / "answers.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_stations_at_one_store_give_out_numbers_of_their_own(
    tmp_path: Path, answers: Callable[[str], Path]
) -> None:
    shared = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    file = answers(f'[store]\nurl = "{shared}"\n{BASE}')
    given: list[str] = []
    for number in range(1, 4):
        home = tmp_path / f"home-{number}"
        home.mkdir()
        _, outcome = set_up(home, read_answers(file), f"bench-{number}", now)
        assert outcome.ok
        assert outcome.devices["scanner"].health is Health.READY
        assert len(outcome.numbers) == 3
        given += outcome.numbers
        assert read_config(home).station.name == f"bench-{number}"
    assert len(set(given)) == 9
    assert given[0] == "31234001000015"


def test_a_store_of_its_own_gets_its_stretch_from_the_shared_one_once(
    tmp_path: Path, answers: Callable[[str], Path]
) -> None:
    shared = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    Catalogue.open(shared).close()
    file = answers(f'[setup]\nlease_from = "{shared}"\nlease = 200\n{BASE}')
    ends = []
    for name in ("a", "b", "a"):
        home = tmp_path / name
        home.mkdir(exist_ok=True)
        set_up(home, read_answers(file), name, now)
        (held,) = read_config(home).barcodes.ranges
        ends.append((held.first, held.last))
    assert ends == [(100001, 100200), (100201, 100400), (100001, 100200)]


def test_a_dry_run_writes_and_leases_nothing(
    tmp_path: Path, answers: Callable[[str], Path]
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    draft, outcome = set_up(home, read_answers(answers(BASE)), "bench-1", now, dry_run=True)
    assert outcome.written is None
    assert 'name = "bench-1"' in draft.text
    assert list(home.iterdir()) == []


def test_records_are_loaded_as_seen_from_the_answers(
    tmp_path: Path, answers: Callable[[str], Path]
) -> None:
    (tmp_path / "books.csv").write_text(
        "barcode,title,call number\n31234000000018,One book,QA76\n", encoding="utf-8"
    )
    file = answers(f'[setup]\nrecords = ["books.csv"]\n{BASE}')
    home = tmp_path / "home"
    home.mkdir()
    _, outcome = set_up(home, read_answers(file), "bench-1", now)
    assert outcome.records is not None
    assert outcome.records.items == 1


def test_what_fails_after_the_writing_is_told_and_the_rest_is_done(
    tmp_path: Path, answers: Callable[[str], Path]
) -> None:
    (tmp_path / "notes.mrc").write_text("buy labels", encoding="utf-8")
    text = BASE.replace("sim://serial_scanner", "sim://nothing")
    file = answers(f'[setup]\nrecords = ["notes.mrc"]\n{text}')
    home = tmp_path / "home"
    home.mkdir()
    _, outcome = set_up(home, read_answers(file), "bench-1", now)
    assert not outcome.ok
    (trouble,) = outcome.troubles
    assert trouble.check == "records"
    assert trouble.next
    assert outcome.devices["scanner"].health is Health.FAULT
    assert outcome.numbers
    assert (home / "procstation.toml").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[statoin]\n", "Did you mean 'station'?"),
        ("[setup]\nrecord = []\n", "Did you mean 'records'?"),
        ("[setup]\nlease = 0\n", "Correct the value."),
        ("setup = 3\n", "Write it as [setup]."),
        ("[station\n", "Correct that line."),
    ],
)
def test_a_typo_is_refused_with_the_nearest_key(
    answers: Callable[[str], Path], text: str, words: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        read_answers(answers(text))
    assert refused.value.do_next == words


def test_a_file_that_is_none_says_how_one_is_made(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        read_answers(tmp_path / "gone.toml")
    assert "--write-answers" in refused.value.do_next


def test_a_station_without_a_name_is_refused(
    tmp_path: Path, answers: Callable[[str], Path]
) -> None:
    with pytest.raises(UsageError) as refused:
        set_up(tmp_path, read_answers(answers(BASE)), "", now)
    assert "--station NAME" in refused.value.do_next


def test_answers_that_would_not_work_change_nothing(
    tmp_path: Path, answers: Callable[[str], Path]
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    file = answers(f"{BASE}\n[station]\nprofile = 'conversoin'\n")
    with pytest.raises(InputRefused) as refused:
        set_up(home, read_answers(file), "bench-1", now)
    assert "conversion" in refused.value.do_next
    assert list(home.iterdir()) == []


def test_what_was_told_the_screens_sets_up_the_next_station(
    tmp_path: Path, answers: Callable[[str], Path]
) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    home.mkdir()
    other.mkdir()
    draft, _ = set_up(home, read_answers(answers(BASE)), "bench-1", now)
    text = answers_text(draft, SetupSection(demo_catalogue=True))
    file = answers(text)
    assert "bench-1" not in text
    assert "# The digits each begins with." in text
    again = read_answers(file)
    assert again.setup.demo_catalogue
    second, _ = set_up(other, again, "bench-2", now, dry_run=True)
    first_tables, second_tables = read_config(home), second.config
    assert second_tables.station.name == "bench-2"
    assert second_tables.devices == first_tables.devices
    assert second_tables.barcodes == first_tables.barcodes
