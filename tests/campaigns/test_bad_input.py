"""What bad input gets: faults of line, pad and hands, on every pad, as an item's tag is written.

The station's own act of writing a tag, with its store; the real driver, and a simulated pad on a
virtual clock. After each fault the station has to say within two seconds that the tag is written,
or in words what is not known and what to do; the store never knows a tag that is not right.
"""

import importlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest
from many_cases import in_one_test

from procstation.catalog import Catalogue
from procstation.devices import DeviceRunner, RfidPad, load_driver, load_simulator
from procstation.linking import AnyInput, Failed, TagWritten, WriteTag
from procstation.station.tag_acts import TagActs
from procstation.tagging import SitePolicy, UndoFolder
from procstation.tags import decode, encode
from procstation_simulators.rfid.tag import VirtualTag

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
UID = "E00401105B6C7D8E"
BARCODE = "31234000000017"
SITE = SitePolicy(owner="US-InU")
PADS = ("feig", "m3_810", "rl866", "pcsc")
KNOWN_AGAIN_S = 2.0
NOW = "2026-11-21T10:00:00.000Z"


class Between:
    """Stands between the line and the pad, and disturbs all that passes."""

    def __init__(
        self,
        pad: Any,
        heard: Callable[[bytes], bytes] = lambda data: data,
        before: Callable[[Any], None] = lambda pad: None,
    ) -> None:
        self._pad, self._heard, self._before = pad, heard, before

    @property
    def plugged(self) -> bool:
        return cast(bool, self._pad.plugged)

    def receive(self, data: bytes) -> None:
        self._before(self._pad)
        self._pad.receive(self._heard(data))

    def transmit(self) -> bytes:
        return self._heard(self._pad.transmit())

    def pass_time(self, seconds: float) -> None:
        self._pad.pass_time(seconds)

    def take_busy_s(self) -> float:
        return cast(float, self._pad.take_busy_s())


def fault(**faults: Any) -> Callable[[Any, bytes], None]:
    def strike(line: Any, data: bytes) -> None:
        for name, value in faults.items():
            setattr(line.pad.faults, name, value)
        line.send(data)

    return strike


def from_now_on(**between: Any) -> Callable[[Any, bytes], None]:
    def strike(line: Any, data: bytes) -> None:
        line.device = Between(line.pad, **between)
        line.send(data)

    return strike


def slow(pad: Any) -> None:
    pad.faults.reply_late_s = 0.15


def at_another_speed(data: bytes) -> bytes:
    return bytes(byte * 7 & 0xFF | 1 for byte in data)


def into_buffered_mode(line: Any, data: bytes) -> None:
    line.pad.settings.mode = "buffered"
    line.send(data)


OWN: dict[str, Callable[[Any, bytes], None]] = {
    "noise before": fault(noise_before=b"\xff\x00\xd6\x02\x00"),
    "noise behind": fault(noise_after=b"\x02\x00\x07\xff\xd6"),
    "half a frame": fault(cut_reply=9),
    "answer to an earlier question": fault(reply_late_s=1.2),
    "silent for good": fault(dont_answer=10**6),
    "slow pad": from_now_on(before=slow),
    "wrong speed": from_now_on(heard=at_another_speed),
}
SHARED = (
    "command lost",
    "answer lost",
    "answer spoilt",
    "answered twice",
    "cable pulled in the middle",
    "tag lifted",
    "tag exchanged",
)
PASSING = {"answered twice", "noise behind", "slow pad"}
"""What no question is lost by: the write ends well."""


class AtOnce:
    """Takes the place of a `DeviceRunner`: does what is asked at once."""

    def __init__(self, pad: RfidPad) -> None:
        self.pad = pad

    def submit(self, call: Callable[[RfidPad], Any]) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(call(self.pad))
        except Exception as error:  # noqa: BLE001  (it belongs to whoever asked)
            future.set_exception(error)
        return future

    def look_again(self) -> None:
        """There is nobody to tell."""


class Bench:
    """A pad with a blank tag on it, and the station's acts on it."""

    def __init__(self, torn: ModuleType, name: str, catalogue: Catalogue, home: Path) -> None:
        self._driver = load_driver("rfid", name)
        self.device: Any = load_simulator("rfid", name).build({})
        self.line = torn.CutLine(self.device, self._driver.serial)
        self.tag = VirtualTag.blank(UID)
        self.device.field.lay(self.tag)
        self.catalogue = catalogue
        self.undo = UndoFolder(home)
        self._runner = AtOnce(self._open())
        self._acts = TagActs(
            lambda: cast(DeviceRunner, self._runner),
            self.undo,
            SITE,
            catalogue,
            lambda: NOW,
            "bench-1",
        )
        self.line.strike_at(0, None)

    def write(self) -> AnyInput:
        answers: list[AnyInput] = []
        self._acts.write(1, WriteTag(UID, BARCODE), answers.append)
        (answer,) = answers
        return answer

    def put_right(self) -> None:
        self.line.strike_at(0, None)
        self.line.device = self.device
        self.device.faults.dont_answer = 0
        if not self.device.plugged:
            self.device.faults.plug()
        if hasattr(self.device.settings, "mode"):
            self.device.settings.mode = "host"
        for tag in self.device.field.tags:
            self.device.field.lift(tag.uid)
        self.device.field.lay(self.tag)
        self._runner.pad = self._open()

    @property
    def known(self) -> list[str]:
        """UIDs of the tags the store knows of the item."""
        return [tag.uid for tag in self.catalogue.tags_of(BARCODE)]

    @property
    def is_right(self) -> bool:
        image = encode(SITE.record(BARCODE), SITE.model).data
        right = bytes(self.tag.memory) == image.ljust(len(self.tag.memory), b"\0")
        return right and self.tag.afi == 0x07 and self.undo.unfinished(self.tag.uid) is None

    def _open(self) -> RfidPad:
        return cast(RfidPad, self._driver.open(self.line, self._driver.options()))


@pytest.fixture
def torn(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    if not BENCHMARKS.is_dir():
        pytest.skip("the benchmarks are not beside these tests")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("torn_line")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """Of one item."""
    home = tmp_path_factory.mktemp("store")
    table = home / "items.csv"
    table.write_text(f"barcode,title\n{BARCODE},The left hand of darkness\n", encoding="utf-8")
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    catalogue.load([table], alone=True)
    yield catalogue
    catalogue.close()


@pytest.fixture
def bench_on(torn: ModuleType, catalogue: Catalogue, tmp_path: Path) -> Callable[[str], Bench]:
    """Makes a bench on which nothing has happened yet."""
    number = count()

    def make(pad: str) -> Bench:
        catalogue.forget_tag(UID)
        return Bench(torn, pad, catalogue, tmp_path / str(next(number)))

    return make


def check(
    bench_on: Callable[[str], Bench], pad: str, strike: Any, every: int, ends_well: bool
) -> None:
    quiet = bench_on(pad)
    assert isinstance(quiet.write(), TagWritten)
    assert quiet.is_right
    failed = 0
    for at in range(0, quiet.line.commands, every):
        one = bench_on(pad)
        one.line.strike_at(at, strike)
        answer = one.write()
        took_s = one.line.now_s() - one.line.struck_at_s
        if isinstance(answer, TagWritten):
            assert one.is_right
            assert one.known == [UID]
        else:
            assert isinstance(answer, Failed)
            assert took_s < KNOWN_AGAIN_S
            assert len(answer.error) > 20, "said in words"
            assert len(answer.do_next) > 10, "and what to do"
            assert one.known == []
            failed += 1
        assert decode(bytes(one.tag.memory), dsfid=0).item in {None, BARCODE}
        for other in one.device.field.tags:
            assert other is one.tag or not any(other.memory)
        one.put_right()
        assert isinstance(one.write(), TagWritten), f"put right after {answer}"
        assert one.is_right
        assert one.known == [UID]
    assert not (failed and ends_well)


@in_one_test("name", [*OWN, *SHARED])
@pytest.mark.parametrize("pad", PADS)
def test_a_fault_at_some_commands(
    bench_on: Callable[[str], Bench], torn: ModuleType, pad: str, name: str
) -> None:
    check(bench_on, pad, OWN.get(name) or torn.STRIKES[name], 23, name in PASSING)


@pytest.mark.campaign
@pytest.mark.parametrize("name", [*OWN, *SHARED])
@pytest.mark.parametrize("pad", PADS)
def test_a_fault_at_every_command(
    bench_on: Callable[[str], Bench], torn: ModuleType, pad: str, name: str
) -> None:
    check(bench_on, pad, OWN.get(name) or torn.STRIKES[name], 1, name in PASSING)


def test_a_reader_that_goes_into_a_mode_of_its_own(bench_on: Callable[[str], Bench]) -> None:
    check(bench_on, "feig", into_buffered_mode, 1, ends_well=False)


@pytest.mark.parametrize("pad", PADS)
def test_a_tag_that_leaves_at_every_byte(bench_on: Callable[[str], Bench], pad: str) -> None:
    quiet = bench_on(pad)
    quiet.write()
    size = sum(quiet.tag.writes.values()) * 4 + 1
    for at in range(0, size + 1, 9):
        one = bench_on(pad)
        one.tag.leave_after(at)
        answer = one.write()
        assert isinstance(answer, Failed)
        assert "not finished" in answer.error
        assert "Lay it back" in answer.do_next
        assert one.known == []
        one.put_right()
        assert isinstance(one.write(), TagWritten)
        assert one.is_right
        assert one.known == [UID]
