"""What a person types as the address of a device, as a port of its driver."""

import re

from procstation.devices import Driver, Kind

HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?")
SERIAL = re.compile(r"COM[0-9]+", re.IGNORECASE)

USUAL_PORTS: dict[Kind, int] = {"printer": 9100, "rfid": 10001}
"""TCP: where label printers take jobs (JetDirect), and where readers of FEIG listen."""


def port_of(kind: Kind, driver: Driver, typed: str) -> str:
    """Return the port that is meant: a bare host, with or without a number, is one on the network;
    all else stays as it is."""
    if not HOST.fullmatch(typed) or SERIAL.fullmatch(typed):
        return typed
    if "ipp" in driver.schemes:
        return f"ipp://{typed}/ipp/print"
    if driver.serial is None or kind not in USUAL_PORTS:
        return typed
    return f"socket://{typed}" if ":" in typed else f"socket://{typed}:{USUAL_PORTS[kind]}"
