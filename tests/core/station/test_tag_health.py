"""What the doctor says of tags."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from procstation.config import Config, parse_config
from procstation.devices import Rack
from procstation.errors import ConfigError, DeviceFault, InputRefused
from procstation.station import tag_health
from procstation.station.health import look_at_devices
from procstation.station.tag_health import look_at_pad, look_at_policy, look_at_undo
from procstation.tagging import UndoFolder, UndoImage

UID = bytes.fromhex("E00401105B6C7D8E")
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
PAD = '[devices.pad]\nkind = "rfid"\ndriver = "feig"\nport = "sim://feig"\n'


def config(tags: str) -> Config:
    return parse_config(f"[tags]\n{tags}\n{PAD}", "procstation.toml")


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ("", "written as iso28560-3 without an owner; gates look at AFI 07 secured, C2 on loan"),
        ('owner = "FI-E"\nsecurity = "eas"', "for FI-E; gates look at the EAS bit"),
        ('security = "both"', "AFI 07 secured, C2 on loan, and at the EAS bit"),
        ('security = "none"', "no gate looks at tags"),
    ],
)
def test_the_policy_in_words(tags: str, words: str) -> None:
    assert look_at_policy(config(tags)).endswith(words)


def test_an_afi_with_two_meanings_is_wrong() -> None:
    with pytest.raises(ConfigError, match="both C2 hex"):
        look_at_policy(config("afi_secured = 0xC2"))


def test_writes_that_did_not_end_and_images_of_old(tmp_path: Path) -> None:
    undo = UndoFolder(tmp_path)
    assert look_at_undo(tmp_path, 30, NOW) == "every write on a tag has ended"
    old = UndoImage(UID, NOW - timedelta(days=31), "write 1", 4, bytes(8), intended="1")
    kept = undo.keep(old)
    with pytest.raises(InputRefused, match="E00401105B6C7D8E, which was to hold 1"):
        look_at_undo(tmp_path, 30, NOW)
    undo.finish(kept)
    assert "1 are older than 30 days: `procstation tag undo --prune`" in look_at_undo(
        tmp_path, 30, NOW
    )
    assert "older" not in look_at_undo(tmp_path, 32, NOW)


def test_a_pad_is_asked_for_what_the_gates_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    rack = Rack()
    assert "it sets the AFI" in look_at_pad(config(""), "pad", rack)
    found = {one.check: one for one in look_at_devices(config('security = "both"'), rack)}
    assert found["security by pad"].ok
    assert "tag prove" in found["security by pad"].detail
    without = SimpleNamespace(close=lambda: None)
    monkeypatch.setattr(tag_health, "open_device", lambda *_: without)
    with pytest.raises(DeviceFault, match="look at the EAS bit, and the driver 'feig' cannot"):
        look_at_pad(config('security = "eas"'), "pad", rack)
