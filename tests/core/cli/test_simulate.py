"""`procstation simulate`: the command; what it serves is tested with `devices/serve.py`."""

import io
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from procstation.cli.main import status_of
from procstation.devices import Rack, open_device
from procstation.devices.serve import ServedDevice

PATIENCE_S = 20.0

Simulate = Callable[..., tuple[int, str, str]]
"""Lines of stdin and arguments in; status, stdout and stderr out."""


@pytest.fixture
def simulate(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Simulate:
    """Run the command on lines of stdin; at their end somebody presses Ctrl-C."""

    def interrupt(*_: object) -> bool:
        raise KeyboardInterrupt

    def run(stdin: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        status = status_of(["simulate", *arguments])
        return status, *capsys.readouterr()

    monkeypatch.setattr(ServedDevice, "wait", interrupt)
    return run


def test_it_says_where_it_listens_and_plays_what_it_is_told(simulate: Simulate) -> None:
    status, out, err = simulate("\nlay E00401005B6C7D8E\ntags\n", "feig")
    assert status == 130
    listening, laid, tags = out.splitlines()
    assert listening.startswith("listening on socket://127.0.0.1:")
    assert laid == "laid E00401005B6C7D8E"
    assert tags.startswith("E00401005B6C7D8E 0000")
    assert "interrupted" in err


def test_help_lists_what_can_be_done(simulate: Simulate) -> None:
    _, out, _ = simulate("help\n", "zpl", "--listen", "tcp:0")
    words = [line.split()[0] for line in out.splitlines()[1:]]
    assert {"labels", "open", "pause", "unplug"} <= set(words)


def test_a_play_that_makes_no_sense_is_told_and_the_next_is_done(simulate: Simulate) -> None:
    _, out, err = simulate("lya\nlay E004\nlay\n", "m3_810")
    assert "knows no 'lya'" in err
    assert "Did you mean 'lay'?" in err
    assert "Use it so: lay [UID [HEX]]." in err
    assert out.splitlines()[-1].startswith("laid E004")


def test_settings_come_by_query(simulate: Simulate) -> None:
    _, out, _ = simulate("tags\n", "feig", "--query", "tags=E00401105B6C7D8F")
    assert "E00401105B6C7D8F" in out
    status, _, err = simulate("", "feig", "--query", "tgas=1")
    assert status == 1
    assert "tgas" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fieg"], "Did you mean 'feig'?"),
        (["feig", "--listen", "udp:1"], "Write tcp:PORT"),
        (["feig", "--listen", "tcp:"], "Write tcp:PORT"),
        (["feig", "--listen", "tcp:65536"], "Write tcp:PORT"),
        (["feig", "--listen", "tcp:-1"], "Write tcp:PORT"),
    ],
)
def test_wrong_usage_ends_with_2(simulate: Simulate, arguments: list[str], words: str) -> None:
    status, out, err = simulate("", *arguments)
    assert (status, out) == (2, "")
    assert words in err


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_it_goes_on_without_stdin_until_it_is_interrupted() -> None:
    # A run in the background has Ctrl-C switched off, and its children with it.
    switched_on = "signal.signal(signal.SIGINT, signal.default_int_handler)"
    program = f"import signal; {switched_on}; from procstation.cli.main import run; run()"
    with subprocess.Popen(
        [sys.executable, "-c", program, "simulate", "feig", "--query", "tags=E00401005B6C7D8E"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            port = process.stdout.readline().split()[-1]
            for _ in range(2):
                pad = open_device("rfid", "feig", port, {}, Rack())
                assert pad.inventory() == (bytes.fromhex("E00401005B6C7D8E"),)
                pad.close()
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=PATIENCE_S)
        finally:
            process.kill()
    assert process.returncode == 130
    assert "Traceback" not in err
