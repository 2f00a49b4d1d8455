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
from procstation.ils.serve import ServedSystem

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


def test_a_library_system_is_simulated_as_well(
    simulate: Simulate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ServedSystem, "wait", ServedDevice.wait)
    status, out, err = simulate(
        "lend 30000000000002\nitems\nlnd 1\nhelp\n", "sip2", "--query", "dialect=koha&items=2"
    )
    assert status == 130
    listening, lent, first, second, *helped = out.splitlines()
    assert listening.startswith("listening on sip2://127.0.0.1:")
    assert lent == "30000000000002 is on loan"
    assert first.startswith("30000000000001 03 ")
    assert second.startswith("30000000000002 04 ")
    assert "Did you mean 'lend'?" in err
    assert any(line.startswith("fault NAME") for line in helped)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["sip3"], 2, "Did you mean 'sip2'?"),
        (["sip2", "--listen", "pty"], 2, "Write tcp:PORT with a number up to 65535."),
        (["sip2", "--query", "dialect=coha"], 2, "Dialects: plain, koha"),
        (["sip2", "--query", "itmes=2"], 2, "itmes"),
    ],
)
def test_a_library_system_that_cannot_be_simulated_so(
    simulate: Simulate, arguments: list[str], status: int, words: str
) -> None:
    ended, out, err = simulate("", *arguments)
    assert (ended, out) == (status, "")
    assert words in err
