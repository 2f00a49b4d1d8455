"""The simulated PC/SC reader: recorded APDUs, storage-card commands, and the line around them."""

import tomllib
from pathlib import Path

import pytest

from procstation_simulators.rfid.pcsc import SIMULATOR, VirtualPcsc
from procstation_simulators.rfid.tag import VirtualTag

UID = "E00401008A5C982E"
TABLES = tomllib.loads(
    (Path(__file__).parents[2] / "data/pcsc/exchanges.toml").read_text(encoding="utf-8")
)


def recorded(table: str, name: str) -> str:
    return str(TABLES[table][name]["hex"]).replace(" ", "")


def folded(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte
    return value


def send(pad: VirtualPcsc, kind: int, data: bytes = b"") -> tuple[int, int, bytes]:
    """Return message type, status and data of the answer."""
    body = bytes([kind]) + len(data).to_bytes(4, "little") + b"\0\x2a\0\0\0" + data
    pad.receive(b"\x02" + body + bytes([folded(body), 3]))
    raw = pad.transmit()
    assert (raw[0], raw[-1], raw[-2]) == (2, 3, folded(raw[1:-2]))
    assert (int.from_bytes(raw[2:6], "little"), raw[7]) == (len(raw) - 13, 0x2A)
    return raw[1], raw[8], raw[11:-2]


def apdu(pad: VirtualPcsc, text: str) -> str:
    kind, status, data = send(pad, 0x6F, bytes.fromhex(text))
    assert (kind, status) == (0x80, 0)
    return data.hex().upper()


@pytest.fixture
def pad() -> VirtualPcsc:
    """A reader with one tag on it, activated."""
    made = VirtualPcsc()
    made.field.lay(VirtualTag.from_hex(UID, "00112233"))
    kind, status, atr = send(made, 0x62)
    assert (kind, status) == (0x80, 0)
    # PC/SC part 3: the bytes after TS fold to nothing.
    assert (len(atr), folded(atr[1:])) == (20, 0)
    return made


def test_the_recorded_session(pad: VirtualPcsc) -> None:
    for name in ("start", "switch", "system_information", "read_block_0"):
        assert apdu(pad, recorded("requests", name)) == recorded("replies", name), name
    # It is written though the reader says it heard nothing, unless it was told to wait.
    written = recorded("replies", "write_timed_out")
    assert apdu(pad, recorded("requests", "write_block_0")) == written
    assert pad.field.tags[0].memory[:4] == bytes.fromhex("12345678")
    good = apdu(pad, recorded("requests", "write_block_0_with_timer"))
    assert good == "C003009000" + "920100" + "96020000" + "970100" + "9000"
    assert pad.field.tags[0].memory[:4] == bytes.fromhex("00010203")
    assert apdu(pad, recorded("requests", "end")) == "C003009000" + "9000"
    assert apdu(pad, recorded("requests", "system_information")) == "C003016985" + "9000"


def test_a_session_hears_all_tags_and_needs_no_card(pad: VirtualPcsc) -> None:
    apdu(pad, recorded("requests", "start"))
    apdu(pad, recorded("requests", "switch"))
    pad.field.lay(VirtualTag.blank("E00401008A5C982F"))
    assert "96020201" in apdu(pad, "FFC20001059503260100" + "00")
    pad.field.lift(UID)
    assert apdu(pad, "FFC20001059503260100" + "00").endswith("2F985C8A000104E0" + "9000")
    pad.field.lift("E00401008A5C982F")
    assert apdu(pad, "FFC20001059503260100" + "00") == "C003016401" + "9000"


def test_the_field_may_be_switched(pad: VirtualPcsc) -> None:
    apdu(pad, recorded("requests", "start"))
    apdu(pad, "FFC20000028300" + "00")
    assert apdu(pad, recorded("requests", "system_information")) == "C003016401" + "9000"
    apdu(pad, "FFC20000028400" + "00")
    assert apdu(pad, recorded("requests", "system_information")).endswith("0301" + "9000")


def test_storage_card_commands(pad: VirtualPcsc) -> None:
    pad.settings.session = False
    assert apdu(pad, "FFCA000000") == UID + "9000"
    pad.settings.uid_order = "low"
    assert apdu(pad, "FFCA000000") == "2E985C8A000104E0" + "9000"
    assert apdu(pad, "FFB0000004") == "00112233" + "9000"
    assert apdu(pad, "FFB0001B04") == "00000000" + "9000"
    assert apdu(pad, "FFB0001B08") == "00000000" + "6282"
    assert apdu(pad, "FFB0001C04") == "6A82"
    assert apdu(pad, "FFD6000104AABBCCDD") == "9000"
    assert pad.field.tags[0].memory[4:8] == bytes.fromhex("AABBCCDD")
    assert apdu(pad, "FFD6000104AABBCC") == "6700"
    assert apdu(pad, "FFD6001C04AABBCCDD") == "6A82"
    pad.field.tags[0].lock_block(1)
    assert apdu(pad, "FFD600010411223344") == "6581"
    assert apdu(pad, recorded("requests", "start")) == "6A81"
    assert apdu(pad, "00A4040000") == "6A81"


def test_addresses_of_bytes(pad: VirtualPcsc) -> None:
    pad.settings.addresses = "bytes"
    assert apdu(pad, "FFB0000104") == "11223300" + "9000"
    assert apdu(pad, "FFD6000204AABBCCDD") == "6B00"
    assert apdu(pad, "FFB0006D04") == "000000" + "6282"
    pad.settings.unaligned = False
    assert apdu(pad, "FFB0000104") == "6B00"
    assert apdu(pad, "FFD6000404AABBCCDD") == "9000"
    assert pad.field.tags[0].memory[4:8] == bytes.fromhex("AABBCCDD")


def test_a_card_that_leaves_or_is_changed_must_be_activated_anew(pad: VirtualPcsc) -> None:
    tag = pad.field.lift(UID)
    assert send(pad, 0x65)[:2] == (0x81, 2)
    assert send(pad, 0x6F, bytes.fromhex("FFCA000000"))[:2] == (0x80, 0x42)
    pad.field.lay(tag)
    assert send(pad, 0x65)[:2] == (0x81, 1)
    assert send(pad, 0x6F, bytes.fromhex("FFCA000000"))[:2] == (0x80, 0x41)
    assert send(pad, 0x62)[:2] == (0x80, 0)
    assert apdu(pad, "FFCA000000") == UID + "9000"
    assert send(pad, 0x99)[:2] == (0x81, 0x40)


def test_a_message_that_is_none_is_not_answered(pad: VirtualPcsc) -> None:
    asked = bytes.fromhex("0265000000000000000000" + "6503")
    pad.receive(asked[:-2] + b"\x64\x03")
    assert pad.transmit() == b""
    pad.receive(b"\x55" + asked)
    assert pad.transmit() == b""
    pad.pass_time(0.1)
    for at in range(len(asked)):
        assert pad.transmit() == b""
        pad.receive(asked[at : at + 1])
    assert pad.transmit()[1] == 0x81


def test_a_url_makes_one() -> None:
    made = SIMULATOR.build({"tags": UID, "session": "false", "addresses": "bytes"})
    assert isinstance(made, VirtualPcsc)
    assert (made.settings.session, made.settings.addresses) == (False, "bytes")
