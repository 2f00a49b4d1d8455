"""What the account may do, and what is installed beside: serial ports, keyring, browser."""

import getpass
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from procstation.credentials import ENVIRONMENT
from procstation.devices.attached import SerialPort
from procstation.errors import DeviceFault

BROWSER = ("aiohttp", "textual_serve")
"""What `serve` needs."""


def look_at_ports(ports: Sequence[SerialPort]) -> str:
    """Say which serial ports are attached, and whether this account may use them.

    Raises:
        DeviceFault: One of them may not be used.
    """
    names = [one.port for one in ports]
    if sys.platform != "win32":
        for name in names:
            path = Path(name)
            if path.exists() and not os.access(path, os.R_OK | os.W_OK):
                group = _group_of(path)
                raise DeviceFault(
                    f"This account may not use {name}: it belongs to the group {group}.",
                    f"As administrator: usermod -a -G {group} {getpass.getuser()}; then log in"
                    " again. Or place rules for devices: `procstation setup --place udev`.",
                )
    return f"{', '.join(names)}: may be used" if names else "none attached"


def look_at_keyring() -> str:
    """Say where passwords are looked for."""
    in_environment = f"passwords are looked for in the environment ({ENVIRONMENT}NAME)"
    if find_spec("keyring") is None:
        return f"{in_environment}; the package keyring, for the one of the system, is not installed"
    backend = import_module("keyring").get_keyring()
    name = f"{type(backend).__module__}.{type(backend).__name__}"
    if "fail" in name or "null" in name:
        return f"{in_environment}; the system has no keyring here"
    return f"passwords are looked for in the environment, then in {name}"


def look_at_browser() -> str:
    """Say whether the station can be opened in a browser."""
    missing = [one for one in BROWSER if find_spec(one) is None]
    if missing:
        return "`serve` is not installed; pip install 'procstation[web]' brings it"
    return "`serve` can show the station in one"


def _group_of(path: Path) -> str:
    try:
        return path.group()
    except KeyError:
        # Groups of another machine or of a container have numbers only.
        return str(path.stat().st_gid)
