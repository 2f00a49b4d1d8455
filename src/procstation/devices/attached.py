"""What is attached to this machine, as far as that can be told without opening a port."""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from procstation.devices.interfaces import Kind
from procstation.devices.links import path_of_url
from procstation.devices.registry import simulator_names

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
    """

    port: str
    title: str = ""
    hardware: str = ""


def attached_ports() -> list[SerialPort]:
    """Return the serial ports of this machine, sorted by name; none is opened."""
    # pyserial is imported when ports are wanted: a station on simulators never pays for it.
    from serial.tools.list_ports import comports  # noqa: PLC0415

    return sorted(
        (SerialPort(one.device, _known(one.description), _known(one.hwid)) for one in comports()),
        key=lambda one: one.port,
    )


def attachment(kind: Kind, port: str, ports: Sequence[SerialPort]) -> Attachment:
    """Tell whether the device at a configured port is there.

    Args:
        ports: As `attached_ports` returned them.
    """
    scheme = urlsplit(port).scheme if "://" in port else ""
    if scheme == "sim":
        there = urlsplit(port).netloc in simulator_names(kind)
    elif scheme == "file":
        path = path_of_url(port)
        if not path.exists() and path.parent.is_dir():
            # A spool file is made when it is first written; a device file is not.
            return Attachment.CONFIGURED
        there = path.exists()
    elif scheme == "hwgrep":
        there = bool(port_at(port, ports))
    elif scheme:
        return Attachment.CONFIGURED
    else:
        there = bool(port_at(port, ports)) or _is_path(port)
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


def _is_path(port: str) -> bool:
    return sys.platform != "win32" and bool(port) and Path(port).exists()
