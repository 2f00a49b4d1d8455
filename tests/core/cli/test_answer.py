import io
import json
from contextlib import redirect_stderr, redirect_stdout

import pytest

from procstation.cli.answer import answer, fail
from procstation.errors import InputRefused

STEERING = "\x1bc\x07 \x9b31m \u202eeman\u202c\ttab שלום \u200f"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(params=[Terminal, io.StringIO])
def stream(request: pytest.FixtureRequest) -> io.StringIO:
    made: io.StringIO = request.param()
    return made


def test_a_terminal_gets_no_control_characters_and_a_program_gets_all(stream: io.StringIO) -> None:
    with redirect_stdout(stream):
        answer({}, False, lambda: [STEERING])

    if stream.isatty():
        escaped = r"\u001bc\u0007 \u009b31m \u202eeman\u202c" + "\ttab שלום \u200f\n"
        assert stream.getvalue() == escaped
    else:
        assert stream.getvalue() == STEERING + "\n"


def test_json_says_the_same_on_a_terminal(stream: io.StringIO) -> None:
    with redirect_stdout(stream):
        answer({"title": STEERING}, True, list)

    assert json.loads(stream.getvalue()) == {"title": STEERING}
    assert ("\x9b" in stream.getvalue()) is not stream.isatty()


def test_errors_do_not_steer_a_terminal_either(stream: io.StringIO) -> None:
    with redirect_stderr(stream):
        assert fail(InputRefused("There is no file \x1bc.", "Check \x07 the name.")) == 1

    assert ("\x1b" in stream.getvalue()) is not stream.isatty()
    assert stream.getvalue().startswith("error: There is no file")
