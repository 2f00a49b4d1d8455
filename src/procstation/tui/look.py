"""What the interface is to look like, read before anything else is imported.

Only what is needed for the first paint is read here, and nothing is refused: the whole file is
checked when the station opens, and what is wrong with it is said then.
"""

import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from procstation.errors import ConfigError, UsageError
from procstation.keys import refuse_wrong_keys
from procstation.language import LANGUAGES, language_of, tr

THEMES = ("dark", "light", "high-contrast", "no-colour")

FEW_SIGNS = ("linux", "vt100", "vt220", "ansi", "cons25")
"""Terminals whose fonts lack the signs of screens, whatever their encoding, and that have sixteen
colours or none."""

CONFIG_NAME = "procstation.toml"


@dataclass(frozen=True, slots=True)
class Look:
    """What a person wants to see and press.

    Attributes:
        theme: One of `THEMES`.
        language: One of `LANGUAGES`.
        ascii_signs: Whether signs and borders are drawn in ASCII.
        ascii_letters: Whether all is, since the terminal takes nothing else.
        keys: The keys of acts that are not on their own.
    """

    theme: str = "dark"
    language: str = "en"
    ascii_signs: bool = False
    ascii_letters: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)


def read_look(*homes: Path, environment: Mapping[str, str] = os.environ) -> Look:
    """Return the look that the configuration and the environment ask for.

    Args:
        homes: Folders of configurations; a table of the first one holds before that of the next.
    """
    tables = {}
    for home in reversed(homes):
        tables.update(_tables(home))
    display = tables.get("display")
    display = display if isinstance(display, dict) else {}
    language, theme = display.get("language"), display.get("theme")
    in_utf8 = is_utf8(environment)
    signs = display.get("signs", "auto")
    few = not in_utf8 or environment.get("TERM") in FEW_SIGNS
    theme = theme if theme in THEMES else "dark"
    if environment.get("TERM") in FEW_SIGNS and theme in ("dark", "light"):
        # Its shades would all become one of sixteen colours, and words unreadable.
        theme = "high-contrast"
    if environment.get("NO_COLOR"):
        theme = "no-colour"
    return Look(
        theme=theme,
        language=language if language in LANGUAGES else language_of(environment),
        ascii_signs=signs == "ascii" or (signs != "unicode" and few),
        ascii_letters=not in_utf8,
        keys=_keys(tables.get("keys")),
    )


def refuse_poor_terminal(environment: Mapping[str, str] = os.environ) -> None:
    """Check that screens can be drawn at all.

    Raises:
        UsageError: They cannot; plain lines can be used.
    """
    if environment.get("TEXTUAL_DRIVER"):
        # Drawn somewhere else: in a browser.
        return
    if environment.get("TERM") == "dumb":
        raise UsageError(
            tr("This terminal (TERM=dumb) cannot show screens."),
            tr("Use `procstation bench --plain`, or another terminal."),
        )
    if not _is_terminal(sys.__stdin__) or not any(
        map(_is_terminal, (sys.__stdout__, sys.__stderr__))
    ):
        raise UsageError(
            tr("The input or the output is no terminal, so screens cannot be shown."),
            tr("Use `procstation bench --plain` for lines from a file or a pipe."),
        )


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _tables(home: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((home / CONFIG_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}


def _keys(said: object) -> dict[str, str]:
    if not isinstance(said, dict) or not all(isinstance(one, str) for one in said.values()):
        return {}
    try:
        refuse_wrong_keys(said, CONFIG_NAME)
    except ConfigError:
        return {}
    return said


def is_utf8(environment: Mapping[str, str]) -> bool:
    """Whether the terminal takes UTF-8, as far as the locale says; where it says nothing, it does.

    What Python takes for the encoding is no sign: it speaks UTF-8 under the locale C as well.
    """
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    said = next((environment[name] for name in names if environment.get(name)), "")
    if said == "C.UTF-8" and not environment.get("LC_ALL"):
        # Python itself sets LC_CTYPE to this where the locale is C.
        said = environment.get("LANG") or said
    charset = said.partition(".")[2].partition("@")[0]
    if charset:
        return charset.lower().replace("-", "") == "utf8"
    return said not in ("C", "POSIX")
