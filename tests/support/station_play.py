"""A station on simulated devices, driven by a test: hands at the devices, decisions at the bench.

All is waited for by condition: the station tells of every change, and the test looks again then.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import pytest

from procstation.config import Config, parse_config
from procstation.devices import Presence, Rack
from procstation.devices.polling import PadPolling, PrinterPolling
from procstation.linking import AnyInput, BenchState, StepName, StepState, TitleChosen
from procstation.station import Station, open_station
from procstation_drivers.printers import zpl as zpl_driver
from procstation_simulators.printers import zebra
from procstation_simulators.printers.zebra import VirtualZebra
from procstation_simulators.rfid.pad import VirtualPad
from procstation_simulators.rfid.tag import VirtualTag

LIMIT_S = 10.0
"""A wait that takes longer has failed; none is meant to come near it."""

SCANNER = "sim://serial_scanner"
ZPL = {name: f"sim://zpl?dots_per_mm=12#{name}" for name in ("spine", "barcode")}

STATION = """
[station]
name = "bench-7"
profile = "new-acquisition"
[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "{scanner}"
options = {{ repeat_window_ms = 0 }}
[devices.pad]
kind = "rfid"
driver = "{pad}"
port = "sim://{pad}"
[[barcodes.ranges]]
name = "books"
prefix = "31234"
first = 87561
[tags]
owner = "US-InU"
"""

ZPL_PRINTERS = """
[devices.spine]
kind = "printer"
driver = "zpl"
port = "sim://zpl?dots_per_mm=12#spine"
stock = "roll-25x38"
templates = ["spine"]
[devices.barcode]
kind = "printer"
driver = "zpl"
port = "sim://zpl?dots_per_mm=12#barcode"
stock = "roll-51x25"
templates = ["barcode"]
"""

PDF_PRINTERS = """
[devices.spine]
kind = "printer"
driver = "pdf"
port = '{folder}/spine'
stock = "ol114"
templates = ["spine"]
[devices.barcode]
kind = "printer"
driver = "pdf"
port = '{folder}/barcode'
stock = "avery-5160"
templates = ["barcode"]
"""


def station_config(pad: str = "feig", printers: str = ZPL_PRINTERS) -> Config:
    """Return a configuration: a scanner, a pad by its driver's name, and printers."""
    return parse_config(STATION.format(scanner=SCANNER, pad=pad) + printers, "procstation.toml")


def make_devices_quick(patch: pytest.MonkeyPatch) -> None:
    """Have pads and printers asked, and labels come out, many times as often as real ones."""
    patch.setattr(PadPolling, "period_s", 0.01)
    patch.setattr(PrinterPolling, "period_s", 0.1)
    patch.setattr(zpl_driver, "POLL_S", 0.01)
    patch.setattr(zpl_driver, "APPEAR_S", 0.2)
    patch.setattr(zpl_driver, "ANSWER_S", 0.2)
    patch.setattr(zebra, "LABEL_S", 0.03)
    patch.setattr("procstation.devices.runner.REOPEN_LOST_S", 0.02)
    patch.setattr("procstation.devices.runner.REOPEN_FAULT_S", 0.05)


class StationPlay:
    """A running station and the hands around it. Leaving the `with` block stops it.

    Args:
        opening: What `open_station` takes besides: the clock, the way to a library system.

    Attributes:
        tones: What the person heard, in order.
    """

    def __init__(
        self, home: Path, config: Config, rack: Rack | None = None, **opening: Any
    ) -> None:
        self.home = home
        self.rack = rack or Rack()
        self.tones: list[str] = []
        self._config = config
        self._opening = opening
        self._pad_url = next(iter(config.devices_of("rfid").values())).port
        self._changed = threading.Condition()
        self.station = self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.station.stop()

    def start_again(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Stop the station and open it anew on the same home and the same devices."""
        self.station.stop()
        meanwhile()
        self.station = self._open()

    @property
    def state(self) -> BenchState:
        return self.station.bench.state

    def until(self, reached: Callable[[BenchState], bool], what: str = "") -> None:
        """Wait until the bench has come so far."""
        self.until_so(lambda: reached(self.state), what)

    def until_so(self, reached: Callable[[], bool], what: str = "") -> None:
        """Wait until something is so that the station tells of when it changes."""
        with self._changed:
            if not self._changed.wait_for(reached, LIMIT_S):
                pytest.fail(f"{what or 'it'} did not come to be; {self.story()}")

    def wait_for_news(self, most_s: float = 0.02) -> None:
        """Wait until the station tells of a change, or so long."""
        with self._changed:
            self._changed.wait(most_s)

    def until_heard(self, text: str, since: int = 0) -> None:
        """Wait until a line with this text was said, after the first `since` lines."""

        def heard(state: BenchState) -> bool:
            new = state.said - since
            return new > 0 and any(text in line.text for line in state.lines[-new:])

        self.until(heard, f"{text!r}")

    def until_presence(self, device: str, presence: Presence) -> None:
        """Wait until a device is shown as that."""

        def shown() -> bool:
            return any(
                one.presence is presence for one in self.station.devices() if one.name == device
            )

        self.until_so(shown, f"{device} {presence}")

    def until_calm(self) -> None:
        """Wait until the bench waits for a person or a device."""
        assert self.station.bench.wait_until_calm(LIMIT_S), self.story()

    def decide(self, entry: AnyInput) -> None:
        """Have the person decide something, and wait until what comes of it is done."""
        self.station.bench.post(entry)
        self.until_calm()

    def scan(self, code: str) -> None:
        """Read a barcode with the scanner."""
        self.rack.play(SCANNER, f"scan {code}")

    def choose_title(self, text: str) -> None:
        """Search, and take the first record found."""
        self.decide(TitleChosen(self.station.search(text, 5)[0].title.id))

    def at_pad(self, line: str) -> str:
        """Do something at the pad, e.g. `lay`."""
        return self.rack.play(self._pad_url, line)

    def at_printer(self, name: str, line: str) -> str:
        """Do something at a ZPL printer, e.g. `labels 0`."""
        return self.rack.play(ZPL[name], line)

    def lift(self) -> None:
        """Take all off the pad, and wait until that was seen."""
        self.at_pad("lift")
        self.until(lambda state: not state.on_pad, "an empty pad")

    def tag(self, uid: str) -> VirtualTag:
        """Return a tag the hands have played with."""
        return cast(VirtualPad, self._device(self._pad_url)).shelf[bytes.fromhex(uid)]

    def printed(self, name: str) -> list[bytes]:
        """Return the ZPL of all labels that came out of a printer."""
        return list(cast(VirtualZebra, self._device(ZPL[name])).printed)

    def story(self) -> str:
        """Return what happened, for the message of a failed test."""
        lines = "\n".join(f"  {line.source}: {line.text}" for line in self.state.lines[-12:])
        return f"the bench said:\n{lines}\nand stands at {self.state.now}"

    def _device(self, url: str) -> Any:
        with self.rack.working_on(url) as device:
            return device

    def _open(self) -> Station:
        url = f"sqlite:///{self.home / 'store.sqlite'}"
        station = open_station(self.home, self._config, url, self.rack, **self._opening)
        station.listen(self._tell, self.tones.append)

        def is_ready() -> bool:
            # A library system may be away; the bench works all the same.
            devices = (one for one in station.devices() if one.kind != "system")
            return all(one.presence is Presence.READY for one in devices)

        with self._changed:
            assert self._changed.wait_for(is_ready, LIMIT_S)
        return station

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()


def stands_at(name: StepName, state: StepState = StepState.ASKING) -> Callable[[BenchState], bool]:
    """Say whether the item in work stands at a step, in that state, with nothing under way."""

    def reached(bench: BenchState) -> bool:
        item = bench.now
        step = item.step if item is not None and item.awaiting is None else None
        return step is not None and step.name == name and step.state == state

    return reached


def has_released(count: int) -> Callable[[BenchState], bool]:
    """Say whether so many items are released and none is in work."""
    return lambda state: state.released == count and state.now is None
