"""The simulated RL866 reader, bytes in and bytes out: recorded exchanges, and what follows them."""

import tomllib
from pathlib import Path

import pytest

from procstation_simulators.rfid.rl866 import SIMULATOR, VirtualRl866
from procstation_simulators.rfid.rl_frames import crc, frame
from procstation_simulators.rfid.tag import VirtualTag

TABLES = tomllib.loads(
    (Path(__file__).parents[2] / "data/rl866/frames.toml").read_text(encoding="utf-8")
)
UIDS = ("E00401003F3827A7", "E00401003F382624", "E00401003F3825A4")


def recorded(table: str, name: str) -> bytes:
    return bytes.fromhex(TABLES[table][name]["hex"])


@pytest.fixture
def pad() -> VirtualRl866:
    return VirtualRl866()


def exchange(pad: VirtualRl866, asked: bytes) -> bytes:
    pad.receive(asked)
    return pad.transmit()


class Host:
    """Sends information blocks with the sequence bit as it should be."""

    def __init__(self, pad: VirtualRl866) -> None:
        self.pad = pad
        self.sequence = 0

    def ask(self, information: str) -> str:
        """Return the answer's status and data, in hexadecimal."""
        body = bytes.fromhex(information)
        reply = exchange(self.pad, frame(0xFF, self.sequence, body))
        assert reply == frame(1, self.sequence, reply[4:-2])
        self.sequence ^= 0x40
        assert reply[4] == body[0]
        return reply[5:-2].hex().upper()


def test_checksum() -> None:
    assert crc(b"123456789") == bytes.fromhex("916F")


def test_recorded_exchanges(pad: VirtualRl866) -> None:
    for uid in UIDS:
        pad.field.lay(VirtualTag.blank(uid))
    again = recorded("requests", "resynchronise")
    assert exchange(pad, again) == recorded("replies", "resynchronise")
    asked = recorded("requests", "configuration")
    assert exchange(pad, asked) == recorded("replies", "configuration")
    # The recorded answer was to a question with another sequence bit.
    told = exchange(pad, recorded("requests", "inventory"))
    assert told[4:-2] == recorded("replies", "inventory_of_3")[4:-2]
    exchange(pad, frame(0xFF, 0, b"\x01\x01\x01"))
    for name in ("connect",):
        assert exchange(pad, recorded("requests", name)) == recorded("replies", name)
    exchange(pad, frame(0xFF, 0, b"\x01\x01\x01"))
    name = "system_information"
    assert exchange(pad, recorded("requests", name)) == recorded("replies", name)
    exchange(pad, frame(0xFF, 0, b"\x01\x01\x01"))
    exchange(pad, recorded("requests", "write_block_12"))
    assert pad.field.find(bytes.fromhex(UIDS[0])).memory[48:52] == b"678\0"
    read = frame(0xFF, 0, bytes.fromhex("3401070300000C000100"))
    assert exchange(pad, read) == recorded("replies", "read_without_security")


def test_a_frame_in_pieces_and_with_noise_ahead(pad: VirtualRl866) -> None:
    asked, answer = recorded("requests", "resynchronise"), recorded("replies", "resynchronise")
    assert b"".join(exchange(pad, asked[at : at + 1]) for at in range(len(asked))) == answer
    assert exchange(pad, b"\x55" + asked) == b""
    pad.pass_time(0.1)
    assert exchange(pad, asked) == answer
    assert exchange(pad, asked[:-1] + b"\x00") == b""


def test_the_sequence_must_alternate(pad: VirtualRl866) -> None:
    asked = frame(0xFF, 0, b"\x31\x00")
    assert exchange(pad, asked)[5:7] == b"\x00\x00"
    assert exchange(pad, asked)[5:7] == bytes.fromhex("0401")
    exchange(pad, recorded("requests", "resynchronise"))
    assert exchange(pad, asked)[5:7] == b"\x00\x00"


def test_many_tags_are_told_in_parts(pad: VirtualRl866) -> None:
    for tail in range(20):
        pad.field.lay(VirtualTag.blank(f"E00401005B6C7D{tail:02X}"))
    host = Host(pad)
    assert host.ask("3100").startswith("0000" + "01" + "1400" + "10")
    assert host.ask("3108").startswith("0000" + "00" + "0400" + "04")


def test_locked_blocks_missing_blocks_and_missing_tags(pad: VirtualRl866) -> None:
    tag = VirtualTag.from_hex(UIDS[0], "0102030405060708")
    tag.lock_block(1)
    pad.field.lay(tag)
    host = Host(pad)
    assert host.ask("32000101 09 01" + tag.uid[::-1].hex()) == "0000" + "01"
    assert host.ask("3401070300 01 0000 0200") == (
        "0000" + "0F" + "0300" + "01" + "0200" + "0001020304" + "0105060708"
    )
    assert host.ask("34010A0400 0100 0100 AABBCCDD") == "0000" + "05" + "0400" + "00" + "1B04"
    assert host.ask("3401070300 01 1C00 0100") == "0000" + "05" + "0300" + "00" + "1C04"
    pad.field.lift(tag.uid)
    assert host.ask("3401020A00") == "0000" + "05" + "0A00" + "00" + "2004"
    assert host.ask("3301") == "0000"
    assert host.ask("3401020A00") == "1504"
    assert host.ask("7700") == "0301"


def test_a_url_makes_one() -> None:
    made = SIMULATOR.build({"tags": UIDS[0]})
    assert isinstance(made, VirtualRl866)
    assert [tag.uid.hex().upper() for tag in made.field.tags] == [UIDS[0]]
