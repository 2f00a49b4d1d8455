"""Writes on lines that lose, garble, delay and repeat: the state is known again in two seconds.

Real drivers at simulated pads, on a clock of their own that counts bytes, air and waiting.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest

from procstation.devices import DirectLink, RfidPad, load_driver, load_simulator
from procstation.errors import DeviceError
from procstation.tagging import SitePolicy, TagTorn, TagWriter, UndoFolder
from procstation.tags import Model, TagRecord, decode, encode

UID = bytes.fromhex("E00401105B6C7D8E")
OLD = TagRecord("A-1620154429", "DK-718500", 1, 1, 0x10)
NEW = TagRecord("31236021099999", "FI-Porna", 1, 1, 0x10)

KNOWN_AGAIN_S = 2.0

Trouble = Callable[[Any], None]


def fault(**faults: Any) -> Trouble:
    def strike(device: Any) -> None:
        for name, value in faults.items():
            setattr(device.faults, name, value)

    return strike


PASSING: dict[str, Trouble] = {
    "command lost": fault(dont_answer=1),
    "answer lost": fault(cut_reply=0),
    "answer cut": fault(cut_reply=5),
    "bit turned over": fault(flip_bit=40),
    "noise before": fault(noise_before=b"\xff\x00\xd6\x02\x00"),
    "noise after": fault(noise_after=b"\x02\x00\x07\xff\xd6"),
    "answer late": fault(reply_late_s=0.3),
    "answer very late": fault(reply_late_s=1.2),
    "answered twice": fault(reply_twice=True),
}

LASTING: dict[str, Trouble] = {
    "silent": fault(dont_answer=10**6),
    "unplugged": lambda device: device.plug(False),
    "line at another speed": lambda device: setattr(device, "garble", True),
}


class Troubled:
    """A simulated pad that gets into trouble as the nth command arrives."""

    def __init__(self, device: Any, trouble: Trouble | None) -> None:
        self.device = device
        self.plugged = True
        self.commands = 0
        self.garble = False
        self.struck_at_s: float | None = None
        self.now_s: Callable[[], float] = lambda: 0.0
        self.at: int | None = None
        self._trouble = trouble

    @property
    def faults(self) -> Any:
        return self.device.faults

    def plug(self, plugged: bool) -> None:
        (self.faults.plug if plugged else self.faults.unplug)()
        self.plugged = plugged

    def receive(self, data: bytes) -> None:
        if self.commands == self.at:
            self.struck_at_s = self.now_s()
            assert self._trouble is not None, "a place for trouble goes with one"
            self._trouble(self)
        self.commands += 1
        self.device.receive(data)

    def transmit(self) -> bytes:
        said = cast(bytes, self.device.transmit())
        # A byte heard at the wrong speed is another byte.
        return bytes(byte * 7 & 0xFF | 1 for byte in said) if self.garble else said

    def pass_time(self, seconds: float) -> None:
        self.device.pass_time(seconds)

    def take_busy_s(self) -> float:
        return cast(float, self.device.take_busy_s())


class Line:
    """A pad with one written tag on it, opened before the trouble can come.

    Attributes:
        took_s: How long the last write took from the trouble on, else from its beginning.
    """

    def __init__(self, name: str, folder: Path, at: int | None, trouble: Trouble | None) -> None:
        driver, simulator = load_driver("rfid", name), load_simulator("rfid", name)
        device = simulator.build({})
        old = encode(OLD, Model.ISO28560_3, size=112, block_size=4).data
        simulator.play(device, f"lay {UID.hex()} {old.hex()}")
        (self.tag,) = cast(Any, device).field.tags
        self.tag.afi = 0xC2
        self._troubled = Troubled(device, trouble)
        self.link = DirectLink(self._troubled, serial=driver.serial)
        self._troubled.now_s = self.link.now_s
        pad: RfidPad = driver.open(self.link, driver.options())
        self.opening = self._troubled.commands
        self._troubled.at = None if at is None else self.opening + at
        self.took_s = 0.0
        self.undo = UndoFolder(folder / "undo")
        self.writer = TagWriter(pad, self.undo, SitePolicy(afi_on_loan=0xC2))

    def write(self) -> None:
        begun_s = self.link.now_s()
        try:
            self.writer.write(UID, NEW, expect_replacing=OLD.item)
        finally:
            since_s = self._troubled.struck_at_s
            self.took_s = self.link.now_s() - (begun_s if since_s is None else since_s)

    @property
    def commands(self) -> int:
        return self._troubled.commands - self.opening

    def heal(self) -> None:
        self._troubled.garble = False
        self._troubled.faults.dont_answer = 0
        if not self._troubled.plugged:
            self._troubled.plug(True)

    def require_right(self) -> None:
        assert decode(bytes(self.tag.memory), dsfid=0).record == NEW
        assert self.tag.afi == 0x07
        assert self.undo.unfinished(UID) is None

    @property
    def item(self) -> str | None:
        return decode(bytes(self.tag.memory), dsfid=0).item


@pytest.fixture(params=["feig", "m3_810"])
def pad(request: pytest.FixtureRequest) -> str:
    assert isinstance(request.param, str)
    return request.param


@pytest.fixture
def line(pad: str, tmp_path: Path) -> Callable[..., Line]:
    made = iter(range(1000))

    def make(at: int | None = None, trouble: Trouble | None = None) -> Line:
        return Line(pad, tmp_path / str(next(made)), at, trouble)

    return make


@pytest.mark.long
@pytest.mark.parametrize("name", PASSING)
def test_passing_trouble_at_every_command(line: Callable[..., Line], name: str) -> None:
    quiet = line()
    quiet.write()
    ended_well = 0
    for at in range(quiet.commands):
        one = line(at, PASSING[name])
        with suppress(DeviceError):
            one.write()
            ended_well += 1
            assert one.undo.unfinished(UID) is None
        assert one.took_s - quiet.took_s < KNOWN_AGAIN_S
        assert one.item in {None, OLD.item, NEW.item}
        one.write()
        one.require_right()
    # Only an answer to a question that the driver may not repeat can be missed for good.
    assert ended_well >= quiet.commands - 2


@pytest.mark.long
@pytest.mark.parametrize("name", LASTING)
def test_lasting_trouble_at_every_command(line: Callable[..., Line], name: str) -> None:
    quiet = line()
    quiet.write()
    torn = 0
    for at in range(quiet.commands):
        one = line(at, LASTING[name])
        with pytest.raises(DeviceError) as error:
            one.write()
        if isinstance(error.value, TagTorn):
            torn += 1
            assert one.took_s < KNOWN_AGAIN_S
            assert one.undo.unfinished(UID) is not None
            assert one.item in {None, OLD.item, NEW.item}
            assert "not finished" in error.value.what
        else:
            assert not one.tag.writes
            assert one.undo.unfinished(UID) is None
            assert (one.item, one.tag.afi) == (OLD.item, 0xC2)
        one.heal()
        one.write()
        one.require_right()
    assert torn >= 8
