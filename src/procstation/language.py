"""The language in which the station speaks to people.

English is what stands in the source; other languages are gettext catalogues in `languages/`. A
message is translated where it is made, as a whole sentence with named gaps, so that a translator
can turn it round. What is not for people (names of steps and keys, JSON, the journal) never is.
"""

import gettext
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

LANGUAGES = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fi": "Suomi",
    "fr": "Français",
}
"""What the station can speak: ISO 639-1 code and the language's own name."""

DOMAIN = "procstation"
FOLDER = Path(__file__).parent / "languages"

_ENGLISH = gettext.NullTranslations()
_spoken: gettext.NullTranslations = _ENGLISH
_code = "en"


def speak(code: str) -> None:
    """Have every message from now on in a language of `LANGUAGES`.

    Raises:
        ValueError: It is none of them.
    """
    global _spoken, _code  # noqa: PLW0603  # One process speaks one language.
    if code not in LANGUAGES:
        raise ValueError(f"{code!r} is no language of {sorted(LANGUAGES)}")
    _spoken = _ENGLISH if code == "en" else gettext.translation(DOMAIN, FOLDER, [code])
    _code = code


def spoken() -> str:
    """Return the code of the language that is spoken."""
    return _code


def tr(message: str, /, **values: object) -> str:
    """Return a message in the language that is spoken, its gaps filled: `tr("No {what}.", what=x)`.

    `message` must be a literal, since the catalogues are made from the source.
    """
    text = _spoken.gettext(message)
    return text.format(**values) if values else text


def trn(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the form of a message that goes with a number; `{count}` is that number."""
    return _spoken.ngettext(one, many, count).format(count=count, **values)


def mark(message: str, /) -> str:
    """Return the message as it is, and have it in the catalogues: what is made before the language
    is known, such as the name of a key, is translated where it is shown, by `tr_marked`."""
    return message


def tr_marked(message: str, /) -> str:
    """Return a message that `mark` put into the catalogues in the language that is spoken."""
    return _spoken.gettext(message) if message else ""


class Spoken(StrEnum):
    """Names in the program that people see as words: `WAITING = mark("waits")`."""

    @property
    def word(self) -> str:
        """The word in the language that is spoken."""
        return tr_marked(self.value)


_NO_BREAK = "\N{NO-BREAK SPACE}"
_GROUPS = {"de": ".", "es": ".", "fi": _NO_BREAK, "fr": _NO_BREAK}
_DAYS = {
    "de": "{0:%d.%m.%Y}",
    "es": "{0:%d/%m/%Y}",
    "fi": "{0.day}.{0.month}.{0.year}",
    "fr": "{0:%d/%m/%Y}",
}
_DAYS_OF_A_YEAR = {
    "de": "{0:%d.%m.}",
    "es": "{0:%d/%m}",
    "fi": "{0.day}.{0.month}.",
    "fr": "{0:%d/%m}",
}
"""What is not as in English, by the Unicode Common Locale Data Repository."""


def grouped(number: int) -> str:
    """Return a whole number with its thousands apart: `12,500`, `12.500`."""
    return f"{number:,}".replace(",", _GROUPS.get(_code, ","))


def decimal(number: str) -> str:
    """Return a number that was written with a decimal point as it is written here: `0,8`."""
    return number if _code == "en" else number.replace(".", ",")


def percent(share: float) -> str:
    """Return a share of one in percent: `93%`, `93 %`."""
    return f"{share:.0%}" if _code == "en" else f"{share:.0%}".replace("%", f"{_NO_BREAK}%")


def day(on: date) -> str:
    """Return a date as it is written: in English `2026-11-22`, since other forms are ambiguous."""
    return _DAYS.get(_code, "{0:%Y-%m-%d}").format(on)


def day_of_year(on: date) -> str:
    """Return a date without its year, where everybody knows which year it is: `11-22`, `22.11.`"""
    return _DAYS_OF_A_YEAR.get(_code, "{0:%m-%d}").format(on)


def moment(at: datetime) -> str:
    """Return a date and the time of day."""
    return f"{day(at)} {at:%H:%M:%S}"


def language_of(environment: Mapping[str, str]) -> str:
    """Return the language a person's environment asks for: the first of `LANGUAGES` that is named.

    `LANGUAGE` (a list with colons), `LC_ALL`, `LC_MESSAGES` and `LANG` are looked at, as gettext
    does. A locale that does not exist, and `C`, are English.
    """
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for locale in filter(None, environment.get(name, "").split(":")):
            code = locale.replace("-", "_").partition("_")[0].partition(".")[0].lower()
            if code in LANGUAGES:
                return code
            if name != "LANGUAGE":
                return "en"
    return "en"
