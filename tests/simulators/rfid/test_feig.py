"""The simulated FEIG reader, bytes in and bytes out.

Whole frames are exchanges from InlayTester's and Biblio-RFID's tests and the CPR manual; the other
commands are wrapped by the simulator's own frames, which those exchanges hold to account.
"""

from collections.abc import Iterator
from typing import Literal

import pytest

from procstation.devices import DeviceFault
from procstation_simulators.rfid.feig import SIMULATOR, VirtualFeig
from procstation_simulators.rfid.feig_frames import crc
from procstation_simulators.rfid.feig_iso import FeigSettings
from procstation_simulators.rfid.tag import VirtualTag

UID = "E00401005B6C7D8E"
OTHER = "E00401001122AABB"


@pytest.fixture
def pad() -> VirtualFeig:
    return VirtualFeig()


def exchange(pad: VirtualFeig, frame: str) -> str:
    pad.receive(bytes.fromhex(frame))
    return pad.transmit().hex().upper()


def ask(pad: VirtualFeig, command: str) -> str:
    """Send a command in an advanced frame; return status and data of the reply."""
    content = bytes.fromhex("FF" + command)
    frame = b"\x02" + (len(content) + 5).to_bytes(2, "big") + content
    pad.receive(frame + crc(frame))
    reply = pad.transmit()
    assert crc(reply[:-2]) == reply[-2:]
    assert reply[:3] == b"\x02" + len(reply).to_bytes(2, "big")
    assert reply[3:5] == b"\x00" + bytes.fromhex(command)[:1]
    return reply[5:-2].hex().upper()


def test_checksum() -> None:
    assert crc(b"123456789") == bytes.fromhex("916F")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("05FF65E5CB", "0D00650003030044530D303309"),
        ("020007FF656E61", "02000F00650003030044530D307469"),
    ],
)
def test_version_in_both_frames(pad: VirtualFeig, question: str, answer: str) -> None:
    assert exchange(pad, question) == answer
    pieces = [question[at : at + 2] for at in range(0, len(question), 2)]
    assert "".join(exchange(pad, piece) for piece in pieces) == answer
    assert exchange(pad, question * 2) == answer * 2


def test_inventory_of_two_tags(pad: VirtualFeig) -> None:
    pad.field.lay(VirtualTag.from_hex(UID, "", dsfid=0x06))
    pad.field.lay(VirtualTag.from_hex(OTHER, "", dsfid=0x3E))
    standard = "07FFB00100" + crc(bytes.fromhex("07FFB00100")).hex()
    answer = "1B00B000020306E00401005B6C7D8E033EE00401001122AABBA68E"
    assert exchange(pad, standard) == answer
    # Seen tags keep quiet until the field was off.
    assert ask(pad, "B00100") == "01"
    assert exchange(pad, "020009FFB001001843").startswith("020008" + "00B001")
    assert ask(pad, "69") == "00"
    assert exchange(pad, standard) == answer
    pad.settings.only_new = False
    assert ask(pad, "69") == "00"
    assert ask(pad, "B00100") == ask(pad, "B00100")


def test_inventory_gives_four_tags_a_reply(pad: VirtualFeig) -> None:
    for tail in range(9):
        pad.field.lay(VirtualTag.blank(f"E00401005B6C7D{tail:02X}"))
    first = ask(pad, "B00100")
    assert (first[:4], len(first)) == ("9404", 4 + 4 * 20)
    more = exchange(pad, "07FFB0018014D2")
    assert more[:10] == "2F00B09404"
    assert ask(pad, "B00180") == "00010300E00401005B6C7D08"
    assert ask(pad, "B00180") == "01"


def test_a_tag_laid_again_is_new(pad: VirtualFeig) -> None:
    tag = VirtualTag.blank(UID)
    pad.field.lay(tag)
    assert ask(pad, "B00100")[:4] == "0001"
    assert ask(pad, "B00100") == "01"
    pad.field.lay(pad.field.lift(UID))
    assert ask(pad, "B00100")[:4] == "0001"


def test_field_off_and_on(pad: VirtualFeig) -> None:
    pad.field.lay(VirtualTag.blank(UID))
    assert ask(pad, "6A00") == "00"
    assert ask(pad, "B00100") == "01"
    assert ask(pad, "6A01") == "00"
    assert ask(pad, "B00100")[:4] == "0001"
    assert ask(pad, "6A02") == "11"


def test_afi_filter(pad: VirtualFeig) -> None:
    pad.field.lay(VirtualTag.from_hex(UID, "", afi=0xC2))
    pad.settings.afi_filter = 0x07
    assert ask(pad, "B00100") == "01"
    pad.settings.afi_filter = 0
    assert ask(pad, "B00100")[:4] == "0001"


def test_reading_eight_blocks_in_both_byte_orders(pad: VirtualFeig) -> None:
    image = "1101013130303030303030353600000000000098A4444B373138353030000000"
    pad.field.lay(VirtualTag.from_hex(UID, image))
    question = "11FFB02301E00401005B6C7D8E00084CCB"
    blocks = [image[at : at + 8] for at in range(0, 64, 8)]
    turned = [bytes.fromhex(block)[::-1].hex().upper() for block in blocks]
    assert exchange(pad, question)[2:-4] == "00B0000804" + "".join("00" + each for each in turned)
    pad.settings.block_order = "tag"
    assert exchange(pad, question)[2:-4] == "00B0000804" + "".join("00" + each for each in blocks)


def test_security_bytes_are_there_always_and_true_when_asked(pad: VirtualFeig) -> None:
    tag = VirtualTag.from_hex(UID, "0102030405060708")
    tag.lock_block(1)
    pad.field.lay(tag)
    assert ask(pad, f"B02301{UID}0002") == "000204" + "0004030201" + "0008070605"
    assert ask(pad, f"B02309{UID}0002") == "000204" + "0004030201" + "0108070605"
    assert ask(pad, f"B02C01{UID}0003") == "0003000100"


@pytest.mark.parametrize(
    ("where", "status"),
    [("1B01", "00"), ("1B02", "9510"), ("1C01", "9510"), ("0021", "11"), ("0000", "9510")],
)
def test_reading_at_the_end(pad: VirtualFeig, where: str, status: str) -> None:
    pad.field.lay(VirtualTag.blank(UID))
    assert ask(pad, f"B02301{UID}{where}")[: len(status)] == status


def test_writing_blocks(pad: VirtualFeig) -> None:
    tag = VirtualTag.blank(UID)
    pad.field.lay(tag)
    assert ask(pad, f"B02401{UID}0202040102030405060708") == "00"
    assert tag.memory[8:16] == bytes.fromhex("0403020108070605")
    tag.lock_block(3)
    assert ask(pad, f"B02401{UID}020204AAAAAAAABBBBBBBB") == "951203"
    assert tag.memory[8:16] == bytes.fromhex("AAAAAAAA08070605")
    pad.settings.iso_errors = False
    assert ask(pad, f"B02401{UID}020204CCCCCCCCBBBBBBBB") == "0303"
    assert ask(pad, f"B02401{UID}0201080102030405060708") == "11"
    assert ask(pad, f"B02401{UID}0202040102030405") == "81"


def test_a_chip_with_blocks_of_eight_bytes(pad: VirtualFeig) -> None:
    tag = VirtualTag.blank("E00801AABBCCDDEE")
    pad.field.lay(tag)
    assert ask(pad, "B02401E00801AABBCCDDEE0001080102030405060708") == "00"
    assert tag.memory[:8] == bytes.fromhex("0807060504030201")
    assert ask(pad, "B02301E00801AABBCCDDEE0001") == "000108" + "000102030405060708"
    assert ask(pad, "B02301E00801AABBCCDDEE0011") == "11"


def test_afi_dsfid_and_system_information(pad: VirtualFeig) -> None:
    tag = VirtualTag.from_hex(UID, "", afi=0xC2, dsfid=0x06)
    pad.field.lay(tag)
    assert ask(pad, f"B02B01{UID}") == f"0006{UID}C2041C01"
    pad.settings.sizes = "minus-one"
    assert ask(pad, f"B02B01{UID}") == f"0006{UID}C2031B01"
    assert exchange(pad, "10FFB02701E00401005B6C7D8E07157C")[2:-4] == "00B000"
    assert ask(pad, f"B02901{UID}3E") == "00"
    assert (tag.afi, tag.dsfid) == (0x07, 0x3E)
    assert ask(pad, f"B02801{UID}") == "00"
    assert ask(pad, f"B02701{UID}C2") == "9512"
    assert ask(pad, f"B02A01{UID}") == "00"
    assert ask(pad, f"B02901{UID}06") == "9512"
    assert (tag.afi, tag.dsfid) == (0x07, 0x3E)


def test_a_chip_without_system_information(pad: VirtualFeig) -> None:
    pad.field.lay(VirtualTag.blank("E007C000012345AB"))
    assert ask(pad, "B02B01E007C000012345AB") == "9501"
    assert ask(pad, "B02701E007C000012345AB07") == "9501"


def test_addressed_selected_and_to_all(pad: VirtualFeig) -> None:
    tags = [VirtualTag.blank(UID), VirtualTag.blank(OTHER)]
    for tag in tags:
        pad.field.lay(tag)
    assert ask(pad, f"B02701{UID}07") == "00"
    assert [tag.afi for tag in tags] == [0x07, 0]
    assert ask(pad, "B02700C2") == "00"
    assert [tag.afi for tag in tags] == [0xC2, 0xC2]
    assert ask(pad, "B023000001") == "02"
    assert ask(pad, "B023020001") == "01"
    assert ask(pad, f"B02501{OTHER}") == "00"
    assert ask(pad, "B0270207") == "00"
    assert [tag.afi for tag in tags] == [0xC2, 0x07]
    assert ask(pad, "B023030001") == "11"
    assert ask(pad, "B02301E00401009999999900 01") == "01"


def test_staying_quiet_and_back(pad: VirtualFeig) -> None:
    pad.settings.only_new = False
    pad.field.lay(VirtualTag.blank(UID))
    assert ask(pad, f"B00201{UID}") == "00"
    assert ask(pad, "B00100") == "01"
    assert ask(pad, f"B02601{UID}") == "00"
    assert ask(pad, "B00100")[:4] == "0001"


def test_eas(pad: VirtualFeig) -> None:
    tag = VirtualTag.blank(UID)
    pad.field.lay(tag)
    assert ask(pad, f"B104A501{UID}") == "01"
    assert ask(pad, f"B104A201{UID}") == "00"
    assert tag.eas
    assert ask(pad, f"B104A501{UID}") == "00"
    assert ask(pad, f"B104A301{UID}") == "00"
    assert not tag.eas
    assert ask(pad, f"B102A201{UID}") == "01"


def test_locking_blocks(pad: VirtualFeig) -> None:
    tag = VirtualTag.blank(UID)
    pad.field.lay(tag)
    assert ask(pad, f"B02201{UID}0402") == "00"
    assert tag.locked == {4, 5}
    assert ask(pad, f"B02201{UID}0302") == "951104"


def test_a_book_lifted_in_the_middle_of_a_write(pad: VirtualFeig) -> None:
    tag = VirtualTag.blank(UID)
    pad.field.lay(tag)
    tag.leave_after(6)
    assert ask(pad, f"B02401{UID}000304" + "11" * 12) == "01"
    assert tag.memory[:12] == b"\x11" * 6 + b"\0" * 6
    assert ask(pad, f"B02301{UID}0001") == "01"
    pad.field.lay(tag)
    assert ask(pad, f"B02301{UID}0001") == "00010400" + "11" * 4


def test_the_reader_is_silent_on_what_it_cannot_read(pad: VirtualFeig) -> None:
    version = "05FF65E5CB"
    assert exchange(pad, "05FF65E5CC") == ""  # wrong checksum
    assert exchange(pad, "050165" + crc(bytes.fromhex("050165")).hex()) == ""  # another address
    assert exchange(pad, version) != ""
    assert exchange(pad, "00" + version) == ""  # no frame is that short: deaf until a silence
    assert exchange(pad, version) == ""
    pad.pass_time(0.013)
    assert exchange(pad, version) != ""


def test_a_pause_breaks_a_frame(pad: VirtualFeig) -> None:
    pad.receive(bytes.fromhex("05FF65"))
    pad.pass_time(0.011)
    assert exchange(pad, "E5CB") != ""
    pad.receive(bytes.fromhex("05FF65"))
    pad.pass_time(0.013)
    assert exchange(pad, "E5CB") == ""


def test_status_of_wrong_commands(pad: VirtualFeig) -> None:
    assert ask(pad, "99") == "80"
    assert ask(pad, "B07701") == "80"
    assert ask(pad, "B0") == "81"
    assert ask(pad, "B00100FF") == "81"


@pytest.mark.parametrize(
    ("mode", "code", "buffer"),
    [("scan", "01", "82"), ("buffered", "80", "0003E800000000"), ("notification", "C0", None)],
)
def test_a_mode_of_its_own(
    mode: Literal["scan", "buffered", "notification"], code: str, buffer: str | None
) -> None:
    pad = VirtualFeig(FeigSettings(mode=mode))
    assert ask(pad, "B00100") == "82"
    assert ask(pad, "B104A5") == "82"
    assert ask(pad, "65")[:2] == "00"
    assert ask(pad, "31") == (buffer or ask(pad, "31"))
    block = ask(pad, "8001")[2:]
    assert block == "00" * 13 + code
    assert ask(pad, "8101" + "00" * 13 + "55") == "11"
    assert ask(pad, "8101" + "00" * 14) == "00"
    assert ask(pad, "B00100") == "01"
    assert ask(pad, "31") == "82"
    assert ask(pad, "8081")[2:] == block
    # Without power it forgets what was not saved.
    pad.faults.unplug()
    pad.faults.plug()
    assert ask(pad, "B00100") == "82"
    assert ask(pad, "8181" + "00" * 14) == "00"
    pad.faults.unplug()
    pad.faults.plug()
    assert ask(pad, "B00100") == "01"


def test_configuration_survives_the_cable_only_when_saved(pad: VirtualFeig) -> None:
    block = "0102030405060708090A0B0C0D80"
    assert ask(pad, "8101" + block) == "00"
    assert ask(pad, "8102" + block) == "00"
    assert ask(pad, "8202") == "00"
    pad.faults.unplug()
    pad.faults.plug()
    assert ask(pad, "8001") == "00" + "00" * 14
    assert ask(pad, "8002") == "00" + block
    assert ask(pad, "8302") == "00"
    assert ask(pad, "8002") == "00" + "00" * 14
    assert ask(pad, "8082") == "00" + block
    assert ask(pad, "8010") == "11"


def test_long_replies_come_in_advanced_frames(pad: VirtualFeig) -> None:
    pad.field.lay(VirtualTag.blank("E00208AABBCCDDEE"))
    body = bytes.fromhex("11FFB02301E00208AABBCCDDEE0020")
    answer = exchange(pad, (body + crc(body)).hex())
    assert answer.startswith("A800B0002004")
    assert len(answer) == 2 * 168


def test_reader_information(pad: VirtualFeig) -> None:
    assert ask(pad, "6600") == "0003030044530D30" + "0200" + "0400"
    assert len(ask(pad, "6680")) == 2 + 8
    assert ask(pad, "6655") == "11"


def busy_ms(pad: VirtualFeig, commands: Iterator[str]) -> list[float]:
    times: list[float] = []
    for command in commands:
        ask(pad, command)
        times.append(pad.take_busy_s() * 1000)
    return times


def test_commands_take_their_air_time(pad: VirtualFeig) -> None:
    pad.field.lay(VirtualTag.blank(UID))
    commands = (f"B02301{UID}0008", f"B02401{UID}000104AABBCCDD", "69", "65")
    assert busy_ms(pad, iter(commands)) == pytest.approx([15.8, 11.1, 15, 0], abs=0.06)


def test_made_from_a_url() -> None:
    pad = SIMULATOR.build({"tags": f"{UID},{OTHER}", "block_order": "tag", "address": "3"})
    assert isinstance(pad, VirtualFeig)
    assert [tag.uid.hex().upper() for tag in pad.field.tags] == [UID, OTHER]
    pad.receive(bytes.fromhex("05FF65E5CB"))
    assert pad.transmit()[1] == 3
    with pytest.raises(DeviceFault, match="E0"):
        SIMULATOR.build({"tags": "1234"})
