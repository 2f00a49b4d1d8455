"""Ports by pyserial. Only this module, and `attached`, which lists ports, import it.

pyserial 3.5 raises a bare OSError from `in_waiting` when the port vanished, and allows a port to
be opened twice unless `exclusive` is set (both measured); so both are dealt with here.
"""

import errno
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import serial
from serial import SerialException, SerialTimeoutException, serial_for_url

from procstation.devices.interfaces import SerialSettings
from procstation.errors import DeviceLost
from procstation.language import tr

if sys.platform == "win32":
    SettingsRefused = OSError
else:
    import termios

    # pyserial lets this one through when a port refuses its settings; it is no OSError.
    SettingsRefused = termios.error

WRITE_STALL_S = 5.0
"""A device that takes not a single piece in this time will not take the rest."""

PIECE = 256
"""Bytes written at once: 2.4 s at 1200 baud, so a slow line is not taken for a stalled one."""

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
            self._port: Any = serial_for_url(
                url,
                baudrate=settings.baudrate,
                bytesize=settings.bytesize,
                parity=_parity(url, settings),
                stopbits=settings.stopbits,
                timeout=0,
                write_timeout=WRITE_STALL_S,
                do_not_open=True,
            )
            if "://" not in url:
                self._port.exclusive = True
            elif url.lower().startswith("socket:"):
                # pyserial throws away what has come when the connection stands: the greeting of a
                # device that speaks first.
                self._port.reset_input_buffer = lambda: None  # type: ignore[method-assign]
            self._port.open()
        except (OSError, SettingsRefused, ValueError) as error:
            raise _not_opened(url, error) from error

    def write(self, data: bytes) -> None:
        # Not flushed: waiting until the last bit is out could wait for ever on a printer that
        # holds the line, and raises errors of its own when the port vanished.
        for start in range(0, len(data), PIECE):
            try:
                self._port.write(data[start : start + PIECE])
            except SerialTimeoutException as error:
                raise DeviceLost(
                    tr(
                        "{name} took {start} of {count} bytes and then no more"
                        " for {write_stall_s:g} s.",
                        name=self.name,
                        start=start,
                        count=len(data),
                        write_stall_s=WRITE_STALL_S,
                    ),
                    tr("Check that the device is switched on and not paused."),
                ) from error
            except (OSError, SettingsRefused) as error:
                raise self._gone(error) from error

    def read(self, timeout_s: float) -> bytes:
        # One blocking byte, then all that is there: a large read with a time-out would wait for
        # the time-out, and byte after byte costs a hundred times the processor (both measured).
        try:
            self._wait_at_most(timeout_s)
            first = self._port.read(1)
            if not first:
                return b""
            self._wait_at_most(0)
            return bytes(first + self._port.read(self._waiting()))
        except (OSError, SettingsRefused, TypeError) as error:
            # TypeError: pyserial's own, when the port is closed by another thread in mid-read.
            raise self._gone(error) from error

    def set_dtr(self, on: bool) -> None:
        try:
            self._port.dtr = on
        except (OSError, SettingsRefused) as error:
            # A pseudo-terminal has no such signal.
            if _cause_number(error) not in {errno.ENOTTY, errno.EINVAL}:
                raise self._gone(error) from error

    def now_s(self) -> float:
        return time.monotonic()

    def close(self) -> None:
        connection = getattr(self._port, "_socket", None)
        # A port that vanished may fail to close; there is nothing left to let go of then.
        with suppress(OSError, SettingsRefused):
            self._port.close()
        if connection is not None:
            # pyserial leaves it open when the other end has gone already.
            connection.close()

    def _wait_at_most(self, timeout_s: float) -> None:
        # The public setter sets the whole port up anew, over the network for rfc2217. Only
        # Windows needs that: elsewhere the time is kept by `read` itself.
        if sys.platform == "win32" and isinstance(self._port, serial.Serial):
            self._port.timeout = timeout_s
        else:
            self._port._timeout = timeout_s

    def _waiting(self) -> int:
        # Sockets report 0 or 1 whatever has arrived, so there we ask for a bufferful.
        if isinstance(self._port, serial.Serial):
            return int(self._port.in_waiting)
        return LARGEST_READ

    def _gone(self, error: Exception) -> DeviceLost:
        return DeviceLost(
            tr("{name} went away: {reason}.", name=self.name, reason=_reason(error)),
            tr("Plug it in again; the station goes on with it by itself."),
        )


def _cause_number(error: Exception) -> int | None:
    return error.errno if isinstance(error, OSError) else error.args[0] if error.args else None


def _parity(url: str, settings: SerialSettings) -> str:
    # A pseudo-terminal has no parity; asked for one, Linux lets it be opened once and no more.
    if "://" not in url and Path(url).resolve().is_relative_to("/dev/pts"):
        return serial.PARITY_NONE
    return settings.parity


def _not_opened(url: str, error: Exception) -> DeviceLost:
    cause = _cause(error)
    if "://" in url:
        do_next = tr("Check that the device is switched on, and its address and port.")
    elif isinstance(cause, BlockingIOError):
        return DeviceLost(
            tr("Could not open {url}: another program has it open.", url=url),
            tr("Close that program."),
        )
    elif isinstance(cause, PermissionError):
        do_next = tr(
            "Close the program that has it open, or let your account use it"
            " (on Linux: the group dialout or uucp)."
        )
    else:
        do_next = tr(
            "Check the cable and the port's name; `procstation device list` shows what is attached."
        )
    return DeviceLost(
        tr("Could not open {url}: {reason}.", url=url, reason=_reason(error)), do_next
    )


def _reason(error: Exception) -> str:
    cause = _cause(error)
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror.rstrip(".")
    return (str(cause) or type(cause).__name__).rstrip(".")


def _cause(error: Exception) -> BaseException:
    # pyserial wraps what the system said in a sentence of its own that names the port again.
    if isinstance(error, SerialException) and isinstance(error.__context__, OSError):
        return error.__context__
    return error
