"""The command itself: how it is found, how it fails, how it ends."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from procstation import __version__
from procstation.cli.context import Context
from procstation.cli.main import COMMANDS, main, status_of
from procstation.errors import JournalError, StationError, UsageError


class Run:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        status = status_of(list(arguments))
        return status, *self._capsys.readouterr()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"procstation, version {__version__}\n", "")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_there_and_has_help(run: Run, command: str) -> None:
    status, out, err = run(command, "--help")
    assert (status, err) == (0, "")
    assert out.startswith(f"Usage: procstation {command} ")


def test_help_lists_the_commands_with_what_they_do(run: Run) -> None:
    status, out, _ = run("--help")
    assert status == 0
    for command in COMMANDS:
        line = next(line for line in out.splitlines() if line.strip().startswith(f"{command} "))
        assert len(line.split()) > 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["catlog"], "There is no command 'catlog'. Did you mean 'catalog'?"),
        (["device", "lst"], "lst"),
        (["--hoem", "x"], "--hoem"),
        (["journal", "show", "--tail", "0"], "--tail"),
        (["barcode", "check"], "CODE"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_to_read(
    run: Run, arguments: list[str], words: str
) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    error, do_next = err.splitlines()
    assert error.startswith("error: ")
    assert words in error
    assert do_next.startswith("next: See `procstation")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StationError("It is broken.", "Mend it."), 1),
        (JournalError("It is broken.", "Mend it."), 1),
        (UsageError("It is broken.", "Mend it."), 2),
    ],
)
def test_an_expected_failure_is_two_sentences(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: StationError, status: int
) -> None:
    def fail(_: Context) -> None:
        raise error

    monkeypatch.setattr(Context, "config", property(fail))
    assert run("--home", str(tmp_path), "device", "list") == (
        status,
        "",
        "error: It is broken.\nnext: Mend it.\n",
    )


def test_ctrl_c_ends_with_130(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupt(_: Context) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Context, "config", property(interrupt))
    status, out, err = run("--home", str(tmp_path), "device", "list")
    assert (status, out) == (130, "")
    assert err.split() == ["interrupted"]


def test_a_failed_check_ends_with_1(run: Run, tmp_path: Path) -> None:
    # The last digit should be 5, by the Luhn rule of 14-digit library barcodes.
    assert run("--home", str(tmp_path), "barcode", "check", "31234000875612")[0] == 1
    assert run("--home", str(tmp_path), "barcode", "check", "31234000875615")[0] == 0


def test_home_is_made_and_nothing_is_written_elsewhere(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PROCSTATION_HOME", str(tmp_path / "by environment"))
    home = tmp_path / "by option"
    assert run("--home", str(home), "catalog", "find", "darkness", "--json")[0] == 0
    assert (home / "store.sqlite").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["by option"]


def test_home_that_cannot_be_made_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    status, _, err = run("--home", str(tmp_path / "file" / "home"), "device", "list")
    assert status == 1
    assert "Choose another with --home DIR." in err


def test_a_broken_configuration_ends_with_2(run: Run, tmp_path: Path) -> None:
    (tmp_path / "procstation.toml").write_text("[station]\nnmae = 'x'\n", encoding="utf-8")
    status, out, err = run("--home", str(tmp_path), "device", "list")
    assert (status, out) == (2, "")
    assert "Did you mean 'name'?" in err


def commands_of(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands_of(inner, f"{path} {name}")


def test_every_command_and_every_option_says_what_it_does() -> None:
    silent = []
    for path, command in commands_of(main, "procstation"):
        silent += [path] if not command.help else []
        for option in command.params:
            if isinstance(option, click.Option) and not option.help:
                silent.append(f"{path} --{option.name}")
    assert silent == []


def test_commands_are_imported_only_when_they_are_used() -> None:
    program = "import sys, procstation.cli.main; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = done.stdout.split()
    assert "procstation.cli.main" in loaded
    assert not {"sqlalchemy", "textual", "serial", "reportlab", "PIL"} & set(loaded)


def test_a_reader_that_leaves_early_is_no_error_to_show() -> None:
    command = [sys.executable, "-m", "procstation.cli.main", "callnumber", "sort"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(b"PS3562.E42 L4\nQA76.73\n")
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1
