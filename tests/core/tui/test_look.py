"""What the interface looks like, by the configuration and the environment, before it is painted."""

from pathlib import Path

import pytest

from procstation.config import CONFIG_NAME
from procstation.errors import UsageError
from procstation.tui.look import Look, is_utf8, read_look, refuse_poor_terminal
from procstation.tui.poor_terminal import AsciiSigns


def look(folder: Path, text: str = "", **environment: str) -> Look:
    (folder / CONFIG_NAME).write_text(text, encoding="utf-8")
    return read_look(folder, environment={"LANG": "en_GB.UTF-8"} | environment)


def test_the_configuration_says_theme_language_and_keys(tmp_path: Path) -> None:
    text = '[display]\ntheme = "light"\nlanguage = "fi"\n[keys]\n"go.find" = "ctrl+f"\n'
    assert look(tmp_path, text) == Look("light", "fi", keys={"go.find": "ctrl+f"})


@pytest.mark.parametrize(
    "text", ["[display", '[display]\ntheme = "pink"\nlanguage = "xx"', 'display = 3\nkeys = "x"']
)
def test_what_is_wrong_in_it_is_left_to_be_told_when_the_station_opens(
    tmp_path: Path, text: str
) -> None:
    assert look(tmp_path, text) == Look()


def test_a_station_within_another_has_what_it_does_not_say_from_the_other(tmp_path: Path) -> None:
    inner = tmp_path / "demo"
    inner.mkdir()
    (inner / CONFIG_NAME).write_text('[display]\ntheme = "light"\n', encoding="utf-8")
    (tmp_path / CONFIG_NAME).write_text(
        '[display]\ntheme = "high-contrast"\n[keys]\n"go.find" = "ctrl+f"\n', encoding="utf-8"
    )
    found = read_look(inner, tmp_path, environment={})
    assert (found.theme, dict(found.keys)) == ("light", {"go.find": "ctrl+f"})


@pytest.mark.parametrize(
    ("environment", "theme", "language", "ascii_signs"),
    [
        ({}, "dark", "en", False),
        ({"LANG": "de_AT.UTF-8"}, "dark", "de", False),
        ({"LANG": "xx_YY.UTF-8"}, "dark", "en", False),
        ({"NO_COLOR": "1"}, "no-colour", "en", False),
        ({"NO_COLOR": ""}, "dark", "en", False),
        ({"TERM": "linux"}, "high-contrast", "en", True),
        ({"LC_ALL": "C"}, "dark", "en", True),
        ({"LANG": "fr_FR.ISO-8859-15"}, "dark", "fr", True),
    ],
)
def test_the_environment_says_what_the_terminal_can(
    tmp_path: Path, environment: dict[str, str], theme: str, language: str, ascii_signs: bool
) -> None:
    found = look(tmp_path, **environment)
    assert (found.theme, found.language, found.ascii_signs) == (theme, language, ascii_signs)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),
        ({"LC_CTYPE": "C.UTF-8"}, True),
        ({"LC_ALL": "C.UTF-8", "LANG": "C"}, True),
        ({"LC_ALL": "", "LANG": "en_GB.utf8"}, True),
    ],
)
def test_a_locale_says_whether_the_terminal_takes_utf8(
    environment: dict[str, str], expected: bool
) -> None:
    assert is_utf8(environment) is expected


def test_a_terminal_that_cannot_draw_is_refused_with_the_way_round() -> None:
    with pytest.raises(UsageError) as refused:
        refuse_poor_terminal({"TERM": "dumb"})
    assert "TERM=dumb" in refused.value.what
    assert "--plain" in refused.value.do_next
    refuse_poor_terminal({"TERM": "dumb", "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"})


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("╭─ now ─╮ ✓ ▸ …", "+- now -+ + > ~"),
        ("Ångström · Müller", "Angstrom . Muller"),
        ("図書館", "??????"),
    ],
)
def test_ascii_is_as_wide_as_what_it_stands_for(text: str, written: str) -> None:
    assert AsciiSigns(letters=True).text(text) == written


def test_letters_stay_where_the_terminal_has_them() -> None:
    assert AsciiSigns(letters=False).text("✗ Müller") == "x Müller"
