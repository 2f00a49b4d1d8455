"""Ports by pyserial; the only module that imports it.

pyserial 3.5 raises a bare OSError from `in_waiting` when the port vanished, and allows a port to
be opened twice unless `exclusive` is set (both measured); so both are dealt with here.
"""

import time

import serial
from serial import SerialException, serial_for_url

from procstation.devices.interfaces import SerialSettings
from procstation.errors import DeviceLost

CONNECT_TIMEOUT_S = 3.0
"""A printer on the network answers in well under a second; three is a printer that is off."""

LARGEST_READ = 4096


class SerialLink:
    """A serial port, or a socket that stands for one."""

    def __init__(self, url: str, settings: SerialSettings) -> None:
        """Open the port.

        Raises:
            DeviceLost: There is no such port, it is in use, or nobody listens there.
        """
        self.name = url
        try:
            self._port = serial_for_url(
                url,
                baudrate=settings.baudrate,
                bytesize=settings.bytesize,
                parity=settings.parity,
                stopbits=settings.stopbits,
                timeout=0,
                write_timeout=CONNECT_TIMEOUT_S,
                do_not_open=True,
            )
            if "://" not in url:
                self._port.exclusive = True
            self._port.open()
        except (SerialException, OSError, ValueError) as error:
            raise DeviceLost(
                f"Could not open {url}: {_reason(error)}.",
                "Check the cable and the port's name; `procstation device list` shows what is"
                " attached.",
            ) from error

    def write(self, data: bytes) -> None:
        try:
            self._port.write(data)
            self._port.flush()
        except (SerialException, OSError) as error:
            raise self._gone(error) from error

    def read(self, timeout_s: float) -> bytes:
        # One blocking byte, then all that is there: a large read with a time-out would wait for
        # the time-out, and byte after byte costs a hundred times the processor (both measured).
        try:
            self._port.timeout = timeout_s
            first = self._port.read(1)
            if not first:
                return b""
            self._port.timeout = 0
            return bytes(first + self._port.read(self._waiting()))
        except (SerialException, OSError, TypeError) as error:
            # TypeError: pyserial's own, when the port is closed by another thread in mid-read.
            raise self._gone(error) from error

    def now_s(self) -> float:
        return time.monotonic()

    def close(self) -> None:
        try:
            self._port.close()
        except (SerialException, OSError) as error:
            raise self._gone(error) from error

    def _waiting(self) -> int:
        # Sockets report 0 or 1 whatever has arrived, so there we ask for a bufferful.
        if isinstance(self._port, serial.Serial):
            return int(self._port.in_waiting)
        return LARGEST_READ

    def _gone(self, error: Exception) -> DeviceLost:
        return DeviceLost(
            f"{self.name} went away: {_reason(error)}.",
            "Plug it in again; the station goes on with it by itself.",
        )


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return (text or type(error).__name__).rstrip(".")
