"""The language the command line speaks, and its help in that language.

The help of a command stands in English in its docstring and its options, and is looked up in the
catalogues when it is to be shown: nothing of it costs anything in English.
"""

import gettext
import inspect
import os
from collections.abc import Sequence
from copy import copy
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import click

from procstation.cli.context import CONFIG_NAME, usual_home
from procstation.language import (
    DOMAIN,
    FOLDER,
    LANGUAGES,
    language_of,
    mark,
    speak,
    spoken,
    tr_marked,
)

CommandT = TypeVar("CommandT", bound=click.Command)


def mark_both(one: str, many: str, /) -> tuple[str, str]:
    """Have both forms of a message in the catalogues: another library looks it up there."""
    return one, many


WORDS_OF_CLICK = (
    mark("Usage:"),
    mark("Options"),
    mark("Positional arguments"),
    mark("Commands"),
    mark("Show this message and exit."),
    mark("Show the version and exit."),
    mark("default: {default}"),
    mark("required"),
    mark("Aborted!"),
    mark("Error: {message}"),
    mark("Error: invalid input"),
    mark("Missing command."),
    mark("Missing argument"),
    mark("Missing option"),
    mark("Invalid value: {message}"),
    mark("Invalid value for {param_hint}: {message}"),
    mark("No such option {name!r}."),
    mark("No such command {name!r}."),
    mark("Option {name!r} does not take a value."),
    mark("Choose from:\n\t{choices}"),
    mark("{value!r} is not a valid {number_type}."),
    mark("{value} is not in the range {range}."),
    mark("{name} {filename!r} does not exist."),
    mark("{name} {filename!r} is a file."),
    mark("{name} {filename!r} is a directory."),
    mark("{name} {filename!r} is not readable."),
    mark("{name} {filename!r} is not writable."),
    mark("file"),
    mark("directory"),
    mark("path"),
    mark_both("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    mark_both(
        "Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."
    ),
    mark_both("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    mark_both("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
)
"""What click says itself; it asks gettext for each. A release of click may put one otherwise: that
one is English then."""


def speak_as_asked(arguments: Sequence[str]) -> None:
    """Speak what the configuration of the station says, else what the environment asks for.

    A configuration that cannot be read is no hindrance here: whoever needs it says what is wrong.

    Args:
        arguments: Of the command line: which station it is. Its help is to be in that language too,
            so that this comes before they are taken apart.
    """
    asked = language_of(os.environ)
    code = _configured(_home_in(arguments)) or asked
    speak(code)
    if code != asked:
        # Gettext goes by it, and so does a program that is started from here.
        os.environ["LANGUAGE"] = code
    if code != "en":
        gettext.bindtextdomain(DOMAIN, FOLDER)
        gettext.textdomain(DOMAIN)


def _home_in(arguments: Sequence[str]) -> Path:
    for one, following in pairwise([*arguments, ""]):
        option, equals, value = one.partition("=")
        if option == "--home":
            return Path(value if equals else following)
    return usual_home()


def _configured(home: Path) -> str:
    try:
        text = (home / CONFIG_NAME).read_text(encoding="utf-8")
        if "language" not in text:
            return ""
        import tomllib  # noqa: PLC0415  (5 ms)

        display = tomllib.loads(text).get("display")
    except (OSError, ValueError, RecursionError):
        return ""
    code = display.get("language") if isinstance(display, dict) else ""
    return code if isinstance(code, str) and code in LANGUAGES else ""


def in_language(command: CommandT) -> CommandT:
    """Return a command whose help, and that of the commands in it, is in the language spoken."""
    if spoken() == "en":
        return command
    shown = copy(command)
    shown.help, shown.short_help = _looked_up(command.help), _looked_up(command.short_help)
    shown.epilog = _looked_up(command.epilog)
    shown.params = [_parameter(one) for one in command.params]
    # Click keeps it there once it is made, in the language of that moment.
    vars(shown)["_help_option"] = None
    if isinstance(shown, click.Group):
        shown.commands = {name: in_language(one) for name, one in shown.commands.items()}
    return shown


def _parameter(parameter: click.Parameter) -> click.Parameter:
    if not isinstance(parameter, click.Option):
        return parameter
    shown = copy(parameter)
    shown.help, shown.prompt = _looked_up(parameter.help), _looked_up(parameter.prompt)
    return shown


def _looked_up(text: str | None) -> str | None:
    return tr_marked(inspect.cleandoc(text)) if text else text
