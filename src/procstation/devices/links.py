"""Opening a line by its URL: the one place that says what a port may be called.

`COM3`, `/dev/serial/by-id/…`, `socket://HOST:PORT`, `rfc2217://HOST:PORT` (all by pyserial),
`file:///path` (write only: a spool file or `/dev/usb/lp0`), and `sim://NAME?key=value`.
"""

import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

from procstation.devices.interfaces import Link, SerialSettings
from procstation.errors import DeviceLost


class FileLink:
    """A line that ends in a file: everything written is appended, nothing ever comes back."""

    def __init__(self, path: Path) -> None:
        self.name = path.as_uri()
        self._path = path

    def write(self, data: bytes) -> None:
        try:
            with self._path.open("ab") as file:
                file.write(data)
        except OSError as error:
            raise DeviceLost(
                f"Could not write {len(data)} bytes to {self._path}: {error.strerror or error}.",
                "Check that the folder exists, may be written, and has room.",
            ) from error

    def read(self, timeout_s: float) -> bytes:
        del timeout_s  # A file never answers; waiting would only delay saying so.
        return b""

    def now_s(self) -> float:
        return time.monotonic()

    def close(self) -> None:
        """Each write closed the file already."""


def open_line(url: str, serial: SerialSettings) -> Link:
    """Open a byte line that is not simulated.

    Raises:
        DeviceLost: There is no such port, it is in use, or nobody listens there.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FileLink(Path(unquote(parts.path)))
    # pyserial is imported when a port is opened: a station on simulators or with a network
    # printer alone never pays for it.
    from procstation.devices.serial_link import SerialLink  # noqa: PLC0415

    return SerialLink(url, serial)
