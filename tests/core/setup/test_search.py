"""Looking for devices, on simulated ones and on what a system would list."""

import pytest

from procstation.devices import Driver, FoundPort, Rack, SerialSettings, load_driver
from procstation.devices.attached import SerialPort, UsbPrinter
from procstation.errors import DeviceLost
from procstation.setup import search
from procstation.setup.search import Attached, Found, How, Obstacle, Progress, Search

PAD = SerialPort("sim://feig", "FEIG", vendor=0x0AB4)
NOBODY = SerialPort("sim://serial_scanner", "a line")
OF_A_SCANNER_MAKER = SerialPort("/dev/ttyACM9", "Honeywell 1950", vendor=0x0C2E)


def attached(*ports: SerialPort, printers: tuple[UsbPrinter, ...] = ()) -> Attached:
    return Attached(ports, printers)


class Told:
    def __init__(self) -> None:
        self.all: list[Progress] = []

    def __call__(self, progress: Progress) -> None:
        self.all.append(progress)


@pytest.fixture(autouse=True)
def this_machine_lists_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is attached where the tests run is not theirs."""
    real = load_driver

    def quiet(kind: search.Kind, name: str) -> Driver:
        driver = real(kind, name)
        return Driver(
            driver.title,
            driver.open,
            driver.options,
            driver.serial,
            driver.schemes,
            driver.usb_makers,
            driver.usb_printer,
        )

    monkeypatch.setattr(search, "load_driver", quiet)


def test_a_pad_answers_and_a_silent_port_could_have_a_scanner() -> None:
    told = Told()
    found = Search(attached(NOBODY, PAD), Rack()).run(told)
    assert [(one.kind, one.driver, one.port, one.how) for one in found] == [
        ("rfid", "feig", "sim://feig", How.ANSWERED),
        ("scanner", "serial_scanner", "sim://serial_scanner", How.POSSIBLE),
    ]
    assert "no tag on it" in found[0].said
    assert (told.all[-1].done, told.all[-1].of) == (told.all[-1].of, told.all[-1].of)
    assert {one.news for one in told.all if one.news} == set(found)


def test_the_driver_of_the_maker_is_asked_first_and_alone_when_it_answers() -> None:
    told = Told()
    Search(attached(PAD), Rack()).run(told)
    assert [one.doing for one in told.all if "is there a" in one.doing] == [
        "sim://feig: is there a FEIG reader?"
    ]


def test_a_port_of_a_maker_of_scanners_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "check_device", lambda *_: pytest.fail("it was asked"))
    found = Search(attached(OF_A_SCANNER_MAKER), Rack()).run(Told())
    assert found == [
        Found("scanner", "serial_scanner", "/dev/ttyACM9", "Honeywell 1950", How.POSSIBLE)
    ]


def test_a_usb_printer_is_known_by_what_it_says() -> None:
    printer = UsbPrinter("/dev/usb/lp0", "MFG:Zebra;CMD:ZPL;MDL:GK420d;")
    other = UsbPrinter("/dev/usb/lp1", "MFG:HP;CMD:PCL;MDL:LaserJet;")
    found = Search(attached(printers=(printer, other)), Rack()).run(Told())
    assert found == [Found("printer", "zpl", "/dev/usb/lp0", "Zebra GK420d", How.NAMED)]


def test_what_is_in_use_is_left_alone() -> None:
    printer = UsbPrinter("/dev/usb/lp0", "MFG:Zebra;CMD:ZPL;MDL:GK420d;")
    told = Told()
    assert (
        Search(attached(PAD, printers=(printer,)), Rack(), [PAD.port, printer.port]).run(told) == []
    )
    assert told.all == []


def test_a_port_that_cannot_be_opened_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(port: str, settings: SerialSettings) -> None:
        raise DeviceLost(f"Could not open {port}: Permission denied.", "Join the group dialout.")

    monkeypatch.setattr(search, "open_line", refuse)
    told = Told()
    assert Search(attached(SerialPort("/dev/ttyS9")), Rack()).run(told) == []
    (one,) = told.all
    assert one.news == Obstacle(
        "/dev/ttyS9", "Could not open /dev/ttyS9: Permission denied.", "Join the group dialout."
    )
    assert one.done == one.of


def test_it_ends_after_the_question_under_way() -> None:
    looking = Search(attached(NOBODY, SerialPort("sim://zpl")), Rack())
    told: list[Progress] = []

    def tell(progress: Progress) -> None:
        told.append(progress)
        looking.stop()

    assert looking.run(tell) == []
    assert sum("is there a" in one.doing for one in told) <= 2


def test_what_only_a_driver_sees_is_taken_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_list(kind: search.Kind, name: str) -> Driver:
        driver = load_driver(kind, name)
        ports = {"ipp": "ipp://localhost:631/printers/Office", "evdev_wedge": "/dev/input/x"}
        listed = (FoundPort(ports[name], "listed"),) if name in ports else ()
        return Driver(driver.title, driver.open, driver.options, driver.serial, find=lambda: listed)

    monkeypatch.setattr(search, "load_driver", with_list)
    found = Search(attached(), Rack()).run(Told())
    assert [(one.driver, one.how) for one in found] == [
        ("ipp", How.NAMED),
        ("evdev_wedge", How.POSSIBLE),
    ]
