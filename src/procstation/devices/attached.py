"""What is attached to this machine, as far as that can be told without opening a port."""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.request import url2pathname

from serial.tools.list_ports import comports

from procstation.devices.interfaces import Kind
from procstation.devices.registry import simulator_names

BY_ID = Path("/dev/serial/by-id")
USB_DEVICES = Path("/dev/usb")
USB_CLASSES = Path("/sys/class/usbmisc")

UNKNOWN = "n/a"
"""What pyserial says of a port whose maker says nothing."""


class Attachment(StrEnum):
    """Whether a configured device is there."""

    ATTACHED = "attached"
    ABSENT = "absent"
    CONFIGURED = "configured"
    """Only opening it would tell."""


@dataclass(frozen=True, slots=True)
class SerialPort:
    """A serial port of this machine.

    Attributes:
        port: What a configuration names it, e.g. `COM3`, `/dev/ttyACM0`.
        title: What the system says is there; "" when it says nothing.
        hardware: The USB ids and serial number that `hwgrep://` searches; "" as above.
        vendor: USB vendor id; None when it is no USB port.
    """

    port: str
    title: str = ""
    hardware: str = ""
    vendor: int | None = None


@dataclass(frozen=True, slots=True)
class UsbPrinter:
    """A printer at the USB printer class of Linux.

    Attributes:
        port: `/dev/usb/lp0` and the like.
        says: Its IEEE 1284 device id, e.g. `MFG:Zebra;CMD:ZPL;`; "" when it says nothing.
    """

    port: str
    says: str = ""

    @property
    def title(self) -> str:
        """Maker and model, as far as it says them."""
        said = dict(re.findall(r"(\w[\w ]*):([^;]*)", self.says))
        maker = said.get("MFG") or said.get("MANUFACTURER", "")
        model = said.get("MDL") or said.get("MODEL", "")
        return " ".join(f"{maker} {model}".split())


def attached_ports() -> list[SerialPort]:
    """Return the serial ports of this machine, sorted by name; none is opened."""
    return sorted(
        (
            SerialPort(one.device, _known(one.description), _known(one.hwid), one.vid)
            for one in comports()
        ),
        key=lambda one: one.port,
    )


def lasting_name(port: str, by_id: Path = BY_ID) -> str:
    """Return the name of a serial port that outlives its being plugged in elsewhere, where the
    system has one; else the name it has now."""
    if not by_id.is_dir():
        return port
    links = sorted(one for one in by_id.iterdir() if one.resolve() == Path(port).resolve())
    return str(links[0]) if links else port


def usb_printers(devices: Path = USB_DEVICES, classes: Path = USB_CLASSES) -> list[UsbPrinter]:
    """Return the USB printers of a Linux machine, sorted by name; none is opened."""
    found = []
    for node in sorted(devices.glob("lp*")):
        try:
            says = (classes / node.name / "device" / "ieee1284_id").read_text("utf-8", "replace")
        except OSError:
            says = ""
        found.append(UsbPrinter(str(node), says.strip()))
    return found


def attachment(kind: Kind, port: str, ports: Sequence[SerialPort]) -> Attachment:
    """Tell whether the device at a configured port is there.

    Args:
        ports: As `attached_ports` returned them.
    """
    scheme, separator, rest = port.partition("://")
    if not separator:
        there = port_at(port, ports) is not None or _is_path(port)
    elif scheme == "hwgrep":
        there = port_at(port, ports) is not None
    elif scheme == "sim":
        there = re.split("[/?#]", rest)[0] in simulator_names(kind)
    elif scheme == "file" and not _may_be_made(Path(url2pathname(rest))):
        there = Path(url2pathname(rest)).exists()
    else:
        return Attachment.CONFIGURED
    return Attachment.ATTACHED if there else Attachment.ABSENT


def port_at(port: str, ports: Sequence[SerialPort]) -> SerialPort | None:
    """Return the serial port a configured port means, by whatever name or search."""
    scheme, _, rest = port.partition("://")
    if scheme == "hwgrep" and rest:
        return next((one for one in ports if _matches(rest.split("&")[0], one)), None)
    return next((one for one in ports if _same(port, one.port)), None)


def _known(text: str | None) -> str:
    return "" if text is None or text == UNKNOWN else text


def _matches(pattern: str, port: SerialPort) -> bool:
    try:
        searched = re.compile(pattern, re.IGNORECASE)
    except re.error:
        return False
    return any(searched.search(text) for text in (port.port, port.title, port.hardware))


def _same(one: str, other: str) -> bool:
    if sys.platform == "win32":
        return one.upper().removeprefix("\\\\.\\") == other.upper()
    # /dev/serial/by-id/… is a link to the port.
    return "://" not in one and Path(one).resolve() == Path(other).resolve()


def _may_be_made(file: Path) -> bool:
    """A spool file is made when it is first written."""
    return not file.exists() and file.parent.is_dir()


def _is_path(port: str) -> bool:
    return sys.platform != "win32" and bool(port) and Path(port).exists()
