"""What cannot be begun is refused in words: what happened, what to do, and the exit status."""

import re
import sqlite3
from pathlib import Path

import pytest
from station_play import StationPlay, stands_at, station_config

from procstation.cli.main import status_of
from procstation.journal import Journal
from procstation.linking import StepName

PAD = '[devices.pad]\nkind = "rfid"\ndriver = "{driver}"\nport = "{port}"\n'


def refusal(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    """Run a command that fails; return its status and the two lines it says on stderr."""
    status = status_of(list(args))
    said = capsys.readouterr().err
    match = re.fullmatch(r"error: (.+)\nnext: (.+)\n", said)
    assert match is not None, said
    assert "Traceback" not in said
    return status, match[1], match[2]


def bench(home: Path) -> tuple[str, ...]:
    return ("--home", str(home), "bench", "--plain")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def configure(home: Path, text: str) -> None:
    (home / "procstation.toml").write_text(text, encoding="utf-8")


def test_a_second_station_in_one_home(
    sample_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with StationPlay(sample_home, station_config()) as play:
        status, error, then = refusal(capsys, *bench(sample_home))
        play.scan("9780000000019")
        play.until(stands_at(StepName.TAG), "work going on at the first")
    assert status == 1
    assert "Another station is running" in error
    assert str(sample_home) in error
    assert "--home" in then


def test_a_store_from_a_newer_version(
    sample_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = sqlite3.connect(sample_home / "store.sqlite")
    store.execute("UPDATE alembic_version SET version_num = '9999'")
    store.commit()
    store.close()
    before = (sample_home / "store.sqlite").read_bytes()
    status, error, then = refusal(capsys, *bench(sample_home))
    assert status == 1
    assert "newer version" in error
    assert "9999" in error
    assert "nothing was changed" in then
    assert (sample_home / "store.sqlite").read_bytes() == before


def test_a_journal_from_a_newer_version(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Journal(home / "journal.sqlite").close()
    journal = sqlite3.connect(home / "journal.sqlite")
    journal.execute("PRAGMA user_version = 99")
    journal.close()
    status, error, _ = refusal(capsys, *bench(home))
    assert status == 1
    assert "format 99" in error


def test_a_journal_that_is_none(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "journal.sqlite").write_bytes(b"not a journal at all, but long enough to look" * 50)
    status, error, then = refusal(capsys, *bench(home))
    assert status == 1
    assert "cannot be opened" in error
    assert "procstation journal mend" in then


def test_a_driver_with_a_typo_names_the_nearest(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(home, PAD.format(driver="fieg", port="sim://feig"))
    status, error, then = refusal(capsys, *bench(home))
    assert (status, error) == (2, "No rfid driver is named 'fieg'.")
    assert "'feig'" in then


def test_a_profile_with_a_typo_names_the_nearest(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(home, '[station]\nprofile = "convertion"\n')
    status, error, then = refusal(capsys, *bench(home))
    assert status == 2
    assert "'convertion'" in error
    assert "'conversion'" in then


def test_a_key_with_a_typo_names_the_nearest(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(home, PAD.format(driver="feig", port="sim://feig").replace("port", "prot"))
    status, error, then = refusal(capsys, *bench(home))
    assert status == 2
    assert "'prot'" in error
    assert "'port'" in then


def test_a_port_that_does_not_exist_stops_no_work_and_is_told(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(home, PAD.format(driver="feig", port="/dev/no-such-port"))
    status, error, then = refusal(capsys, "--home", str(home), "tag", "read")
    assert status == 1
    assert "/dev/no-such-port" in error
    assert then


def test_a_simulator_that_does_not_exist(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configure(home, PAD.format(driver="feig", port="sim://fieg"))
    status, error, then = refusal(capsys, "--home", str(home), "tag", "read")
    assert status == 2
    assert "'fieg'" in error
    assert "'feig'" in then


def test_a_template_that_does_not_fit_its_stock(
    sample_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, error, then = refusal(
        capsys,
        *("--home", str(sample_home), "label", "print", "31234000000032", "--template", "barcode"),
        *("--stock", "gaylord-spine", "--output", str(tmp_path / "label.pdf")),
    )
    assert status == 2
    assert "gaylord-spine" in error
    assert then
    assert not (tmp_path / "label.pdf").exists()


def test_a_file_that_is_no_marc(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / "letter.mrc"
    file.write_text("Dear librarian,\n" * 20, encoding="utf-8")
    status, error, _ = refusal(capsys, "--home", str(home), "catalog", "load", str(file))
    assert status == 1
    assert "letter.mrc" in error
