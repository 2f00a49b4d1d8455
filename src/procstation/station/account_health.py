"""What the account may do, and what is installed beside: serial ports, keyring, browser."""

import getpass
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from procstation.config import Config
from procstation.credentials import ENVIRONMENT
from procstation.devices.attached import SerialPort, port_at
from procstation.errors import DeviceFault
from procstation.language import tr

BROWSER = ("aiohttp", "textual_serve")
"""What `serve` needs."""


def look_at_ports(ports: Sequence[SerialPort], config: Config | None = None) -> str:
    """Say which serial ports are attached, and whether this account may use them.

    Args:
        config: Says which of them are worked with.

    Raises:
        DeviceFault: One that is worked with may not be used.
    """
    devices = () if config is None else config.devices.values()
    wanted = {found.port for one in devices if (found := port_at(one.port, ports)) is not None}
    told = []
    for port in (one.port for one in ports):
        group = _closed_to(port)
        if group is None:
            told.append(tr("{port} may be used", port=port))
            continue
        if port in wanted:
            raise DeviceFault(
                tr(
                    "This account may not use {port}: it belongs to the group {group}.",
                    port=port,
                    group=group,
                ),
                tr(
                    "As administrator: usermod -a -G {group} {user}; then log"
                    " in again. Or place rules for devices: `procstation setup"
                    " --place udev`.",
                    group=group,
                    user=getpass.getuser(),
                ),
            )
        told.append(tr("{port} is for the group {group}", port=port, group=group))
    return "; ".join(told) or tr("none attached")


def look_at_keyring() -> str:
    """Say where passwords are looked for."""
    in_environment = tr(
        "passwords are looked for in the environment ({variable}NAME)", variable=ENVIRONMENT
    )
    if find_spec("keyring") is None:
        return tr(
            "{places}; the package keyring, for the one of the system, is not installed",
            places=in_environment,
        )
    backend = import_module("keyring").get_keyring()
    name = f"{type(backend).__module__}.{type(backend).__name__}"
    if "fail" in name or "null" in name:
        return tr("{places}; the system has no keyring here", places=in_environment)
    return tr("passwords are looked for in the environment, then in {name}", name=name)


def look_at_browser() -> str:
    """Say whether the station can be opened in a browser."""
    missing = [one for one in BROWSER if find_spec(one) is None]
    if missing:
        return tr("`serve` is not installed; pip install 'procstation[web]' brings it")
    return tr("`serve` can show the station in one")


def _closed_to(port: str) -> str | None:
    """Return the group a port is for, where this account may not use it; else None."""
    path = Path(port)
    if sys.platform == "win32" or not path.exists() or os.access(path, os.R_OK | os.W_OK):
        return None
    try:
        return path.group()
    except KeyError:
        # Groups of another machine or of a container have numbers only.
        return str(path.stat().st_gid)
