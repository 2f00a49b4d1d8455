"""Settings: listed with their meaning, changed in the file and nothing else of it."""

from pathlib import Path

import pytest

from procstation.config import CONFIG_NAME
from procstation.errors import InputRefused, StationError, UsageError
from procstation.keys import ACTS
from procstation.station.settings_room import Setting, SettingsRoom

TEXT = """\
# Do not touch before Monday. M.

[station]
name = "bench-7"   # the one at the window

[devices.pad]
kind = "rfid"
driver = "feig"
port = "sim://feig"
"""


@pytest.fixture
def room(tmp_path: Path) -> SettingsRoom:
    (tmp_path / CONFIG_NAME).write_text(TEXT, encoding="utf-8")
    return SettingsRoom(tmp_path)


def setting(room: SettingsRoom, *place: str) -> Setting:
    return next(one for one in room.settings() if one.place == place)


def test_every_setting_has_a_value_a_meaning_and_says_where_it_is_from(room: SettingsRoom) -> None:
    name = setting(room, "station", "name")
    assert (name.value, name.default, name.is_said, name.at_once) == (
        "bench-7", "bench-1", True, False
    )  # fmt: skip
    theme = setting(room, "display", "theme")
    assert (theme.value, theme.is_said, theme.at_once) == ("dark", False, True)
    assert {"dark", "light", "high-contrast", "no-colour"} == set(theme.choices)
    assert setting(room, "devices", "pad", "driver").value == "feig"
    keys = [one for one in room.settings() if one.place[0] == "keys"]
    assert len(keys) == len(ACTS)
    assert all(one.meaning for one in room.settings())


def test_a_change_is_saved_and_the_rest_stays_as_it_was_written(room: SettingsRoom) -> None:
    config = room.change(setting(room, "display", "theme"), "light")
    config = room.change(setting(room, "sound", "on"), "false")
    config = room.change(setting(room, "sound", "volume"), "35")
    config = room.change(setting(room, "keys", "bench.skip"), "ctrl+s")
    assert (config.display.theme, config.sound.on, config.sound.volume) == ("light", False, 35)
    assert config.keys == {"bench.skip": "ctrl+s"}
    written = (room.home / CONFIG_NAME).read_text(encoding="utf-8")
    assert written.startswith(TEXT.rstrip())
    assert [one.name for one in room.home.iterdir()] == [CONFIG_NAME]
    for place in (("display", "theme"), ("sound", "on"), ("sound", "volume")):
        room.default(setting(room, *place))
    room.default(setting(room, "keys", "bench.skip"))
    assert (room.home / CONFIG_NAME).read_text(encoding="utf-8").strip() == TEXT.strip()


@pytest.mark.parametrize(
    ("place", "text", "error", "said"),
    [
        (("keys", "bench.skip"), "a", UsageError, "are both on 'a'"),
        (("display", "theme"), "pink", UsageError, "theme"),
        (("sound", "volume"), "loud", UsageError, "volume"),
        (("sound", "theme"), "no-such", UsageError, "no-such"),
        (("station", "name"), "x", InputRefused, "while the station runs"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_saved(
    room: SettingsRoom, place: tuple[str, ...], text: str, error: type[StationError], said: str
) -> None:
    with pytest.raises(error) as refused:
        room.change(setting(room, *place), text)
    assert said in refused.value.what
    assert (room.home / CONFIG_NAME).read_text(encoding="utf-8") == TEXT
