"""The PC/SC driver: recorded APDUs, plain readers of every sort, and the system's service."""

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from device_play import Bench, bench
from many_cases import in_one_test

from procstation.devices import (
    DeviceFault,
    DeviceLost,
    EasPad,
    Rack,
    TagLost,
    TagRefused,
    TagSystem,
    open_device,
)
from procstation_drivers.rfid import air_frames, ccid
from procstation_drivers.rfid.pcsc import DRIVER, Pcsc, PcscOptions
from procstation_drivers.rfid.storage_pad import StoragePad
from procstation_drivers.rfid.transparent_session import Disturbed, TransparentSession
from procstation_simulators.rfid.pcsc import VirtualPcsc
from procstation_simulators.rfid.tag import VirtualTag

UID = bytes.fromhex("E00401005B6C7D8E")
OTHER = bytes.fromhex("E00401105B6C7D8F")
IMAGE = bytes.fromhex("1101013130303030303030353600000000000098A4444B373138353030000000")


@dataclass
class ScriptedReader:
    """Each command must be the next of the script."""

    name: str = "scripted"
    script: list[tuple[str, str]] = field(default_factory=list)

    def transmit(self, apdu: bytes, repeatable: bool = True) -> bytes:
        asked, answer = self.script.pop(0)
        assert apdu.hex().upper() == asked.replace(" ", "")
        return bytes.fromhex(answer)

    def close(self) -> None: ...


@pytest.fixture
def recorded() -> dict[str, str]:
    path = Path(__file__).parents[2] / "data/pcsc/exchanges.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        f"{table}/{name}": entry["hex"].replace(" ", "")
        for table, entries in tables.items()
        for name, entry in entries.items()
    }


@pytest.fixture
def session(recorded: dict[str, str]) -> tuple[TransparentSession, ScriptedReader]:
    """A session that is open, on a script that is used up."""
    reader = ScriptedReader(
        script=[
            (recorded["requests/start"], recorded["replies/start"]),
            (recorded["requests/switch"], recorded["replies/switch"]),
        ]
    )
    opened = TransparentSession(reader)
    assert opened.begin()
    return opened, reader


Session = tuple[TransparentSession, ScriptedReader]


def test_the_recorded_session(session: Session, recorded: dict[str, str]) -> None:
    opened, reader = session
    reader.script += [
        (recorded["requests/system_information"], recorded["replies/system_information"]),
        (recorded["requests/read_block_0"], recorded["replies/read_block_0"]),
        (recorded["requests/write_block_0_with_timer"], recorded["replies/write_timed_out"]),
        (recorded["requests/end"], "C003009000" + "9000"),
    ]
    told = opened.exchange(bytes.fromhex("022B"))
    assert told is not None
    assert air_frames.system_information(told) == TagSystem(
        bytes.fromhex("E00401008A5C982E"), 0, 0, 28, 4, 1
    )
    read = opened.exchange(bytes.fromhex("422000"))
    assert read is not None
    assert air_frames.blocks(read, 0, 4).data.hex() == "00112233"
    assert opened.exchange(bytes.fromhex("02210000010203"), wait_s=1.0) is None
    opened.close()
    assert not reader.script


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("C003009000 920100 96020201 9000", Disturbed),
        ("C003016402 9000", Disturbed),
        ("C003016985 9000", DeviceFault),
        ("6A81", DeviceFault),
        ("9000", DeviceFault),
        ("C003009000 970F00 9000", None),
        ("C003009000 97810100 9000", b"\0"),
    ],
)
def test_answers_that_are_none(
    session: Session, recorded: dict[str, str], answer: str, outcome: Any
) -> None:
    opened, reader = session
    reader.script.append((recorded["requests/system_information"], answer))
    if isinstance(outcome, type):
        with pytest.raises(outcome):
            opened.exchange(bytes.fromhex("022B"))
    else:
        assert opened.exchange(bytes.fromhex("022B")) == outcome


def test_a_session_that_broke_is_opened_anew(session: Session, recorded: dict[str, str]) -> None:
    opened, reader = session
    asked = recorded["requests/system_information"]
    reader.script.append((asked, "C0030169859000"))
    with pytest.raises(DeviceFault):
        opened.exchange(bytes.fromhex("022B"))
    reader.script += [
        (recorded["requests/start"], recorded["replies/start"]),
        (recorded["requests/switch"], recorded["replies/switch"]),
        (asked, recorded["replies/system_information"]),
    ]
    assert opened.exchange(bytes.fromhex("022B"))


def test_a_reader_that_cannot_switch_is_left_as_it_was(recorded: dict[str, str]) -> None:
    reader = ScriptedReader(
        script=[
            (recorded["requests/start"], recorded["replies/start"]),
            (recorded["requests/switch"], "C003016A81 9000"),
            (recorded["requests/end"], recorded["replies/start"]),
        ]
    )
    assert not TransparentSession(reader).begin()
    assert not reader.script


def plain(query: Mapping[str, str] | None = None, tag: VirtualTag | None = None) -> Bench:
    """A reader without a transparent session, and one tag on it."""
    one = bench("rfid", "pcsc", {"session": "false", **(query or {})})
    one.device.field.lay(tag or VirtualTag.from_hex(UID, IMAGE.hex(), afi=0xC2))
    return one


SORTS = [
    {"addresses": "blocks", "uid_order": "high"},
    {"addresses": "blocks", "uid_order": "low"},
    {"addresses": "bytes", "unaligned": "true"},
    {"addresses": "bytes", "unaligned": "false"},
]


@in_one_test("content", ["", "00" * 12 + "01", IMAGE.hex(), "AB" * 32])
@in_one_test(
    "uid, count",
    [
        ("E00401005B6C7D8E", 28),
        ("E00403005B6C7D8E", 8),
        ("E00401085B6C7D8E", 80),
        ("E00208AABBCCDDEE", 64),
    ],
)
@pytest.mark.parametrize("query", SORTS, ids=lambda query: " ".join(query.values()))
def test_plain_readers_of_every_sort(
    query: Mapping[str, str], uid: str, count: int, content: str
) -> None:
    tag = VirtualTag.from_hex(uid, content)
    one = plain(query, tag)
    assert one.driven.inventory() == (tag.uid,)
    assert one.driven.read_blocks(tag.uid, 0, 256).data == tag.memory
    assert one.driven.read_blocks(tag.uid, 3, 2).data == tag.memory[12:20]
    one.driven.write_blocks(tag.uid, 5, b"ABCDEFGH", 4)
    assert tag.memory[20:28] == b"ABCDEFGH"
    assert dict(tag.writes) == {5: 1, 6: 1}
    assert len(tag.memory) == 4 * count


def test_a_plain_reader_says_what_it_cannot() -> None:
    one = plain()
    pad, tag = one.driven, one.device.field.find(UID)
    assert isinstance(pad, EasPad)
    assert pad.system_information(UID) == TagSystem(UID)
    assert pad.read_eas(UID) is None
    for act in (lambda: pad.write_afi(UID, 0x07), lambda: pad.write_eas(UID, True)):
        with pytest.raises(TagRefused, match="storage-card commands only"):
            act()
    assert (tag.afi, tag.eas) == (0xC2, False)


def test_a_plain_reader_sees_one_tag_of_a_pile() -> None:
    one = plain()
    other = VirtualTag.from_hex(OTHER, "22" * 32)
    one.device.field.lay(other)
    assert len(one.driven.inventory()) == 1
    described = str(PcscOptions.__annotations__["mode"])
    assert "one tag only" in described


def test_a_plain_reader_refuses_what_is_locked_or_beyond() -> None:
    one = plain()
    tag = one.device.field.find(UID)
    tag.lock_block(4)
    with pytest.raises(TagRefused, match="locked"):
        one.driven.write_blocks(UID, 4, b"ABCD", 4)
    with pytest.raises(TagRefused, match="no such block"):
        one.driven.write_blocks(UID, 28, b"ABCD", 4)
    with pytest.raises(TagRefused, match="blocks of 8"):
        one.driven.write_blocks(UID, 0, bytes(8), 8)
    assert tag.memory[:32] == IMAGE


def test_a_card_that_is_changed_is_not_written() -> None:
    one = plain()
    other = VirtualTag.from_hex(OTHER, "22" * 32)
    one.driven.write_blocks(UID, 0, IMAGE[:4], 4)
    one.device.field.lift(UID)
    one.device.field.lay(other)
    with pytest.raises(TagLost, match=UID.hex().upper()):
        one.driven.write_blocks(UID, 0, b"ABCD", 4)
    with pytest.raises(TagLost):
        one.driven.read_blocks(UID, 0, 4)
    assert bytes(other.memory[:32]) == b"\x22" * 32
    assert one.driven.inventory() == (OTHER,)


@pytest.mark.parametrize("cut", range(8))
def test_a_plain_write_torn_at_any_byte(cut: int) -> None:
    one = plain()
    tag = one.device.field.find(UID)
    one.driven.read_blocks(UID, 0, 1)
    tag.leave_after(cut)
    with pytest.raises(TagLost):
        one.driven.write_blocks(UID, 2, b"ABCDEFGH", 4)
    assert tag.memory[:32] == IMAGE[:8] + b"ABCDEFGH"[:cut] + IMAGE[8 + cut :]
    assert one.driven.inventory() == ()
    one.device.field.lay(tag)
    assert one.driven.inventory() == (UID,)


def test_another_sort_of_card_is_no_tag() -> None:
    pad = StoragePad(ScriptedReader(script=[("FFCA000000", "04A1B2C3D4E5F6 9000")]), 1)
    assert pad.inventory() == ()
    pad = StoragePad(ScriptedReader(script=[("FFCA000000", "6A81")]), 1)
    assert pad.inventory() == ()


def test_the_mode_may_be_set() -> None:
    query = {"tags": UID.hex()}
    assert bench("rfid", "pcsc", query, options={"mode": "storage"}).driven.inventory() == (UID,)
    one = bench("rfid", "pcsc", query, options={"mode": "storage", "addresses": "blocks"})
    assert one.driven.read_blocks(UID, 0, 256).locked == (None,) * 28
    one = bench("rfid", "pcsc", {"session": "false", **query}, options={"mode": "transparent"})
    with pytest.raises(DeviceFault, match="transparent session"):
        one.driven.inventory()


def test_a_field_that_is_never_quiet_is_a_fault() -> None:
    one = bench("rfid", "pcsc", {"tags": UID.hex()})
    field = one.device.field
    field.slot = lambda *_: [field.tags[0]] * 2
    with pytest.raises(DeviceFault, match="noise without end"):
        one.driven.inventory()


class Reader:
    """A reader as pyscard lists it, on a simulated device."""

    def __init__(self, name: str, device: VirtualPcsc, service: "Service") -> None:
        self.name, self.device, self.service = name, device, service

    def __str__(self) -> str:
        return self.name

    def createConnection(self) -> "Connection":  # noqa: N802
        return Connection(self)


class Connection:
    """A connection as pyscard makes it."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def connect(self) -> None:
        if self._ask(ccid.POWER_ON).status & ccid.FAILED:
            raise self.reader.service.Exceptions.NoCardException("no card")

    def transmit(self, apdu: list[int]) -> tuple[list[int], int, int]:
        message = self._ask(ccid.APDU, bytes(apdu))
        if message.status & ccid.FAILED:
            raise self.reader.service.Exceptions.CardConnectionException("card removed")
        return list(message.data[:-2]), message.data[-2], message.data[-1]

    def disconnect(self) -> None:
        self.reader.service.disconnected += 1

    def _ask(self, kind: int, data: bytes = b"") -> ccid.Message:
        if self.reader not in self.reader.service.readers:
            raise self.reader.service.Exceptions.CardConnectionException("reader gone")
        self.reader.device.receive(ccid.encode(kind, 1, data))
        (message,) = ccid.Decoder().receive(self.reader.device.transmit())
        assert isinstance(message, ccid.Message)
        return message


class Service(ModuleType):
    """The package pyscard, as far as the driver uses it."""

    def __init__(self) -> None:
        super().__init__("smartcard")
        self.readers: list[Reader] = []
        self.running = True
        self.disconnected = 0
        exceptions: Any = ModuleType("smartcard.Exceptions")
        system: Any = ModuleType("smartcard.System")
        pcsc: Any = ModuleType("smartcard.pcsc")
        pcsc.PCSCExceptions = ModuleType("smartcard.pcsc.PCSCExceptions")
        self.Exceptions, self.System, self.pcsc = exceptions, system, pcsc
        error = type("SmartcardException", (Exception,), {})
        exceptions.SmartcardException = error
        for name in ("NoCardException", "CardConnectionException"):
            setattr(exceptions, name, type(name, (error,), {}))
        self.no_service = type("BaseSCardException", (Exception,), {})
        pcsc.PCSCExceptions.BaseSCardException = self.no_service
        system.readers = self._list

    def _list(self) -> list[Reader]:
        if not self.running:
            raise self.no_service("the service is not running")
        return list(self.readers)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    made = Service()
    monkeypatch.setitem(sys.modules, "smartcard", made)
    monkeypatch.setitem(sys.modules, "smartcard.System", made.System)
    monkeypatch.setitem(sys.modules, "smartcard.Exceptions", made.Exceptions)
    monkeypatch.setitem(sys.modules, "smartcard.pcsc", made.pcsc)
    monkeypatch.setitem(sys.modules, "smartcard.pcsc.PCSCExceptions", made.pcsc.PCSCExceptions)
    made.readers = [
        Reader("Alcor Link AK9563 00 00", VirtualPcsc(), made),
        Reader("ACS ACR1552 1S CL Reader PICC 01 00", VirtualPcsc(), made),
    ]
    return made


def opened(port: str) -> Pcsc:
    pad = open_device("rfid", "pcsc", port, {}, Rack())
    assert isinstance(pad, Pcsc)
    return pad


def test_the_readers_of_the_service_are_listed_with_a_port_that_opens(service: Service) -> None:
    names = [str(one) for one in service.readers]
    found = DRIVER.find()
    assert [(one.port, one.title) for one in found] == [(f"pcsc://{name}", name) for name in names]
    opened(found[1].port).close()
    service.running = False
    assert DRIVER.find() == ()


@pytest.mark.parametrize("port", ["pcsc://ACR1552", "pcsc://acr1552", "pcsc://1"])
def test_a_reader_of_the_service_by_name_or_number(service: Service, port: str) -> None:
    tag = VirtualTag.blank(UID)
    service.readers[1].device.field.lay(tag)
    pad = opened(port)
    assert pad.inventory() == (UID,)
    pad.write_blocks(UID, 1, b"bookbook", 4)
    pad.write_afi(UID, 0x07)
    assert (bytes(tag.memory[4:12]), tag.afi) == (b"bookbook", 0x07)
    pad.close()
    assert service.disconnected == 1


def test_tags_come_and_go_at_a_reader_of_the_service(service: Service) -> None:
    field = service.readers[0].device.field
    pad = opened("pcsc://")
    assert pad.inventory() == ()
    with pytest.raises(TagLost):
        pad.read_blocks(UID, 0, 4)
    field.lay(VirtualTag.blank(UID))
    field.lay(VirtualTag.blank(OTHER))
    assert pad.inventory() == (UID, OTHER)
    field.lift(UID)
    assert pad.inventory() == (OTHER,)


def test_a_plain_reader_of_the_service_whose_card_is_changed(service: Service) -> None:
    device = service.readers[0].device
    device.settings.session = False
    device.field.lay(VirtualTag.blank(UID))
    pad = opened("pcsc://0")
    assert pad.inventory() == (UID,)
    device.field.lift(UID)
    device.field.lay(VirtualTag.blank(OTHER))
    assert pad.inventory() == (OTHER,)
    device.field.lift(OTHER)
    assert pad.inventory() == ()


def test_a_reader_that_is_pulled_is_lost(service: Service) -> None:
    pulled = service.readers[1]
    pulled.device.field.lay(VirtualTag.blank(UID))
    pad = opened("pcsc://ACR1552")
    assert pad.inventory() == (UID,)
    service.readers.remove(pulled)
    with pytest.raises(DeviceLost, match="Alcor"):
        pad.inventory()
    pad.close()
    with pytest.raises(DeviceLost, match="ACR1552"):
        opened("pcsc://ACR1552")
    with pytest.raises(DeviceLost, match="'7'"):
        opened("pcsc://7")


def test_a_service_that_does_not_run(service: Service) -> None:
    service.running = False
    with pytest.raises(DeviceLost) as lost:
        opened("pcsc://0")
    assert "pcscd" in lost.value.do_next


def test_without_pyscard_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "smartcard", None)
    with pytest.raises(DeviceFault) as fault:
        opened("pcsc://ACR1552")
    assert 'pip install "procstation[pcsc]"' in fault.value.do_next


def test_other_ports_are_lines() -> None:
    assert DRIVER.schemes == ("pcsc",)
    assert DRIVER.serial is not None
