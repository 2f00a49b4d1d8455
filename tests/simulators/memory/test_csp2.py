"""The simulated CSP2 scanner against the bytes of real ones."""

from procstation.devices import load_simulator
from procstation_simulators.memory.csp2 import VirtualCsp2

UPLOAD = bytes.fromhex("07 02 00 9E 3E")
ANSWER = bytes.fromhex(
    "06 02 00 00 00 00 00 01 23 45 12 0B 39 37 38 30 33 30 36 34 30 36 31 35 37 24 77 14 D8"
    "15 02 41 33 30 32 33 34 30 30 30 35 31 37 38 36 31 41 30 77 14 D8 00 3B 2C"
)


def said(scanner: VirtualCsp2, command: str) -> bytes:
    scanner.receive(bytes.fromhex(command))
    return scanner.transmit()


def test_a_whole_upload_twice_then_cleared() -> None:
    scanner = VirtualCsp2()
    scanner.scan("9780306406157")
    scanner.pass_time(3)
    scanner.scan("A30234000517861A")

    for byte in UPLOAD:
        scanner.receive(bytes([byte]))
    assert scanner.transmit() == ANSWER
    assert said(scanner, UPLOAD.hex()) == ANSWER
    assert said(scanner, "02 02 00 9F 2E")[:3] == bytes.fromhex("06 02 00")
    assert len(said(scanner, UPLOAD.hex())) == 13
    assert scanner.kept == []


def test_its_clock_goes_and_can_be_set() -> None:
    scanner = VirtualCsp2()
    assert said(scanner, "0A 02 00 5D AF")[:9] == bytes.fromhex("06 02 06 09 07 0E 05 03 18")
    scanner.faults.unplug()
    scanner.pass_time(51)
    scanner.faults.plug()
    assert said(scanner, "0A 02 00 5D AF")[:9] == bytes.fromhex("06 02 06 00 08 0E 05 03 18")
    assert said(scanner, "09 02 06 09 07 0E 05 03 18 00 27 CD")[:2] == bytes.fromhex("06 02")
    assert scanner.clock.at.isoformat() == "2024-03-05T14:07:09"


def test_a_spoilt_command_is_told_and_an_unknown_one_too() -> None:
    scanner = VirtualCsp2()
    assert said(scanner, "07 02 00 9E 3F") == b"\x07"
    assert said(scanner, "04 02 01 01 00 D7 7B") == b"\x05"


def test_plays() -> None:
    simulator = load_simulator("memory", "csp2")
    scanner = simulator.build({"drift_s_a_day": "86400"})
    assert isinstance(scanner, VirtualCsp2)
    scanner.pass_time(10)
    assert scanner.clock.at.isoformat() == "2024-03-05T14:07:29"
    assert "2024-03-05T14:06:59" in simulator.play(scanner, "drift -30")
    assert "2000-01-01" in simulator.play(scanner, "clock")
    assert "battery is low" in simulator.play(scanner, "battery")
    assert "keeps 1 codes" in simulator.play(scanner, "scan LIB-1")
    simulator.play(scanner, "pull 4")
    assert said(scanner, UPLOAD.hex()) == bytes.fromhex("06 02 00 00")
    assert not scanner.plugged
    assert scanner.kept == ["LIB-1"]
