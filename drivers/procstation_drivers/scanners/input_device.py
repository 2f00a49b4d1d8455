"""A Linux input device (/dev/input/…) as a line of bytes, kept from every other program."""

import errno
import os
import select
import time

from procstation.devices import DeviceFault, DeviceLost, tr

EVIOCGRAB = 0x40044590
"""_IOW('E', 0x90, int) of linux/input.h, on every machine but MIPS, PowerPC and SPARC."""

LARGEST_READ = 4096


class InputDevice:
    """An open input device. It only talks."""

    def __init__(self, path: str) -> None:
        """Open and grab it.

        Raises:
            DeviceLost: There is no such device, or another program has grabbed it.
            DeviceFault: It may not be opened, is no input device, or this is not Linux.
        """
        self.name = path
        self._descriptor = _open(path)
        try:
            _grab(path, self._descriptor)
        except (DeviceLost, DeviceFault):
            self.close()
            raise

    def read(self, timeout_s: float) -> bytes:
        """Return whole input events as soon as there are some; b"" after that much silence.

        Raises:
            DeviceLost: It was unplugged.
        """
        try:
            ready, _, _ = select.select([self._descriptor], [], [], timeout_s)
            data = os.read(self._descriptor, LARGEST_READ) if ready else None
        except (OSError, ValueError) as error:
            # ValueError: closed by another thread in mid-read, the descriptor is -1.
            raise self._gone(str(error)) from error
        if data == b"":
            raise self._gone(tr("it ended"))
        return data or b""

    def now_s(self) -> float:
        return time.monotonic()

    def close(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def _gone(self, reason: str) -> DeviceLost:
        return DeviceLost(
            tr("{name} went away: {reason}.", name=self.name, reason=reason),
            tr("Plug it in again; the station goes on with it by itself."),
        )


def _open(path: str) -> int:
    try:
        return os.open(path, os.O_RDONLY)
    except PermissionError as error:
        raise DeviceFault(
            tr("{path} may not be read by this user.", path=path),
            tr(
                "Add the user to the group `input` (and log in again), or write a udev rule for it."
            ),
        ) from error
    except OSError as error:
        raise DeviceLost(
            tr("Could not open {path}: {strerror}.", path=path, strerror=error.strerror or error),
            tr("Check the cable; /dev/input/by-id/ lists the keyboards and scanners attached."),
        ) from error


def _grab(path: str, descriptor: int) -> None:
    try:
        from fcntl import ioctl  # noqa: PLC0415 - POSIX only, and only when one is opened
    except ImportError as error:
        raise DeviceFault(
            tr(
                "{path} cannot be read as an input device on this system: only Linux has them.",
                path=path,
            ),
            tr(
                "Set the scanner to USB serial (virtual COM port) and use the"
                " driver serial_scanner."
            ),
        ) from error
    try:
        ioctl(descriptor, EVIOCGRAB, 1)
    except OSError as error:
        if error.errno == errno.EBUSY:
            raise DeviceLost(
                tr("{path} is in use: another program has grabbed it.", path=path),
                tr("End that program, or give this station another scanner."),
            ) from error
        raise DeviceFault(
            tr(
                "{path} is no input device: {strerror}.",
                path=path,
                strerror=error.strerror or error,
            ),
            tr("Set the port to one of /dev/input/by-id/*-event-kbd."),
        ) from error
