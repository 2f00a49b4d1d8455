"""The simulated serial scanner: what it sends, and what the person at it hears."""

import pytest

from procstation_simulators.scanners.serial_scanner import (
    SIMULATOR,
    SerialScannerSettings,
    VirtualScanner,
)

CODE = "31234000875612"


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        ({}, b"31234000875612\r"),
        ({"suffix": "lf"}, b"31234000875612\n"),
        ({"suffix": "crlf"}, b"31234000875612\r\n"),
        ({"suffix": "tab"}, b"31234000875612\t"),
        ({"suffix": "etx"}, b"31234000875612\x03"),
        ({"suffix": "none"}, b"31234000875612"),
        ({"aim": "true"}, b"]F031234000875612\r"),
        ({"prefix": "02"}, b"\x0231234000875612\r"),
        ({"framed": "true", "aim": "true", "suffix": "none"}, b"\x02]F031234000875612\x03"),
        # The low digits 3^1^2^3^4^8^7^5^6^1^2 are 8, the high ones cancel out; 8^ETX is 0B.
        ({"framed": "true", "lrc": "true"}, b"\x0231234000875612\x03\x0b\r"),
    ],
)
def test_a_scan_by_the_settings(query: dict[str, str], sent: bytes) -> None:
    scanner = SIMULATOR.build(query)
    assert isinstance(scanner, VirtualScanner)
    scanner.scan(CODE, aim="]F0")
    assert scanner.transmit() == sent
    assert scanner.transmit() == b""


def test_a_scan_in_two_halves() -> None:
    scanner = VirtualScanner()
    scanner.scan("ABCDEF", pause_s=0.05)
    assert scanner.transmit() == b"ABC"
    scanner.pass_time(0.04)
    assert scanner.transmit() == b""
    scanner.pass_time(0.02)
    assert scanner.transmit() == b"DEF\r"


def test_faults_strike_scans() -> None:
    scanner = VirtualScanner()
    scanner.faults.dont_answer = 1
    scanner.faults.noise_before = b"\0\0"
    scanner.scan("lost")
    scanner.scan("A1")
    assert scanner.transmit() == b"\0\0A1\r"
    scanner.scan("ABCDEF", pause_s=1)
    scanner.faults.unplug()
    scanner.faults.plug()
    scanner.pass_time(2)
    assert scanner.transmit() == b""


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        (b"\x1b7", ["accepted"]),
        (b"\x1b8", ["rejected"]),
        (b"\x16\x07\r", ["accepted"]),
        (b"\x1b[3q\r\x1b[4q\r", ["accepted", "rejected"]),
        (b"\x1bE\r\x1bB\r", ["rejected", "accepted"]),
        (bytes.fromhex("05E6040000FF11 05E6040014FEFD"), ["accepted", "rejected"]),
        (b"#@////\r", ["accepted"]),
        (b"\x1b9 anything", []),
    ],
)
def test_what_the_person_hears(sent: bytes, heard: list[str]) -> None:
    scanner = VirtualScanner()
    for at in range(len(sent)):
        scanner.receive(sent[at : at + 1])
    assert scanner.received == sent
    assert scanner.heard == heard


def test_a_pile_of_codes_is_read_one_by_one() -> None:
    scanner = VirtualScanner(SerialScannerSettings(codes="A1, B2,C3", every_s=2))
    scanner.pass_time(1.9)
    assert scanner.transmit() == b""
    scanner.pass_time(0.2)
    assert scanner.transmit() == b"A1\r"
    scanner.pass_time(4)
    assert scanner.transmit() == b"B2\rC3\r"
    scanner.pass_time(10)
    assert scanner.transmit() == b""


def test_an_ssi_scanner_answers_each_beep() -> None:
    scanner = VirtualScanner(SerialScannerSettings(ssi=True))
    scanner.receive(bytes.fromhex("05E604"))
    assert scanner.transmit() == b""
    scanner.receive(bytes.fromhex("0000FF11"))
    assert scanner.transmit() == bytes.fromhex("04D00000FF2C")
    assert scanner.heard == ["accepted"]
