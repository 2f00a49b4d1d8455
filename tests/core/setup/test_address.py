"""What is typed as an address becomes a port."""

import pytest

from procstation.devices import Kind, load_driver
from procstation.setup.address import port_of


@pytest.mark.parametrize(
    ("kind", "driver", "typed", "port"),
    [
        ("printer", "zpl", "192.0.2.18", "socket://192.0.2.18:9100"),
        ("printer", "zpl", "labels.example.org:6101", "socket://labels.example.org:6101"),
        ("printer", "ipp", "192.0.2.19", "ipp://192.0.2.19/ipp/print"),
        ("rfid", "feig", "pad-3", "socket://pad-3:10001"),
        ("printer", "zpl", "/dev/usb/lp0", "/dev/usb/lp0"),
        ("scanner", "serial_scanner", "COM3", "COM3"),
        ("rfid", "feig", "com12", "com12"),
        ("scanner", "serial_scanner", "scanner-1", "scanner-1"),
        ("printer", "windows", "ZDesigner", "ZDesigner"),
        ("printer", "zpl", "socket://192.0.2.18:9100", "socket://192.0.2.18:9100"),
    ],
)
def test_a_bare_host_is_one_on_the_network(kind: Kind, driver: str, typed: str, port: str) -> None:
    assert port_of(kind, load_driver(kind, driver), typed) == port
