"""Whether the terminal, and what the account is set to, can show what the station says."""

import locale
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass

from procstation.config import Config
from procstation.errors import InputRefused
from procstation.language import LANGUAGES, language_of, tr

LEAST_COLUMNS, LEAST_ROWS = 40, 10
"""Screens are drawn from this size on."""

GOOD_COLUMNS, GOOD_ROWS = 80, 24
"""From this size on they show everything at once."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal, as the system describes it.

    Attributes:
        encoding: Of its characters.
        kind: The name of its kind (`TERM`); "" where there is none, as on Windows.
        colours: In words.
    """

    encoding: str
    columns: int
    rows: int
    kind: str
    colours: str

    @classmethod
    def here(cls, environment: Mapping[str, str] = os.environ) -> "Terminal":
        """Return the terminal this runs in."""
        size = shutil.get_terminal_size()
        kind = environment.get("TERM", "")
        if environment.get("NO_COLOR"):
            colours = tr("no colours, as NO_COLOR asks")
        elif environment.get("COLORTERM") in ("truecolor", "24bit"):
            colours = tr("all colours")
        else:
            colours = "256 colours" if "256color" in kind else tr("a few colours")
        return cls(locale.getencoding(), size.columns, size.lines, kind, colours)


def look_at_terminal(terminal: Terminal | None) -> str:
    """Say what the terminal can do; None where there is none.

    Raises:
        InputRefused: It cannot show the screens, or not all signs.
    """
    if terminal is None:
        return tr("none here; text goes out as UTF-8")
    if terminal.kind == "dumb":
        raise InputRefused(
            tr("The terminal says (TERM=dumb) that it cannot show screens."),
            tr("Use `procstation bench --plain`, or another terminal."),
        )
    if terminal.encoding.lower().replace("-", "") != "utf8":
        raise InputRefused(
            tr(
                "The terminal is set to {encoding}: titles and signs may be shown wrongly.",
                encoding=terminal.encoding,
            ),
            tr("Set it to UTF-8; on Linux for example with LANG=C.UTF-8."),
        )
    size = f"{terminal.columns} × {terminal.rows}"
    if terminal.columns < LEAST_COLUMNS or terminal.rows < LEAST_ROWS:
        raise InputRefused(
            tr("The terminal has {size} characters, too few for the screens.", size=size),
            tr(
                "Make its window larger, {good_columns} × {good_rows} or more.",
                good_columns=GOOD_COLUMNS,
                good_rows=GOOD_ROWS,
            ),
        )
    good = terminal.columns >= GOOD_COLUMNS and terminal.rows >= GOOD_ROWS
    if not good:
        more = tr(
            "screens show more from {good_columns} × {good_rows} on",
            good_columns=GOOD_COLUMNS,
            good_rows=GOOD_ROWS,
        )
        size = f"{size} ({more})"
    return f"UTF-8, {size}, {terminal.colours}"


def look_at_language(config: Config | None, environment: Mapping[str, str] = os.environ) -> str:
    """Say in which language the station speaks.

    Raises:
        InputRefused: The environment asks for a locale that is not installed.
    """
    wanted = "" if config is None else config.display.language
    spoken = LANGUAGES[wanted or language_of(environment)]
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "")
    except locale.Error as error:
        names = ("LC_ALL", "LC_CTYPE", "LANG")
        asked = next((environment[one] for one in names if environment.get(one)), "")
        raise InputRefused(
            tr(
                "The locale {asked!r} is not installed here; the station speaks {spoken}.",
                asked=asked,
                spoken=spoken,
            ),
            tr("Set LANG to one of `locale -a`, for example C.UTF-8, or have that one installed."),
        ) from error
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    wish = tr("as configured") if wanted else tr("as the environment asks")
    return f"{spoken}, {wish}"
