"""The command line speaks the language of the person: in its help, its answers and its errors."""

import gettext
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from procstation.cli.answer import Labels, verdict
from procstation.cli.help_language import in_language
from procstation.cli.main import main, status_of
from procstation.language import mark, speak

SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")
"""Three words of English: names are never so many in a row."""

TYPED = re.compile(r"procstation( [a-z-]+)*")

GAP_OR_LETTER = re.compile(r"(\{[^}]*\})|[A-Za-z]")

Run = Callable[..., tuple[int, str, str]]


class Pseudo(gettext.NullTranslations):
    """A language in which every letter of every message is another one."""

    def gettext(self, message: str) -> str:
        return GAP_OR_LETTER.sub(lambda found: found[1] or "ẍ", message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is spoken in a test, it is English after it."""
    monkeypatch.setenv("LANGUAGE", "en")
    yield
    speak("en")
    gettext.textdomain("messages")


@pytest.fixture
def pseudo(english: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gettext, "translation", lambda *_, **__: Pseudo())
    monkeypatch.setenv("LANGUAGE", "de")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_it(*arguments: str) -> tuple[int, str, str]:
        status = status_of(["--home", str(tmp_path), *arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run_it


def in_english(text: str) -> list[str]:
    """Return the lines with a sentence in English; the name of a command is none."""
    return [line for line in text.splitlines() if SENTENCE.search(TYPED.sub("", line))]


def test_a_sentence_in_english_is_found() -> None:
    assert in_english("ẍẍ: procstation catalog load [FILE]\n  --dpi [203|300]  ẍẍẍ") == []
    assert in_english("ẍẍ ẍẍẍ\n  It is whole now.") == ["  It is whole now."]


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("command", [(), ("label", "print"), ("catalog",), ("catalog", "load")])
def test_help_is_in_the_language_of_the_person(run: Run, command: tuple[str, ...]) -> None:
    status, out, _ = run(*command, "--help")
    assert status == 0
    assert "--help" in out
    assert "ẍẍẍẍẍ: procstation" in out
    assert in_english(out) == []


@pytest.mark.usefixtures("pseudo")
def test_paragraphs_of_help_stay_apart(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _, out, _ = run("catalog", "load", "--help")
    monkeypatch.setenv("LANGUAGE", "en")
    _, english, _ = run("catalog", "load", "--help")
    assert len(out.split("\n\n")) == len(english.split("\n\n")) > 4


@pytest.mark.usefixtures("pseudo")
def test_every_command_there_is_has_its_help_looked_up() -> None:
    speak("de")
    past = []
    for path, command in commands_of(in_language(main), "procstation"):
        texts = [command.help or ""]
        texts += [one.help or "" for one in command.params if isinstance(one, click.Option)]
        past += [(path, text) for text in texts if in_english(text)]
    assert past == []


def commands_of(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands_of(inner, f"{path} {name}")


@pytest.mark.usefixtures("english")
def test_in_english_no_command_is_copied() -> None:
    assert in_language(main) is main


@pytest.mark.usefixtures("pseudo")
def test_what_doctor_finds_is_told_in_the_language_of_the_person(run: Run) -> None:
    status, out, _ = run("doctor", "--no-devices")
    assert status == 0
    assert "ẍẍẍẍ ẍẍẍẍẍẍẍ" in out
    assert in_english(out) == []


@pytest.mark.usefixtures("pseudo")
def test_json_has_the_same_names_in_every_language(run: Run) -> None:
    _, out, _ = run("doctor", "--no-devices", "--json")
    findings = json.loads(out)
    assert {"python", "store", "undo images"} <= {one["check"] for one in findings}
    assert set(findings[0]) == {"check", "ok", "detail", "next"}


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize(
    "arguments",
    [
        ("catalog", "show", "1"),
        ("label", "print"),
        ("label", "print", "--templat", "x"),
        ("lable",),
        ("catalog", "find", "x", "--limit", "many"),
    ],
)
def test_errors_begin_as_programs_expect_and_go_on_in_the_language(
    run: Run, arguments: tuple[str, ...]
) -> None:
    status, out, err = run(*arguments)
    assert status in (1, 2)
    assert out == ""
    first, second = err.splitlines()
    assert first.startswith("error: ẍ")
    assert second.startswith("next: ẍ")
    assert in_english(err) == []


@pytest.mark.usefixtures("english")
def test_the_configuration_says_which_language(run: Run, tmp_path: Path) -> None:
    _, _, english = run("catalog", "show", "1")
    (tmp_path / "procstation.toml").write_text('[display]\nlanguage = "de"\n', encoding="utf-8")
    status, _, err = run("catalog", "show", "1")
    assert status == 1
    assert err.startswith("error: ")
    assert "\nnext: " in err
    assert err != english
    assert os.environ["LANGUAGE"] == "de"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("text", ["display = 3\n", "[display]\nlanguage = 3", "[display\nlanguage"])
def test_a_configuration_that_is_wrong_does_not_keep_help_away(
    run: Run, tmp_path: Path, text: str
) -> None:
    (tmp_path / "procstation.toml").write_text(text, encoding="utf-8")
    status, out, err = run("doctor", "--help")
    assert (status, err) == (0, "")
    assert "Look at all a station needs" in out


@pytest.mark.usefixtures("english")
def test_labels_are_as_wide_as_the_longest_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = Labels(mark("item"), mark("security"))
    assert labels.line("item", 3) == "item      3"
    assert labels.line("", "more") == "          more"
    words = {"item": "Exemplar", "security": "Sicherung", "ok": "in Ordnung", "WRONG": "FALSCH"}
    monkeypatch.setattr("procstation.cli.answer.tr_marked", lambda one: words.get(one, one))
    assert labels.line("item", 3) == "Exemplar   3"
    assert labels.line("security", 3) == "Sicherung  3"
    monkeypatch.setattr("procstation.cli.answer.tr", words.__getitem__)
    assert (verdict(True), verdict(False)) == ("in Ordnung", "FALSCH    ")
