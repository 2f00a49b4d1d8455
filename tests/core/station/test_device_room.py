"""What is kept of what devices tell: enough to help, and nothing of a patron."""

from itertools import count

from procstation.config import DeviceSection, RangeSection
from procstation.devices import (
    DeviceState,
    Garbled,
    Kind,
    Presence,
    PrinterState,
    Problem,
    Scan,
    TagsInField,
)
from procstation.items import BarcodeRange
from procstation.station.device_room import DeviceCard, DeviceRoom

PATRON = "21234000000018"


def room() -> DeviceRoom:
    seconds = count()
    known: tuple[tuple[str, Kind, str], ...] = (
        ("scanner", "scanner", "serial_scanner"),
        ("pad", "rfid", "feig"),
        ("printer", "printer", "no-such-driver"),
        ("cradle", "memory", "csp2"),
    )
    sections = {
        name: DeviceSection(kind=kind, driver=driver, port="sim://x")
        for name, kind, driver in known
    }
    ranges = [
        BarcodeRange.from_section(
            RangeSection(name="patrons", prefix="2", length=14, holder="patron")
        )
    ]
    return DeviceRoom(sections, ranges, lambda: f"2026-11-22T10:00:{next(seconds):02}+00:00")


def card(devices: DeviceRoom, name: str) -> DeviceCard:
    return next(one for one in devices.cards() if one.name == name)


def test_of_a_patron_card_and_of_what_cannot_be_read_no_byte_is_kept() -> None:
    devices = room()
    devices.heard("scanner", Scan(PATRON, PATRON.encode()))
    devices.heard("scanner", Garbled(PATRON.encode(), "no end"))
    devices.heard("pad", TagsInField((bytes.fromhex("E00401005B6C7D8E"),)))
    assert PATRON not in repr(devices.cards())
    assert "5B6C" not in repr(devices.cards()).upper()
    scanner = card(devices, "scanner")
    assert [one.words for one in scanner.sent] == [
        "unreadable: no end",
        "a patron card: nothing of it was kept",
    ]
    assert (scanner.reads, scanner.unread) == (1, 1)
    assert [one.words for one in card(devices, "pad").sent] == ["1 tag"]


def test_trouble_is_kept_when_it_is_over_and_losses_are_counted() -> None:
    devices = room()
    devices.heard("printer", DeviceState(Presence.LOST, "It went away. Plug it in."))
    devices.heard("printer", DeviceState(Presence.READY, "A printer"))
    devices.heard("printer", PrinterState(False, (Problem.MEDIA_OUT,), "Put in a roll."))
    printer = card(devices, "printer")
    assert printer.trouble == "It went away. Plug it in."
    assert printer.trouble_at < printer.seen_at
    assert printer.losses == 1
    assert printer.sent[0].words == "Put in a roll."
    assert "no-such-driver" in printer.title, "a driver that is gone is told of, not raised"
    assert not card(devices, "cradle").at_bench


def test_a_trial_takes_one_scan_of_its_scanner_and_no_more() -> None:
    devices, told = room(), list[str]()
    devices.try_scan("scanner", told.append)
    assert not devices.heard("pad", TagsInField(()))
    assert devices.heard("scanner", Scan("31234000000018", b"31234000000018\r", "code128"))
    assert not devices.heard("scanner", Scan("31234000000018", b"x"))
    assert len(told) == 1
    assert told[0].startswith("31234000000018 · code128")
    devices.try_scan("scanner", told.append)
    devices.end_trial()
    assert not devices.heard("scanner", Scan("31234000000018", b"x"))
