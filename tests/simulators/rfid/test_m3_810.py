"""The simulated 3M pad, bytes in and bytes out.

Whole frames are exchanges from 3M's protocol document and Biblio-RFID; the other commands are
wrapped by the simulator's own frames, which those exchanges hold to account.
"""

import pytest

from procstation_simulators.rfid.m3_810 import SIMULATOR, Virtual810
from procstation_simulators.rfid.m3_frames import bcc, frame
from procstation_simulators.rfid.tag import VirtualTag

UID = "E00401005B6C7D8E"
OTHER = "E00401001122AABB"


@pytest.fixture
def pad() -> Virtual810:
    return Virtual810()


def exchange(pad: Virtual810, asked: str) -> str:
    pad.take_busy_s()
    pad.receive(bytes.fromhex(asked))
    return pad.transmit().hex().upper()


def ask(pad: Virtual810, command: str) -> str:
    """Send a command; return the reply from its error byte on."""
    reply = exchange(pad, frame(0xD6, bytes.fromhex(command)).hex())
    assert bytes.fromhex(reply) == frame(0xD6, bytes.fromhex(reply)[3:-2])
    assert reply[6:8] == command[:2]
    return reply[8:-4]


def test_checksums() -> None:
    assert bcc(b"123456789") == bytes.fromhex("D64E")
    assert frame(0xD6, bytes.fromhex("03000200000003")).hex().upper().endswith("12E6")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("D500050400118C66", "D500090400110A0500027250"),
        ("D60005FE0005FA40", "D6000FFE00000501E00401005B6C7D8E2CAD"),
    ],
)
def test_documented_exchanges(pad: Virtual810, question: str, answer: str) -> None:
    pad.field.lay(VirtualTag.blank(UID))
    assert exchange(pad, question) == answer
    pieces = [question[at : at + 2] for at in range(0, len(question), 2)]
    assert "".join(exchange(pad, piece) for piece in pieces) == answer


def test_an_empty_pad(pad: Virtual810) -> None:
    assert exchange(pad, "D60005FE0005FA40") == "D60007FE00000500C97B"


def test_set_up_after_the_probe(pad: Virtual810) -> None:
    assert ask(pad, "13040100020003000400") == "0002010103020203" + "00"
    assert ask(pad, "11") == "000A050002"


def test_inventory_options(pad: Virtual810) -> None:
    pad.field.lay(VirtualTag.from_hex(UID, "", dsfid=0x3E, afi=0x07))
    pad.field.lay(VirtualTag.from_hex(OTHER, "", dsfid=0x06, afi=0xC2))
    assert ask(pad, "FE0003") == "00000302" + f"3E{UID}06{OTHER}"
    assert ask(pad, "FE0701") == f"00070101{UID}"
    assert ask(pad, "FE0021") == f"00002102{UID}{OTHER}"
    assert ask(pad, "FE004101") == f"00004102{UID}{OTHER}"
    pad.settings.twice = True
    assert ask(pad, "FE0005") == f"00000504{UID}{UID}{OTHER}{OTHER}"


def test_a_second_look_takes_longer(pad: Virtual810) -> None:
    pad.field.lay(VirtualTag.blank(UID))
    ask(pad, "FE0025")
    short_s = pad.take_busy_s()
    ask(pad, "FE0005")
    assert pad.take_busy_s() > short_s + 0.008


def test_reading_in_both_styles(pad: Virtual810) -> None:
    tag = VirtualTag.from_hex(UID, "0102030405060708")
    tag.lock_block(1)
    pad.field.lay(tag)
    assert ask(pad, f"02{UID}0002") == f"00{UID}02" + "000001020304" + "010105060708"
    assert ask(pad, f"02{UID}000204") == f"00{UID}0002" + "0001020304" + "0105060708"
    assert ask(pad, f"02{UID}00020C") == f"00{UID}0002" + "01020304" + "05060708"


def test_reading_at_the_end(pad: Virtual810) -> None:
    pad.field.lay(VirtualTag.blank(UID))
    assert ask(pad, f"02{UID}1A08")[:20] == f"00{UID}02"
    assert ask(pad, f"02{UID}1C01") == f"11{UID}"
    assert ask(pad, f"02{UID}1A0802") == f"11{UID}"
    assert ask(pad, f"02{UID}0000") == f"32{UID}"


def test_writing_blocks(pad: Virtual810) -> None:
    tag = VirtualTag.blank(UID)
    pad.field.lay(tag)
    assert ask(pad, f"04{UID}020200" + "0102030405060708") == f"00{UID}04"
    assert tag.memory[8:16] == bytes.fromhex("0102030405060708")
    assert ask(pad, f"05{UID}02AABBCCDD") == f"00{UID}"
    assert tag.memory[8:16] == bytes.fromhex("AABBCCDD05060708")
    tag.lock_block(3)
    assert ask(pad, f"04{UID}020200" + "1111111122222222") == f"12{UID}03"
    assert tag.memory[8:16] == bytes.fromhex("1111111105060708")
    assert ask(pad, f"04{UID}1B0200" + "1111111122222222") == f"11{UID}1C"
    assert ask(pad, f"04{UID}020200" + "11111111") == f"32{UID}"
    pad.settings.optional_bytes = False
    assert ask(pad, f"04{UID}000100" + "11111111") == f"00{UID}"


def test_locking(pad: Virtual810) -> None:
    tag = VirtualTag.blank(UID)
    pad.field.lay(tag)
    assert ask(pad, f"08{UID}07") == f"00{UID}"
    assert ask(pad, f"07{UID}0911111111") == f"00{UID}"
    assert tag.locked == {7, 9}
    assert ask(pad, f"05{UID}0722222222") == f"12{UID}"
    assert ask(pad, f"08{UID}07") == f"12{UID}"


def test_afi_and_dsfid(pad: Virtual810) -> None:
    tag = VirtualTag.from_hex(UID, "", afi=0xC2, dsfid=0x06)
    pad.field.lay(tag)
    assert ask(pad, f"0A{UID}") == f"00{UID}C2"
    assert ask(pad, f"09{UID}07") == f"00{UID}07"
    assert ask(pad, f"0F{UID}") == f"00{UID}06"
    assert ask(pad, f"0B{UID}3E") == f"00{UID}3E"
    assert (tag.afi, tag.dsfid) == (0x07, 0x3E)
    pad.settings.optional_bytes = False
    assert ask(pad, f"09{UID}C2") == f"00{UID}"
    assert ask(pad, f"06{UID}") == f"00{UID}"
    assert ask(pad, f"09{UID}07") == f"12{UID}"
    assert ask(pad, f"0E{UID}") == f"00{UID}"
    assert ask(pad, f"0B{UID}00") == f"12{UID}"
    assert (tag.afi, tag.dsfid) == (0xC2, 0x3E)


def test_tag_information(pad: Virtual810) -> None:
    pad.field.lay(VirtualTag.from_hex(UID, "", afi=0xC2, dsfid=0x06))
    assert ask(pad, f"0D{UID}0F") == f"00{UID}06C21B0301"
    pad.settings.optional_bytes = False
    assert ask(pad, f"0D{UID}0F") == "0006C21B0301"


def test_a_chip_with_blocks_of_eight_bytes(pad: Virtual810) -> None:
    pad.field.lay(VirtualTag.blank("E00801AABBCCDDEE"))
    assert ask(pad, "02E00801AABBCCDDEE0001") == "30E00801AABBCCDDEE"
    assert ask(pad, "04E00801AABBCCDDEE00010011223344") == "30E00801AABBCCDDEE"
    assert ask(pad, "05E00801AABBCCDDEE0011223344") == "30E00801AABBCCDDEE"
    assert ask(pad, "0DE00801AABBCCDDEE0F") == "00E00801AABBCCDDEE0000FF0700"


def test_a_chip_without_system_information(pad: Virtual810) -> None:
    pad.field.lay(VirtualTag.blank("E007C000012345AB"))
    for command in ("0DE007C000012345AB0F", "0AE007C000012345AB", "09E007C000012345AB07"):
        assert ask(pad, command) == "30E007C000012345AB"


def test_eas_off_and_tag_gone_look_alike(pad: Virtual810) -> None:
    tag = VirtualTag.blank(UID)
    assert ask(pad, f"03{UID}") == f"06{UID}00"
    pad.field.lay(tag)
    assert ask(pad, f"03{UID}") == f"06{UID}00"
    assert ask(pad, f"0C{UID}01") == f"00{UID}01"
    assert tag.eas
    assert ask(pad, f"03{UID}") == f"00{UID}01"
    assert ask(pad, f"0C{UID}00") == f"00{UID}00"
    assert ask(pad, f"0C{UID}02") == f"32{UID}"
    assert not tag.eas


def test_a_tag_that_is_not_there(pad: Virtual810) -> None:
    assert ask(pad, f"02{UID}0001") == f"06{UID}"
    pad.settings.uid_in_errors = False
    assert ask(pad, f"02{UID}0001") == "06"


def test_a_book_lifted_in_the_middle_of_a_write(pad: Virtual810) -> None:
    tag = VirtualTag.blank(UID)
    pad.field.lay(tag)
    tag.leave_after(6)
    assert ask(pad, f"04{UID}000300" + "11" * 12) == f"06{UID}"
    assert tag.memory[:12] == b"\x11" * 6 + b"\0" * 6
    pad.field.lay(tag)
    assert ask(pad, f"02{UID}0001") == f"00{UID}01" + "0000" + "11" * 4


def test_quiet(pad: Virtual810) -> None:
    tag = VirtualTag.blank(UID)
    pad.field.lay(tag)
    assert ask(pad, f"01{UID}") == f"00{UID}"
    assert tag.quiet
    # Every inventory begins with a fresh field.
    assert ask(pad, "FE0005") == f"00000501{UID}"


def test_commands_that_arrive_while_it_works_are_dropped(pad: Virtual810) -> None:
    pad.field.lay(VirtualTag.blank(UID))
    question, answer = "D60005FE0005FA40", "D6000FFE00000501E00401005B6C7D8E2CAD"
    assert exchange(pad, question * 2) == answer
    pad.receive(bytes.fromhex(question))
    assert pad.transmit() == b""
    pad.pass_time(1)
    pad.receive(bytes.fromhex(question))
    assert pad.transmit().hex().upper() == answer


def test_what_it_does_not_understand(pad: Virtual810) -> None:
    assert ask(pad, "77") == "02"
    assert ask(pad, "02E004") == "32"
    assert exchange(pad, "D60005FE0005FA41") == ""
    assert exchange(pad, "FFFF00D60005FE0005FA40") == "D60007FE00000500C97B"
    assert exchange(pad, frame(0xD5, b"\xfe\x00\x05").hex()) == ""


def test_a_frame_that_stands_still_is_given_up(pad: Virtual810) -> None:
    pad.receive(bytes.fromhex("D600FFFE00"))
    assert exchange(pad, "D60005FE0005FA40") == ""
    pad.pass_time(0.2)
    assert exchange(pad, "D60005FE0005FA40") != ""


def test_made_from_a_url() -> None:
    pad = SIMULATOR.build({"tags": UID, "twice": "true"})
    pad.receive(bytes.fromhex("D60005FE0005FA40"))
    assert pad.transmit()[7] == 2
